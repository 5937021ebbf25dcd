import { expect, it } from 'vitest';

import { MINUTE } from '../../src/domain/time.ts';
import { headers } from '../../src/probes/headers/headers.ts';
import { hsts } from '../../src/probes/hsts/hsts.ts';
import { longestOf } from '../../src/probes/probe.ts';

it.each([hsts, headers])('$name has time for its visits, and then for the list', (probe) => {
  expect(longestOf(probe)).toBe(2 * MINUTE);
});
