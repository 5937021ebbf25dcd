import type { Clock } from '../domain/clock.ts';
import type { Millis } from '../domain/time.ts';

/**
 * The last answer for `ttl`, and one question at a time: whoever asks meanwhile waits for the same. An answer is kept no
 * longer than until `news`, a count of what changes it, is another.
 */
export const cached = <T>(
  clock: Clock,
  ttl: Millis,
  ask: () => Promise<T>,
  news: () => number = () => 0,
): (() => Promise<T>) => {
  let kept: { readonly value: T; readonly until: Millis; readonly of: number } | undefined;
  let asking: Promise<T> | undefined;
  return () => {
    const of = news();
    if (kept !== undefined && kept.of === of && clock.elapsed() < kept.until) return Promise.resolve(kept.value);
    asking ??= ask()
      .then((value) => {
        kept = { value, until: clock.elapsed() + ttl, of };
        return value;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
};
