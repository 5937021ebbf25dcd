import type { Clock } from '../../domain/clock.ts';
import type { Millis } from '../../domain/time.ts';
import type { Resolve } from '../resolve.ts';
import type { Libc } from '../libc/libc.ts';

/** What every ask is given. */
export interface PathParts {
  readonly clock: Clock;
  /** The system's way to a name's addresses. */
  readonly resolve: Resolve;
  /** Whom the system asks, as numeric addresses. */
  readonly resolvers: () => Promise<readonly string[]>;
}
/** What every ask by sockets of libc is given. */
export interface KernelParts extends PathParts {
  readonly libc: Libc;
}

/** Until the next look at a socket that nobody wakes us for: soon at first, for most answers come soon. */
export const pollPause = (waited: Millis): Millis => (waited < 20 ? 1 : waited < 200 ? 4 : 10);
