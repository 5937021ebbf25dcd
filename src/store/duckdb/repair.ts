import { existsSync, renameSync } from 'node:fs';

import { cutWal, mendWal } from './wal.ts';

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

/**
 * Opens the database at `path`, moving aside what is broken: of the log what does not follow on, else the whole.
 * `asideFirst` says why everything there is to be moved aside without trying. Throws what no moving aside helps.
 */
export const openRepairing = async <T>(
  path: string,
  stamp: string,
  open: (path: string) => Promise<T>,
  asideFirst?: string,
): Promise<Opened<T>> => {
  const wal = `${path}.wal`;
  const movedAside: MovedAside[] = [];
  const move = (file: string, why: string): void => {
    if (!existsSync(file)) return;
    const to = asideName(file, stamp);
    renameSync(file, to);
    movedAside.push({ file, to, why });
  };
  const moveBoth = (why: string): void => {
    move(path, why);
    move(wal, why);
  };
  if (asideFirst !== undefined) moveBoth(asideFirst);
  for (let attempt = 1; ; attempt += 1) {
    const copy = asideName(wal, stamp);
    const mended = mendWal(wal, copy);
    if (mended !== undefined) movedAside.push({ file: wal, to: copy, why: mended });
    try {
      return { opened: await open(path), movedAside };
    } catch (error) {
      const why = messageOf(error);
      if (!isCorrupt(why) || attempt === ATTEMPTS) throw error;
      const at = /entry at byte position (\d+)/.exec(why)?.[1];
      if (!why.includes('while replaying WAL')) moveBoth(why);
      else if (at === undefined) move(wal, why);
      else {
        const to = asideName(wal, stamp);
        cutWal(wal, to, Number(at));
        movedAside.push({ file: wal, to, why });
      }
    }
  }
};
