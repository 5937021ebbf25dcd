import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { holderOf, takeLock } from '../../../src/store/duckdb/lock.ts';
import { BASE } from '../../contracts/store-entries.ts';
import { stateFolders } from '../../support/state-folder.ts';

const newFolder = stateFolders();
const fileIn = (folder: string): string => join(folder, 'plumbline.lock');
const taken = (folder: string, now = BASE) => {
  const found = takeLock(folder, now);
  if (!found.ok) throw new Error('expected the lock to be free');
  return found.lock;
};
/** The lock of this process with something changed, as another one would have left it. */
const leave = (folder: string, changes: Record<string, unknown>): void => {
  taken(folder);
  const left = JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Record<string, unknown>;
  writeFileSync(fileIn(folder), JSON.stringify({ ...left, ...changes }));
};

describe('the lock of a state folder', () => {
  it('names the first to a second, and where it is reached once that is known', () => {
    const folder = newFolder();
    const lock = taken(folder);
    expect(takeLock(folder, BASE + 1)).toEqual({ ok: false, holder: { pid: process.pid, since: BASE } });
    lock.announce('http://127.0.0.1:8080/');
    const holder = { pid: process.pid, since: BASE, address: 'http://127.0.0.1:8080/' };
    expect(takeLock(folder, BASE + 1)).toEqual({ ok: false, holder });
    expect(holderOf(folder)).toEqual(holder);
    lock.release();
    expect(holderOf(folder)).toBeUndefined();
    taken(folder).release();
  });
  it.each([
    ['a process that is gone', { pid: 2 ** 22 + 1 }],
    ['an earlier process of the same number', { startTicks: '1' }],
    ['a time before the machine was started again', { boot: 'another' }],
  ])('takes over what %s left', (_, changes) => {
    const folder = newFolder();
    leave(folder, changes);
    expect(holderOf(folder)).toBeUndefined();
    taken(folder, BASE + 5);
    expect(holderOf(folder)).toEqual({ pid: process.pid, since: BASE + 5 });
  });
  it.each(['', '{', 'null', '{"pid":"1"}', '{"pid":1,"since":0}'])('takes over a file that says %j', (text) => {
    const folder = newFolder();
    writeFileSync(fileIn(folder), text);
    taken(folder).release();
  });
  it('takes over a file without end, and a pipe that nobody writes to', () => {
    const folder = newFolder();
    writeFileSync(fileIn(folder), '');
    truncateSync(fileIn(folder), 2 ** 40);
    taken(folder).release();
    execFileSync('mkfifo', [fileIn(folder)]);
    taken(folder).release();
  });
  it('leaves a lock that is no longer its own', () => {
    const folder = newFolder();
    const first = taken(folder);
    first.release();
    taken(folder, BASE + 5);
    first.announce('http://wrong/');
    first.release();
    expect(holderOf(folder)).toEqual({ pid: process.pid, since: BASE + 5 });
  });
});
