import type { Clock } from '../../domain/clock.ts';
import type { Entry } from '../../domain/entry.ts';
import type { EpochMicros, Millis } from '../../domain/time.ts';
import { lastStamp } from '../entries.ts';
import type { Batch, Cursor } from '../journal.ts';
import { MOST_BYTES, MOST_LINES } from './deliver.ts';

/** Lines that go together. */
export interface Gathered {
  readonly lines: readonly string[];
  /** Where the journal goes on. */
  readonly next: Cursor;
  /** The last stamp in them. */
  readonly at: EpochMicros | undefined;
}

/**
 * Gathers what a tail tells: until it is a request's worth, or for as long as `flush` since the first of it. `hurry`
 * ends that at once, also the next time.
 */
export const gatherer = (
  tail: AsyncIterator<Batch>,
  clock: Clock,
  flush: Millis,
  linesOf: (entries: readonly Entry[]) => Promise<readonly string[]>,
) => {
  let reading: Promise<IteratorResult<Batch, unknown>> | undefined;
  let hurrying = false;
  let timer = new AbortController();

  const gather = async (): Promise<Gathered | undefined> => {
    const lines: string[] = [];
    let bytes = 0;
    let found: Pick<Gathered, 'next' | 'at'> | undefined;
    let due: Promise<'due'> | undefined;
    timer = new AbortController();
    while (lines.length < MOST_LINES && bytes < MOST_BYTES) {
      reading ??= tail.next();
      const read = await (due === undefined ? reading : Promise.race([reading, due]));
      if (read === 'due') break;
      reading = undefined;
      if (read.done === true) break;
      const { entries, next } = read.value;
      for (const line of await linesOf(entries)) {
        lines.push(line);
        bytes += line.length;
      }
      found = { next, at: lastStamp(entries) ?? found?.at };
      due ??= (hurrying ? Promise.resolve() : clock.sleep(flush, timer.signal)).then(() => 'due' as const);
    }
    timer.abort();
    return found === undefined ? undefined : { lines, ...found };
  };
  return {
    /** Undefined when the tail has ended. */
    gather,
    hurry: (): void => {
      hurrying = true;
      timer.abort();
    },
  };
};
