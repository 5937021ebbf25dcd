import { renameSync } from 'node:fs';

import { type DuckDBConnection, DuckDBInstance, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';

import { memory, USUAL } from './memory.ts';
import { isLockConflict, messageOf, moveAside, openRepairing, type MovedAside } from './repair.ts';
import { copyOut, isSame, placeOf } from './rescue.ts';

export type Params = Record<string, DuckDBValue>;
export type Types = Record<string, DuckDBType>;
/** One statement, read to its end; columns by name. The caller knows what its own statement selects. */
export type Rows = <R>(sql: string, params?: Params, types?: Types) => Promise<readonly R[]>;

export interface Database {
  /** Reads on connections of their own, a few at a time; others wait. */
  readonly read: Rows;
  /** Several reads of one state, whatever is committed meanwhile. */
  snapshot<T>(work: (rows: Rows) => Promise<T>): Promise<T>;
  /**
   * One transaction: everything in `work` or nothing. Durable when it resolves: DuckDB syncs its log at each commit.
   * One at a time, in the order asked for: so `work` only writes, and what there is to read and reckon comes before.
   */
  transact<T>(work: (connection: DuckDBConnection, rows: Rows) => Promise<T>): Promise<T>;
  /**
   * Long work on a connection of its own, beside all others. It is interrupted when the signal aborts, and when the
   * database is opened again or closed.
   */
  aside<T>(work: (connection: DuckDBConnection) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** After a failed commit DuckDB may refuse everything until it is opened again. `asideFirst`: see openRepairing. */
  reopen(stamp: string, asideFirst?: string): Promise<readonly MovedAside[]>;
  /** Whether the file that is open is the one at the path: not removed, not replaced. */
  isInPlace(): boolean;
  /**
   * Writes the file that is open but no longer in its place there again, with all that is in it, and opens that; what
   * lies there instead is moved aside. `lost` says why nothing of it could be read: then there is a new one.
   */
  rescue(stamp: string): Promise<{ readonly movedAside: readonly MovedAside[]; readonly lost?: string }>;
  /** Writes the log back into the file, so that the next start has nothing to replay. */
  close(): Promise<void>;
}

const SETTINGS: Readonly<Record<string, string>> = {
  threads: '2',
  memory_limit: USUAL,
  // What a query leaves behind goes back to the system at once: after 14 days of one series the process keeps 155 MB
  // rather than 250, for a tenth more of CPU time.
  allocator_flush_threshold: '1MB',
  allocator_bulk_deallocation_flush_threshold: '1MB',
  // Rows lie as they were appended: tails read them so, and time is nearly sorted, which is what makes it small.
  preserve_insertion_order: 'true',
  // A commit of 20 rows takes 1 KB of log and 0.4 ms to replay at the start: 2 MB is half an hour and under a second.
  checkpoint_threshold: '2MB',
  // An as-of join of few rows is done by comparing each with all. How few is guessed, for a subquery by far too few:
  // outages of ten days of one series took minutes instead of 0.3 s.
  asof_loop_join_threshold: '0',
  // Nothing is fetched from anywhere, ever.
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

/** No read takes longer (ms): whoever asked has given up by then, and it would go on for others to wait for. */
const LONGEST_READ = 60_000;

interface Open {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
  readonly readers: readonly DuckDBConnection[];
}
const connectAll = async (path: string): Promise<Open> => {
  const instance = await DuckDBInstance.create(path, { ...SETTINGS });
  try {
    const writer = await instance.connect();
    // `close` writes the log back; what is opened and found broken is to be left as it is.
    await writer.run('pragma disable_checkpoint_on_shutdown');
    return { instance, writer, readers: [await instance.connect(), await instance.connect()] };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
};
/** Reading takes a lock that a writer's excludes. */
export const probeLock = async (path: string): Promise<void> => {
  try {
    const instance = await DuckDBInstance.create(path, { ...SETTINGS, access_mode: 'read_only' });
    instance.closeSync();
  } catch (error) {
    if (isLockConflict(messageOf(error))) throw error; // whatever else is wrong is for the repair
  }
};
const OPENER = { open: connectAll, probe: probeLock };
const disconnectAll = ({ instance, writer, readers }: Open): void => {
  for (const c of [writer, ...readers]) c.closeSync();
  instance.closeSync();
};
const rowsOn =
  (connection: DuckDBConnection): Rows =>
  async <R>(sql: string, params?: Params, types?: Types) => {
    const reader = await connection.runAndReadAll(sql, params, types);
    return reader.getRowObjectsJS() as unknown as readonly R[];
  };

/** Opens the file, or a new one where there is none. Throws what moving aside does not help. */
export const openDatabase = async (
  path: string,
  stamp: string,
): Promise<{ readonly database: Database; readonly movedAside: readonly MovedAside[] }> => {
  const first = await openRepairing(path, stamp, OPENER);
  let open: Open | undefined = first.opened;
  let free = [...first.opened.readers];
  let place = placeOf(path);
  const lent = new Set<DuckDBConnection>();
  const asides = new Set<DuckDBConnection>();
  /** Why no reader is lent: for good, or until it is opened again. Undefined also while it is being opened again. */
  let refusal: string | undefined;
  const waiting: (() => void)[] = [];

  const wakeAll = (): void => {
    for (const wake of waiting.splice(0)) wake();
  };
  const changed = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  let last: Promise<unknown> = Promise.resolve();
  /** What uses the writer, one after the other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined); // told to whoever asked for it
    return done;
  };
  const borrow = async (): Promise<DuckDBConnection> => {
    for (;;) {
      if (refusal !== undefined) throw new Error(refusal);
      const reader = free.pop();
      if (reader !== undefined) {
        lent.add(reader);
        return reader;
      }
      await changed();
    }
  };
  const shut = async (): Promise<void> => {
    const was = open;
    open = undefined;
    // A connection is not closed under a statement that runs on it.
    free = [];
    for (const connection of asides) connection.interrupt();
    while (lent.size + asides.size > 0) await changed();
    if (was !== undefined) disconnectAll(was);
  };
  const openAgain = async (stamp: string, asideFirst?: string): Promise<readonly MovedAside[]> => {
    refusal = undefined;
    await shut();
    try {
      const again = await openRepairing(path, stamp, OPENER, asideFirst);
      open = again.opened;
      free = [...again.opened.readers];
      place = placeOf(path);
      return again.movedAside;
    } catch (error) {
      refusal = `the database can not be opened: ${messageOf(error)}`;
      throw error;
    } finally {
      wakeAll();
    }
  };
  const { withRoom, narrow } = memory();
  const lend = async <T>(work: (reader: DuckDBConnection) => Promise<T>): Promise<T> => {
    const reader = await borrow();
    const late = setTimeout(() => reader.interrupt(), LONGEST_READ);
    try {
      return await withRoom(reader, work);
    } finally {
      clearTimeout(late);
      await narrow(reader);
      lent.delete(reader);
      if (open !== undefined) free.push(reader);
      wakeAll();
    }
  };
  const within = async <T>(connection: DuckDBConnection, work: (rows: Rows) => Promise<T>): Promise<T> => {
    await connection.run('begin');
    try {
      const result = await work(rowsOn(connection));
      await connection.run('commit');
      return result;
    } catch (error) {
      // Fails where the commit has failed already or the database is beyond use: the first error tells more.
      await connection.run('rollback').catch(() => undefined);
      throw error;
    }
  };
  const database: Database = {
    read: (sql, params, types) => lend((reader) => rowsOn(reader)(sql, params, types)),
    snapshot: (work) => lend((reader) => within(reader, work)),
    transact: (work) =>
      inTurn(() => {
        if (open === undefined) throw new Error(refusal ?? 'the database is being opened');
        const { writer } = open;
        return within(writer, (rows) => work(writer, rows));
      }),
    aside: async (work, signal) => {
      if (open === undefined) throw new Error(refusal ?? 'the database is being opened');
      signal.throwIfAborted();
      const connection = await open.instance.connect();
      asides.add(connection);
      const stop = (): void => connection.interrupt();
      signal.addEventListener('abort', stop, { once: true });
      try {
        return await work(connection);
      } finally {
        signal.removeEventListener('abort', stop);
        connection.closeSync();
        asides.delete(connection);
        wakeAll();
      }
    },
    reopen: (stamp, asideFirst) => inTurn(() => openAgain(stamp, asideFirst)),
    isInPlace: () => isSame(place, placeOf(path)),
    rescue: (stamp) =>
      inTurn(async () => {
        if (open === undefined) return { movedAside: await openAgain(stamp) };
        const copy = `${path}.rescued`;
        const lost = await copyOut(open.writer, copy);
        const why = 'it lay in the place of the file that was open';
        const movedAside = [path, `${path}.wal`].flatMap((file) => moveAside(file, stamp, why));
        if (lost === undefined) renameSync(copy, path);
        movedAside.push(...(await openAgain(stamp)));
        return lost === undefined ? { movedAside } : { movedAside, lost };
      }),
    close: () =>
      inTurn(async () => {
        refusal = 'the database is closed';
        wakeAll();
        // Nobody waits for an answer any more.
        for (const reader of lent) reader.interrupt();
        // Where that fails the log still holds everything, for the next start to replay.
        await open?.writer.run('checkpoint').catch(() => undefined);
        await shut();
      }),
  };
  return { database, movedAside: first.movedAside };
};
