import { join } from 'node:path';

import type { Clock } from '../../domain/clock.ts';
import { KEEP, type Keep } from '../../domain/keep.ts';
import type { EpochMicros, Millis } from '../../domain/time.ts';
import { lastStamp } from '../entries.ts';
import type { Cursor, Health, Journal, Query } from '../journal.ts';
import { backups, copyRecord, forgetCopy, type Backup, type NoBackup } from './backup.ts';
import { writeAll } from './commit.ts';
import { EXACT } from './cover.ts';
import { openDatabase, type Database } from './database.ts';
import { DATABASE, makeFolder, socketPathIn } from './folder.ts';
import { lockedMessage, lockPathIn, takeLock, type Holder, type Lock } from './lock.ts';
import { migrate } from './migrate.ts';
import { outageChore } from './outages.ts';
import { rowQueries } from './query-rows.ts';
import { statsQueries } from './query-stats.ts';
import { rollupChore } from './rollup.ts';
import { summaryQueries } from './summaries.ts';
import { recentEntries } from './recent.ts';
import { finishRestore } from './restore.ts';
import { clearPlace, isCorrupt, isLockConflict, messageOf, type MovedAside } from './repair.ts';
import { retentionChores } from './retention.ts';
import { bookmarkOfRow, type BookmarkRow } from './rows.ts';
import { seriesIds } from './series.ts';
import { readState, stateOrFresh, type State } from './state.ts';
import { tails } from './tail.ts';
import type { Chore } from './upkeep.ts';
import { groupCommitter } from './writer.ts';

/** Gathering for a group commit: with the commit itself an entry is durable within a second. */
const GATHER: Millis = 800;

export interface OpenOptions {
  /** The state folder; made (for this user alone) where it is missing. */
  readonly folder: string;
  readonly clock: Clock;
  /** How long to gather before a commit; 0 commits at once. */
  readonly gather?: Millis;
  /** How long what is not kept for ever is kept. */
  readonly keep?: Keep;
  /** Ranges up to this long are read from the samples, longer ones from rollups; 6 h unless told. */
  readonly exact?: Millis;
  /** Whoever takes the journal elsewhere: it is done with everything before this. Old entries wait for it a while. */
  readonly exported?: () => Cursor;
  /** Told what the owner has to know of the record and could not be told at the start. */
  readonly notice?: (what: string) => void;
}
export interface Store {
  readonly ok: true;
  readonly journal: Journal;
  readonly query: Query;
  health(): Health;
  /** What of the record is damaged or lost; each stays until the next start. */
  ailments(): readonly string[];
  /** Broken files that were set aside, at the start or since; to be said aloud. */
  movedAside(): readonly MovedAside[];
  /** Where a command line beside the service finds it; undefined where the folder's path is too long for a socket's. */
  readonly socketPath: string | undefined;
  /** Background work on the record, for `keepUp` (upkeep.ts), which is to end before this closes. */
  readonly chores: readonly Chore[];
  /** A copy of all of it as it is at one moment; measuring goes on meanwhile. */
  backup(signal: AbortSignal): Promise<Backup | NoBackup>;
  /** Tells whoever tries to start a second service where this one can be reached. */
  announce(address: string): void;
  /** Commits what waits, writes everything back, gives the folder free. The journal's `close` is the same. */
  close(): Promise<void>;
}
export type OpenFailure = { readonly ok: false; readonly message: string } & (
  | { readonly what: 'locked'; readonly holder?: Holder }
  | { readonly what: 'newer' | 'unusable' }
);

const stampOf = (now: EpochMicros): string => new Date(now / 1_000).toISOString().replaceAll(/[:.]/g, '-');
/**
 * Opens the record in the state folder, which this process then owns. Broken files are moved aside, never deleted.
 * Another owner, a database that a newer plumbline wrote, and a folder that can not be used are values.
 */
export const openDuckDb = async (options: OpenOptions): Promise<Store | OpenFailure> => {
  const { folder, clock } = options;
  const unusable = (error: unknown): OpenFailure => ({
    ok: false,
    what: 'unusable',
    message: `state folder ${folder}: ${messageOf(error)}`,
  });
  const stamp = stampOf(clock.now());
  let lock: Lock;
  let cleared: MovedAside | undefined;
  try {
    makeFolder(folder);
    cleared = clearPlace(lockPathIn(folder), stamp);
    const taken = takeLock(folder, clock.now());
    if (!taken.ok) {
      const { holder } = taken;
      return { ok: false, what: 'locked', holder, message: lockedMessage(folder, holder) };
    }
    lock = taken.lock;
    const restored = finishRestore(folder);
    if (restored !== undefined)
      options.notice?.(`the restore that was cut short is done; ${restored.kept ?? 'nothing'} is what was there`);
    forgetCopy(folder);
  } catch (error) {
    return unusable(error);
  }
  let database: Database | undefined;
  try {
    const opened = await openDatabase(join(folder, DATABASE), stamp);
    ({ database } = opened);
    const state = await stateOrFresh(database, stamp);
    if (!('newer' in state)) {
      const movedAside = [...(cleared === undefined ? [] : [cleared]), ...opened.movedAside, ...state.movedAside];
      return build(options, lock, database, { ...state, movedAside });
    }
    await database.close();
    lock.release();
    return { ok: false, what: 'newer', message: `state folder ${folder}: ${state.newer}` };
  } catch (error) {
    await database?.close().catch(() => undefined); // the error at hand tells more
    lock.release();
    if (!isLockConflict(messageOf(error))) return unusable(error);
    return { ok: false, what: 'locked', message: lockedMessage(folder, undefined) };
  }
};

/** The same database; `failed` is told why anything asked of it was refused. */
const watchedFor = (database: Database, failed: (error: unknown) => void): Database => {
  const watched = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      failed(error);
      throw error;
    }
  };
  return {
    ...database,
    read: (sql, params, types) => watched(database.read(sql, params, types)),
    snapshot: (work) => watched(database.snapshot(work)),
    transact: (work) => watched(database.transact(work)),
  };
};

const build = (
  { folder, clock, gather = GATHER, keep = KEEP, exact = EXACT, exported, notice = () => undefined }: OpenOptions,
  lock: Lock,
  opened: Database,
  state: State & { readonly movedAside: readonly MovedAside[] },
): Store => {
  const file = join(folder, DATABASE);
  const asides = [...state.movedAside];
  /** By kind: the first of each. */
  const damage = new Map<'lost' | 'unreadable', string>();
  const database = watchedFor(opened, (error) => {
    const why = messageOf(error);
    if (!isCorrupt(why) || damage.has('unreadable')) return;
    damage.set('unreadable', `part of ${file} can not be read, and nothing old is deleted from it: ${why}`);
    notice(damage.get('unreadable') ?? why);
  });
  let ids = seriesIds(state.series);
  let { lastAt } = state;
  let readError: string | undefined;
  const closed = new AbortController();
  const recent = recentEntries();

  const setAside = (moved: readonly MovedAside[]): void => {
    asides.push(...moved);
    if (moved.some((m) => m.file === file)) damage.delete('unreadable'); // what is open now is another
    for (const { file, to, why } of moved) notice(`${file} is damaged (${why}); kept as ${to}`);
  };
  /** The folder or the file in it was removed or replaced: what is open is written there again. */
  const regain = async (): Promise<void> => {
    makeFolder(folder);
    const holder = lock.retake();
    if (holder !== undefined) throw new Error(lockedMessage(folder, holder));
    const { movedAside, lost } = await database.rescue(stampOf(clock.now()));
    setAside(movedAside);
    const was = `${file} was removed or replaced while it was in use`;
    if (lost === undefined) notice(`${was}; it is written again, with all that was in it`);
    else {
      damage.set('lost', `${was}, and what was in it could not be read (${lost}): the record begins anew`);
      notice(damage.get('lost') ?? was);
    }
  };

  const writer = groupCommitter(
    {
      commit: async (entries, bookmarks) => {
        if (!database.isInPlace()) throw new Error(`${file} is gone, or another file is in its place`);
        let durable = false;
        try {
          await database.transact((c, rows) => writeAll(c, rows, entries, bookmarks, ids));
          durable = true;
        } finally {
          ids.settle(durable);
        }
      },
      recover: async (error) => {
        if (database.isInPlace()) {
          const why = messageOf(error);
          setAside(await database.reopen(stampOf(clock.now()), isCorrupt(why) ? why : undefined));
        } else await regain();
        await migrate(database);
        const found = await readState(database);
        ids = seriesIds(found.series);
        return found.head;
      },
      committed: (entries) => {
        recent.add(entries);
        const last = lastStamp(entries.map((p) => p.entry));
        if (last !== undefined) lastAt = Math.max(lastAt ?? last, last);
        reading.wake();
      },
    },
    clock,
    gather,
    state.head,
  );
  const reading = tails({
    read: database.read,
    recent,
    series: () => ids.all(),
    head: writer.head,
    clock,
    closed: closed.signal,
    failed: (why) => {
      readError = why;
    },
  });
  /** To delete from a row group is to write it anew, which a broken one does not survive. */
  const untilDamaged = (chore: Chore): Chore => ({
    ...chore,
    piece: (now) => (damage.has('unreadable') ? Promise.resolve('done') : chore.piece(now)),
  });
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    await writer.close();
    closed.abort();
    reading.wake();
    try {
      await database.close();
    } finally {
      lock.release();
    }
  };
  const close = (): Promise<void> => (closing ??= closeAll());
  const journal: Journal = {
    append: writer.append,
    tail: reading.from,
    head: writer.head,
    bookmark: async (name) => {
      const [row] = await database.read<BookmarkRow>(
        'select name, cast(cursor as double) as cursor, state from bookmarks where name = $name',
        { name },
      );
      return row === undefined ? undefined : bookmarkOfRow(row);
    },
    lastAt: () => Promise.resolve(lastAt),
    close,
  };
  const query: Query = {
    ...statsQueries(database, (q) => ids.find(q), exact),
    ...summaryQueries(database, () => ids.all()),
    ...rowQueries(
      database.read,
      (q) => ids.find(q),
      () => ids.all(),
    ),
  };
  return {
    ok: true,
    journal,
    query,
    health: () => {
      const health = writer.health();
      return readError === undefined || !health.ok ? health : { ...health, ok: false, lastError: readError };
    },
    ailments: () => [...damage.values()],
    movedAside: () => asides,
    socketPath: socketPathIn(folder),
    chores: [
      rollupChore('minutes', database, writer.head),
      rollupChore('hours', database, writer.head),
      outageChore(database, writer.head),
      ...retentionChores(database, keep, clock, writer.head, { exported, notice }).map(untilDamaged),
    ],
    backup: backups(folder, clock, (to, at, signal) => database.aside((c) => copyRecord(c, to, at), signal)),
    announce: (address) => lock.announce(address),
    close,
  };
};
