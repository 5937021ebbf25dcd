import { randomBytes } from 'node:crypto';
import { closeSync, constants, linkSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { EpochMicros } from '../../domain/time.ts';

/** Who owns the state folder. */
export interface Holder {
  readonly pid: number;
  readonly since: EpochMicros;
  /** Where it can be reached, when it has said so. */
  readonly address?: string;
}
export interface Lock {
  /** Tells whoever comes second where this process can be reached. */
  announce(address: string): void;
  /** Takes the folder again where the file is gone; or tells who has it now. */
  retake(): Holder | undefined;
  /** Only what is still ours is removed. */
  release(): void;
}
interface Kept extends Holder {
  /** Which life of which process: a pid alone comes round again. */
  readonly boot: string;
  readonly startTicks: string;
}

export const lockPathIn = (folder: string): string => join(folder, 'plumbline.lock');
/** A lock, a boot id or a line of procfs is far shorter. */
const TEXT_LIMIT = 4 * 1024;
const textOf = (path: string): string | undefined => {
  let file;
  try {
    // A pipe in its place must not be waited for.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const buffer = Buffer.alloc(TEXT_LIMIT);
    return buffer.toString('utf8', 0, readSync(file, buffer));
  } catch {
    return undefined; // no such file or process, or none of ours to read
  } finally {
    if (file !== undefined) closeSync(file);
  }
};
const bootId = (): string => textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
/**
 * When the process began (field 22 of proc_pid_stat(5)), unless it is dead and only waits to be collected (field 3).
 * Fields are counted after the name, which may hold spaces and brackets.
 */
const startTicksOf = (pid: number): string | undefined => {
  const stat = textOf(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
};

const read = (path: string): Kept | undefined => {
  const text = textOf(path);
  if (text === undefined) return undefined;
  try {
    const found = JSON.parse(text) as Partial<Kept> | null;
    const { pid, since, address, boot, startTicks } = found ?? {};
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || typeof since !== 'number') return undefined;
    if (typeof boot !== 'string' || typeof startTicks !== 'string') return undefined;
    return { pid, since, boot, startTicks, ...(typeof address === 'string' ? { address } : {}) };
  } catch {
    return undefined; // not written by us: nobody that could be named
  }
};
const lives = (k: Kept): boolean => k.boot === bootId() && startTicksOf(k.pid) === k.startTicks;

/** Who holds the folder now, if anyone. */
export const holderOf = (folder: string): Holder | undefined => {
  const found = read(lockPathIn(folder));
  if (found === undefined || !lives(found)) return undefined;
  const { pid, since, address } = found;
  return address === undefined ? { pid, since } : { pid, since, address };
};

/**
 * Takes the folder, or tells who has it. A lock whose process is gone (killed, or before a reboot) is taken over.
 * This file names the owner; what keeps a second process out even where two take over one stale lock at the same
 * instant, or do not see each other's processes, is DuckDB's own lock on its file.
 */
export const takeLock = (
  folder: string,
  now: EpochMicros,
): { readonly ok: true; readonly lock: Lock } | { readonly ok: false; readonly holder: Holder } => {
  const path = lockPathIn(folder);
  let mine: Kept = { pid: process.pid, since: now, boot: bootId(), startTicks: startTicksOf(process.pid) ?? '' };
  const written = (): string => {
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    try {
      writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
    } catch (error) {
      rmSync(draft, { force: true }); // a full disk takes the name and not a byte
      throw error;
    }
    return draft;
  };
  const ours = (): boolean => {
    const found = read(path);
    return found?.pid === mine.pid && found.startTicks === mine.startTicks && found.since === mine.since;
  };
  /** Undefined when it is ours now. */
  const heldBy = (): Holder | undefined => {
    const draft = written();
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          linkSync(draft, path); // a whole file or none, and only where there is none yet
          return undefined;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 10) throw error;
          const holder = holderOf(folder);
          if (holder !== undefined) return holder;
          rmSync(path, { force: true });
        }
      }
    } finally {
      rmSync(draft, { force: true });
    }
  };
  const holder = heldBy();
  if (holder !== undefined) return { ok: false, holder };
  return {
    ok: true,
    lock: {
      announce: (address) => {
        if (!ours()) return;
        mine = { ...mine, address };
        try {
          renameSync(written(), path);
        } catch {
          // A full disk: whoever comes second is told the process without its address.
        }
      },
      retake: () => (ours() ? undefined : heldBy()),
      release: () => {
        try {
          if (ours()) rmSync(path, { force: true });
        } catch {
          // A disk that has become read-only: the next owner takes over what a process that is gone has left.
        }
      },
    },
  };
};

/** For a person who wants the folder too. */
export const lockedMessage = (folder: string, holder: Holder | undefined): string => {
  if (holder === undefined) return `${folder} is in use by another process.`;
  const since = new Date(holder.since / 1_000).toISOString();
  const at = holder.address === undefined ? '' : `, reachable at ${holder.address}`;
  return `${folder} is in use by another plumbline: process ${holder.pid}, running since ${since}${at}.`;
};
