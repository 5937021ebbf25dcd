import type { Millis } from './time.ts';

/** A fixed rate: slot k is due at `phase + k × every` on the monotonic clock. */
export interface Cadence {
  readonly every: Millis;
  readonly phase: Millis;
}

/** The first slot due at or after `t`. */
export const slotAtOrAfter = (c: Cadence, t: Millis): number => Math.max(0, Math.ceil((t - c.phase) / c.every));

/** When slot `k` is due. A product, not a running sum, so that it does not drift. */
export const dueAt = (c: Cadence, slot: number): Millis => c.phase + slot * c.every;

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
  const current = Math.floor((t - c.phase) / c.every);
  return { send: true, next: current + 1, skipped: Math.max(0, current - next) };
};

/** Phases for `n` streams of one interval, evenly spread so that they never send as one burst. */
export const spreadPhase = (index: number, n: number, every: Millis): Millis => (every * index) / Math.max(1, n);
