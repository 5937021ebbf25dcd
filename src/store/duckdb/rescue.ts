import { rmSync, statSync } from 'node:fs';

import type { DuckDBConnection } from '@duckdb/node-api';

import { isCorrupt, messageOf } from './repair.ts';
import { quoted } from './sql.ts';

/** Which file lies at a path. */
interface Inode {
  readonly dev: number;
  readonly ino: number;
}
/** Undefined where nothing lies there; 'unknown' where nobody may look. */
export const placeOf = (path: string): Inode | undefined | 'unknown' => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? undefined : 'unknown';
  }
};
type Place = ReturnType<typeof placeOf>;
/** As far as can be told. */
export const isSame = (a: Place, b: Place): boolean =>
  a === 'unknown' || b === 'unknown' || (a?.dev === b?.dev && a?.ino === b?.ino);

/**
 * Writes the whole database that is open (its file may be gone) to a new file. Undefined when done; the reason where
 * what is open is itself broken. Throws what may get better: no space, no permission. 14 days of 20 targets took 17 s.
 */
export const copyOut = async (from: DuckDBConnection, to: string): Promise<string | undefined> => {
  for (const file of [to, `${to}.wal`]) rmSync(file, { force: true }); // of an attempt that was cut short
  const reader = await from.runAndReadAll('select current_database()');
  const name = JSON.stringify(reader.getRowsJS()[0]?.[0]);
  await from.run(`attach ${quoted(to)} as rescued`);
  try {
    await from.run(`copy from database ${name} to rescued`);
    await from.run('checkpoint rescued');
    return undefined;
  } catch (error) {
    if (isCorrupt(messageOf(error))) return messageOf(error);
    throw error;
  } finally {
    await from.run('detach rescued').catch(() => undefined); // where that fails it is closed with the rest
  }
};
