import type { Clock } from '../../domain/clock.ts';
import type { Millis } from '../../domain/time.ts';
import { childSignal } from '../child-signal.ts';
import type { NetFailure, NetResult } from '../net.ts';
import { CANCELLED } from './sending.ts';

export interface Tries {
  /** When each begins, from the first on, which begins at 0. */
  readonly at: readonly Millis[];
  /** Until all are given up. */
  readonly within: Millis;
}

/**
 * Asks again while nothing is heard, and goes on listening for what was asked before: so a slow line is not taken for a
 * silent one, and the time of an answer is that of the try that it answers. Anything but silence ends it at once.
 */
export const askAgain = async <T>(
  clock: Clock,
  tries: Tries,
  silent: () => NetFailure,
  signal: AbortSignal,
  once: (timeout: Millis, signal: AbortSignal) => Promise<NetResult<T>>,
): Promise<NetResult<T>> => {
  const { signal: within, end } = childSignal(signal);
  const one = async (after: Millis): Promise<NetResult<T>> => {
    if (after > 0) await clock.sleep(after, within);
    return within.aborted ? CANCELLED : once(tries.within - after, within);
  };
  try {
    return await firstHeard(tries.at.map(one), silent);
  } finally {
    end();
  }
};

const firstHeard = <T>(asked: readonly Promise<NetResult<T>>[], silent: () => NetFailure): Promise<NetResult<T>> =>
  new Promise((resolve, reject) => {
    const hear = async (one: Promise<NetResult<T>>): Promise<void> => {
      const result = await one;
      if (result.ok || result.reason !== 'timeout') resolve(result);
    };
    Promise.all(asked.map(hear)).then(() => resolve(silent()), reject);
  });
