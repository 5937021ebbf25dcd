import type { Entry } from '../../src/domain/entry.ts';
import { lastStamp, toKeep } from '../../src/store/entries.ts';
import {
  JournalError,
  type Batch,
  type Bookmark,
  type Cursor,
  type Journal,
  type Query,
} from '../../src/store/journal.ts';
import { memoryQuery } from './memory-query.ts';

const BATCH_ENTRIES = 500;

export interface MemoryStore {
  readonly journal: Journal;
  readonly query: Query;
  /** Everything appended so far, in order. */
  readonly entries: readonly Entry[];
}

/** A journal and its query in memory, for the tests of others: the plainest code that meets the contract. */
export const memoryStore = (): MemoryStore => {
  const entries: Entry[] = [];
  const bookmarks = new Map<string, Bookmark>();
  const wakers = new Set<() => void>();
  const open = new AbortController();

  const grown = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        wakers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      wakers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  async function* tail(from: Cursor, signal: AbortSignal): AsyncGenerator<Batch> {
    let at = Math.min(from, entries.length);
    while (!signal.aborted && !open.signal.aborted) {
      if (at < entries.length) {
        const next = Math.min(entries.length, at + BATCH_ENTRIES);
        const batch = { entries: entries.slice(at, next), next };
        at = next;
        yield batch;
      } else await grown(signal);
    }
  }
  const wakeAll = (): void => {
    for (const wake of wakers) wake();
  };
  const journal: Journal = {
    append: async (added, bookmark) => {
      if (open.signal.aborted) throw new JournalError('the journal is closed');
      entries.push(...added.flatMap(toKeep));
      if (bookmark !== undefined) bookmarks.set(bookmark.name, structuredClone(bookmark));
      const head = entries.length;
      wakeAll();
      return Promise.resolve(head);
    },
    tail,
    head: () => entries.length,
    bookmark: (name) => Promise.resolve(bookmarks.get(name)),
    lastAt: () => Promise.resolve(lastStamp(entries)),
    close: () => {
      open.abort();
      wakeAll();
      return Promise.resolve();
    },
  };
  return { journal, query: memoryQuery(entries), entries };
};
