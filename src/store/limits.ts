import { MAX_CELLS, MAX_POINTS, MAX_ROWS, type BucketQuery, type Range, type SeriesFilter } from './journal.ts';

const positive = (n: number, most: number, what: string): void => {
  if (!Number.isSafeInteger(n) || n < 1 || n > most)
    throw new RangeError(`${what}: expected a whole number from 1 to ${most}, got ${n}`);
};

/** Throws a `RangeError` unless the range is made of whole microseconds, in order. */
export const checkRange = ({ from, to }: Range): void => {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || to < from)
    throw new RangeError(`range: expected whole epoch microseconds with from ≤ to, got ${from} to ${to}`);
};
export const checkBuckets = (q: Omit<BucketQuery, keyof SeriesFilter>): void => {
  checkRange(q);
  positive(q.widthMicros, Number.MAX_SAFE_INTEGER, 'widthMicros');
  const points = Math.ceil((q.to - q.from) / q.widthMicros);
  if (points > MAX_POINTS) throw new RangeError(`buckets: ${points} asked for, expected at most ${MAX_POINTS}`);
};
/** Of so many series at once. */
export const checkSummaries = (q: Omit<BucketQuery, keyof SeriesFilter>, series: number): void => {
  checkBuckets(q);
  const cells = series * Math.ceil((q.to - q.from) / q.widthMicros);
  if (cells > MAX_CELLS)
    throw new RangeError(`summaries: ${cells} buckets of ${series} series asked for, expected at most ${MAX_CELLS}`);
};
export const checkBins = (bins: number): void => positive(bins, MAX_POINTS, 'bins');
export const checkLimit = (limit: number): void => positive(limit, MAX_ROWS, 'limit');
