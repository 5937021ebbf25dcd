import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import type { Cache, Kept } from '../domain/cache.ts';
import { makeFolder } from './duckdb/folder.ts';

export interface CacheLimits {
  readonly files: number;
  /** Of all of them. */
  readonly bytes: number;
  readonly bytesOfOne: number;
}
const LIMITS: CacheLimits = { files: 256, bytes: 256 << 20, bytesOfOne: 64 << 20 };
/** The line before the bytes. */
const MOST_HEAD = 4_096;
const LINE_END = 0x0a;

const head = z.object({
  at: z.int(),
  tag: z.string().optional(),
  modified: z.string().optional(),
  /** SHA-256 of the bytes, hex. */
  hash: z.string(),
});
const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
/** A key may be an address with a secret in it: its hash is the name, and it is written nowhere. */
const isName = (file: string): boolean => /^[0-9a-f]{64}(?:\.[0-9a-f-]{36}\.new)?$/.test(file);

/**
 * A cache in a folder, for this user alone: a file a key, written whole or not at all, the oldest out where there are too
 * many or too much. What is damaged is not there. The folder is made when there is something to keep.
 */
export const fileCache = (folder: string, limits: CacheLimits = LIMITS): Cache => {
  const pathOf = (key: string): string => join(folder, hashOf(key));
  let last: Promise<unknown> = Promise.resolve();
  return {
    get: (key) => orNothing(() => read(pathOf(key), limits.bytesOfOne)),
    put: async (key, kept) => {
      if (kept.bytes.length > limits.bytesOfOne) return;
      // One at a time, so that what is counted is what is there.
      const done = last.then(() =>
        orNothing(async () => {
          makeFolder(folder);
          await write(pathOf(key), kept);
          await makeRoom(folder, limits);
        }),
      );
      last = done;
      await done;
    },
  };
};

/** What cannot be read is not there; what cannot be written is not kept. */
const orNothing = async <T>(doing: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await doing();
  } catch {
    return undefined;
  }
};

const write = async (path: string, { bytes, at, tag, modified }: Kept): Promise<void> => {
  const line = Buffer.from(`${JSON.stringify({ at, tag, modified, hash: hashOf(bytes) })}\n`);
  if (line.length > MOST_HEAD) return;
  const unfinished = `${path}.${randomUUID()}.new`;
  try {
    await writeFile(unfinished, Buffer.concat([line, bytes]), { mode: 0o600, flag: 'wx' });
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
};

const read = async (path: string, most: number): Promise<Kept | undefined> => {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size } = await file.stat();
    if (size > most + MOST_HEAD) return undefined;
    const all = await file.readFile();
    const end = all.indexOf(LINE_END);
    if (end === -1 || end > MOST_HEAD) return undefined;
    const told = head.parse(JSON.parse(all.toString('utf8', 0, end)));
    const bytes = new Uint8Array(all.subarray(end + 1));
    if (hashOf(bytes) !== told.hash) return undefined;
    const { at, tag, modified } = told;
    return { bytes, at, ...(tag === undefined ? {} : { tag }), ...(modified === undefined ? {} : { modified }) };
  } finally {
    await file.close();
  }
};

/** Only files of its own are counted and removed, unfinished ones of a process that was killed among them. */
const makeRoom = async (folder: string, { files, bytes }: CacheLimits): Promise<void> => {
  const names = (await readdir(folder)).filter(isName);
  const there = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const { mtimeMs, size } = await stat(path);
      return { path, mtimeMs, size };
    }),
  );
  let [count, sum] = [0, 0];
  for (const { path, size } of there.toSorted((a, b) => b.mtimeMs - a.mtimeMs)) {
    count += 1;
    sum += size;
    if (count > files || sum > bytes) await rm(path, { force: true });
  }
};
