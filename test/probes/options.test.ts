import { expect, it } from 'vitest';

import { optionNames, parseOptions } from '../../src/probes/options.ts';
import { fakePing, fakeRoute } from '../support/fake-probes.ts';

it('fills in the defaults', () => {
  expect(optionNames(fakePing)).toEqual(['count', 'size', 'df', 'family']);
  expect(parseOptions(fakePing, { count: 3 })).toEqual({ ok: true, options: { count: 3, size: 56, df: false } });
});

it('tells all that is wrong: unknown names with the nearest, and values out of bounds', () => {
  const parsed = parseOptions(fakePing, { cuont: 3, zzz: 1, size: 2 });
  expect(parsed).toMatchObject({
    ok: false,
    problems: [
      { name: 'cuont', expected: 'one of count, size, df, family', nearest: 'count' },
      { name: 'zzz', expected: 'one of count, size, df, family' },
      { name: 'size', expected: expect.stringContaining('16') },
    ],
  });
  expect(parseOptions(fakePing, { zzz: 1 })).toMatchObject({ ok: false });
  expect(parseOptions(fakeRoute, { maxHops: 65 })).toMatchObject({ ok: false, problems: [{ name: 'maxHops' }] });
});
