import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { link, open, rename, rm, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Makes another file out of one, both by path. */
export type Convert = (from: string, to: string, signal: AbortSignal) => Promise<void>;

const besideOf = (path: string): string => `${path}.part-${randomBytes(4).toString('hex')}`;

const isWritable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
/** Why a file may not be written. A device, a pipe or a folder is none to be replaced: root could lose its /dev/null. */
export const refusalOf = (path: string, force: boolean, mayWrite = isWritable): string | undefined => {
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) return `${path}: there is no such folder`;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) return `${path}: is no regular file`;
  if (!mayWrite(folder)) return `${folder}: you may not write there; choose another folder`;
  return found !== undefined && !force ? `${path}: is there already; --force replaces it` : undefined;
};

/** A file without a name: gone when it is closed, whatever becomes of this process. */
const nameless = async (folder: string): Promise<FileHandle> => {
  const path = join(folder, `.plumbline-${randomBytes(6).toString('hex')}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
};
const pathOf = (file: FileHandle): string => `/proc/self/fd/${file.fd}`;
const fill = async (file: FileHandle, body: Readable, signal: AbortSignal): Promise<void> => {
  for await (const chunk of body) {
    signal.throwIfAborted();
    await file.writeFile(chunk as Uint8Array); // goes on where the last one ended
  }
};

/** Gives a whole file its name; one that came there meanwhile is left alone unless `force`. */
const name = async (part: string, path: string, force: boolean): Promise<void> => {
  if (force) return rename(part, path);
  try {
    await link(part, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new Error('is there already; --force replaces it', { cause: error });
    return rename(part, path); // no links on this file system
  }
  return unlink(part);
};

/** So that the name outlives a power cut, too. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

export interface SaveOptions {
  readonly force: boolean;
  readonly signal: AbortSignal;
  readonly convert?: Convert;
  /** Looks at what was written before it gets its name, and tells of it; throws where it is not right. */
  readonly verify?: (path: string) => Promise<string>;
}

/**
 * A body as a file, for its owner alone. It has a name beside until it is whole and on the disk: what fails or is
 * interrupted leaves nothing under the name that was asked for.
 */
export const saveFile = async (body: Readable, path: string, options: SaveOptions): Promise<string | undefined> => {
  const { force, signal, convert, verify } = options;
  const part = besideOf(path);
  try {
    const file = await open(part, 'wx', 0o600);
    try {
      if (convert === undefined) await fill(file, body, signal);
      else {
        const spool = await nameless(dirname(resolve(path)));
        try {
          await fill(spool, body, signal);
          await convert(pathOf(spool), part, signal);
        } finally {
          await spool.close();
        }
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const found = await verify?.(part);
    signal.throwIfAborted();
    await name(part, path, force);
    await syncFolder(dirname(resolve(path)));
    return found;
  } finally {
    body.destroy();
    await rm(part, { force: true });
  }
};

/** A body into a stream that others go on using, no faster than its reader takes it. `folder`: where a spool may lie. */
export const saveStream = async (
  body: Readable,
  to: Writable,
  { signal, convert, folder }: Pick<SaveOptions, 'signal' | 'convert'> & { readonly folder: string },
): Promise<void> => {
  const write = async (from: Readable): Promise<void> => {
    for await (const chunk of from) {
      signal.throwIfAborted();
      if (!to.write(chunk)) await once(to, 'drain', { signal });
    }
  };
  if (convert === undefined) return write(body);
  const [spool, made] = [await nameless(folder), await nameless(folder)];
  try {
    await fill(spool, body, signal);
    await convert(pathOf(spool), pathOf(made), signal);
    await write(made.createReadStream({ start: 0, autoClose: false }));
  } finally {
    await spool.close();
    await made.close();
  }
};
