import { nearestRank } from '../domain/quantile.ts';

export const median = (values: readonly number[]): number | undefined =>
  nearestRank(
    [...values].toSorted((a, b) => a - b),
    50,
  );

/**
 * How likely it is that at least `lostA` of `ofA` are lost by chance, if A and B are lost alike (Fisher's exact test,
 * one-sided).
 */
export const oddsOfChance = (lostA: number, ofA: number, lostB: number, ofB: number): number => {
  const lost = lostA + lostB;
  let odds = 0;
  for (let k = lostA; k <= Math.min(ofA, lost); k += 1)
    odds += Math.exp(logChoose(ofA, k) + logChoose(ofB, lost - k) - logChoose(ofA + ofB, lost));
  return Math.min(1, odds);
};

const logChoose = (n: number, k: number): number => {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let i = 1; i <= k; i += 1) sum += Math.log((n - k + i) / i);
  return sum;
};

/** A duration for a sentence: "4.2 s", and what is shorter than one as `millis` tells it. */
export const seconds = (ms: number): string => (ms < 999.5 ? millis(ms) : `${(ms / 1_000).toFixed(1)} s`);
/** A short one: "312 ms", "4.2 ms", "< 1 ms". */
export const millis = (ms: number): string =>
  ms < 0.95 ? '< 1 ms' : `${ms < 9.95 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
/** A count for a sentence: "524,288". */
export const grouped = (n: number): string => n.toLocaleString('en-US');
