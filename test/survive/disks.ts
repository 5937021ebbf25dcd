import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import type { Scene } from './scenario.ts';

const run = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const tryTo = (command: string, ...args: readonly string[]): void => {
  try {
    run(command, ...args);
  } catch {
    // It was so already.
  }
};

/** A disk in memory, mounted until the scenario ends. */
export const smallDisk = ({ folder, later }: Scene, megabytes: number): { readonly path: string } => {
  const path = join(folder(), 'disk');
  mkdirSync(path);
  run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path);
  later(() => run('umount', '-l', path));
  return { path };
};

const FILLER = 'filler';
/** Writes to the last byte. */
export const fill = (path: string): void => {
  const fd = openSync(join(path, FILLER), 'a');
  try {
    for (const size of [1 << 20, 1 << 12, 1]) {
      const zeros = Buffer.alloc(size);
      try {
        for (;;) if (writeSync(fd, zeros) < size) break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(fd);
  }
};
export const free = (path: string): void => rmSync(join(path, FILLER));

export interface Ext4 {
  readonly path: string;
  /** As the kernel does at an error of the disk: read-only from now on, open files too, until it was checked. */
  readonly fail: () => void;
  /** Unmounts, checks, mounts; nobody may use it meanwhile. */
  readonly repair: () => void;
}
/** An ext4 file system in a file, mounted until the scenario ends. */
export const ext4Disk = ({ folder, later }: Scene, megabytes: number): Ext4 => {
  const home = folder();
  const [image, path] = [join(home, 'image'), join(home, 'disk')];
  mkdirSync(path);
  writeFileSync(image, '');
  run('truncate', '-s', `${megabytes}M`, image);
  run('mkfs.ext4', '-q', image);
  const mount = (): string => run('mount', '-o', 'loop,errors=remount-ro', image, path);
  mount();
  later(() => tryTo('umount', '-l', path));
  const device = run('findmnt', '-no', 'SOURCE', path).trim().replace('/dev/', '');
  return {
    path,
    fail: () => writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, 'a test'),
    repair: () => {
      run('umount', path);
      tryTo('e2fsck', '-fy', image); // it answers 1 when it has mended something
      mount();
    },
  };
};
/** Makes the folder's files and the folder itself immutable, open files too, or takes it back. */
export const immutable = (path: string, on: boolean): void => {
  const files = readdirSync(path).map((name) => join(path, name));
  const paths = on ? [...files, path] : [path, ...files];
  for (const one of paths) tryTo('chattr', on ? '+i' : '-i', one);
};
/** Mounts a folder over itself, read-only or not. */
export const readOnly = (path: string, on: boolean): void => {
  if (on) {
    run('mount', '--bind', path, path);
    run('mount', '-o', 'remount,bind,ro', path);
  } else run('umount', path);
};
