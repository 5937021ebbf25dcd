import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { DAY, HOUR, MINUTE } from '../../../../src/domain/time.ts';
import { preloadedOf } from '../../../../src/probes/site/preload/preload-list.ts';
import type { PreloadSource } from '../../../../src/probes/site/preload/preloaded.ts';
import { HandClock } from '../../../support/clock.ts';
import { memoryCache } from '../../../support/memory-cache.ts';
import { FakeNet, type NetScript } from '../../../support/net.ts';
import { chromiumList, forced } from './lists.ts';

const URL_OF_LIST = 'https://lists.example/list.json?secret=1';
const folder = mkdtempSync(join(tmpdir(), 'plumbline-preload-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LIST = chromiumList([
  forced('example.com'),
  forced('alone.example', false),
  forced('parent.example'),
  forced('hides.parent.example', false),
  { name: 'pins.parent.example', includeSubdomains: true, policy: 'google' },
  forced('xn--bcher-kva.example'),
]);

const reader = (script: Partial<NetScript> = {}, cache = memoryCache()) => {
  const clock = new HandClock();
  let answer: ReturnType<NonNullable<NetScript['fetch']>> = { status: 200, body: LIST, headers: [['ETag', '"v1"']] };
  const net = new FakeNet({ clock, resolve: { 'lists.example': ['9.9.9.9'] }, fetch: () => answer, ...script });
  const said: string[] = [];
  return {
    clock,
    cache,
    net,
    said,
    answers: (next: typeof answer) => (answer = next),
    of: (host: string, source: PreloadSource = URL_OF_LIST, signal = new AbortController().signal) =>
      preloadedOf(host, source, { clock, net, cache, signal, progress: (line) => said.push(line) }),
    asked: () => net.asked.fetches.length,
  };
};

describe('whether a host is preloaded', () => {
  it.each([
    ['example.com', true, 'example.com'],
    ['EXAMPLE.com.', true, 'example.com'],
    ['a.b.example.com', true, 'example.com'],
    ['com', false, undefined],
    ['alone.example', true, 'alone.example'],
    // The most specific entry decides, as in Chromium: it hides its parents, whatever it says.
    ['www.alone.example', false, 'alone.example'],
    ['other.parent.example', true, 'parent.example'],
    ['hides.parent.example', true, 'hides.parent.example'],
    ['www.hides.parent.example', false, 'hides.parent.example'],
    ['pins.parent.example', false, 'pins.parent.example'],
    ['www.pins.parent.example', false, 'pins.parent.example'],
    ['b\u00fccher.example', true, 'xn--bcher-kva.example'],
    ['192.0.2.1', false, undefined],
    ['2001:db8::1', false, undefined],
    ['', false, undefined],
  ])('%s: %s', async (host, preloaded, name) => {
    const { of, clock } = reader();
    const told = await of(host);
    expect(told).toMatchObject({ known: true, preloaded, listAt: clock.now() });
    expect(told.known && told.entry?.name).toBe(name);
  });
  it('is not known where nobody may be asked', async () => {
    const { of, asked } = reader();
    expect(await of('example.com', false)).toEqual({ known: false, why: expect.stringContaining('`preload.list`') });
    expect(asked()).toBe(0);
  });
});

describe('the list from a web address', () => {
  it('is fetched and read once for all who ask, and again after seven days', async () => {
    const { of, asked, clock, answers, net } = reader();
    const [one, other] = await Promise.all([of('example.com'), of('nobody.example')]);
    expect([one, other]).toMatchObject([{ preloaded: true }, { preloaded: false }]);
    const at = clock.now();
    await clock.advance(7 * DAY - 1);
    expect(await of('example.com')).toMatchObject({ listAt: at });
    expect(asked()).toBe(1);
    await clock.advance(1);
    answers({ status: 304 });
    expect(await of('example.com')).toMatchObject({ preloaded: true, listAt: clock.now() });
    expect(net.asked.fetches.at(-1)?.request.headers).toMatchObject({ 'If-None-Match': '"v1"' });
    expect(asked()).toBe(2);
  });
  it('is the kept one of another start while that is fresh', async () => {
    const first = reader();
    await first.of('example.com');
    const next = reader({ fetch: () => ({ ok: false, reason: 'refused', detail: 'refused' }) }, memoryCache());
    for (const [key, kept] of first.cache.kept) await next.cache.put(key, kept);
    expect(await next.of('example.com')).toMatchObject({ preloaded: true });
    expect(next.asked()).toBe(0);
  });
  it('is the kept one where the source is down, says so, and asks again after an hour', async () => {
    const { of, asked, clock, answers } = reader();
    await of('example.com');
    const at = clock.now();
    await clock.advance(7 * DAY);
    answers({ status: 503 });
    expect(await of('example.com')).toMatchObject({ listAt: at, stale: 'lists.example answers with status 503' });
    await clock.advance(HOUR - 1);
    expect(await of('example.com')).toMatchObject({ stale: 'lists.example answers with status 503' });
    expect(asked()).toBe(2);
    await clock.advance(1);
    answers({ status: 200, body: chromiumList([forced('new.example')]) });
    expect(await of('new.example')).toMatchObject({ preloaded: true, listAt: clock.now() });
    expect(await of('example.com')).not.toHaveProperty('stale');
  });
  it.each([
    ['a page to sign in', '<html><title>Sign in</title>', 'lists.example has another page there: it is a web page'],
    ['half of it', LIST.slice(0, LIST.length / 2), 'cut short'],
    ['nothing', '', 'it is empty'],
  ])('is not %s: that is told, not kept, and asked again after ten minutes', async (_, body, why) => {
    const { of, asked, clock, answers, cache } = reader();
    answers({ status: 200, body });
    expect(await of('example.com')).toEqual({ known: false, why: expect.stringContaining(why) });
    expect(cache.kept.size).toBe(0);
    await clock.advance(10 * MINUTE - 1);
    await of('example.com');
    expect(asked()).toBe(1);
    await clock.advance(1);
    answers({ status: 200, body: LIST });
    expect(await of('example.com')).toMatchObject({ known: true });
  });
  it('that is too long is told and not kept; no secret of its address is', async () => {
    const { of, answers } = reader();
    answers({ status: 200, body: new Uint8Array(64 * 2 ** 20 + 1) });
    const told = await of('example.com');
    expect(told).toMatchObject({ known: false, why: expect.stringContaining('more than 67108864 bytes') });
    expect(JSON.stringify(told)).not.toContain('secret');
  });
  it('takes 45 s at most', async () => {
    const { of, clock } = reader({ fetch: () => ({ ok: false, reason: 'timeout', detail: 'no answer', after: 1e9 }) });
    const asking = of('example.com');
    await clock.advance(45_000);
    expect(await asking).toMatchObject({ known: false });
  });
  it('is loaded by whoever waits on, where the one who began it gave up', async () => {
    const { of, clock, asked } = reader({
      fetch: ({ request: { timeout } }) => (timeout > 0 ? { status: 200, body: LIST, after: 1_000 } : { status: 500 }),
    });
    const giving = new AbortController();
    const first = of('example.com', URL_OF_LIST, giving.signal);
    const second = of('example.com');
    await clock.advance(500);
    giving.abort();
    await clock.advance(2_000);
    expect(await first).toEqual({ known: false, why: 'cancelled' });
    expect(await second).toMatchObject({ known: true, preloaded: true });
    expect(asked()).toBe(2);
  });
  it('is asked for anew where the clock was set back', async () => {
    const { of, clock, asked } = reader();
    await of('example.com');
    clock.step(-DAY);
    await of('example.com');
    expect(asked()).toBe(2);
  });
});

describe('the list from a file', () => {
  it('is read once, until it is another, and says how old it is', async () => {
    const file = join(folder, 'list.json');
    writeFileSync(file, LIST);
    utimesSync(file, 1_700_000_000, 1_700_000_000);
    const { of, asked } = reader();
    expect(await of('example.com', file)).toMatchObject({ preloaded: true, listAt: 1_700_000_000_000_000 });
    expect(await of('nobody.example', file)).toMatchObject({ preloaded: false });
    writeFileSync(file, 'nobody.example\n');
    expect(await of('nobody.example', file)).toMatchObject({ preloaded: true });
    expect(asked()).toBe(0);
  });
  it.each([
    ['is not there', () => undefined, 'no such file'],
    ['is a page', (file: string) => writeFileSync(file, '<html>'), 'it is a web page'],
  ])('that %s is told with its path', async (what, make, why) => {
    const file = join(folder, what.replaceAll(' ', '-'));
    make(file);
    const told = await reader().of('example.com', file);
    expect(told).toEqual({ known: false, why: expect.stringContaining(`${file}: `) });
    expect(told.known ? '' : told.why).toContain(why);
  });
  it('that is a folder is told', async () => {
    expect(await reader().of('example.com', folder)).toEqual({ known: false, why: `${folder}: no file` });
  });
});
