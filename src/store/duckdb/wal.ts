import { copyFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs';

/** How DuckDB's write-ahead log begins: field 100, "a version" (98), field 101, version 2, end of fields. */
const HEADER = Buffer.from([0x64, 0x00, 0x62, 0x65, 0x00, 0x02, 0xff, 0xff]);
/** Each entry is led by its size and its checksum, 64 bits each. */
export const LEAD_BYTES = 16;
/** No commit of ours comes near it (`GROUP_BYTES`), so a greater size is a broken one. */
const SIZE_LIMIT = 256 * 1024 * 1024;
/** A log is written back at 2 MB; what is far above was not written by us, and is left to DuckDB. */
const READ_LIMIT = 1024 * 1024 * 1024;

/** The first byte of a log that begins no entry; or the log does not begin as one. */
export type WalFault = number | 'no header';

/**
 * Whether the entries of a log lie end to end; the last one may be cut short (a process killed while it wrote).
 * DuckDB checks each entry's checksum, but takes a broken size for such an end and drops all that follows unsaid.
 */
export const walFault = (wal: Buffer): WalFault | undefined => {
  const begin = wal.subarray(0, HEADER.length);
  if (!begin.equals(HEADER.subarray(0, begin.length))) return 'no header';
  let at = HEADER.length;
  while (at + LEAD_BYTES <= wal.length) {
    const size = wal.readBigUInt64LE(at);
    if (size === 0n || size > SIZE_LIMIT) return at;
    at += LEAD_BYTES + Number(size);
  }
  return undefined;
};

/**
 * The same of a file, if there is one. Never while this process has it open: closing any descriptor of a file drops
 * the process's lock on it (fcntl_locking(2)), which is how DuckDB keeps others out.
 */
export const walFaultIn = (path: string): WalFault | undefined =>
  existsSync(path) && statSync(path).size <= READ_LIMIT ? walFault(readFileSync(path)) : undefined;

/**
 * Copies all of a broken log aside and ends it before the fault, so that what comes before is kept. Where it does not
 * begin as a log DuckDB decides what to make of it; the copy makes sure that nothing is lost by that.
 */
export const mendWal = (path: string, aside: string, fault: WalFault): void => {
  copyFileSync(path, aside);
  if (fault !== 'no header') truncateSync(path, fault);
};
