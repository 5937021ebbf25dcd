import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { logEdges, nearestRank } from '../../src/domain/quantile.ts';

describe('nearestRank', () => {
  it('is the smallest value that the asked share is not above', () => {
    const list = [15, 20, 35, 40, 50];
    expect([1, 20, 21, 40, 50, 99, 100].map((p) => nearestRank(list, p))).toEqual([15, 15, 20, 20, 35, 50, 50]);
    expect(nearestRank([], 50)).toBeUndefined();
    expect(nearestRank([7], 1)).toBe(7);
  });
  it('does not slip a rank where a fraction is not exact in binary', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    for (let percent = 1; percent <= 100; percent += 1) expect(nearestRank(hundred, percent)).toBe(percent);
  });
  it('has enough values at or below it, and would not without it', () => {
    const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (list, percent) => {
        const sorted = Float64Array.from(list).toSorted();
        const rank = nearestRank(sorted, percent) ?? Number.NaN;
        expect(100 * sorted.filter((v) => v <= rank).length).toBeGreaterThanOrEqual(percent * sorted.length);
        expect(100 * sorted.filter((v) => v < rank).length).toBeLessThan(percent * sorted.length);
      }),
    );
  });
});

describe('logEdges', () => {
  it('are equally wide on a log scale', () => {
    expect(logEdges({ min: 10, minPositive: 10, max: 10_000 }, 3)).toEqual([10, 100, 1_000, 10_001]);
    expect(logEdges({ min: 0.5, minPositive: 0.5, max: 2 }, 2)).toEqual([0.5, expect.closeTo(1, 10), 3]);
  });
  it('are not closer than whole values can lie', () => {
    expect(logEdges({ min: 20, minPositive: 20, max: 23 }, 50)).toEqual([20, 21, 22, 23, 24]);
    expect(logEdges({ min: 5, minPositive: 5, max: 5 }, 50)).toEqual([5, 6]);
  });
  it('have one bin in front for what has no logarithm', () => {
    expect(logEdges({ min: -3, minPositive: 1, max: 100 }, 2)).toEqual([-3, 1, 10, 101]);
    expect(logEdges({ min: -3, max: 0 }, 2)).toEqual([-3, 1]);
  });
  it('rise, begin with the least value and end above the greatest', () => {
    const value = fc.oneof(fc.integer({ min: -100, max: 1_000_000 }), fc.double({ min: -1e6, max: 1e12, noNaN: true }));
    const list = fc.array(value, { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(list, fc.integer({ min: 1, max: 100 }), (values, bins) => {
        const [min, max] = [Math.min(...values), Math.max(...values)];
        const positive = values.filter((v) => v > 0);
        const low = positive.length === 0 ? {} : { minPositive: Math.min(...positive) };
        const edges = logEdges({ min, max, ...low }, bins);
        expect(edges[0]).toBe(min);
        expect(edges.at(-1)).toBeGreaterThan(max);
        expect(edges.length).toBeLessThanOrEqual(bins + 2);
        for (const [i, e] of edges.entries()) if (i > 0) expect(e).toBeGreaterThan(edges[i - 1] ?? Number.NaN);
      }),
      { numRuns: 500 },
    );
  });
});
