import type { Clock } from '../domain/clock.ts';
import type { Millis } from '../domain/time.ts';

/** The last answer for `ttl`, and one question at a time: whoever asks meanwhile waits for the same. */
export const cached = <T>(clock: Clock, ttl: Millis, ask: () => Promise<T>): (() => Promise<T>) => {
  let kept: { readonly value: T; readonly until: Millis } | undefined;
  let asking: Promise<T> | undefined;
  return () => {
    if (kept !== undefined && clock.elapsed() < kept.until) return Promise.resolve(kept.value);
    asking ??= ask()
      .then((value) => {
        kept = { value, until: clock.elapsed() + ttl };
        return value;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
};
