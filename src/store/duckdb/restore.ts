import {
  chmodSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  closeSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';

import type { DuckDBConnection } from '@duckdb/node-api';

import type { GapReason } from '../../domain/entry.ts';
import type { EpochMicros } from '../../domain/time.ts';
import { contentsText, MANIFEST, readContents, withFile } from './backup.ts';
import { probeLock } from './database.ts';
import { DATABASE, makeFolder } from './folder.ts';
import { lockedMessage, takeLock } from './lock.ts';
import { isLockConflict, messageOf } from './repair.ts';
import { PLACE } from './state.ts';

/** A copy that is being looked at. */
const DRAFT = `${DATABASE}.restoring`;
/**
 * A record that is whole and takes the place of the one that is there, whatever happens: from the moment it has this
 * name the new one counts, before that the old one.
 */
export const RESTORED = `${DATABASE}.restored`;

const sync = (path: string): void => {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
};

/**
 * Puts a restored record in its place, and what was there beside it; as often as it takes, where this is killed in
 * between. The folder's lock is held. Answers where what was there lies now, undefined where there is nothing to do.
 */
export const finishRestore = (folder: string): { readonly kept: string | undefined } | undefined => {
  const [file, whole] = [join(folder, DATABASE), join(folder, RESTORED)];
  for (const left of [DRAFT, `${DRAFT}.wal`]) rmSync(join(folder, left), { force: true });
  const made = statSync(whole, { throwIfNoEntry: false })?.mtime;
  if (made === undefined) return undefined;
  // By the time of the new one: the same name however often it is tried.
  const kept = `${file}.before-restore-${made.toISOString().replaceAll(/[:.]/g, '-')}`;
  if (existsSync(`${file}.wal`)) renameSync(`${file}.wal`, `${kept}.wal`);
  if (existsSync(file)) renameSync(file, kept);
  renameSync(whole, file);
  sync(folder);
  return { kept: existsSync(kept) ? kept : undefined };
};

export type Restored =
  | { readonly ok: true; readonly contents: string; readonly kept: string | undefined }
  | { readonly ok: false; readonly why: string };

/** Where a database file of DuckDB says what it is. */
const MAGIC = { at: 8, text: 'DUCK' } as const;
/** Whether it may be a database at all: something else may be larger than the disk is. */
const isDatabase = (path: string): boolean => {
  const file = openSync(path, 'r');
  try {
    const found = Buffer.alloc(MAGIC.text.length);
    readSync(file, found, 0, found.length, MAGIC.at);
    return found.toString('latin1') === MAGIC.text;
  } finally {
    closeSync(file);
  }
};

/** When something was last kept in the record of a folder; undefined where there is none. */
const lastKept = (folder: string): EpochMicros | undefined => {
  const stamps = [DATABASE, `${DATABASE}.wal`].flatMap(
    (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? [],
  );
  return stamps.length === 0 ? undefined : Math.floor(Math.max(...stamps) * 1_000);
};
/** What was measured after a backup was, though not in it: a gap of another kind than what follows until the start. */
const tellGap = async (c: DuckDBConnection, to: EpochMicros): Promise<void> => {
  const [[head, last] = []] = (await c.runAndReadAll(PLACE)).getRowsJS();
  if (typeof head !== 'number' || typeof last !== 'number' || last >= to) return;
  const reason: GapReason = 'restored';
  await c.run(`insert into gaps values (${head}, ${last}, ${to}, '${reason}', null, null, null)`);
};

/** A copy of the file in the state folder, looked through and with nothing left to replay. Throws what is wrong with it. */
const draftOf = async (file: string, draft: string, watchedUntil: EpochMicros): Promise<string> => {
  if (!statSync(file).isFile()) throw new Error('it is no regular file');
  if (!isDatabase(file)) throw new Error('it is no backup of plumbline');
  copyFileSync(file, draft);
  // A record that was set aside may have its last commits beside it.
  if (existsSync(`${file}.wal`)) copyFileSync(`${file}.wal`, `${draft}.wal`);
  chmodSync(draft, 0o600);
  const contents = await withFile(draft, 'read_write', async (c) => {
    const found = await readContents(c);
    await c.run(`drop table if exists ${MANIFEST}`);
    await tellGap(c, watchedUntil);
    await c.run('checkpoint');
    return found;
  });
  if (existsSync(`${draft}.wal`)) throw new Error('its write-ahead log could not be taken in');
  sync(draft);
  return contentsText(contents);
};

/**
 * Makes a backup, or a record that was set aside, the record of a state folder that nobody uses. It is looked through
 * first: where it is none, broken or of a newer version nothing changes. What was there is kept beside it.
 */
export const restoreRecord = async (folder: string, file: string, now: EpochMicros): Promise<Restored> => {
  try {
    makeFolder(folder);
    const taken = takeLock(folder, now);
    if (!taken.ok) return { ok: false, why: `${lockedMessage(folder, taken.holder)} Stop it first.` };
    try {
      // Where nothing tells how long it was measured, as on a new disk, it may have been until now.
      const watchedUntil = Math.min(lastKept(folder) ?? now, now);
      if (existsSync(join(folder, DATABASE))) await probeLock(join(folder, DATABASE));
      finishRestore(folder); // one that was killed at its end
      const draft = join(folder, DRAFT);
      let contents: string;
      try {
        contents = await draftOf(file, draft, watchedUntil);
      } catch (error) {
        return { ok: false, why: `${basename(file)} is not restored: ${messageOf(error).replaceAll(draft, file)}` };
      }
      renameSync(draft, join(folder, RESTORED));
      sync(folder);
      return { ok: true, contents, kept: finishRestore(folder)?.kept };
    } finally {
      for (const left of [DRAFT, `${DRAFT}.wal`]) rmSync(join(folder, left), { force: true });
      taken.lock.release();
    }
  } catch (error) {
    const why = messageOf(error);
    return {
      ok: false,
      why: isLockConflict(why) ? lockedMessage(folder, undefined) : `state folder ${folder}: ${why}`,
    };
  }
};
