import type { View } from '../../../src/api/schema.ts';

const COLUMNS = ['n', 'lost', 'min', 'p10', 'p50', 'p90', 'p99', 'max', 'mean'] as const;

/** A view's buckets as CSV: RFC 4180, a row a bucket, values in the unit of the series (named in the head). */
export const bucketsCsv = (view: View): string => {
  const { unit } = view.series;
  const head = ['from', 'to', ...COLUMNS.map((c) => (c === 'n' || c === 'lost' ? c : `${c}_${unit}`))];
  const time = (micros: number): string => new Date(micros / 1_000).toISOString();
  const rows = view.buckets.map((b) => [
    time(b.at),
    time(b.at + view.widthMicros),
    ...COLUMNS.map((c) => (b[c] === undefined ? '' : String(Math.round(b[c] * 10) / 10))),
  ]);
  return [head, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
};
