import { existsSync, renameSync, statSync } from 'node:fs';

import { LEAD_BYTES, mendWal, walFaultIn, type WalFault } from './wal.ts';

/** A file that was broken, and where it (or a copy of all of it) lies now. Nothing is ever deleted. */
export interface MovedAside {
  readonly file: string;
  readonly to: string;
  readonly why: string;
}
export interface Opened<T> {
  readonly opened: T;
  readonly movedAside: readonly MovedAside[];
}

const ATTEMPTS = 4;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim();
export const isLockConflict = (message: string): boolean => message.includes('Could not set lock on file');
/** What DuckDB says of bytes that are not, or no longer, what it wrote. Not: no permission, no space, a newer format. */
export const isCorrupt = (message: string): boolean =>
  /not a valid DuckDB database file|Corrupt|Could not read enough bytes|while replaying WAL|Serialization Error/.test(
    message,
  );

/** The first name that is free: `file.corrupt-<stamp>`, then with -2, -3… */
const asideName = (file: string, stamp: string): string => {
  const plain = `${file}.corrupt-${stamp}`;
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? plain : `${plain}-${n}`;
    if (!existsSync(name)) return name;
  }
};

/** Moves aside what lies in a file's place and is none: a folder, a pipe. Undefined: nothing does. */
export const clearPlace = (file: string, stamp: string): MovedAside | undefined => {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== false) return undefined;
  const to = asideName(file, stamp);
  renameSync(file, to);
  return { file, to, why: 'it is no regular file' };
};

export const moveAside = (file: string, stamp: string, why: string): readonly MovedAside[] => {
  if (!existsSync(file)) return [];
  const to = asideName(file, stamp);
  renameSync(file, to);
  return [{ file, to, why }];
};

export interface Opener<T> {
  open(path: string): Promise<T>;
  /** Fails with a lock conflict where another process has the database open; changes nothing. */
  probe(path: string): Promise<void>;
}

/**
 * Opens the database at `path`, moving aside what is broken: of the log what does not follow on, else the whole.
 * `asideFirst` says why everything there is to be moved aside without trying. Throws what no moving aside helps.
 */
export const openRepairing = async <T>(
  path: string,
  stamp: string,
  opener: Opener<T>,
  asideFirst?: string,
): Promise<Opened<T>> => {
  const wal = `${path}.wal`;
  const movedAside: MovedAside[] = [];
  const move = (file: string, why: string): void => {
    movedAside.push(...moveAside(file, stamp, why));
  };
  const moveBoth = (why: string): void => {
    move(path, why);
    move(wal, why);
  };
  const mend = (fault: WalFault, why: string): void => {
    const to = asideName(wal, stamp);
    mendWal(wal, to, fault);
    movedAside.push({ file: wal, to, why });
  };
  if (asideFirst !== undefined) moveBoth(asideFirst);
  for (const file of [path, wal]) {
    const cleared = clearPlace(file, stamp);
    if (cleared === undefined) continue;
    movedAside.push(cleared);
    if (file === path) move(wal, 'its database is gone');
  }
  const fault = walFaultIn(wal);
  if (fault !== undefined) {
    // Another process may be writing it that our lock file does not show: nothing is touched before DuckDB's own.
    await opener.probe(path);
    const where = fault === 'no header' ? 'has no header' : `is broken at byte ${fault}`;
    mend(fault, `the write-ahead log ${where}`);
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { opened: await opener.open(path), movedAside };
    } catch (error) {
      const why = messageOf(error);
      if (!isCorrupt(why) || attempt === ATTEMPTS) throw error;
      // DuckDB tells where the data of a broken entry begins.
      const data = /entry at byte position (\d+)/.exec(why)?.[1];
      if (!why.includes('while replaying WAL')) moveBoth(why);
      else if (data === undefined) move(wal, why);
      else mend(Number(data) - LEAD_BYTES, why);
    }
  }
};
