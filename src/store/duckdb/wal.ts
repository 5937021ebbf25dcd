import { copyFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs';

/** DuckDB's write-ahead log, version 2: this much before the first entry. */
const HEADER_BYTES = 24;
/** Field 100 (what the entry is), 98 (a version), field 101 (which), 2. */
const HEADER_START = Buffer.from([0x64, 0x00, 0x62, 0x65, 0x00, 0x02]);
/** Each entry is led by its size and its checksum, 64 bits each. */
const LEAD_BYTES = 16;
/** No commit of ours comes near it (`MAX_GROUP_BYTES`), so a greater size is a broken one. */
const SIZE_LIMIT = 256 * 1024 * 1024;
/** A log is written back at 2 MB; what is far above was not written by us, and is left to DuckDB. */
const READ_LIMIT = 1024 * 1024 * 1024;

/**
 * Whether the entries of a log lie end to end. DuckDB checks each entry's checksum, but takes a broken size for the
 * torn end of an unfinished write and drops all that follows without a word.
 * 'sound': to the last byte, or to an entry that is merely cut short (a process killed while it wrote).
 * A number: the first byte that is no entry. 'unknown': no header that we know.
 */
export const walSoundness = (wal: Buffer): 'sound' | 'unknown' | number => {
  if (wal.length < HEADER_BYTES)
    return HEADER_START.subarray(0, wal.length).equals(wal.subarray(0, HEADER_START.length)) ? 'sound' : 'unknown';
  if (!wal.subarray(0, HEADER_START.length).equals(HEADER_START)) return 'unknown';
  let at = HEADER_BYTES;
  while (at + LEAD_BYTES <= wal.length) {
    const size = wal.readBigUInt64LE(at);
    if (size === 0n || size > SIZE_LIMIT) return at;
    at += LEAD_BYTES + Number(size);
  }
  return 'sound';
};

/** Ends the log before byte `at`; all of it is copied aside first. */
export const cutWal = (path: string, aside: string, at: number): void => {
  copyFileSync(path, aside);
  truncateSync(path, at);
};

/**
 * Before DuckDB opens the log (never while it is open: closing any descriptor of a file drops the process's lock on
 * it, fcntl_locking(2)): where it is broken, a copy is set aside and what comes before the broken place is kept.
 * Answers why, if it did.
 */
export const mendWal = (path: string, aside: string): string | undefined => {
  if (!existsSync(path) || statSync(path).size > READ_LIMIT) return undefined;
  const found = walSoundness(readFileSync(path));
  if (found === 'sound') return undefined;
  if (found === 'unknown') {
    // DuckDB decides what to make of it; the copy makes sure that nothing is lost by that.
    copyFileSync(path, aside);
    return 'the write-ahead log begins with something else';
  }
  cutWal(path, aside, found);
  return `the write-ahead log is broken at byte ${found}`;
};
