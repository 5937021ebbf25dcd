import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { SECOND } from '../../../src/domain/time.ts';
import { holderOf } from '../../../src/store/duckdb/lock.ts';
import { openDuckDb, type Store } from '../../../src/store/duckdb/open.ts';
import { BASE, event, samples, SERIES } from '../../contracts/store-entries.ts';
import { HandClock } from '../../support/clock.ts';
import { stateFolders } from '../../support/state-folder.ts';
import { owners } from './process.ts';

const newFolder = stateFolders();
const start = owners();
const DB = 'plumbline.duckdb';

const opened: Store[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
const open = async (folder: string) => {
  const clock = new HandClock(2 * BASE);
  const notices: string[] = [];
  const store = await openDuckDb({ folder, clock, gather: 0, notice: (n) => notices.push(n) });
  if (!store.ok) throw new Error(store.message);
  opened.push(store);
  /** Appends, while the time passes that a failed commit waits. */
  const append = async (at: number): Promise<void> => {
    const before = store.journal.head();
    const appended = store.journal.append([samples(at, 7)]);
    while (store.journal.head() === before) {
      await clock.advance(SECOND);
      await store.query.gaps({ from: 0, to: 1 }).catch(() => undefined); // the store is at work meanwhile
    }
    await appended;
  };
  return { store, clock, notices, append };
};
const counted = async (store: Store): Promise<number> =>
  (await store.query.stats({ ...SERIES, from: 0, to: 2 * BASE })).n;

describe('a state folder that is removed under the service', () => {
  it('is made again with all that was kept, and said', async () => {
    const folder = join(newFolder(), 'state');
    const { store, notices, append } = await open(folder);
    for (let i = 0; i < 5; i += 1) await append(BASE + i);
    store.announce('http://127.0.0.1:1/');
    rmSync(folder, { recursive: true });
    await append(BASE + 5);
    expect(notices).toEqual([
      `${join(folder, DB)} was removed or replaced while it was in use; it is written again, with all that was in it`,
    ]);
    expect(store.health()).toEqual({ ok: true, pending: 0 });
    expect(holderOf(folder)).toMatchObject({ pid: process.pid, address: 'http://127.0.0.1:1/' });
    expect(await counted(store)).toBe(6);
    await append(BASE + 6);
    await store.close();
    expect(readdirSync(folder)).toEqual([DB]);
    const again = await open(folder);
    expect(await counted(again.store)).toBe(7);
    expect(again.store.journal.head()).toBe(7);
  });
  it('keeps what is put in the place of the file, aside', async () => {
    const folder = newFolder();
    const { store, notices, append } = await open(folder);
    await append(BASE);
    writeFileSync(join(folder, 'other'), 'another file');
    renameSync(join(folder, 'other'), join(folder, DB));
    await append(BASE + 1);
    expect(await counted(store)).toBe(2);
    expect(store.movedAside().map((m) => m.file)).toEqual([join(folder, DB), join(folder, `${DB}.wal`)]);
    expect(notices).toHaveLength(3);
    expect(store.ailments()).toEqual([]);
  });
  it('says so while it can not be made again, and keeps trying', async () => {
    const parent = newFolder();
    const folder = join(parent, 'state');
    const { store, clock, append } = await open(folder);
    await append(BASE);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    const waits = store.journal.append([event(BASE)]);
    while (store.health().ok) await clock.advance(1);
    expect(store.health()).toMatchObject({ ok: false, pending: 1, lastError: `${folder} is no folder` });
    rmSync(folder);
    await append(BASE + 1);
    await waits;
    expect(store.health().ok).toBe(true);
    expect(await counted(store)).toBe(2);
  });
  it('is left to another service that has begun there', async () => {
    const folder = join(newFolder(), 'state');
    const { store, clock, append } = await open(folder);
    await append(BASE);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    const other = start([folder, 'wait']);
    await other.next();
    const refused = store.journal.append([event(BASE)]).catch((error: unknown) => String(error));
    while (!(store.health().lastError ?? '').includes('in use')) await clock.advance(100);
    expect(store.health().lastError).toContain(`in use by another plumbline: process ${other.process.pid}`);
    await store.close();
    expect(await refused).toMatch('closed before the entries were durable');
    expect(existsSync(join(folder, DB))).toBe(true);
    expect(holderOf(folder)?.pid).toBe(other.process.pid);
    await other.kill();
  });
});
