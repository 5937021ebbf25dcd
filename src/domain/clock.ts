import type { EpochMicros, Millis } from './time.ts';

/** Time, handed in: `now` for stamps, `elapsed` for schedules and durations. */
export interface Clock {
  /** The wall clock. It may step. */
  now(): EpochMicros;
  /** The monotonic clock: never steps, starts anywhere, stands still while the machine sleeps. */
  elapsed(): Millis;
  /** Resolves after `ms`; also, early and without an error, when `signal` aborts. */
  sleep(ms: Millis, signal: AbortSignal): Promise<void>;
}
