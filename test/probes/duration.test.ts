import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { duration, formatDuration, parseDuration } from '../../src/probes/duration.ts';

describe('durations', () => {
  it.each([
    ['250ms', 250],
    ['1s', 1_000],
    ['1.5s', 1_500],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['2 d', 172_800_000],
    ['0s', 0],
  ])('%s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '1', 's', '-1s', '1w', '1e3s', '1.s', '1s2', '0x1s', '99999999999999s', 'Infinitys'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(1, 1000, 60_000, 3_600_000), (n, unit) => {
        expect(parseDuration(formatDuration(n * unit))).toBe(n * unit);
      }),
    );
    expect(parseDuration(formatDuration(99.9 * 365 * 86_400_000 + 1))).toBe(99.9 * 365 * 86_400_000 + 1);
    expect([0, 90_000, 3_600_000, 1_500].map(formatDuration)).toEqual(['0ms', '90s', '1h', '1500ms']);
  });

  it('keeps within its bounds, and says them', () => {
    const schema = duration(100, 60_000);
    expect(['100ms', 100, '1m', '60s'].map((v) => schema.parse(v))).toEqual([100, 100, 60_000, 60_000]);
    for (const wrong of ['99ms', 60_001, 'soon', true, null, Number.NaN, [1]]) {
      const result = schema.safeParse(wrong);
      expect(result.error?.issues.map((i) => i.message)).toEqual([
        'a duration from 100ms to 1m, such as 250ms, 5s, 10m or 1h',
      ]);
    }
  });
});
