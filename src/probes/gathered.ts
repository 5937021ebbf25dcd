import { setMaxListeners } from 'node:events';

export interface Gathering<T> {
  readonly tell: (item: T) => void;
  /** Goes on beside everything else. */
  readonly beside: (work: Promise<void>) => void;
  readonly signal: AbortSignal;
}

/**
 * What several loops tell, in the order in which they tell it. Ends at an abort, without what is not told yet; what one
 * of them throws is thrown on.
 */
export async function* gathered<T>(
  signal: AbortSignal,
  begin: (parts: Gathering<T>) => readonly Promise<void>[],
): AsyncGenerator<T> {
  const ready: T[] = [];
  const bugs: unknown[] = [];
  const stop = new AbortController();
  const over = AbortSignal.any([signal, stop.signal]);
  setMaxListeners(0, over); // as many as are out at a time
  let wake = (): void => undefined;
  const tell = (item: T): void => {
    ready.push(item);
    wake();
  };
  over.addEventListener('abort', () => wake(), { once: true });
  const beside = (work: Promise<void>): void => {
    work.catch((error: unknown) => {
      bugs.push(error);
      wake();
    });
  };
  for (const loop of begin({ tell, beside, signal: over })) beside(loop);
  try {
    while (!over.aborted) {
      if (bugs.length > 0) throw bugs[0];
      const next = ready.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stop.abort();
  }
}
