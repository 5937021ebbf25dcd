import type { Clock } from '../../domain/clock.ts';
import type { Libc } from '../libc/libc.ts';

/** What every ask is given. */
export interface PathParts {
  readonly clock: Clock;
}
/** What every ask by sockets of libc is given. */
export interface KernelParts extends PathParts {
  readonly libc: Libc;
}
