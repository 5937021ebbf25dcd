import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';

import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';

import { refusalOf, saveFile, saveStream } from '../../src/cli/save.ts';
import { parquetMaker } from '../../src/store/duckdb/parquet.ts';
import { stateFolders } from '../support/state-folder.ts';

const newFolder = stateFolders();
const going = new AbortController().signal;
const bodyOf = (...texts: readonly string[]): Readable => Readable.from(texts.map((t) => Buffer.from(t)));
const failing = (): Readable =>
  Readable.from(
    (function* () {
      yield Buffer.from('half');
      throw new Error('the other side is gone');
    })(),
  );

describe('a file', () => {
  it('is there whole, for its owner alone, and nothing beside it', async () => {
    const folder = newFolder();
    const path = join(folder, 'a.csv');
    await saveFile(bodyOf('one\n', 'two\n'), path, { force: false, signal: going });
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });
  it('stays as it was where the rest does not come', async () => {
    const folder = newFolder();
    const path = join(folder, 'a.csv');
    await expect(saveFile(failing(), path, { force: false, signal: going })).rejects.toThrow('gone');
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(path, 'old');
    await expect(saveFile(failing(), path, { force: true, signal: going })).rejects.toThrow('gone');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });
  it('stays as it was at a Ctrl-C', async () => {
    const folder = newFolder();
    const stop = new AbortController();
    const slow = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        stop.abort();
        yield await Promise.resolve(Buffer.from('more'));
      })(),
    );
    await expect(saveFile(slow, join(folder, 'a.csv'), { force: false, signal: stop.signal })).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
  it('that is there is left alone unless told, also when it came meanwhile', async () => {
    const folder = newFolder();
    const path = join(folder, 'a.csv');
    expect(refusalOf(path, false)).toBeUndefined();
    expect(refusalOf(join(folder, 'none', 'a.csv'), true)).toContain('no such folder');
    const closed = `${folder}: you may not write there; choose another folder`;
    expect(refusalOf(path, true, () => false)).toBe(closed);
    writeFileSync(path, 'old');
    expect(refusalOf(path, false)).toContain('--force');
    expect(refusalOf(path, true)).toBeUndefined();
    await expect(saveFile(bodyOf('new'), path, { force: false, signal: going })).rejects.toThrow('--force');
    expect(readFileSync(path, 'utf8')).toBe('old');
    await saveFile(bodyOf('new'), path, { force: true, signal: going });
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });
  it('takes the place of nothing but a file', () => {
    const folder = newFolder();
    const pipe = join(folder, 'a.csv');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    for (const path of [pipe, folder, '/dev/null'])
      expect([false, true].map((force) => refusalOf(path, force))).toEqual(
        Array(2).fill(`${path}: is no regular file`),
      );
  });
  it('gets no name where it is not what it should be', async () => {
    const folder = newFolder();
    const verify = (): Promise<string> => Promise.reject(new Error('not whole'));
    const saved = saveFile(bodyOf('x'), join(folder, 'a'), { force: false, signal: going, verify });
    await expect(saved).rejects.toThrow('not whole');
    expect(readdirSync(folder)).toEqual([]);
  });
  it('in a folder that takes none says so', async () => {
    const path = join(newFolder(), 'a');
    mkdirSync(path);
    await expect(saveFile(bodyOf('x'), path, { force: true, signal: going })).rejects.toThrow('EISDIR');
  });
});

const CSV = 'at,name,n,all\n2026-01-31T12:00:00.123456Z,"a ""b"", c",3,"{""x"":1}"\n2026-01-31T12:00:01.000000Z,,,\n';
const convert = parquetMaker([
  { name: 'at', kind: 'time' },
  { name: 'name', kind: 'text' },
  { name: 'n', kind: 'count' },
  { name: 'all', kind: 'json' },
]);
const rowsIn = async (path: string): Promise<unknown> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const sql = `select epoch_us("at") as us, name, n, "all", typeof("at") as type from read_parquet('${path}')`;
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJS();
  connection.closeSync();
  instance.closeSync();
  return rows;
};
const ROWS = [
  { us: 1_769_860_800_123_456n, name: 'a "b", c', n: 3n, all: '{"x":1}', type: 'TIMESTAMP WITH TIME ZONE' },
  { us: 1_769_860_801_000_000n, name: null, n: null, all: null, type: 'TIMESTAMP WITH TIME ZONE' },
];

describe('Parquet', () => {
  it('holds what the CSV says, typed, in a file and down a pipe, and leaves no spool', async () => {
    const folder = newFolder();
    await saveFile(bodyOf(CSV), join(folder, 'a.parquet'), { force: false, signal: going, convert });
    expect(await rowsIn(join(folder, 'a.parquet'))).toEqual(ROWS);
    const pipe = new PassThrough();
    const chunks: Buffer[] = [];
    pipe.on('data', (chunk: Buffer) => chunks.push(chunk));
    await saveStream(bodyOf(CSV), pipe, { signal: going, convert, folder });
    expect(readdirSync(folder)).toEqual(['a.parquet']);
    writeFileSync(join(folder, 'b.parquet'), Buffer.concat(chunks));
    expect(await rowsIn(join(folder, 'b.parquet'))).toEqual(ROWS);
  });
  it('takes a cell of several megabytes', async () => {
    const folder = newFolder();
    const long = `at,name,n,all\n,,,"${'ü'.repeat(4_000_000)}"\n`;
    await saveFile(bodyOf(long), join(folder, 'a.parquet'), { force: false, signal: going, convert });
    expect(await rowsIn(join(folder, 'a.parquet'))).toHaveLength(1);
  });
  it('is none where the text is not what was told', async () => {
    const folder = newFolder();
    const saved = saveFile(bodyOf('at,name,n,all\n,,never,\n'), join(folder, 'a'), {
      force: false,
      signal: going,
      convert,
    });
    await expect(saved).rejects.toThrow('never');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a stream', () => {
  it('is written no faster than its reader takes it', async () => {
    const pipe = new PassThrough({ highWaterMark: 4 });
    let given = 0;
    const body = Readable.from(
      (function* () {
        for (; given < 50; given += 1) yield Buffer.from('12345678');
      })(),
      { highWaterMark: 1 },
    );
    const saved = saveStream(body, pipe, { signal: going, folder: '/nowhere' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(given).toBeLessThan(10);
    pipe.resume();
    await saved;
    expect(given).toBe(50);
  });
});
