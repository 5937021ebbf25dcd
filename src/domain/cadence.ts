import type { Millis } from './time.ts';

/** A fixed rate: slot k is due at `phase + k × every` on the monotonic clock. */
export interface Cadence {
  readonly every: Millis;
  readonly phase: Millis;
}

/** When slot `k` is due. A product, not a running sum, so that it does not drift. */
export const dueAt = (c: Cadence, slot: number): Millis => c.phase + slot * c.every;

/** The last slot due at or before `t`; below 0 before the phase. */
const slotAtOrBefore = (c: Cadence, t: Millis): number => {
  const k = Math.floor((t - c.phase) / c.every);
  // The division rounds, `dueAt` decides: a slot sent a hair early would otherwise be due a second time.
  if (dueAt(c, k) > t) return k - 1;
  return dueAt(c, k + 1) <= t ? k + 1 : k;
};

/** The first slot due at or after `t`. */
export const slotAtOrAfter = (c: Cadence, t: Millis): number => {
  const before = slotAtOrBefore(c, t);
  return Math.max(0, dueAt(c, before) === t ? before : before + 1);
};

/**
 * What to do at time `t` when slot `next` is the next one due.
 * Missed slots are skipped, not caught up: at most one send comes out of any number of missed slots.
 */
export const decide = (
  c: Cadence,
  next: number,
  t: Millis,
): { readonly send: boolean; readonly next: number; readonly skipped: number } => {
  if (t < dueAt(c, next)) return { send: false, next, skipped: 0 };
  const current = slotAtOrBefore(c, t);
  return { send: true, next: current + 1, skipped: current - next };
};

/** Phases for `n` streams of one interval, evenly spread so that they never send as one burst. */
export const spreadPhase = (index: number, n: number, every: Millis): Millis => (every * index) / Math.max(1, n);

/** The phase in the middle of the largest hole between those taken, so that a stream added later joins no other. */
export const phaseInLargestHole = (taken: readonly Millis[], every: Millis): Millis => {
  const sorted = taken.map((p) => ((p % every) + every) % every).toSorted((a, b) => a - b);
  const first = sorted[0];
  if (first === undefined) return 0;
  let best = { from: 0, width: -1 };
  for (const [i, from] of sorted.entries()) {
    const width = (sorted[i + 1] ?? first + every) - from; // the last hole goes round the end
    if (width > best.width) best = { from, width };
  }
  return (best.from + best.width / 2) % every;
};
