import { setMaxListeners } from 'node:events';

import { decide, dueAt, slotAtOrAfter, type Cadence } from '../domain/cadence.ts';
import type { Clock } from '../domain/clock.ts';

/**
 * Starts `send` at every slot of the cadence, also while earlier ones are out, and yields what they bring in the order
 * of their ends. Ends at an abort, without what is still out; what `send` throws is thrown on.
 */
export async function* paced<T>(
  cadence: Cadence,
  clock: Clock,
  signal: AbortSignal,
  send: (signal: AbortSignal) => Promise<T>,
): AsyncGenerator<T> {
  const ready: T[] = [];
  const bugs: unknown[] = [];
  const stop = new AbortController();
  const over = AbortSignal.any([signal, stop.signal]);
  setMaxListeners(0, over); // as many as are out at a time
  let wake = (): void => undefined;
  const one = async (): Promise<void> => {
    try {
      ready.push(await send(over));
    } catch (error) {
      bugs.push(error);
    }
    wake();
  };
  const all = async (): Promise<void> => {
    let slot = slotAtOrAfter(cadence, clock.elapsed());
    for (;;) {
      await clock.sleep(dueAt(cadence, slot) - clock.elapsed(), over);
      if (over.aborted) return wake();
      const due = decide(cadence, slot, clock.elapsed());
      slot = due.next;
      if (due.send) void one();
    }
  };
  void all();
  try {
    while (!over.aborted) {
      if (bugs.length > 0) throw bugs[0];
      const next = ready.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stop.abort();
  }
}
