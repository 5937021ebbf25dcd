import type { Clock } from '../../domain/clock.ts';
import { SECOND, type Millis } from '../../domain/time.ts';

export interface Pace {
  /** Resolves when `count` more may go; earlier when aborted. */
  take(count: number, signal: AbortSignal): Promise<void>;
}

/** A token bucket of one second: at most `rate` a second, whole requests at a time, the next waits for its share. */
export const pacer = (clock: Pick<Clock, 'elapsed' | 'sleep'>, rate: number): Pace => {
  let left = rate;
  let at: Millis = clock.elapsed();
  return {
    take: async (count, signal) => {
      const now = clock.elapsed();
      left = Math.min(rate, left + ((now - at) * rate) / SECOND);
      at = now;
      left -= count;
      if (left < 0) await clock.sleep((-left * SECOND) / rate, signal);
    },
  };
};
