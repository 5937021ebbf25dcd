import { expect, it } from 'vitest';

import { mtuName } from '../../src/domain/mtu-names.ts';

it('an MTU suggests a kind of link, where it is one that a kind of link has', () => {
  expect([1_500, 1_492, 1_420, 1_234].map(mtuName)).toEqual(['Ethernet', 'PPPoE', 'WireGuard', undefined]);
});
