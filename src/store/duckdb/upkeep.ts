import type { Clock } from '../../domain/clock.ts';
import { MINUTE, type EpochMicros, type Millis } from '../../domain/time.ts';

/** One kind of background work on the record, done a piece at a time, each piece a transaction of its own. */
export interface Chore {
  readonly name: string;
  /** Does one piece, if there is one to do by now. Whether more is left that could be done at once. */
  piece(now: EpochMicros): Promise<'done' | 'more'>;
}

const EVERY: Millis = MINUTE;
/** Between two pieces: commits and readers go first. */
const BREATH: Millis = 50;

/**
 * Does the chores in their order, every minute, until aborted. A chore that fails is told and tried again a minute
 * later; nothing is lost by that, as each keeps its own place with what it wrote.
 */
export const keepUp = async (
  chores: readonly Chore[],
  clock: Clock,
  signal: AbortSignal,
  failed: (chore: string, error: unknown) => void,
): Promise<void> => {
  while (!signal.aborted) {
    for (const chore of chores) {
      try {
        while (!signal.aborted && (await chore.piece(clock.now())) === 'more') await clock.sleep(BREATH, signal);
      } catch (error) {
        failed(chore.name, error);
      }
    }
    await clock.sleep(EVERY, signal);
  }
};
