import { nearestRank } from '../../domain/quantile.ts';
import { duration } from './number.ts';

/** Least, percentiles and greatest of some durations (µs), by nearest rank; and their mean change, where there is one. */
export const spread = (inOrder: readonly number[]): string => {
  const sorted = inOrder.toSorted((a, b) => a - b);
  const rank = (p: number): string => duration(nearestRank(sorted, p) ?? 0);
  const changes = inOrder.slice(1).map((n, i) => Math.abs(n - (inOrder[i] ?? n)));
  const jitter = changes.reduce((a, b) => a + b, 0) / changes.length;
  return [
    `min ${duration(sorted[0] ?? 0)}`,
    `p50 ${rank(50)}`,
    ...(sorted.length > 5 ? [`p90 ${rank(90)}`, `p99 ${rank(99)}`] : []),
    `max ${duration(sorted.at(-1) ?? 0)}`,
    ...(changes.length === 0 ? [] : [`jitter ${duration(jitter)}`]),
  ].join('  ');
};
