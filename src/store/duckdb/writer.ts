import type { Clock } from '../../domain/clock.ts';
import type { Entry } from '../../domain/entry.ts';
import { SECOND, type Millis } from '../../domain/time.ts';
import { JournalError, type Bookmark, type Cursor, type Health } from '../journal.ts';
import { weighed } from '../entries.ts';
import { messageOf } from './repair.ts';
import type { Placed } from './recent.ts';

/** Groups are cut here, so that a transaction stays small and a full queue does not make one giant one. */
const GROUP_ENTRIES = 20_000;
const GROUP_BYTES = 16 * 1024 * 1024;
/** What may wait: an hour of twenty targets at 1 s. Beyond it appends are refused. */
const QUEUE_ENTRIES = 72_000;
const QUEUE_BYTES = 32 * 1024 * 1024;
/** Between attempts while the store fails: doubled each time up to the last. */
const FIRST_RETRY: Millis = SECOND;
const LAST_RETRY: Millis = 30 * SECOND;
/** At closing nobody waits for a disk to recover. */
const CLOSING_ATTEMPTS = 3;

export interface Target {
  /** One transaction. */
  commit(entries: readonly Placed[], bookmarks: readonly Bookmark[]): Promise<void>;
  /** After a failed commit: opens the store again and tells the cursor after what is durable in it. */
  recover(error: unknown, expected: Cursor): Promise<Cursor>;
  /** Told of everything durable, in order. */
  committed(entries: readonly Placed[]): void;
}
interface Waiting {
  readonly entries: readonly { readonly entry: Entry; readonly bytes: number }[];
  readonly bytes: number;
  readonly bookmark: Bookmark | undefined;
  readonly resolve: (cursor: Cursor) => void;
  readonly reject: (error: JournalError) => void;
}
export interface Writer {
  readonly append: (entries: readonly Entry[], bookmark?: Bookmark) => Promise<Cursor>;
  readonly head: () => Cursor;
  readonly health: () => Health;
  /** Commits what waits (a few attempts), then refuses more. */
  readonly close: () => Promise<void>;
}

/** Group commit: gathers for a moment, commits once, acknowledges all; keeps trying while the store fails. */
export const groupCommitter = (target: Target, clock: Clock, gather: Millis, startAt: Cursor): Writer => {
  let queue: Waiting[] = [];
  let queued = { entries: 0, bytes: 0 };
  let head = startAt;
  let lastError: string | undefined;
  let arrived: (() => void) | undefined;
  const end = new AbortController(); // aborted at closing
  let gathering = new AbortController(); // aborted when there is nothing more to wait for
  const closing = (): boolean => end.signal.aborted;
  const isFull = (): boolean => queued.entries > GROUP_ENTRIES || queued.bytes > GROUP_BYTES;

  const takeGroup = (): readonly Waiting[] => {
    let [entries, bytes] = [0, 0];
    const cut = queue.findIndex((w, i) => {
      entries += w.entries.length;
      bytes += w.bytes;
      return i > 0 && (entries > GROUP_ENTRIES || bytes > GROUP_BYTES);
    });
    const group = cut === -1 ? queue : queue.slice(0, cut);
    queue = queue.slice(group.length);
    return group;
  };
  const settle = (group: readonly Waiting[], done: (w: Waiting) => void): void => {
    for (const w of group) {
      queued = { entries: queued.entries - w.entries.length, bytes: queued.bytes - w.bytes };
      done(w);
    }
  };
  /** True when durable. Not knowing whether a failed commit took effect, it looks before it tries again. */
  const attempt = async (placed: readonly Placed[], bookmarks: readonly Bookmark[]): Promise<boolean> => {
    try {
      await target.commit(placed, bookmarks);
      lastError = undefined;
      return true;
    } catch (error) {
      lastError = messageOf(error);
      try {
        const durable = await target.recover(error, head);
        return placed.length > 0 && durable >= head + placed.length;
      } catch (again) {
        lastError = messageOf(again);
        return false;
      }
    }
  };
  const commitGroup = async (group: readonly Waiting[]): Promise<void> => {
    const placed: Placed[] = [];
    const cursors = group.map((w) => {
      for (const e of w.entries) placed.push({ ...e, seq: head + placed.length });
      return head + placed.length;
    });
    const bookmarks = new Map(group.flatMap((w) => (w.bookmark === undefined ? [] : [[w.bookmark.name, w.bookmark]])));
    let pause = FIRST_RETRY;
    for (let tries = 1; !(await attempt(placed, [...bookmarks.values()])); tries += 1) {
      if (closing() && tries >= CLOSING_ATTEMPTS) {
        const error = new JournalError(`closed before the entries were durable: ${lastError ?? 'unknown'}`);
        settle(group, (w) => w.reject(error));
        return;
      }
      await clock.sleep(closing() ? 0 : pause, end.signal);
      pause = Math.min(LAST_RETRY, pause * 2);
    }
    head += placed.length;
    target.committed(placed);
    const acknowledged = cursors.values();
    settle(group, (w) => w.resolve(acknowledged.next().value ?? head));
  };
  const run = async (): Promise<void> => {
    while (!closing() || queue.length > 0) {
      if (queue.length === 0) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      } else {
        gathering = new AbortController();
        if (!closing() && !isFull()) await clock.sleep(gather, gathering.signal);
        await commitGroup(takeGroup());
      }
    }
  };
  const running = run();

  return {
    append: async (entries, bookmark) => {
      const kept = entries.flatMap(weighed);
      const bytes = kept.reduce((sum, e) => sum + e.bytes, 0);
      if (closing()) throw new JournalError('the journal is closed');
      if (queued.entries + kept.length > QUEUE_ENTRIES || queued.bytes + bytes > QUEUE_BYTES) {
        const why = lastError === undefined ? 'the store is slower than its writers' : `the store fails: ${lastError}`;
        throw new JournalError(`${queued.entries} entries wait already; ${why}`);
      }
      queued = { entries: queued.entries + kept.length, bytes: queued.bytes + bytes };
      if (isFull()) gathering.abort();
      return new Promise((resolve, reject) => {
        queue.push({ entries: kept, bytes, bookmark, resolve, reject });
        arrived?.();
      });
    },
    head: () => head,
    health: () => ({
      ok: lastError === undefined,
      pending: queued.entries,
      ...(lastError === undefined ? {} : { lastError }),
    }),
    close: async () => {
      end.abort();
      gathering.abort();
      arrived?.();
      await running;
    },
  };
};
