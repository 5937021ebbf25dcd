import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { rankOf } from '../../../../src/domain/quantile.ts';
import { classesOf, PERCENTS, percentFor } from '../../../../src/store/influx/query/ranks.ts';

/** The rank that InfluxDB's percentile() takes (query/functions.go). */
const influxRank = (n: number, percent: number): number => Math.floor((n * percent) / 100 + 0.5);

describe('nearest-rank percentiles from InfluxQL', () => {
  it('asks for what gives the nearest rank, for however many values', () => {
    for (const n of [
      ...Array.from({ length: 3_000 }, (_, i) => i + 1),
      86_400,
      99_999,
      1_000_000,
      2_592_000,
      12_000_000,
    ])
      for (const p of PERCENTS) expect(influxRank(n, percentFor(p, n)), `p${p} of ${n}`).toBe(rankOf(n, p));
    // Without that: of 14 values p10 is the second, InfluxDB's the first.
    expect([influxRank(14, 10), rankOf(14, 10)]).toEqual([1, 2]);
  });
  it('asks at once for groups of about as many, and leaves out none but the empty', () => {
    const group = fc.oneof(fc.nat(80), fc.integer({ min: 5_000, max: 5_300 })).map((answered) => ({ answered }));
    fc.assert(
      fc.property(fc.array(group, { maxLength: 100 }), (groups) => {
        const classes = classesOf(groups);
        for (const { asked, groups: same } of classes)
          for (const { answered } of same)
            for (const p of PERCENTS) expect(influxRank(answered, percentFor(p, asked))).toBe(rankOf(answered, p));
        const all = classes.flatMap((c) => c.groups.map((g) => g.answered)).toSorted((a, b) => a - b);
        expect(all).toEqual(
          groups
            .map((g) => g.answered)
            .filter((n) => n > 0)
            .toSorted((a, b) => a - b),
        );
      }),
    );
    const steady = Array.from({ length: 400 }, (_, i) => ({ answered: 6_480 + (i % 5) }));
    expect(classesOf(steady)).toHaveLength(1);
  });
});
