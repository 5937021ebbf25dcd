import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { MOST_TEXT_BYTES, readLines, readLinesFrom, type LineReader } from '../../../src/probes/geoip/text-lines.ts';
import type { Asking } from '../../../src/probes/geoip/source.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-lines-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { signal } = new AbortController();
const asking: Asking = { get: () => Promise.reject(new Error('nobody is asked')), signal, metered: false };
const collect = (): LineReader & { readonly lines: string[]; long: number } => ({
  lines: [],
  long: 0,
  line(text) {
    this.lines.push(text);
  },
  tooLong() {
    this.long += 1;
  },
});

describe('the lines of a text that comes in pieces', () => {
  it('are those of the whole, however it is cut', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'ü', '€', '😀', ','), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 5 })),
        async (lines, cuts) => {
          const bytes = Buffer.from(lines.join('\n'));
          const pieces: Buffer[] = [];
          let at = 0;
          for (const cut of [...cuts, bytes.length]) pieces.push(bytes.subarray(at, (at += cut)));
          const told = collect();
          await readLines(pieces, told, signal);
          const rest = told.lines.join('\n');
          // That the last line is empty is not told.
          expect(rest === bytes.toString() || `${rest}\n` === bytes.toString()).toBe(true);
        },
      ),
    );
  });
  it('end with CR LF too', async () => {
    const told = collect();
    await readLines([Buffer.from('a\r\nb\r'), Buffer.from('\nc')], told, signal);
    expect(told.lines).toEqual(['a', 'b', 'c']);
  });
  it('are none where they do not end: a line of megabytes is counted once, and what follows is read', async () => {
    const told = collect();
    const long = Array.from({ length: 50 }, () => Buffer.alloc(65_536, 'x'));
    await readLines(
      [Buffer.from('a\n'), ...long, Buffer.from('x\nb\n'), Buffer.from(`${'y'.repeat(5_000)}\nc\n`)],
      told,
      signal,
    );
    expect([told.lines, told.long]).toEqual([['a', 'b', 'c'], 2]);
  });
  it('are read no further once that is over', async () => {
    const stop = new AbortController();
    let given = 0;
    const endless = function* (): Generator<Uint8Array> {
      for (;;) {
        given += 1;
        if (given === 3) stop.abort();
        yield Buffer.from('line\n');
      }
    };
    const told = collect();
    await readLines(endless(), told, stop.signal);
    expect(told.lines).toHaveLength(3);
  });
});

describe('a file', () => {
  it('of ten million lines is read to its end, a piece at a time', async () => {
    const file = join(folder, 'long');
    writeFileSync(file, '1.2.3\n'.repeat(10_000_000));
    let lines = 0;
    const count = { line: () => void (lines += 1), tooLong: () => undefined };
    expect(await readLinesFrom(file, count, asking)).toBeUndefined();
    expect(lines).toBe(10_000_000);
  });
  it('that is too large, a folder, or not there, is told with its path', async () => {
    const large = join(folder, 'large');
    writeFileSync(large, '');
    truncateSync(large, MOST_TEXT_BYTES + 1);
    expect(await readLinesFrom(large, collect(), asking)).toBe(`${large}: 67108865 bytes, at most 67108864 are read`);
    expect(await readLinesFrom(folder, collect(), asking)).toBe(`${folder}: no file`);
    expect(await readLinesFrom('/nowhere', collect(), asking)).toBe('/nowhere: ENOENT');
  });
});

describe('a web address', () => {
  const url = 'https://example.org/feed.csv';
  it('is asked once a day, and read like a file', async () => {
    const told = collect();
    const maxAges: number[] = [];
    const get: Asking['get'] = (_, { maxAge, mostBytes }) => {
      maxAges.push(maxAge, mostBytes);
      return Promise.resolve({ ok: true, body: Buffer.from('a\nb'), at: 0 });
    };
    expect(await readLinesFrom(url, told, { ...asking, get })).toBeUndefined();
    expect(told.lines).toEqual(['a', 'b']);
    expect(maxAges).toEqual([85_800_000, MOST_TEXT_BYTES]);
  });
  it('that does not answer is told', async () => {
    const get: Asking['get'] = () => Promise.resolve({ ok: false, reason: 'timeout', detail: 'example.org is silent' });
    expect(await readLinesFrom(url, collect(), { ...asking, get })).toBe('example.org is silent');
  });
  it('is not asked over a metered line', async () => {
    expect(await readLinesFrom(url, collect(), { ...asking, metered: true })).toBe('not fetched over a metered line');
  });
});
