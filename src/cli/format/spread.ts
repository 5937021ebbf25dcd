import { nearestRank } from '../../domain/quantile.ts';
import { duration } from './number.ts';
import { table } from './table.ts';

/** Least, percentiles and greatest of some durations (µs) by nearest rank, and their mean change: names, and values below. */
export const spreadLines = (inOrder: readonly number[], width: number): readonly string[] => {
  const sorted = inOrder.toSorted((a, b) => a - b);
  const rank = (p: number): string => duration(nearestRank(sorted, p) ?? 0);
  const changes = inOrder.slice(1).map((n, i) => Math.abs(n - (inOrder[i] ?? n)));
  const jitter = changes.length === 0 ? '–' : duration(changes.reduce((a, b) => a + b) / changes.length);
  const titles = ['MIN', 'P50', 'P90', 'P99', 'MAX', 'JITTER'];
  const values = [duration(sorted[0] ?? 0), rank(50), rank(90), rank(99), duration(sorted.at(-1) ?? 0), jitter];
  return table(
    titles.map((title) => ({ title, side: 'right' })),
    [values],
    width,
  );
};
