import type { ApiDeps, CheckOrder } from '../api/deps.ts';
import { ended } from './closing.ts';

export interface InTurn {
  /** What is beyond the bound is left out. */
  readonly add: (orders: readonly CheckOrder[]) => void;
  /** Once aborted, with what was being asked. */
  readonly done: () => Promise<void>;
}
/** Checks that nobody is in a hurry for run one after the other, and so many wait at most; they end with the signal. */
export const inTurn = (
  startCheck: ApiDeps['startCheck'],
  mostWaiting: number,
  signal: AbortSignal,
  onBug: (error: unknown) => void,
): InTurn => {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  const run = async (order: CheckOrder): Promise<void> => {
    try {
      if (!signal.aborted) await startCheck(order, signal);
    } catch (error) {
      if (!signal.aborted) onBug(error);
    }
    waiting -= 1;
  };
  return {
    add: (orders) => {
      for (const order of orders.slice(0, mostWaiting - waiting)) {
        waiting += 1;
        last = last.then(() => run(order));
      }
    },
    done: async () => {
      await ended(signal);
      await last;
    },
  };
};
