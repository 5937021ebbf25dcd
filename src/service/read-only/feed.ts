import type { Entry } from '../../domain/entry.ts';
import type { Batch, Cursor, Journal } from '../../store/journal.ts';

/** A reader that is further behind than this begins again with what is kept. */
const KEPT = 200;

/** What was read lately, as a journal's tail: for the live stream and the counters. Nothing of it is durable. */
export class Feed implements Pick<Journal, 'head' | 'tail'> {
  readonly #batches: Batch[] = [];
  readonly #wakers = new Set<() => void>();
  #head: Cursor = 0;

  head(): Cursor {
    return this.#head;
  }
  put(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    this.#head += 1;
    this.#batches.push({ entries, next: this.#head });
    if (this.#batches.length > KEPT) this.#batches.shift();
    for (const wake of this.#wakers) wake();
  }
  async *tail(from: Cursor, signal: AbortSignal): AsyncGenerator<Batch> {
    let at = from;
    while (!signal.aborted) {
      const batch = this.#batches.find((b) => b.next > at);
      if (batch === undefined) await this.#grown(signal);
      else {
        at = batch.next;
        yield batch;
      }
    }
  }
  #grown(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#wakers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wakers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
