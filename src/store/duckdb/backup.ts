import { rmSync, statfsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

import type { Clock } from '../../domain/clock.ts';
import type { EpochMicros } from '../../domain/time.ts';
import { DATABASE } from './folder.ts';
import { messageOf } from './repair.ts';
import { MIGRATIONS, SCHEMA_VERSION } from './schema.ts';
import { quoted } from './sql.ts';

/** The table in which a backup says what is in it. A record has none. */
export const MANIFEST = 'backup_manifest';
/** Where a copy lies in the state folder until it is handed on: it loses its name before that. */
const COPY = `${DATABASE}.backup`;
/** Left free on the disk: measuring goes on, and needs some. */
const SPARE_BYTES = 64 * 1024 * 1024;

export interface Backup {
  readonly ok: true;
  readonly bytes: number;
  /** The file, which has no name any more: it is gone when this is closed, whatever becomes of this process. */
  readonly body: Readable;
}
export interface NoBackup {
  readonly ok: false;
  readonly why: string;
}

const numbers = async (c: DuckDBConnection, sql: string): Promise<ReadonlyMap<string, number>> => {
  const found = (await c.runAndReadAll(sql)).getRowsJS() as [string, bigint][];
  return new Map(found.map(([name, n]) => [name, Number(n)]));
};
const nameOf = async (c: DuckDBConnection): Promise<string> =>
  (await c.runAndReadAll('select current_database()')).getRowsJS()[0]?.[0] as string;
const tablesOf = async (c: DuckDBConnection, database: string): Promise<readonly string[]> => {
  const sql = `select table_name from duckdb_tables() where database_name = ${quoted(database)} order by 1`;
  return (await c.runAndReadAll(sql)).getRowsJS().map(([name]) => name as string);
};
const countsOf = (c: DuckDBConnection, database: string, tables: readonly string[]) =>
  numbers(c, tables.map((t) => `select ${quoted(t)}, count(*) from "${database}"."${t}"`).join(' union all '));

/**
 * Copies all of a record into a new file as it is at one moment, with a table of how many rows each table has. Others
 * write meanwhile; the connection is the copy's own. Throws what DuckDB says.
 */
export const copyRecord = async (c: DuckDBConnection, to: string, at: EpochMicros): Promise<void> => {
  for (const file of [to, `${to}.wal`]) rmSync(file, { force: true }); // of one that was killed
  const name = await nameOf(c);
  await c.run(`attach ${quoted(to)} as backup`);
  try {
    // One transaction: the copy and the counts are of the same moment.
    await c.run('begin');
    await c.run(`copy from database "${name}" to backup`);
    const counts = await countsOf(c, name, await tablesOf(c, name));
    const rows = [...counts, ['at_us', at] as const].map(([table, n]) => `(${quoted(table)}, ${n})`).join(', ');
    await c.run(`create table backup.${MANIFEST} (name varchar not null, n bigint not null)`);
    await c.run(`insert into backup.${MANIFEST} values ${rows}`);
    await c.run('commit');
    await c.run('checkpoint backup');
  } catch (error) {
    await c.run('rollback').catch(() => undefined); // the first error tells more
    throw error;
  } finally {
    await c.run('detach backup').catch(() => undefined); // where that fails it goes with the connection
  }
};

const room = (folder: string): string | undefined => {
  const file = join(folder, DATABASE);
  const wal = statSync(`${file}.wal`, { throwIfNoEntry: false })?.size ?? 0;
  const needed = statSync(file).size + wal + SPARE_BYTES;
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const mb = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
  return free >= needed ? undefined : `${folder} has ${mb(free)} free, and a copy may need ${mb(needed)}`;
};

/** Makes backups of an open record, one at a time. `copy` copies it into a new file. */
export const backups = (
  folder: string,
  clock: Clock,
  copy: (to: string, at: EpochMicros, signal: AbortSignal) => Promise<void>,
): ((signal: AbortSignal) => Promise<Backup | NoBackup>) => {
  let running = false;
  return async (signal) => {
    if (running) return { ok: false, why: 'another backup is being made' };
    const to = join(folder, COPY);
    running = true;
    try {
      const full = room(folder);
      if (full !== undefined) return { ok: false, why: full };
      await copy(to, clock.now(), signal);
      const file = await open(to, 'r');
      return { ok: true, bytes: (await file.stat()).size, body: file.createReadStream() };
    } catch (error) {
      return { ok: false, why: messageOf(error) };
    } finally {
      forgetCopy(folder);
      running = false;
    }
  };
};
/** What a backup leaves behind that was killed. */
export const forgetCopy = (folder: string): void => {
  for (const file of [COPY, `${COPY}.wal`]) rmSync(join(folder, file), { force: true });
};

/** What was found in a record or a backup that is whole. */
export interface Contents {
  /** Of the tables. */
  readonly version: number;
  /** When it was made; undefined where it is no backup but a record itself. */
  readonly at: EpochMicros | undefined;
  readonly counts: ReadonlyMap<string, number>;
}
const tablesAt = (version: number): readonly string[] =>
  MIGRATIONS.slice(0, version)
    .flat()
    .flatMap((sql) => /^create table (\w+)/.exec(sql)?.[1] ?? []);

/**
 * Reads everything in a record or a backup: whether it is one, of a version that this program knows, and whole. Throws
 * an error that says what is wrong.
 */
export const readContents = async (c: DuckDBConnection): Promise<Contents> => {
  const name = await nameOf(c);
  const tables = await tablesOf(c, name);
  if (!tables.includes('schema_version')) throw new Error('it is no record of plumbline');
  const [[version] = []] = (await c.runAndReadAll('select max(version) from schema_version')).getRowsJS();
  if (typeof version !== 'number') throw new Error('it is no record of plumbline');
  if (version > SCHEMA_VERSION)
    throw new Error(`it has version ${version}, expected at most ${SCHEMA_VERSION}: a newer plumbline wrote it`);
  const missing = tablesAt(version).find((t) => !tables.includes(t));
  if (missing !== undefined) throw new Error(`it has no table ${missing}`);
  const isBackup = tables.includes(MANIFEST);
  const told = isBackup ? await numbers(c, `select name, n from ${MANIFEST}`) : new Map<string, number>();
  const own = tables.filter((t) => t !== MANIFEST);
  const counts = await countsOf(c, name, own);
  for (const table of own) {
    // Every block has a checksum, which is looked at when it is read.
    await c.run(`select bit_xor(hash(t)) from "${table}" t`);
    const [found, expected] = [counts.get(table), isBackup ? told.get(table) : counts.get(table)];
    if (found !== expected) throw new Error(`${table} has ${found} rows, expected ${expected}`);
  }
  return { version, at: told.get('at_us'), counts };
};

const READING = { threads: '2', memory_limit: '256MB', autoinstall_known_extensions: 'false' };

/** Works on a database file of its own. Reading alone changes nothing on the disk. */
export const withFile = async <T>(
  path: string,
  mode: 'read_only' | 'read_write',
  work: (c: DuckDBConnection) => Promise<T>,
): Promise<T> => {
  const instance = await DuckDBInstance.create(path, { ...READING, access_mode: mode });
  try {
    const connection = await instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
};

/** In a few words, for a person. */
export const contentsText = ({ version, at, counts }: Contents): string => {
  const of = at === undefined ? '' : ` as of ${new Date(at / 1_000).toISOString()}`;
  const some = ['samples', 'runs', 'events', 'gaps'].map((t) => `${(counts.get(t) ?? 0).toLocaleString('en')} ${t}`);
  return `a whole record${of}, version ${version}, with ${some.join(', ')}`;
};

/** What is in a backup. Throws an error that says what is wrong with it. */
export const lookThrough = async (path: string): Promise<string> => {
  const contents = await withFile(path, 'read_only', readContents);
  if (contents.at === undefined) throw new Error('it is no backup');
  return contentsText(contents);
};
