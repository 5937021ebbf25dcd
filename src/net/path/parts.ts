import type { Clock } from '../../domain/clock.ts';
import type { Millis } from '../../domain/time.ts';
import type { Libc } from '../libc/libc.ts';

/** What every ask is given. */
export interface PathParts {
  readonly clock: Clock;
}
/** What every ask by sockets of libc is given. */
export interface KernelParts extends PathParts {
  readonly libc: Libc;
}

/** Until the next look at a socket that nobody wakes us for: soon at first, for most answers come soon. */
export const pollPause = (waited: Millis): Millis => (waited < 20 ? 1 : waited < 200 ? 4 : 10);
