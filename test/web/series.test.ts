import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { bucketAt, isBreak, smokeOf, topOf } from '../../web/src/model/series.ts';
import { bucket, T0 } from './support.ts';

const S = 1_000_000;

describe('buckets as lines', () => {
  it('break where a bucket is missing and where nothing was answered', () => {
    const smoke = smokeOf([bucket(0, 5, 0), bucket(5 * S, 5, 5), bucket(20 * S, 5, 1)], 5 * S, 1_000);
    expect(smoke.p50).toEqual([
      { x: 2_500, y: 12 },
      { x: 7_500, y: null },
      { x: 12_500, y: null },
      { x: 22_500, y: 12 },
    ]);
    expect(smoke.level).toEqual([0, 5, 0, 3]);
    expect(smoke.lone).toEqual([true, false, false, true]);
  });
  it('know a point without neighbours', () => {
    const lone = (...at: number[]): boolean[] =>
      smokeOf(
        at.map((t) => bucket(t * S, 1, 0)),
        S,
        1_000,
      ).lone;
    expect(lone(0, 1)).toEqual([false, false]);
    expect(lone(0, 5, 6)).toEqual([true, false, false, false]);
  });
  it('do not break between the samples of a slow series', () => {
    expect(isBreak(0, 10 * S, 2 * S, 10_000)).toBe(false);
    expect(isBreak(0, 20 * S, 2 * S, 10_000)).toBe(true);
    expect(isBreak(0, 2 * S, 2 * S, 1_000)).toBe(false);
    expect(isBreak(0, 4 * S, 2 * S, 1_000)).toBe(true);
  });
  it('have as many points in every line, in ascending order, and a null at every hole', () => {
    const present = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 100 });
    fc.assert(
      fc.property(present, (list) => {
        const indices = list.toSorted((a, b) => a - b);
        const smoke = smokeOf(
          indices.map((i) => bucket(i * 2 * S, 2, 0)),
          2 * S,
          1_000,
        );
        const holes = indices.filter((v, i) => i > 0 && v - (indices[i - 1] ?? 0) > 1).length;
        for (const line of [smoke.min, smoke.p10, smoke.p50, smoke.p90, smoke.max]) {
          expect(line).toHaveLength(indices.length + holes);
          expect(line.filter((p) => p.y === null)).toHaveLength(holes);
          line.forEach((p, i) => i > 0 && expect(p.x).toBeGreaterThan(line[i - 1]?.x ?? 0));
        }
      }),
    );
  });
});

describe('finding and scaling', () => {
  it('finds the bucket of a moment', () => {
    const buckets = [bucket(T0, 5, 0), bucket(T0 + 5 * S, 5, 0), bucket(T0 + 60 * S, 5, 0)];
    expect(bucketAt(buckets, T0 + 6 * S, 5 * S)?.at).toBe(T0 + 5 * S);
    expect(bucketAt(buckets, T0 + 30 * S, 5 * S)).toBeUndefined();
    expect(bucketAt(buckets, T0 + 30 * S, 5 * S, 60 * S)?.at).toBe(T0 + 5 * S);
    expect(bucketAt([], T0, 5 * S)).toBeUndefined();
  });
  it('reaches to the slowest, or to the body without the spikes', () => {
    const buckets = [
      ...Array.from({ length: 99 }, (_, i) => bucket(i * S, 5, 0, 10_000)),
      bucket(99 * S, 5, 0, 900_000),
    ];
    expect(topOf(buckets, false)).toBe(2_700);
    expect(topOf(buckets, true)).toBeCloseTo(13.8);
    expect(topOf([], true)).toBe(0);
  });
});
