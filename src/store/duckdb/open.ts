import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Clock } from '../../domain/clock.ts';
import { KEEP, type Keep } from '../../domain/keep.ts';
import type { EpochMicros, Millis } from '../../domain/time.ts';
import { lastStamp } from '../entries.ts';
import type { Bookmark, Cursor, Health, Journal, Query } from '../journal.ts';
import { writeAll } from './commit.ts';
import { EXACT } from './cover.ts';
import { openDatabase, type Database } from './database.ts';
import { lockPathIn, takeLock, type Holder, type Lock } from './lock.ts';
import { migrate } from './migrate.ts';
import { outageChore } from './outages.ts';
import { rowQueries } from './query-rows.ts';
import { statsQueries } from './query-stats.ts';
import { rollupChore } from './rollup.ts';
import { summaryQueries } from './summaries.ts';
import { recentEntries } from './recent.ts';
import { clearPlace, isCorrupt, isLockConflict, messageOf, type MovedAside } from './repair.ts';
import { retentionChores } from './retention.ts';
import { seriesIds } from './series.ts';
import { tails } from './tail.ts';
import type { Chore } from './upkeep.ts';
import { groupCommitter } from './writer.ts';
import type { SeriesRow } from './rows.ts';

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
}
export interface Store {
  readonly ok: true;
  readonly journal: Journal;
  readonly query: Query;
  health(): Health;
  /** Broken files that were set aside, at the start or since; to be said aloud. */
  movedAside(): readonly MovedAside[];
  /** Where a command line beside the service finds it. */
  readonly socketPath: string;
  /** Background work on the record, for `keepUp` (upkeep.ts), which is to end before this closes. */
  readonly chores: readonly Chore[];
  /** Tells whoever tries to start a second service where this one can be reached. */
  announce(address: string): void;
  /** Commits what waits, writes everything back, gives the folder free. The journal's `close` is the same. */
  close(): Promise<void>;
}
export type OpenFailure = { readonly ok: false; readonly message: string } & (
  | { readonly what: 'locked'; readonly holder?: Holder }
  | { readonly what: 'newer' | 'unusable' }
);

/** The file by which a command line finds the service that owns a state folder. */
const socketPathIn = (folder: string): string => join(folder, 'plumbline.sock');

const stampOf = (now: EpochMicros): string => new Date(now / 1_000).toISOString().replaceAll(/[:.]/g, '-');
const lockedMessage = (folder: string, holder: Holder | undefined): string => {
  if (holder === undefined) return `${folder} is in use by another process.`;
  const since = new Date(holder.since / 1_000).toISOString();
  const at = holder.address === undefined ? '' : `, reachable at ${holder.address}`;
  return `${folder} is in use by another plumbline: process ${holder.pid}, running since ${since}${at}.`;
};

interface State {
  readonly series: readonly SeriesRow[];
  readonly head: Cursor;
  readonly lastAt: EpochMicros | undefined;
}
/** What the tables know at the start. */
const readState = async (db: Database): Promise<State> => {
  const series = await db.read<SeriesRow>('select id, probe, field, target, via, vantage from series order by id');
  const [place] = await db.read<{ head: number; last: number | null }>(`
    select cast(greatest(
        coalesce((select max(seq) + 1 from samples), 0), coalesce((select max(seq) + 1 from runs), 0),
        coalesce((select max(seq) + 1 from events), 0), coalesce((select max(seq) + 1 from gaps), 0),
        coalesce((select max(cursor) from bookmarks), 0)) as double) as head,
      cast(greatest((select max(at_us) from samples), (select max(at_us) from runs),
        (select max(at_us) from events), (select max(to_us) from gaps)) as double) as last`);
  return { series, head: place?.head ?? 0, lastAt: place?.last ?? undefined };
};
/** The same of a database that opened well but whose tables turn out to be broken: those are moved aside, too. */
const stateOrFresh = async (db: Database, stamp: string) => {
  const look = async () => {
    const newer = await migrate(db);
    return newer === undefined ? await readState(db) : { newer };
  };
  try {
    return { ...(await look()), movedAside: [] };
  } catch (error) {
    const why = messageOf(error);
    if (!isCorrupt(why)) throw error;
    const movedAside = await db.reopen(stamp, why);
    return { ...(await look()), movedAside };
  }
};

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
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    cleared = clearPlace(lockPathIn(folder), stamp);
    const taken = takeLock(folder, clock.now());
    if (!taken.ok) {
      const { holder } = taken;
      return { ok: false, what: 'locked', holder, message: lockedMessage(folder, holder) };
    }
    lock = taken.lock;
  } catch (error) {
    return unusable(error);
  }
  let database: Database | undefined;
  try {
    const opened = await openDatabase(join(folder, 'plumbline.duckdb'), stamp);
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

const build = (
  { folder, clock, gather = GATHER, keep = KEEP, exact = EXACT }: OpenOptions,
  lock: Lock,
  database: Database,
  state: State & { readonly movedAside: readonly MovedAside[] },
): Store => {
  const asides = [...state.movedAside];
  let ids = seriesIds(state.series);
  let { lastAt } = state;
  let readError: string | undefined;
  const closed = new AbortController();
  const recent = recentEntries();

  const writer = groupCommitter(
    {
      commit: async (entries, bookmarks) => {
        let durable = false;
        try {
          await database.transact((c, rows) => writeAll(c, rows, entries, bookmarks, ids));
          durable = true;
        } finally {
          ids.settle(durable);
        }
      },
      recover: async (error) => {
        const why = messageOf(error);
        asides.push(...(await database.reopen(stampOf(clock.now()), isCorrupt(why) ? why : undefined)));
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
      const [row] = await database.read<Omit<Bookmark, 'state'> & { state: string }>(
        'select name, cast(cursor as double) as cursor, state from bookmarks where name = $name',
        { name },
      );
      return row === undefined ? undefined : { ...row, state: JSON.parse(row.state) as unknown };
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
    movedAside: () => asides,
    socketPath: socketPathIn(folder),
    chores: [
      rollupChore('minutes', database, writer.head),
      rollupChore('hours', database, writer.head),
      outageChore(database, writer.head),
      ...retentionChores(database, keep, clock, writer.head),
    ],
    announce: (address) => lock.announce(address),
    close,
  };
};
