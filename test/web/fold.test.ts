import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Sample } from '../../src/api/schema.ts';
import { fold, tailOf } from '../../web/src/model/fold.ts';
import { bucket } from './support.ts';

const S = 1_000_000;
const start = tailOf([], 10 * S);

describe('carrying buckets on live', () => {
  it('counts what is answered and what is lost, and leaves notes alone', () => {
    const samples: Sample[] = [
      { at: S, value: 10 },
      { at: 2 * S, lost: 'timeout' },
      { at: 3 * S, value: 30 },
      { at: 2 * S, note: 'late', value: 2_000_000 },
      { at: 11 * S, lost: 'timeout' },
    ];
    const { buckets } = samples.reduce(fold, start);
    expect(buckets).toHaveLength(2);
    expect(buckets[0]).toMatchObject({ at: 0, n: 3, lost: 1, min: 10, p50: 10, p90: 30, max: 30 });
    expect(buckets[1]).toMatchObject({ at: 10 * S, n: 1, lost: 1 });
    expect(buckets[1]?.p50).toBeUndefined();
  });
  it('carries on a bucket that the server began', () => {
    const tail = fold(tailOf([bucket(0, 8, 1, 10_000)], 10 * S), { at: 9 * S, value: 50_000 });
    expect(tail.buckets[0]).toMatchObject({ n: 9, lost: 1, min: 9_000, max: 50_000 });
    expect(tail.buckets[0]?.p50).toBeGreaterThanOrEqual(9_000);
    expect(tail.buckets[0]?.p50).toBeLessThan(50_000);
  });
  it('leaves the percentiles of a bucket that is nearly all the server’s, and counts on', () => {
    const begun = bucket(0, 40_000, 10, 10_000);
    const late = Array.from({ length: 60 }, (_, i): Sample => ({ at: (i + 1) * S, value: 90_000 }));
    const { buckets } = late.reduce(fold, tailOf([begun], 43_200 * S));
    expect(buckets[0]).toMatchObject({ n: 40_060, lost: 10, p50: 10_000, p90: begun.p90, max: 90_000 });
  });
  it('leaves what is older to the next full answer', () => {
    const tail = tailOf([bucket(20 * S, 1, 0)], 10 * S);
    expect(fold(tail, { at: 5 * S, value: 3 })).toBe(tail);
  });
  it('has the percentiles that sorting has', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1, maxLength: 60 }), (values) => {
        const { buckets } = values.map((value): Sample => ({ at: S, value })).reduce(fold, start);
        const sorted = values.toSorted((a, b) => a - b);
        const p = (n: number): number | undefined => sorted[Math.max(0, Math.ceil((n / 100) * sorted.length) - 1)];
        expect(buckets[0]).toMatchObject({ n: values.length, p10: p(10), p50: p(50), p90: p(90), max: sorted.at(-1) });
      }),
    );
  });
  it('stays bounded', () => {
    let tail = start;
    for (let i = 0; i < 5_000; i += 1) tail = fold(tail, { at: i * 10 * S, value: 5 });
    expect(tail.buckets.length).toBeLessThanOrEqual(2_001);
  });
});
