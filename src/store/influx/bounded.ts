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

/** Resolves with the promise, which never rejects, or when aborted. */
export const orAborted = (promise: Promise<unknown>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      signal.removeEventListener('abort', end);
      resolve();
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    promise.then(end, end);
  });
