import { describe, expect, it } from 'vitest';

import { DAY, HOUR } from '../../../src/domain/time.ts';
import { published } from '../../../src/probes/web/published.ts';
import { HandClock } from '../../support/clock.ts';
import { memoryCache } from '../../support/memory-cache.ts';
import { FakeNet, type FetchAnswer, type NetScript } from '../../support/net.ts';

const url = 'https://lists.example/all.csv';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const TAGGED = {
  status: 200,
  headers: [
    ['ETag', '"v1"'],
    ['Last-Modified', 'Sat, 21 Nov 2026 10:00:00 GMT'],
  ],
  body: 'first',
} as const;

const source = () => {
  const clock = new HandClock();
  const cache = memoryCache();
  let answer: ReturnType<NonNullable<NetScript['fetch']>> = TAGGED;
  const net = new FakeNet({ clock, resolve: { 'lists.example': ['9.9.9.9'] }, fetch: () => answer });
  const { signal } = new AbortController();
  return {
    net,
    clock,
    cache,
    answers: (next: typeof answer) => (answer = next),
    ask: (
      freshFor = DAY,
      { keeps = true, during = signal } = {},
      wrongWith?: (got: Uint8Array) => string | undefined,
    ) =>
      published(
        { url, mostBytes: 100, timeout: 5_000, freshFor, ...(wrongWith === undefined ? {} : { wrongWith }) },
        { net, clock, signal: during, ...(keeps ? { cache } : {}) },
      ),
    asked: () => net.asked.fetches.length,
    conditions: () => net.asked.fetches.at(-1)?.request.headers,
  };
};
const down: FetchAnswer = { status: 502 };

describe('what somebody publishes', () => {
  it('is asked for once while it is fresh', async () => {
    const { ask, asked, clock, cache } = source();
    const at = clock.now();
    expect(await ask()).toEqual({ ok: true, bytes: bytes('first'), at });
    await clock.advance(DAY - 1);
    expect(await ask()).toEqual({ ok: true, bytes: bytes('first'), at });
    expect(asked()).toBe(1);
    expect(cache.kept.get(url)).toEqual({
      bytes: bytes('first'),
      at,
      tag: '"v1"',
      modified: 'Sat, 21 Nov 2026 10:00:00 GMT',
    });
  });
  it('is asked about when it is older, and right again where it has not changed', async () => {
    const { ask, asked, answers, conditions, clock } = source();
    await ask();
    await clock.advance(DAY);
    answers({ status: 304 });
    const at = clock.now();
    expect(await ask()).toEqual({ ok: true, bytes: bytes('first'), at });
    expect(conditions()).toEqual({ 'If-None-Match': '"v1"', 'If-Modified-Since': 'Sat, 21 Nov 2026 10:00:00 GMT' });
    await clock.advance(HOUR);
    expect(await ask()).toMatchObject({ at });
    expect(asked()).toBe(2);
    expect(await ask(0)).toMatchObject({ at: clock.now() });
    expect(asked()).toBe(3);
  });
  it('is replaced where it has changed', async () => {
    const { ask, answers, clock, cache } = source();
    await ask();
    await clock.advance(DAY);
    answers({ status: 200, headers: [['ETag', 'W/"\u00e9"']], body: 'second' });
    expect(await ask()).toEqual({ ok: true, bytes: bytes('second'), at: clock.now() });
    // What could not be said again is not kept.
    expect(cache.kept.get(url)).toEqual({ bytes: bytes('second'), at: clock.now() });
  });
  it.each<readonly [string, ReturnType<NonNullable<NetScript['fetch']>>, string]>([
    ['silent', { ok: false, reason: 'refused', detail: 'nobody there' }, 'nobody there'],
    ['broken', down, 'lists.example answers with status 502'],
    ['too long', { status: 200, body: 'x'.repeat(101) }, 'lists.example sends more than 100 bytes'],
    ['asking for less', { status: 429 }, 'lists.example answers with status 429'],
  ])('is the kept one, and says so, where the source is %s', async (_, answer, stale) => {
    const { ask, answers, clock } = source();
    const at = clock.now();
    await ask();
    await clock.advance(3 * DAY);
    answers(answer);
    expect(await ask()).toEqual({ ok: true, bytes: bytes('first'), at, stale });
    expect(await ask(DAY, { keeps: false })).toMatchObject({ ok: false, detail: stale });
  });
  it('is the kept one too where what comes is something else, which is not kept', async () => {
    const { ask, answers, clock, cache } = source();
    const at = clock.now();
    await ask();
    await clock.advance(DAY);
    answers({ status: 200, body: '<html>' });
    const wrongWith = (got: Uint8Array) => (got[0] === 0x3c ? 'a page' : undefined);
    expect(await ask(DAY, {}, wrongWith)).toEqual({ ok: true, bytes: bytes('first'), at, stale: 'a page' });
    expect(cache.kept.get(url)).toMatchObject({ bytes: bytes('first'), at });
    cache.kept.clear();
    expect(await ask(DAY, {}, wrongWith)).toMatchObject({ ok: false, why: 'wrong', detail: 'a page' });
    expect(cache.kept.size).toBe(0);
  });
  it.each([404, 410])('is gone where the source says so (%i), whatever was kept', async (status) => {
    const { ask, answers, clock } = source();
    await ask();
    await clock.advance(DAY);
    answers({ status });
    expect(await ask()).toMatchObject({ ok: false, why: 'status', status });
  });
  it('is asked for anew where a kept one is of a time that has not come', async () => {
    const { ask, asked, clock, cache } = source();
    cache.kept.set(url, { bytes: bytes('wrong'), at: clock.now() + 1 });
    expect(await ask()).toMatchObject({ bytes: bytes('first') });
    expect(asked()).toBe(1);
  });
  it('is no kept one where whoever asks has gone', async () => {
    const { ask, clock } = source();
    await ask();
    await clock.advance(DAY);
    expect(await ask(DAY, { during: AbortSignal.abort() })).toMatchObject({ ok: false, why: 'cancelled' });
  });
  it('is asked for each time where nothing keeps it', async () => {
    const { ask, asked, conditions } = source();
    await ask(DAY, { keeps: false });
    expect(await ask(DAY, { keeps: false })).toMatchObject({ ok: true, bytes: bytes('first') });
    expect([asked(), conditions()]).toEqual([2, {}]);
  });
});
