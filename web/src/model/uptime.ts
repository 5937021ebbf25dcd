import type { View } from '../../../src/api/schema.ts';
import { isBreak } from './series.ts';

/** How much of a view was watched, and how much of that was dark. Lengths in µs. */
export interface Uptime {
  /** Time in which samples were settled, gaps taken out. */
  readonly watched: number;
  /** Time in monitor gaps: neither up nor down. */
  readonly unwatched: number;
  readonly outages: number;
  /** Time in outages, as far as it lies in the view. */
  readonly dark: number;
  /** 1 − dark ÷ watched; undefined where nothing was watched. */
  readonly share: number | undefined;
}
interface Stretch {
  readonly from: number;
  readonly to: number;
}

const overlap = (a: Stretch, from: number, to: number): number =>
  Math.max(0, Math.min(a.to, to) - Math.max(a.from, from));

/** Where samples are, from the first bucket of a row without a break to its last, cut to the view. */
const covered = (view: View): Stretch[] => {
  const end = Math.min(view.to, view.now);
  const stretches: { from: number; to: number }[] = [];
  let before: number | undefined;
  for (const b of view.buckets) {
    const last = stretches.at(-1);
    const to = Math.min(end, b.at + view.widthMicros);
    const joined = before !== undefined && !isBreak(before, b.at, view.widthMicros, view.series.everyMs);
    if (last !== undefined && joined) last.to = to;
    else if (to > view.from) stretches.push({ from: Math.max(view.from, b.at), to });
    before = b.at;
  }
  return stretches;
};

/** Gaps of several reasons may overlap; time counts once. */
const merged = (gaps: View['gaps']): Stretch[] => {
  // Safari 15 has no toSorted.
  const sorted = [...gaps].sort((a, b) => a.from - b.from); // oxlint-disable-line unicorn/no-array-sort
  const out: { from: number; to: number }[] = [];
  for (const g of sorted) {
    const last = out.at(-1);
    if (last !== undefined && g.from <= last.to) last.to = Math.max(last.to, g.to);
    else out.push({ from: g.from, to: g.to });
  }
  return out;
};

export const uptimeOf = (view: View): Uptime => {
  const end = Math.min(view.to, view.now);
  const gaps = merged(view.gaps);
  const watched = covered(view).reduce(
    (sum, s) => sum + (s.to - s.from) - gaps.reduce((cut, g) => cut + overlap(g, s.from, s.to), 0),
    0,
  );
  const dark = view.outages.reduce((sum, o) => sum + overlap({ from: o.from, to: o.to ?? end }, view.from, end), 0);
  return {
    watched,
    unwatched: gaps.reduce((sum, g) => sum + overlap(g, view.from, end), 0),
    outages: view.outages.length,
    dark: Math.min(dark, watched),
    share: watched > 0 ? 1 - Math.min(1, dark / watched) : undefined,
  };
};
