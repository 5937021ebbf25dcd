import { expect, it } from 'vitest';

import { grouped, median, millis, oddsOfChance, seconds } from '../../src/diagnose/figures.ts';

it('the odds of chance are those of Fisher', () => {
  // Computed by hand: C(3,3) C(3,0) / C(6,3) and C(16,8) C(16,0) / C(32,8).
  expect(oddsOfChance(3, 3, 0, 3)).toBeCloseTo(1 / 20, 10);
  expect(oddsOfChance(8, 16, 0, 16)).toBeCloseTo(12_870 / 10_518_300, 10);
  expect(oddsOfChance(0, 16, 0, 16)).toBeCloseTo(1, 10);
});
it('the median is the lower middle', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2, undefined]);
});
it('numbers are told as people do', () => {
  expect([seconds(3_240), grouped(524_288)]).toEqual(['3.2 s', '524,288']);
  // Nothing takes no time.
  expect([0, 0.4, 1, 4.26, 42.6, 999.4].map(millis)).toEqual(['< 1 ms', '< 1 ms', '1 ms', '4.3 ms', '43 ms', '999 ms']);
  expect([0, 12, 999.4, 1_000].map(seconds)).toEqual(['< 1 ms', '12 ms', '999 ms', '1.0 s']);
});
