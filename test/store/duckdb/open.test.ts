import { readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { openDuckDb, type Store } from '../../../src/store/duckdb/open.ts';
import { SCHEMA_VERSION } from '../../../src/store/duckdb/schema.ts';
import { BASE, entriesArb, event, run, samples } from '../../contracts/store-entries.ts';
import { apart, take } from '../../contracts/store-journal.ts';
import { HandClock } from '../../support/clock.ts';
import { stateFolders } from '../../support/state-folder.ts';
import { owners } from './process.ts';

const newFolder = stateFolders();
const start = owners();
const opened = async (folder: string): Promise<Store> => {
  const store = await openDuckDb({ folder, clock: new HandClock(), gather: 0 });
  if (!store.ok) throw new Error(store.message);
  return store;
};
/** Runs a statement on the closed database of a folder. */
const alter = async (folder: string, sql: string): Promise<void> => {
  const instance = await DuckDBInstance.create(join(folder, 'plumbline.duckdb'));
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
};

describe('opening a state folder', () => {
  it('makes it for this user alone, and says where the socket belongs', async () => {
    const folder = join(newFolder(), 'a', 'b');
    const store = await opened(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(store.socketPath).toBe(join(folder, 'plumbline.sock'));
    await store.close();
    await store.close();
  });
  it('says no socket where its address would be too long', async () => {
    const folder = newFolder();
    const long = join(folder, 'x'.repeat(107 - `${folder}//plumbline.sock`.length));
    const store = await opened(long);
    expect(store.socketPath).toHaveLength(107);
    await store.close();
    const longer = await opened(`${long}y`);
    expect(longer.socketPath).toBeUndefined();
    await longer.close();
  });
  it.each(['/proc/plumbline/state', '/proc/self/fd/x', '/dev/null/state'])(
    'says that %s can not be made',
    async (folder) => {
      const failed = await openDuckDb({ folder, clock: new HandClock() });
      expect(failed).toMatchObject({ ok: false, what: 'unusable', message: expect.stringContaining(folder) as string });
    },
  );
  it('finds everything again, in order', async () => {
    const folder = newFolder();
    const kept = [];
    for (const entries of fc.sample(entriesArb(BASE), { numRuns: 12, seed: 7 })) {
      const store = await opened(folder);
      await store.journal.append(entries, { name: 'reader', cursor: kept.length, state: { kept: kept.length } });
      kept.push(...entries);
      expect(await store.journal.bookmark('reader')).toMatchObject({ state: { kept: kept.length - entries.length } });
      await store.close();
    }
    const store = await opened(folder);
    const all = apart(kept);
    expect(all.length).toBeGreaterThan(100);
    expect(await take(store.journal, 0, all.length)).toEqual(all);
    await store.close();
    expect(readdirSync(folder)).toEqual(['plumbline.duckdb']);
  });
  it('reads on from the tables where entries are big, many or gone', async () => {
    const folder = newFolder();
    const store = await opened(folder);
    const long = { ...samples(0, 0), samples: Array.from({ length: 6_500 }, (_, i) => ({ at: BASE + i, value: i })) };
    const many = Array.from({ length: 4_500 }, (_, i) => event(BASE + i));
    const report = { status: 'measured', values: {}, findings: [], report: 'ü'.repeat(1_500_000) } as const;
    const runs = [1, 2, 3].map((i) => Object.assign(run(BASE + i, `r${i}`), { outcome: report }));
    await store.journal.append([event(BASE), ...runs, long, samples(BASE, 1)]);
    await store.journal.append(many);
    await store.close();
    const again = await opened(folder);
    const all = apart([event(BASE), ...runs, long, samples(BASE, 1), ...many]);
    expect(await take(again.journal, 0, all.length)).toEqual(all);
    const head = again.journal.head();
    await again.close();
    // What retention will do: everything but the newest is gone.
    for (const table of ['samples', 'runs', 'events'])
      await alter(folder, `delete from ${table} where seq < ${head - 2}`);
    const later = await opened(folder);
    expect(later.journal.head()).toBe(head);
    expect(await take(later.journal, 0, 2)).toEqual(many.slice(-2));
    await later.close();
  });
  it('tells a second process who the first is; when that is killed nobody has to help', async () => {
    const folder = newFolder();
    const owner = start([folder]);
    await owner.next();
    const second = await openDuckDb({ folder, clock: new HandClock() });
    expect(second).toMatchObject({ ok: false, what: 'locked', holder: { pid: owner.process.pid } });
    if (second.ok) throw new Error('expected a refusal');
    expect(second.message).toMatch(new RegExp(`process ${owner.process.pid}, running since 20.*http://127.0.0.1:1/`));
    await owner.kill();
    await (await opened(folder)).close();
  });
  it('keeps a second process out by the database file alone, too', async () => {
    const folder = newFolder();
    const owner = start([folder]);
    await owner.next();
    rmSync(join(folder, 'plumbline.lock'));
    const wal = join(folder, 'plumbline.duckdb.wal');
    const bytes = readFileSync(wal);
    // What would be mended is not, as long as it is somebody's.
    bytes.fill(0xff, 8, 16);
    writeFileSync(wal, bytes);
    expect(await openDuckDb({ folder, clock: new HandClock() })).toMatchObject({ ok: false, what: 'locked' });
    expect(readdirSync(folder).filter((f) => f.includes('corrupt') || f.endsWith('.lock'))).toEqual([]);
    expect(readFileSync(wal)).toEqual(bytes);
    await owner.kill();
  });
  it('keeps a second opening in the same process out', async () => {
    const folder = newFolder();
    const store = await opened(folder);
    expect(await openDuckDb({ folder, clock: new HandClock() })).toMatchObject({ ok: false, what: 'locked' });
    await store.close();
  });
  it('leaves what a newer version wrote alone', async () => {
    const folder = newFolder();
    await (await opened(folder)).close();
    await alter(folder, `update schema_version set version = ${SCHEMA_VERSION + 1}`);
    const found = await openDuckDb({ folder, clock: new HandClock() });
    expect(found).toMatchObject({ ok: false, what: 'newer' });
    if (!found.ok) expect(found.message).toContain(`version ${SCHEMA_VERSION + 1}, expected at most ${SCHEMA_VERSION}`);
    await alter(folder, `update schema_version set version = ${SCHEMA_VERSION}`);
    await (await opened(folder)).close();
  });
  it('says so when the folder can not be used', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    const found = await openDuckDb({ folder: file, clock: new HandClock() });
    expect(found).toMatchObject({ ok: false, what: 'unusable' });
    const folder = newFolder();
    symlinkSync(join(folder, 'nowhere', 'at-all'), join(folder, 'plumbline.duckdb'));
    expect(await openDuckDb({ folder, clock: new HandClock() })).toMatchObject({ ok: false, what: 'unusable' });
    expect(readdirSync(folder)).toEqual(['plumbline.duckdb']);
  });
});
