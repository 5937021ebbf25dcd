import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { PreloadNames } from '../../../../src/probes/site/preload/names.ts';
import { MOST_LIST_BYTES, readPreloadList } from '../../../../src/probes/site/preload/read.ts';
import type { PreloadEntry } from '../../../../src/probes/site/preload/preloaded.ts';
import { chromiumList, forced } from './lists.ts';

const { signal } = new AbortController();
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string | Uint8Array) => readPreloadList(typeof text === 'string' ? bytes(text) : text, signal);
const names = async (text: string): Promise<PreloadNames> => {
  const list = await read(text);
  if (typeof list === 'string') throw new Error(list);
  return list;
};

const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,5}[a-z0-9])?$/);
/** Few labels, so that names are above each other. */
const name = fc
  .array(fc.oneof(fc.constantFrom('a', 'b', 'example', 'com', 'xn--bcher-kva'), label), { minLength: 1, maxLength: 4 })
  .map((labels) => labels.join('.'));
const entry: fc.Arbitrary<PreloadEntry> = fc.record(
  {
    name,
    mode: fc.constantFrom('force-https', 'other "mode"'),
    policy: fc.constantFrom('bulk-1-year', 'custom', 'public-suffix', 'ünusual\n'),
    includeSubdomains: fc.boolean(),
  },
  { requiredKeys: ['name', 'includeSubdomains'] },
);
/** As slowly as it can be said: the first name that is there, from the whole one up. */
const nearest = (entries: readonly PreloadEntry[], asked: string): PreloadEntry | undefined => {
  const labels = asked.split('.');
  return labels
    .map((_, i) => entries.findLast((each) => each.name === labels.slice(i).join('.')))
    .find((each) => each !== undefined);
};

describe("Chromium's list", () => {
  it('is read with its comments, and what it says of each name', async () => {
    const entries = [
      forced('example.com'),
      { name: 'pins.example', includeSubdomains: true, policy: 'google' },
      forced('alone.example', false),
    ];
    const list = await names(chromiumList(entries));
    expect(list.size).toBe(3);
    for (const each of entries) expect(list.find(each.name)).toEqual(each);
    expect(list.find('com')).toBeUndefined();
    expect(list.find('')).toBeUndefined();
    expect(list.find('.')).toBeUndefined();
    expect(list.find('www.example.com')).toEqual(entries[0]);
    expect(list.find('notexample.com')).toBeUndefined();
    expect(list.find(`${'a.'.repeat(200)}example.com`)).toBeUndefined();
  });
  it('tells of a name what the nearest entry says, as JSON.parse and a walk up its labels would', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 30 }),
        fc.array(name, { maxLength: 20 }),
        async (entries, asked) => {
          const list = await names(chromiumList(entries));
          expect(list.size).toBe(new Set(entries.map((e) => e.name)).size);
          for (const each of [...asked, ...entries.map((e) => e.name), ...entries.map((e) => `www.${e.name}`)])
            expect(list.find(each)).toEqual(nearest(entries, each));
        },
      ),
    );
  });
  it('is read in upper case, with escapes, unknown members, and in any order of members', async () => {
    const list = await names(
      '{"version":-1.5e3,"entries":[{"include_subdomains":true,"other":[1,{"name":"inner.example"},null],"mode":"force\\u002dhttps","name":"EXAMPLE\\u002ecom"}],"more":{"entries":[1]}}',
    );
    expect(list.size).toBe(1);
    expect(list.find('a.example.com')).toEqual({ name: 'example.com', mode: 'force-https', includeSubdomains: true });
  });
  it.each([
    ['<!DOCTYPE html><title>Sign in</title>', 'a web page'],
    ['  \n<html>', 'a web page'],
    ['', 'empty'],
    [' \n\n', 'empty'],
    ['# names\n', 'empty'],
    ['{}', 'no array `entries`'],
    ['{"message":"API rate limit exceeded"}', 'no array `entries`'],
    ['{"entries":{}}', 'no array `entries`'],
    ['[{"name":"a.example"}]', 'no JSON: "{" is missing at byte 0'],
    ['{"entries":[]}', 'empty'],
    ['{"entries":[{"name":"a.example"}', 'cut short'],
    ['{"entries":[{"name":"a.example"}]', 'cut short'],
    ['{"entries":[{"name":"a.exa', 'cut short'],
    ['{"entries":[{"name":"a.example"},]}', 'an entry'],
    ['{"entries":[{"mode":"force-https"}]}', 'no name'],
    ['{"entries":[{"name":5}]}', 'is missing at byte'],
    ['{"entries":[{"name":"a\\x"}]}', 'an escape that is none'],
    ['{"entries":["a.example"]}', 'an entry'],
    ['{"entries":[{"name":"a.example","include_subdomains":1}]}', 'true or false'],
    ['{"entries":[{"name":"a.example"}]} {', 'the end is missing'],
    ['{"a":01,"entries":[]}', 'a value is missing'],
    [`{"a":${'['.repeat(100)}`, 'nested more than 64'],
    ['\u001f\u008b', 'line 1 is no name'],
    ['OK', 'none of its words has a dot'],
    ['Please sign in', 'line 1 is no name'],
    ['example.com\n\nexample..org', 'line 3 is no name'],
    ['example.com 2', 'line 1 is no name'],
    ['.example.com', 'line 1 is no name'],
    ['example.com.', 'line 1 is no name'],
  ])('is not what says %j', async (text, why) => {
    expect(await read(text)).toContain(why);
  });
  it('has at most so many policies, and modes', async () => {
    const many = Array.from({ length: 101 }, (_, i) => ({ ...forced(`n${i}.example`), policy: `policy ${i}` }));
    expect(await read(chromiumList(many))).toContain('more modes or policies');
    expect(await read(chromiumList([{ ...forced('a.example'), mode: 'm'.repeat(81) }]))).toContain('more modes');
    expect((await names(chromiumList(many.slice(0, 100)))).find('n99.example')?.policy).toBe('policy 99');
  });
  it('is not read where it is too large or compressed', async () => {
    expect(await read(new Uint8Array(MOST_LIST_BYTES + 1))).toContain('at most');
    expect(await read(Uint8Array.of(0x1f, 0x8b, 8, 0))).toContain('gzip');
  });
  it('that is cut anywhere is told, and never read in part', async () => {
    const whole = chromiumList([forced('example.com'), forced('example.org', false)]).trimEnd();
    for (let end = 0; end < whole.length; end += 1) expect(typeof (await read(whole.slice(0, end)))).toBe('string');
  });
  it('may be any bytes, and mutated anywhere: it is read or told, and nothing is thrown', async () => {
    const whole = bytes(chromiumList([forced('example.com'), { ...forced('example.org', false), policy: 'a"b' }]));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }), async (changes) => {
        const changed = whole.slice();
        for (const [at, byte] of changes) changed[at] = byte;
        const list = await read(changed);
        if (typeof list !== 'string') list.find('www.example.com');
      }),
      { numRuns: 500 },
    );
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (any) => void (await read(any))));
    await fc.assert(fc.asyncProperty(fc.json(), async (any) => void (await read(`{"entries":[${any}]}`))));
  });
  it('holds a name in little more than its bytes, and lets other work be done while it is read', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => forced(`name-${i}.example`, i % 400 !== 0));
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const list = await names(chromiumList(many));
    isOver = true;
    expect(turns).toBeGreaterThan(30);
    expect(list.size).toBe(20_000);
    expect(list.bytes).toBeLessThan(20_000 * 40);
    expect(list.find('a.b.name-19999.example')).toMatchObject({ name: 'name-19999.example', includeSubdomains: true });
    expect(list.find('name-400.example')?.includeSubdomains).toBe(false);
  });
  it('is left where it is aborted', async () => {
    const many = Array.from({ length: 2_000 }, (_, i) => forced(`name-${i}.example`));
    expect(await readPreloadList(bytes(chromiumList(many)), AbortSignal.abort())).toBe('cancelled');
  });
});

describe('a plain list of names', () => {
  it('has one a line, and says where names below are not meant', async () => {
    const list = await names('\uFEFF# names\r\n// more\n\nexample.com\r\n Alone.Example\t0 \nboth.example 1\n\napp');
    expect(list.size).toBe(4);
    expect(list.find('www.example.com')).toEqual({ name: 'example.com', mode: 'force-https', includeSubdomains: true });
    expect(list.find('alone.example')).toMatchObject({ includeSubdomains: false });
    expect(list.find('both.example')).toMatchObject({ includeSubdomains: true });
    expect(list.find('hello.app')).toMatchObject({ name: 'app' });
  });
  it('tells of a name what the nearest entry says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(name, fc.boolean()), { minLength: 1, maxLength: 30 }),
        name,
        async (lines, asked) => {
          const text = `a.dot.example\n${lines.map(([n, sub]) => (sub ? n : `${n} 0`)).join('\n')}`;
          const entries = lines.map(([n, sub]) => ({ name: n, mode: 'force-https', includeSubdomains: sub }));
          expect((await names(text)).find(asked)).toEqual(nearest(entries, asked));
        },
      ),
    );
  });
});
