import { dueAt, slotAtOrAfter, type Cadence } from '../domain/cadence.ts';
import type { Clock } from '../domain/clock.ts';
import type { Millis } from '../domain/time.ts';
import type { Pace, PaceWord } from './probe.ts';

/** A pace that somebody sets. */
export interface SetPace extends Pace {
  set(word: PaceWord): void;
}

export const settablePace = (first: PaceWord): SetPace => {
  let word = first;
  const waiting = new Set<() => void>();
  return {
    now: () => word,
    set: (next) => {
      if (next === word) return;
      word = next;
      for (const wake of waiting) wake();
    },
    changed: (signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        if (signal.aborted) {
          resolve();
          return;
        }
        waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      }),
  };
};

/** Whether something is wrong, so that it is looked at more closely for a while. */
export const isAlert = (word: PaceWord): boolean => word === 'alert' || word === 'wary';

/** Where nobody says how eagerly: as a line that is live. */
export const ALWAYS_LIVE: Pace = settablePace('live');

/** When the first slot of a cadence from now on is due. */
export const firstDue = (cadence: Cadence, clock: Clock): Millis =>
  dueAt(cadence, slotAtOrAfter(cadence, clock.elapsed()));

/** Sleeps until `due` on the clock's `elapsed`, until the pace changes, or until aborted. */
const untilDueOrPace = async (clock: Clock, due: Millis, pace: Pace, signal: AbortSignal): Promise<void> => {
  const done = new AbortController();
  const end = (): void => done.abort();
  if (signal.aborted) return;
  signal.addEventListener('abort', end, { once: true });
  await Promise.race([clock.sleep(due - clock.elapsed(), done.signal), pace.changed(done.signal)]);
  signal.removeEventListener('abort', end);
  end();
};

/** Does something again and again, as often as the pace has it; undefined: not now. A faster pace does not wait. */
export const atPace = async (
  {
    clock,
    pace,
    signal,
    phase,
  }: { readonly clock: Clock; readonly pace: Pace; readonly signal: AbortSignal; readonly phase: Millis },
  every: (pace: PaceWord) => Millis | undefined,
  act: (due: Millis) => void | Promise<void>,
): Promise<void> => {
  let last: Millis | undefined;
  let due = phase;
  while (!signal.aborted) {
    await untilDueOrPace(clock, due, pace, signal);
    if (signal.aborted) return;
    const now = clock.elapsed();
    const wait = every(pace.now());
    if (now >= due && wait !== undefined) {
      last = due;
      await act(due);
      due = last + (every(pace.now()) ?? Infinity);
      // What was missed is not made up for.
      if (due <= clock.elapsed()) due = clock.elapsed() + wait;
    } else if (wait === undefined) due = Infinity;
    else due = last === undefined ? Math.max(now, phase) : Math.max(now, last + wait);
  }
};
