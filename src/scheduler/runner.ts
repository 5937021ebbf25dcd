import type { Cache } from '../domain/cache.ts';
import type { Clock } from '../domain/clock.ts';
import type { EpochMicros, Millis } from '../domain/time.ts';
import type { Net } from '../net/net.ts';
import type { Check } from '../probes/probe.ts';
import type { Outbox } from './outbox.ts';

/** What every running check shares. */
export interface Shared {
  readonly clock: Clock;
  readonly net: Net;
  /** What others publish, kept. */
  readonly cache?: Cache;
  readonly box: Outbox;
  readonly onBug: (error: unknown, check?: Check) => void;
}
/** How a check fares; its runner writes it, `status()` reads it. */
export interface Progress {
  /** `waiting`: for its next run, or to be restarted. */
  state: 'running' | 'waiting' | 'stopped';
  /** Bugs in a row. */
  failures: number;
  /** When it last told anything. */
  lastAt: EpochMicros | undefined;
}

/** A controller that aborts with its parent. `unlink` when done, or the parent keeps it for good. */
export const childOf = (parent: AbortSignal): { readonly controller: AbortController; readonly unlink: () => void } => {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (parent.aborted) abort();
  parent.addEventListener('abort', abort, { once: true });
  return { controller, unlink: () => parent.removeEventListener('abort', abort) };
};

/** Whether the promise settled within `ms`, and before the signal aborted. Leaves no timer behind. */
export const settlesWithin = async (
  done: Promise<unknown>,
  ms: Millis,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> => {
  const { controller, unlink } = childOf(signal);
  const settled = done.then(
    () => true,
    () => true,
  );
  const inTime = await Promise.race([settled, clock.sleep(ms, controller.signal).then(() => false)]);
  controller.abort();
  unlink();
  return inTime;
};
