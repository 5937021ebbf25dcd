import type { Millis } from '../domain/time.ts';
import { childSignal } from './child-signal.ts';
import { failed } from './failure.ts';
import type { NetResult } from './net.ts';

/** What is to be closed when all is over, the last first; also before, where the signal of its work aborts. */
export class Opened {
  readonly #open = new Set<{ readonly destroy: () => void }>();
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.close(), { once: true });
  }
  keep(what: { readonly destroy: () => void }): void {
    this.#open.add(what);
    if (this.#signal.aborted) this.close();
  }
  close(): void {
    for (const each of [...this.#open].toReversed()) each.destroy();
  }
}

/** Works for so long at most; nothing that it opened stays open. `late` is said where the time was over before the work was. */
export const within = async <T>(
  timeout: Millis,
  signal: AbortSignal,
  late: () => string,
  work: (opened: Opened, signal: AbortSignal) => Promise<NetResult<T>>,
): Promise<NetResult<T>> => {
  const over = childSignal(signal);
  const timer = setTimeout(over.end, timeout);
  const opened = new Opened(over.signal);
  try {
    const result = await work(opened, over.signal);
    if (signal.aborted) return failed('cancelled', 'cancelled');
    return over.signal.aborted && !result.ok ? failed('timeout', late()) : result;
  } finally {
    clearTimeout(timer);
    over.end();
    opened.close();
  }
};
