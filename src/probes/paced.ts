import { decide, dueAt, slotAtOrAfter, type Cadence } from '../domain/cadence.ts';
import type { Clock } from '../domain/clock.ts';
import { gathered } from './gathered.ts';

/**
 * Starts `send` at every slot of the cadence, also while earlier ones are out, and yields what they bring in the order
 * of their ends. Ends at an abort, without what is still out; what `send` throws is thrown on.
 */
export const paced = <T>(
  cadence: Cadence,
  clock: Clock,
  signal: AbortSignal,
  send: (signal: AbortSignal) => Promise<T>,
): AsyncGenerator<T> =>
  gathered<T>(signal, ({ tell, beside, signal: over }) => {
    const all = async (): Promise<void> => {
      let slot = slotAtOrAfter(cadence, clock.elapsed());
      for (;;) {
        await clock.sleep(dueAt(cadence, slot) - clock.elapsed(), over);
        if (over.aborted) return;
        const due = decide(cadence, slot, clock.elapsed());
        slot = due.next;
        if (due.send) beside(send(over).then(tell));
      }
    };
    return [all()];
  });
