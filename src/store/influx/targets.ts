import type { Clock } from '../../domain/clock.ts';
import { DAY, microsOf, type EpochMicros } from '../../domain/time.ts';
import { targetLine, type ToldTarget } from './lines.ts';

/** A database may forget what is older than so much. */
const AGAIN = microsOf(DAY);

interface Parts {
  readonly targets: () => readonly ToldTarget[];
  readonly vantage: string;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Lines that say what is watched, for readers who have no other way to know: the first time, whenever it is something
 * else, and once a day.
 */
export const targetTeller = ({ targets, vantage, clock }: Parts): (() => readonly string[]) => {
  let told: { readonly text: string; readonly at: EpochMicros } | undefined;
  return () => {
    const now = clock.now();
    const text = targets()
      .map((t) => targetLine(0, vantage, t))
      .join('\n');
    if (told !== undefined && told.text === text && Math.abs(now - told.at) < AGAIN) return [];
    told = { text, at: now };
    return targets().map((t) => targetLine(now, vantage, t));
  };
};
