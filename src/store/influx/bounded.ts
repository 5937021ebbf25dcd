import type { Millis } from '../../domain/time.ts';

/** A signal for one request: that of its caller, or `ms` over. To be ended, so that it leaves nothing behind. */
export const bounded = (signal: AbortSignal, ms: Millis) => {
  const over = new AbortController();
  let timedOut = false;
  const abort = (): void => over.abort();
  const timer = setTimeout(() => {
    timedOut = true;
    abort();
  }, ms);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return {
    signal: over.signal,
    timedOut: (): boolean => timedOut,
    end: (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    },
  };
};

/**
 * What comes of the promise; rejects as soon as it is aborted, whatever the promise still waits for. For each request
 * that is given up by its signal: `fetch` of Node 20 and 22 does not notice one that comes when the last byte of an
 * answer is there and its end not yet read, and is silent for good (nodejs/undici#4089).
 */
export const unlessAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    const end = (): void => signal.removeEventListener('abort', abort);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(end);
  });

/** Resolves when the promise has come to its end, whichever, or when aborted. */
export const orAborted = (promise: Promise<unknown>, signal: AbortSignal): Promise<void> =>
  unlessAborted(promise, signal).then(nothing, nothing);
const nothing = (): void => undefined;
