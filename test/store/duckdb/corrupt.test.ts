import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';

import { DAY, HOUR, microsOf } from '../../../src/domain/time.ts';
import { openDuckDb } from '../../../src/store/duckdb/open.ts';
import { walFault } from '../../../src/store/duckdb/wal.ts';
import { BASE, event, samples, SERIES } from '../../contracts/store-entries.ts';
import { HandClock } from '../../support/clock.ts';
import { stateFolders } from '../../support/state-folder.ts';
import { owners } from './process.ts';

const newFolder = stateFolders();
const start = owners();
const DB = 'plumbline.duckdb';
const WAL = `${DB}.wal`;
const SAVED = 5_000;
const DAY_US = microsOf(DAY);

/** A folder whose owner was killed: some thousands of rows in the file, and commits in the log. */
const good = newFolder();
let inAll = 0;
beforeAll(async () => {
  const store = await openDuckDb({ folder: good, clock: new HandClock(), gather: 0 });
  if (!store.ok) throw new Error(store.message);
  const saved = Array.from({ length: SAVED }, (_, i) => ({ at: BASE + i, value: (i * 7_919) % 30_011 }));
  await store.journal.append([{ ...samples(0, 0), samples: saved }, event(BASE)]);
  await store.close();
  const owner = start([good, 'append']);
  for (let i = 0; i < 12; i += 1) await owner.next();
  await owner.kill();
  const copy = newFolder();
  cpSync(good, copy, { recursive: true });
  inAll = (await look(copy)).n;
  expect(inAll).toBeGreaterThan(SAVED + 30);
}, 60_000);

const look = async (folder: string): Promise<{ n: number; aside: readonly string[]; why: string }> => {
  const store = await openDuckDb({ folder, clock: new HandClock(), gather: 0 });
  if (!store.ok) throw new Error(store.message);
  const { n } = await store.query.stats({ ...SERIES, from: 0, to: 2 * BASE });
  // Whatever it found, it takes and keeps what comes.
  await store.journal.append([samples(2 * BASE, 1)]);
  await store.close();
  const aside = store.movedAside().map((m) => m.to);
  for (const file of aside) expect(statSync(file).size).toBeGreaterThanOrEqual(0);
  const again = await openDuckDb({ folder, clock: new HandClock(), gather: 0 });
  if (!again.ok) throw new Error(again.message);
  expect(again.movedAside()).toEqual([]);
  expect((await again.query.stats({ ...SERIES, from: 0, to: 2 * BASE + 1 })).n).toBe(n + 1);
  await again.close();
  return {
    n,
    aside,
    why: store
      .movedAside()
      .map((m) => m.why)
      .join('; '),
  };
};
/** A copy of the good folder with the bytes of one file changed. */
const broken = (file: string, change: (bytes: Buffer) => Buffer): { folder: string; bytes: Buffer } => {
  const folder = newFolder();
  cpSync(good, folder, { recursive: true });
  const bytes = change(readFileSync(join(folder, file)));
  writeFileSync(join(folder, file), bytes);
  return { folder, bytes };
};
const flipped = (bytes: Buffer, at: number, length = 8): Buffer => {
  for (let i = at; i < Math.min(bytes.length, at + length); i += 1) bytes[i] = (bytes[i] ?? 0) ^ 0xa5;
  return bytes;
};

describe('a broken database file', () => {
  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['empty', () => Buffer.alloc(0)],
    ['not a database', () => Buffer.from('not a database '.repeat(2_000))],
    ['all zeros', (b) => Buffer.alloc(b.length)],
    ['cut in half', (b) => b.subarray(0, b.length >> 1)],
    ['cut in its headers', (b) => b.subarray(0, 5_000)],
    ['changed in its main header', (b) => flipped(b, 20)],
    ['changed in both its root headers', (b) => flipped(flipped(b, 4_104), 8_200)],
  ])('that is %s is moved aside with its log, and a new one begun', async (_, change) => {
    const { folder, bytes } = broken(DB, change);
    const wal = readFileSync(join(folder, WAL));
    const { n, aside, why } = await look(folder);
    expect(n).toBe(0);
    expect(aside.map((f) => readFileSync(f).equals(f.includes('.wal') ? wal : bytes))).toEqual([true, true]);
    expect(why).toMatch(/not a valid DuckDB database file|Corrupt database file|Could not read enough bytes/);
  });
  it('never stops the start, whichever block is changed', { timeout: 120_000 }, async () => {
    const size = statSync(join(good, DB)).size;
    for (let at = 12_288 + 100; at < size; at += 131_072) {
      const { folder, bytes } = broken(DB, (b) => flipped(b, at, 4_096));
      const store = await openDuckDb({ folder, clock: new HandClock(), gather: 0 });
      if (!store.ok) throw new Error(store.message);
      await store.journal.append([event(BASE)]);
      await store.close();
      // Where the block is needed at the start all is moved aside; history that is broken is found when it is read.
      const kept = [DB, ...readdirSync(folder).filter((f) => f.startsWith(`${DB}.corrupt`))];
      expect(
        kept.some((f) =>
          readFileSync(join(folder, f))
            .subarray(at, at + 4_096)
            .equals(bytes.subarray(at, at + 4_096)),
        ),
      ).toBe(true);
    }
  });
});

describe('a folder in the place of a file', () => {
  it.each([
    [DB, 0, [DB, WAL]],
    [WAL, SAVED, [WAL]],
    ['plumbline.lock', undefined, ['plumbline.lock']],
  ])('%s is moved aside with what is in it', async (file, atLeast, moved) => {
    const folder = newFolder();
    cpSync(good, folder, { recursive: true });
    rmSync(join(folder, file), { force: true });
    mkdirSync(join(folder, file));
    writeFileSync(join(folder, file, 'kept'), 'somebody’s');
    const { n, aside, why } = await look(folder);
    expect(n).toBeGreaterThanOrEqual(atLeast ?? inAll);
    expect(aside.map((a) => basename(a).replace(/\.corrupt-.*/, ''))).toEqual(moved);
    expect(readFileSync(join(aside[0] ?? '', 'kept'), 'utf8')).toBe('somebody’s');
    expect(why).toContain('no regular file');
  });
});

describe('a broken write-ahead log', () => {
  it('is sound as a killed process leaves it', () => {
    const wal = readFileSync(join(good, WAL));
    expect(walFault(wal)).toBeUndefined();
    for (let end = 0; end < wal.length; end += 97) expect(walFault(wal.subarray(0, end))).toBeUndefined();
  });
  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut short', (b) => b.subarray(0, b.length - 37)],
    ['empty', () => Buffer.alloc(0)],
  ])('that is merely %s is no news', async (_, change) => {
    const { folder } = broken(WAL, change);
    const { n, aside } = await look(folder);
    expect(n).toBeGreaterThanOrEqual(SAVED);
    expect(aside).toEqual([]);
  });
  it.each<[string, number, (bytes: Buffer) => Buffer]>([
    ['followed by zeros, as after a power cut', 0, (b) => Buffer.concat([b, Buffer.alloc(4_096)])],
    ['changed in its last entry', 3, (b) => flipped(b, b.length - 30)],
    ['changed in a size', 40, (b) => flipped(b, 8)],
    ['changed in a checksum', 40, (b) => flipped(b, 16)],
    ['changed in the middle', 40, (b) => flipped(b, b.length >> 1)],
    ['something else', 40, () => Buffer.from('something else '.repeat(500))],
    ['all zeros', 40, (b) => Buffer.alloc(b.length)],
    ['changed in its header', 40, (b) => flipped(b, 2, 1)],
  ])('that is %s costs only what follows, and is kept', async (_, most, change) => {
    const { folder, bytes } = broken(WAL, change);
    const { n, aside, why } = await look(folder);
    expect(n).toBeGreaterThanOrEqual(Math.max(SAVED, inAll - most));
    expect(n).toBeLessThanOrEqual(inAll);
    expect(aside.map((f) => readFileSync(f).equals(bytes))).toContain(true);
    expect(why).toMatch(/write-ahead log|WAL/);
  });
  it('costs only what follows wherever a byte is changed', { timeout: 120_000 }, async () => {
    const size = statSync(join(good, WAL)).size;
    for (let at = 3; at < size; at += Math.ceil(size / 12)) {
      const { folder, bytes } = broken(WAL, (b) => flipped(b, at, 1));
      const { n, aside } = await look(folder);
      expect(n).toBeGreaterThanOrEqual(SAVED);
      // A size that grew a little looks like an unfinished entry: nothing tells it from a log that was cut there.
      if (n < inAll) expect(aside.length === 0 || aside.some((f) => readFileSync(f).equals(bytes))).toBe(true);
    }
  });
});

describe('a block that is broken deep in history', () => {
  it('is told, costs only the answers that need it, and stops what deletes', async () => {
    const folder = newFolder();
    const clock = new HandClock(BASE + 4 * DAY_US);
    const keep = { raw: 2 * DAY, minutes: 2 * DAY, runs: 2 * DAY };
    const openIt = async (notice?: (what: string) => void) => {
      const store = await openDuckDb({ folder, clock, gather: 0, keep, ...(notice === undefined ? {} : { notice }) });
      if (!store.ok) throw new Error(store.message);
      return store;
    };
    const first = await openIt();
    await first.journal.append([samples(BASE, 1)]);
    await first.close();
    const path = join(folder, DB);
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run(`insert into samples select i + 1, 0, ${BASE} + i * 100000, 0, hash(i) % 100000, null, null
      from range(150000) t(i)`);
    await connection.run('checkpoint');
    const blocks = await connection.runAndReadAll(`select block_id from pragma_storage_info('samples')
      where column_name = 'value' and segment_type = 'BIGINT' and row_group_id = 0`);
    const block = Number(blocks.getRowObjectsJS()[0]?.block_id);
    connection.closeSync();
    instance.closeSync();
    writeFileSync(path, flipped(readFileSync(path), 12_288 + block * 262_144 + 1_000));

    const notices: string[] = [];
    const store = await openIt((n) => notices.push(n));
    const range = (from: number, to: number) => ({ ...SERIES, from: BASE + from, to: BASE + to });
    await expect(store.query.raw({ ...range(0, DAY_US), limit: 9 })).rejects.toThrow('Corrupt');
    expect(store.ailments()).toEqual([expect.stringContaining('can not be read, and nothing old is deleted')]);
    expect(notices).toEqual(store.ailments());
    expect(store.health().ok).toBe(true);
    await store.journal.append([samples(BASE + 3 * DAY_US, 5)]);
    expect(await store.query.raw({ ...range(3 * DAY_US, 4 * DAY_US), limit: 9 })).toHaveLength(1);
    // Round after round: none of them goes on and on, whatever it meets.
    await clock.advance(2 * HOUR);
    for (let round = 0; round < 3; round += 1) {
      for (const chore of store.chores) {
        let pieces = 0;
        const piece = () => chore.piece(clock.now()).catch(() => 'done');
        while (pieces < 1_000 && (await piece()) === 'more') pieces += 1;
        expect(pieces).toBeLessThan(1_000);
      }
    }
    await store.close();
    expect(readdirSync(folder)).toEqual([DB]);
    const again = await openIt();
    expect(await again.query.raw({ ...range(15_000e6 - 5e5, 15_000e6), limit: 9 })).toHaveLength(5);
    expect(await again.query.outages({ ...range(0, 4 * DAY_US), minMs: 0 })).toEqual([]);
    await again.close();
  });
});
