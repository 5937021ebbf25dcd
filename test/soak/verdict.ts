/** One value at a time, in any unit. */
export interface Point {
  /** Seconds. */
  readonly t: number;
  readonly value: number;
}
/** What is asked of a figure over the time of a soak, after its warm-up. */
export interface Rule {
  readonly what: string;
  readonly unit: string;
  /** It may grow by this much over the whole time, in its unit, and still be called flat; undefined: it may grow. */
  readonly growth?: number;
  /** It may never be more than this. */
  readonly most?: number;
}
export interface Verdict extends Rule {
  readonly median: number;
  readonly highest: number;
  /** Theil and Sen's slope, times the time looked at. */
  readonly grew: number;
  readonly ok: boolean;
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

/** More points are thinned: the slopes are as many as their pairs. */
const MOST_POINTS = 600;

/**
 * The median of the slopes between all pairs of points (Theil, Sen), per second: up to 29% of the points may be
 * anything, a view of 30 days at work say, without moving it far. 0 for fewer than two.
 */
export const slopeOf = (points: readonly Point[]): number => {
  const step = Math.ceil(points.length / MOST_POINTS);
  const some = points.filter((_, i) => i % step === 0);
  const slopes: number[] = [];
  for (const [i, a] of some.entries()) {
    for (const b of some.slice(i + 1)) if (b.t !== a.t) slopes.push((b.value - a.value) / (b.t - a.t));
  }
  return slopes.length === 0 ? 0 : median(slopes);
};

/** Whether the figure held what the rule asks for, by the points from `from` on; without any it did not. */
export const judge = (rule: Rule, all: readonly Point[], from: number): Verdict => {
  const points = all.filter((p) => p.t >= from);
  const [first, last] = [points[0], points.at(-1)];
  const span = first === undefined || last === undefined ? 0 : last.t - first.t;
  const grew = slopeOf(points) * span;
  const highest = all.reduce((most, p) => Math.max(most, p.value), Number.NEGATIVE_INFINITY);
  const isFlat = rule.growth === undefined || grew <= rule.growth;
  const isBelow = rule.most === undefined || highest <= rule.most;
  const middle = median(points.map((p) => p.value));
  return { ...rule, median: middle, highest, grew, ok: points.length > 0 && isFlat && isBelow };
};
