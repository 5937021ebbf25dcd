import type { Bucket, Sample } from '../../../src/api/schema.ts';
import { isLost, isNote } from './samples.ts';

/** Buckets as the server gave them, carried on with what arrives live until the next full answer. */
export interface Tail {
  readonly widthMicros: number;
  readonly buckets: readonly Bucket[];
  /** Values (µs, ascending) behind the last bucket, as far as they were seen here. */
  readonly open: readonly number[];
}

export const tailOf = (buckets: readonly Bucket[], widthMicros: number): Tail => ({ widthMicros, buckets, open: [] });

const rank = (sorted: readonly number[], p: number): number | undefined =>
  sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)];

const insert = (sorted: readonly number[], value: number): number[] => {
  const at = sorted.findIndex((v) => v > value);
  return at < 0 ? [...sorted, value] : [...sorted.slice(0, at), value, ...sorted.slice(at)];
};

/** Keep what a live view can hold: 2,000 buckets, and 4,096 values of the open one. */
const MOST_BUCKETS = 2_000;
const MOST_VALUES = 4_096;

/**
 * A bucket's worth of values seen here; where the server knew more of the bucket, its counts and extremes are kept, and
 * its percentiles too when most of the answers are its own: a minute does not move the median of half a day.
 */
const withValue = (b: Bucket, value: number, open: readonly number[]): Bucket => {
  const min = Math.min(b.min ?? value, value);
  const max = Math.max(b.max ?? value, value);
  if (b.p50 !== undefined && open.length * 2 < b.n - b.lost) return { ...b, n: b.n + 1, min, max };
  const p = (n: number): number => rank(open, n) ?? value;
  return { ...b, n: b.n + 1, min, max, p10: p(10), p50: p(50), p90: p(90), p99: p(99) };
};

/** Adds one sample. What is older than the last bucket waits for the next full answer. */
export const fold = (tail: Tail, sample: Sample): Tail => {
  if (isNote(sample)) return tail;
  const at = Math.floor(sample.at / tail.widthMicros) * tail.widthMicros;
  const last = tail.buckets.at(-1);
  if (last !== undefined && at < last.at) return tail;
  const same = last !== undefined && at === last.at;
  const bucket: Bucket = same ? last : { at, n: 0, lost: 0, notes: { late: 0, duplicate: 0, reordered: 0 } };
  const before = same ? tail.buckets.slice(0, -1) : tail.buckets.slice(-MOST_BUCKETS);
  if (isLost(sample)) {
    const open = same ? tail.open : [];
    return { ...tail, open, buckets: [...before, { ...bucket, n: bucket.n + 1, lost: bucket.lost + 1 }] };
  }
  // Of a bucket begun by the server only its percentiles are known; they stand in for its values.
  const known = (b: Bucket): number[] =>
    [b.min, b.p10, b.p50, b.p90, b.max].filter((v): v is number => v !== undefined);
  const begun = same ? (tail.open.length > 0 ? tail.open : known(bucket)) : [];
  const open = insert(begun, sample.value).slice(0, MOST_VALUES);
  return { ...tail, open, buckets: [...before, withValue(bucket, sample.value, open)] };
};
