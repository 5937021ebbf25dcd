/** Anything indexed and counted: an array or a typed array. */
interface Sorted {
  readonly length: number;
  readonly [index: number]: number;
}

/** The rank, from 1 on, of the nearest-rank percentile of `n` values (1 or more); `percent` a whole number, 1 to 100. */
export const rankOf = (n: number, percent: number): number =>
  // A whole number over 100 rather than a fraction times n: 0.07 × 100 is above 7 in binary.
  Math.max(1, Math.ceil((percent * n) / 100));

/**
 * The nearest-rank percentile: the smallest value that at least `percent` of a hundred are not above.
 * `sorted` ascending; `percent` a whole number, 1 to 100. Undefined when there is no value.
 */
export const nearestRank = (sorted: Sorted, percent: number): number | undefined =>
  sorted[rankOf(sorted.length, percent) - 1];

/** The least edge that `max` is still below: one more for whole numbers, a hair more otherwise. */
const above = (max: number): number =>
  Number.isSafeInteger(max) ? max + 1 : max + Math.max(Number.MIN_VALUE, Math.abs(max) * 2 ** -50);

/**
 * Edges of at most `bins` half-open bins, equally wide on a log scale, over values of which the least positive is
 * `minPositive`. Whole numbers get whole edges: a bin narrower than the resolution would draw a comb.
 * Values of zero and below have no logarithm and share one bin in front.
 */
export const logEdges = (
  range: { readonly min: number; readonly minPositive?: number; readonly max: number },
  bins: number,
): readonly number[] => {
  const { min, minPositive: low, max } = range;
  if (low === undefined) return [min, above(max)];
  const whole = Number.isInteger(low) && Number.isInteger(max);
  const span = Math.log(max) - Math.log(low); // not of the quotient, which may be beyond what a number can hold
  const edges = min < low ? [min, low] : [low];
  for (let i = 1; i < bins; i += 1) {
    const edge = low * Math.exp((span * i) / bins);
    const next = whole ? Math.round(edge) : edge;
    if (next > (edges.at(-1) ?? low) && next <= max) edges.push(next);
  }
  return [...edges, above(max)];
};
