import { readFileSync } from 'node:fs';

import type { Clock } from '../domain/clock.ts';
import { SECOND, type EpochMicros, type Millis } from '../domain/time.ts';

/** The longest that one timer of Node's can wait: 2^31 - 1 ms. */
const LONGEST_TIMER: Millis = 2_147_483_647;

/** CLOCK_MONOTONIC in milliseconds: one scale for every thread and engine of the process. */
export const monotonicMillis = (): Millis => Number(process.hrtime.bigint()) / 1e6;

/**
 * The wall clock in whole microseconds from one that counts whole milliseconds. The monotonic clock fills in what lies
 * between; the result never leaves the millisecond that the wall clock tells, so steps and slewing are followed at once.
 */
export const wallMicros = (wallMillis: () => number, monotonic: () => Millis): (() => EpochMicros) => {
  let offset = Number.NEGATIVE_INFINITY;
  return () => {
    const wall = wallMillis();
    const mono = monotonic();
    offset = Math.min(Math.max(offset, wall - mono), wall + 0.999 - mono);
    return Math.round((mono + offset) * 1_000);
  };
};

const oneTimer = (ms: Millis, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.ceil(ms));
    signal.addEventListener('abort', finish, { once: true });
  });

/** The clock of this machine. An aborted sleep leaves no timer behind. */
export const systemClock = (): Clock => ({
  now: wallMicros(() => Date.now(), monotonicMillis),
  elapsed: monotonicMillis,
  sleep: async (ms, signal) => {
    const end = monotonicMillis() + ms;
    // Again when a timer fires early, or when the wait is longer than one timer.
    for (let left = ms; left > 0 && !signal.aborted; left = end - monotonicMillis()) {
      await oneTimer(Math.min(left, LONGEST_TIMER), signal);
    }
  },
});

/**
 * Milliseconds since boot with the time asleep (CLOCK_BOOTTIME, proc_uptime(5), in steps of 10 ms).
 * Undefined where there is no such file.
 */
export const bootMillis = (path = '/proc/uptime'): Millis | undefined => {
  try {
    const seconds = Number(readFileSync(path, 'latin1').split(' ', 1)[0]);
    return Number.isFinite(seconds) && seconds > 0 ? seconds * SECOND : undefined;
  } catch {
    return undefined;
  }
};
