import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  mkdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { fileCache } from '../../src/store/file-cache.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const AT = 1_780_000_000_000_000;

describe('a cache of files', () => {
  let above = '';
  let folder = '';
  beforeEach(() => {
    above = mkdtempSync(join(tmpdir(), 'plumbline-cache-'));
    folder = join(above, 'state', 'cache');
  });
  afterEach(() => rmSync(above, { recursive: true, force: true }));
  const only = (): string => {
    const [name = '', ...more] = readdirSync(folder);
    expect(more).toEqual([]);
    return join(folder, name);
  };

  it('keeps what it is given, also for the next process', async () => {
    const kept = { bytes: bytes('one\ntwo'), at: AT, tag: '"v1"', modified: 'Sat, 21 Nov 2026 10:00:00 GMT' };
    const cache = fileCache(folder);
    expect(await cache.get('key')).toBeUndefined();
    await cache.put('key', kept);
    await cache.put('other', { bytes: new Uint8Array(), at: AT });
    for (const each of [cache, fileCache(folder)]) {
      expect(await each.get('key')).toEqual(kept);
      expect(await each.get('other')).toEqual({ bytes: new Uint8Array(), at: AT });
    }
    await cache.put('key', { bytes: bytes('three'), at: AT + 1 });
    expect(await cache.get('key')).toEqual({ bytes: bytes('three'), at: AT + 1 });
  });
  it('keeps any bytes under any key', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.uint8Array(), fc.nat(), async (key, value, at) => {
        const cache = fileCache(folder);
        await cache.put(key, { bytes: value, at });
        expect(await cache.get(key)).toEqual({ bytes: value, at });
      }),
      { numRuns: 50 },
    ));
  it('is for this user alone, and names no key', async () => {
    await fileCache(folder).put('https://one.example/?key=secret', { bytes: bytes('x'), at: AT });
    expect([statSync(folder).mode & 0o777, statSync(only()).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(`${only()}${readFileSync(only(), 'utf8')}`).not.toContain('secret');
  });
  it.each<readonly [string, (whole: Buffer) => Buffer]>([
    ['is cut short', (whole) => whole.subarray(0, -1)],
    ['is empty', () => Buffer.alloc(0)],
    ['has one other bit', (whole) => Buffer.from(whole.map((b, i) => (i === whole.length - 2 ? b ^ 1 : b)))],
    ['has no head', (whole) => whole.subarray(whole.indexOf('\n') + 1)],
    ['has another head', (whole) => Buffer.concat([Buffer.from('{"at":"now"}'), whole.subarray(whole.indexOf('\n'))])],
    ['is a line without end', () => Buffer.alloc(10_000, 'a')],
  ])('does not have what %s, and takes it anew', async (_, damage) => {
    const cache = fileCache(folder);
    const kept = { bytes: bytes('some bytes'), at: AT };
    await cache.put('key', kept);
    writeFileSync(only(), damage(readFileSync(only())));
    expect(await cache.get('key')).toBeUndefined();
    await cache.put('key', kept);
    expect(await cache.get('key')).toEqual(kept);
  });
  it('has whatever bytes a file has, or not, and never throws', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (some, isLine) => {
        const cache = fileCache(folder);
        await cache.put('key', { bytes: bytes('x'), at: AT });
        writeFileSync(only(), isLine ? Buffer.concat([Buffer.from('{"at":1,"hash":"'), some]) : some);
        expect(await cache.get('key')).toBeUndefined();
      }),
      { numRuns: 50 },
    ));
  it('follows no link, and reads no folder', async () => {
    const cache = fileCache(folder);
    await cache.put('key', { bytes: bytes('x'), at: AT });
    const path = only();
    const elsewhere = join(above, 'elsewhere');
    writeFileSync(elsewhere, readFileSync(path));
    rmSync(path);
    symlinkSync(elsewhere, path);
    expect(await cache.get('key')).toBeUndefined();
    rmSync(path);
    mkdirSync(path);
    expect(await cache.get('key')).toBeUndefined();
  });
  it('lets the oldest go where there are too many, or too much', async () => {
    const cache = fileCache(folder, { files: 3, bytes: 10_000, bytesOfOne: 8_000 });
    const put = async (key: string, size: number, secondsAgo: number): Promise<void> => {
      const before = new Set(existing(folder));
      await cache.put(key, { bytes: new Uint8Array(size), at: AT });
      const when = Date.now() / 1_000 - secondsAgo;
      for (const name of existing(folder)) if (!before.has(name)) utimesSync(join(folder, name), when, when);
    };
    const there = async (): Promise<readonly string[]> => {
      const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
      const found = await Promise.all(keys.map((key) => cache.get(key)));
      return keys.filter((_, i) => found[i] !== undefined);
    };
    await put('a', 10, 50);
    await put('b', 10, 60);
    await put('c', 10, 40);
    await put('d', 10, 30);
    expect(await there()).toEqual(['a', 'c', 'd']);
    await put('e', 8_000, 20);
    expect(await there()).toEqual(['c', 'd', 'e']);
    await put('f', 3_000, 10);
    expect(await there()).toEqual(['f']);
    await put('a', 8_001, 0);
    expect(await there()).toEqual(['f']);
  });
  it('takes what a process left unfinished for old, and what is not its own for none of its business', async () => {
    const cache = fileCache(folder, { files: 1, bytes: 10_000, bytesOfOne: 8_000 });
    await cache.put('key', { bytes: bytes('x'), at: AT });
    const unfinished = `${only()}.00000000-0000-4000-8000-000000000000.new`;
    const foreign = join(folder, 'notes.txt');
    for (const path of [unfinished, foreign]) {
      writeFileSync(path, 'x');
      utimesSync(path, 1, 1);
    }
    await cache.put('key', { bytes: bytes('y'), at: AT });
    expect(existing(folder).filter((name) => !/^[0-9a-f]{64}$/.test(name))).toEqual(['notes.txt']);
    expect(await cache.get('key')).toMatchObject({ bytes: bytes('y') });
  });
  it('keeps nothing where nothing can be written, and says nothing', async () => {
    writeFileSync(join(above, 'state'), 'a file');
    for (const place of [folder, '/proc/plumbline-cache', '/dev/null/cache']) {
      const cache = fileCache(place);
      await cache.put('key', { bytes: bytes('x'), at: AT });
      expect(await cache.get('key')).toBeUndefined();
    }
  });
  it('takes many at once', async () => {
    const cache = fileCache(folder, { files: 4, bytes: 10_000, bytesOfOne: 8_000 });
    const keys = Array.from({ length: 20 }, (_, i) => `key ${i}`);
    await Promise.all(keys.map((key) => cache.put(key, { bytes: bytes(key), at: AT })));
    expect(existing(folder)).toHaveLength(4);
  });
});

const existing = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};
