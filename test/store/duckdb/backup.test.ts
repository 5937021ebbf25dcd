import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';

import type { Entry } from '../../../src/domain/entry.ts';
import { lookThrough } from '../../../src/store/duckdb/backup.ts';
import { openDuckDb, type Store } from '../../../src/store/duckdb/open.ts';
import { finishRestore, restoreRecord } from '../../../src/store/duckdb/restore.ts';
import { SCHEMA_VERSION } from '../../../src/store/duckdb/schema.ts';
import { BASE, event, gap, run, samples } from '../../contracts/store-entries.ts';
import { take } from '../../contracts/store-journal.ts';
import { HandClock } from '../../support/clock.ts';
import { stateFolders } from '../../support/state-folder.ts';

const newFolder = stateFolders();
const going = new AbortController().signal;
const NOW = BASE + 1_000_000;
const opened = async (folder: string, notice?: (what: string) => void): Promise<Store> => {
  const more = notice === undefined ? {} : { notice };
  const store = await openDuckDb({ folder, clock: new HandClock(NOW), gather: 0, ...more });
  if (!store.ok) throw new Error(store.message);
  return store;
};
const alter = async (path: string, sql: string): Promise<void> => {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
};
const saved = async (store: Store, to: string): Promise<string> => {
  const made = await store.backup(going);
  if (!made.ok) throw new Error(made.why);
  const bytes = await buffer(made.body);
  expect(bytes).toHaveLength(made.bytes);
  writeFileSync(to, bytes);
  return to;
};
/** A text that lies in the file as it is. */
const NEEDLE = 'a needle 8f3k2q';
const ENTRIES: readonly Entry[] = [
  samples(BASE, 1),
  run(BASE, 'a'),
  { ...event(BASE + 1), evidence: { NEEDLE } },
  gap(BASE, BASE + 2),
];
const MARK = { name: 'reader', cursor: 3, state: { at: 3 } };
/** A record of these entries, and a backup of it. */
const withBackup = async (): Promise<{ readonly folder: string; readonly file: string }> => {
  const folder = newFolder();
  const store = await opened(folder);
  await store.journal.append(ENTRIES, MARK);
  const file = await saved(store, join(newFolder(), 'a.backup'));
  await store.close();
  return { folder, file };
};
/** A record with another entry than the backup's. */
const withOther = async (): Promise<string> => {
  const folder = newFolder();
  const store = await opened(folder);
  await store.journal.append([samples(BASE, 99)]);
  await store.close();
  return folder;
};
const valuesIn = async (folder: string): Promise<readonly number[]> => {
  const store = await opened(folder);
  const [series] = await store.query.series();
  const found = series === undefined ? [] : await store.query.raw({ ...series, from: 0, to: BASE * 2, limit: 10 });
  await store.close();
  return found.map((s) => ('value' in s ? s.value : -1));
};
const contentsOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]));

describe('a backup', () => {
  it('says what is in it, and leaves nothing in the state folder', async () => {
    const { folder, file } = await withBackup();
    const at = new Date(NOW / 1_000).toISOString();
    expect(await lookThrough(file)).toBe(
      `a whole record as of ${at}, version ${SCHEMA_VERSION}, with 1 samples, 1 runs, 1 events, 1 gaps`,
    );
    expect(readdirSync(folder)).toEqual(['plumbline.duckdb']);
  });
  it('is of one moment while entries go on coming, none of which waits for it', async () => {
    const folder = newFolder();
    const store = await opened(folder);
    let appended = 0;
    const stop = new AbortController();
    const writing = (async () => {
      for (; !stop.signal.aborted; appended += 1)
        await store.journal.append([samples(BASE + appended, appended), event(BASE + appended)]);
    })();
    await expect.poll(() => appended).toBeGreaterThan(20);
    const before = appended;
    const file = await saved(store, join(newFolder(), 'b'));
    const after = appended;
    stop.abort();
    await writing;
    await store.close();
    const to = newFolder();
    expect(await restoreRecord(to, file, NOW)).toMatchObject({ ok: true });
    const restored = await opened(to);
    const count = (restored.journal.head() - 1) / 2; // without the gap that the restore tells
    // Each commit with both of its entries, or without.
    expect(Number.isInteger(count)).toBe(true);
    expect(count).toBeGreaterThanOrEqual(before);
    expect(count).toBeLessThanOrEqual(after + 1);
    await restored.close();
  });
  it('is one at a time', async () => {
    const store = await opened(newFolder());
    const [first, second] = await Promise.all([store.backup(going), store.backup(going)]);
    expect(second).toEqual({ ok: false, why: 'another backup is being made' });
    if (first.ok) first.body.destroy();
    expect(first.ok).toBe(true);
    await store.close();
  });
  it('ends when its asker leaves and when the record is closed', async () => {
    const folder = newFolder();
    const store = await opened(folder);
    const gone = AbortSignal.abort();
    expect(await store.backup(gone)).toMatchObject({ ok: false });
    const late = store.backup(going);
    await store.close();
    const made = await late;
    if (made.ok) made.body.destroy();
    expect(readdirSync(folder)).toEqual(['plumbline.duckdb']);
  });
  it('that was killed is cleared away at the next start', async () => {
    const folder = await withOther();
    for (const name of ['backup', 'backup.wal', 'restoring', 'restoring.wal'])
      writeFileSync(join(folder, `plumbline.duckdb.${name}`), 'half');
    expect(await valuesIn(folder)).toEqual([99]);
    expect(readdirSync(folder)).toEqual(['plumbline.duckdb']);
  });
});

describe('a restore', () => {
  it('brings back all of it, the bookmarks too, and keeps what was there', async () => {
    const { file } = await withBackup();
    const folder = await withOther();
    const done = await restoreRecord(folder, file, NOW);
    if (!done.ok) throw new Error(done.why);
    expect(done.contents).toContain('1 samples');
    expect(readdirSync(folder)).toEqual(['plumbline.duckdb', done.kept?.slice(folder.length + 1)]);
    expect(statSync(join(folder, 'plumbline.duckdb')).mode & 0o777).toBe(0o600);
    const store = await opened(folder);
    const missing: Entry = { kind: 'gap', from: BASE + 2, to: NOW, reason: 'restored' };
    expect(await take(store.journal, 0, ENTRIES.length + 1)).toEqual([...ENTRIES, missing]);
    expect(await store.journal.bookmark('reader')).toEqual(MARK);
    expect(await store.journal.lastAt()).toBe(NOW);
    await store.close();
    // And back again, of what was set aside.
    expect(await restoreRecord(folder, done.kept ?? '', NOW)).toMatchObject({ ok: true });
    expect(await valuesIn(folder)).toEqual([99]);
  });
  it('tells what was measured since, until the record that it replaces ended, as a gap of its own', async () => {
    const { file } = await withBackup();
    const folder = await withOther();
    const ended = BASE + 600_000_000;
    utimesSync(join(folder, 'plumbline.duckdb'), ended / 1e6, ended / 1e6);
    const restore = async (into: string, now: number) => {
      expect(await restoreRecord(into, file, now)).toMatchObject({ ok: true });
      const store = await opened(into);
      const gaps = await store.query.gaps({ from: BASE + 2, to: BASE * 2 });
      await store.close();
      return gaps;
    };
    const missing = (to: number): Entry => ({ kind: 'gap', from: BASE + 2, to, reason: 'restored' });
    expect(await restore(folder, ended + 1e9)).toEqual([missing(ended)]);
    // Where there is no record, nothing says how long it was measured.
    expect(await restore(newFolder(), ended + 1e9)).toEqual([missing(ended + 1e9)]);
    // A record that ended before the backup was made has nothing that is missing.
    const older = await withOther();
    utimesSync(join(older, 'plumbline.duckdb'), 1, 1);
    expect(await restore(older, ended)).toEqual([]);
  });
  it('is refused while the folder is in use', async () => {
    const { file } = await withBackup();
    const folder = newFolder();
    const store = await opened(folder);
    const done = await restoreRecord(folder, file, NOW);
    expect(done).toMatchObject({ ok: false, why: expect.stringMatching(/in use.*Stop it first/) as string });
    await store.close();
  });
  it('of an older version is brought up to date at the next start', async () => {
    const folder = newFolder();
    const file = join(newFolder(), 'old');
    const fixture = new URL('../../fixtures/store/version-1.duckdb.gz', import.meta.url);
    writeFileSync(file, (await import('node:zlib')).gunzipSync(readFileSync(fixture)));
    expect(await restoreRecord(folder, file, NOW)).toMatchObject({
      ok: true,
      contents: expect.stringContaining('version 1') as string,
    });
    expect((await valuesIn(folder)).length).toBeGreaterThan(0);
  });
  const spoilt: readonly (readonly [string, (file: string) => unknown, RegExp])[] = [
    ['is no database', (file) => writeFileSync(file, 'text'), /is no backup of plumbline/],
    ['is empty', (file) => writeFileSync(file, ''), /is no backup of plumbline/],
    ['is cut short', (file) => truncateSync(file, statSync(file).size - 300_000), /./],
    [
      'has a broken block',
      (file) => {
        const bytes = readFileSync(file);
        const at = bytes.indexOf(NEEDLE);
        expect(at).toBeGreaterThan(0);
        bytes[at] = 0x5a;
        writeFileSync(file, bytes);
      },
      /[Cc]orrupt|checksum/,
    ],
    ['lost rows', (file) => alter(file, 'delete from events'), /events has 0 rows, expected 1/],
    ['lost a table', (file) => alter(file, 'drop table gaps'), /no table gaps/],
    ['is of something else', (file) => alter(file, 'drop table schema_version'), /no record of plumbline/],
    [
      'is newer',
      (file) => alter(file, `update schema_version set version = ${SCHEMA_VERSION + 1}`),
      /a newer plumbline wrote it/,
    ],
  ];
  it.each(spoilt)('of a file that %s changes nothing', async (_, spoil, why) => {
    const { file } = await withBackup();
    await spoil(file);
    const folder = await withOther();
    const before = contentsOf(folder);
    const done = await restoreRecord(folder, file, NOW);
    expect(done).toMatchObject({ ok: false, why: expect.stringMatching(why) as string });
    expect(contentsOf(folder)).toEqual(before);
  });
  it.each(['/dev/null', '/nowhere/at/all', '/tmp'])('of %s changes nothing', async (file) => {
    const folder = await withOther();
    expect(await restoreRecord(folder, file, NOW)).toMatchObject({ ok: false });
    expect(readdirSync(folder)).toEqual(['plumbline.duckdb']);
  });

  // The steps of a restore, and what is there when it is killed between them: the old or the new, never half.
  const DB = 'plumbline.duckdb';
  const KEPT = `${DB}.before-restore-2026-05-28T20-26-40-000Z`;
  it.each([
    ['before the new one is whole', { [DB]: 'old', [`${DB}.wal`]: 'log', [`${DB}.restoring`]: 'new' }, 'old'],
    ['when it is', { [DB]: 'old', [`${DB}.wal`]: 'log', [`${DB}.restored`]: 'new' }, 'new'],
    ['when the log is set aside', { [DB]: 'old', [`${KEPT}.wal`]: 'log', [`${DB}.restored`]: 'new' }, 'new'],
    ['when all is set aside', { [KEPT]: 'old', [`${KEPT}.wal`]: 'log', [`${DB}.restored`]: 'new' }, 'new'],
    ['at its end', { [KEPT]: 'old', [`${KEPT}.wal`]: 'log', [DB]: 'new' }, 'new'],
  ])('killed %s is all or nothing', (_, files, expected) => {
    const folder = newFolder();
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), text);
    }
    finishRestore(folder);
    const found = contentsOf(folder);
    const text = [...found].map(([name, bytes]) => [name.replace(/-restore-.*Z/, ''), bytes] as const);
    const kept =
      expected === 'new'
        ? [
            [`${DB}.before`, 'old'],
            [`${DB}.before.wal`, 'log'],
          ]
        : [[`${DB}.wal`, 'log']];
    expect(new Map(text)).toEqual(new Map([[DB, expected], ...kept] as [string, string][]));
    expect(finishRestore(folder)).toBeUndefined();
  });
  it('that was killed is finished by the next start, which says so', async () => {
    const { file } = await withBackup();
    const folder = await withOther();
    copyFileSync(file, join(folder, 'plumbline.duckdb.restored'));
    const notices: string[] = [];
    await (await opened(folder, (what) => notices.push(what))).close();
    expect(notices).toEqual([expect.stringMatching(/restore.*before-restore-/) as string]);
    expect(await valuesIn(folder)).toEqual([1]);
  });
  it('into a folder that is none says so', async () => {
    const { file } = await withBackup();
    const folder = join(newFolder(), 'f');
    mkdirSync(join(folder, 'plumbline.duckdb.restoring', 'x'), { recursive: true });
    expect(await restoreRecord(folder, file, NOW)).toMatchObject({
      ok: false,
      why: expect.stringContaining(folder) as string,
    });
  });
});
