import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { duration, percent, value } from '../../../src/cli/format/number.ts';

describe('duration', () => {
  it.each([
    [0, '0.000 ms'],
    [34, '0.034 ms'],
    [999, '0.999 ms'],
    [1_234, '1.23 ms'],
    [9_996, '10.0 ms'],
    [12_345, '12.3 ms'],
    [99_960, '100 ms'],
    [123_400, '123 ms'],
    [999_499, '999 ms'],
    [999_500, '1.00 s'],
    [1_240_000, '1.24 s'],
    [75_000_000, '75.0 s'],
  ])('%i µs is %s', (us, text) => expect(duration(us)).toBe(text));

  it('never says more than three significant digits, nor errs by more than half of the last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900_000_000 }), (us) => {
        const [digits = '', unit] = duration(us).split(' ');
        expect(digits.replace('.', '').replace(/^0+/, '').length).toBeLessThanOrEqual(3);
        const told = Number(digits) * (unit === 's' ? 1e6 : 1e3);
        expect(Math.abs(told - us)).toBeLessThanOrEqual(Math.max(0.5, us * 0.00502));
      }),
    );
  });
});

describe('percent', () => {
  it.each([
    [0, '0%'],
    [0.0001, '<0.1%'],
    [0.004, '0.4%'],
    [0.05, '5.0%'],
    [0.1, '10%'],
    [0.994, '99.4%'],
    [0.9999, '>99.9%'],
    [1, '100%'],
  ])('%f is %s', (ratio, text) => expect(percent(ratio)).toBe(text));

  it('says 0% and 100% only of nothing and all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), (n) => {
        expect(percent(n / 1e6)).not.toMatch(/^(0|0\.0|100|100\.0)%$/);
      }),
    );
  });
});

it('value: each unit in its own way', () => {
  expect([
    value(1, 'bool'),
    value(0, 'bool'),
    value(1_500, 'bytes'),
    value(7, 'hops'),
    value(12.34, 'seconds'),
  ]).toEqual(['yes', 'no', '1,500 B', '7', '12.3 s']);
});
