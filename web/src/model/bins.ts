import type { Bin } from '../../../src/api/schema.ts';
import { logTicks, valueTicks } from './ticks.ts';

/** A bar of a histogram: place and width along a log axis, height against the fullest, all 0…1. */
export interface Bar {
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly bin: Bin;
}
export interface Bars {
  readonly bars: readonly Bar[];
  /** Round values (ms) and their places. */
  readonly ticks: readonly { readonly at: number; readonly ms: number }[];
  /** Where a value (µs) lies on the axis; undefined outside. */
  readonly placeOf: (micros: number) => number | undefined;
}

export const barsOf = (bins: readonly Bin[]): Bars | undefined => {
  const filled = bins.filter((b) => b.n > 0 && b.hi > b.lo);
  const first = filled[0];
  const last = filled.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const lo = Math.log(Math.max(0.5, first.lo));
  const hi = Math.log(last.hi);
  const most = Math.max(...filled.map((b) => b.n));
  const place = (v: number): number => (Math.log(Math.max(0.5, v)) - lo) / (hi - lo);
  const bars = filled.map((bin) => ({
    bin,
    left: place(bin.lo),
    width: place(bin.hi) - place(bin.lo),
    height: bin.n / most,
  }));
  const from = Math.max(0.0005, first.lo / 1_000);
  const to = last.hi / 1_000;
  const decades = logTicks(from, to);
  // Within less than a decade 1, 2, 5 are too few.
  const values = decades.length >= 4 ? decades : valueTicks(to, 10).filter((v) => v >= from && v <= to);
  const ticks = values.map((ms) => ({ ms, at: place(ms * 1_000) }));
  return {
    bars,
    ticks: spread(ticks),
    placeOf: (v) => (place(v) < 0 || place(v) > 1 ? undefined : place(v)),
  };
};

/** Ticks far enough apart that their labels do not touch. */
const spread = <T extends { readonly at: number }>(ticks: readonly T[]): T[] => {
  const kept: T[] = [];
  for (const t of ticks) if (t.at - (kept.at(-1)?.at ?? -1) >= 0.15) kept.push(t);
  return kept;
};
