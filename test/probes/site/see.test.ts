import { describe, expect, it } from 'vitest';

import { aimOf } from '../../../src/probes/site/aim.ts';
import { siteOptions } from '../../../src/probes/site/options.ts';
import { FOREIGN, seeSite, type Also } from '../../../src/probes/site/see.ts';
import type { SiteAim, SiteSeen } from '../../../src/probes/site/seen.ts';
import type { NetFailure } from '../../../src/net/net.ts';
import { HandClock } from '../../support/clock.ts';
import { FakeNet, type FetchAnswer, type FetchAsk, type NetScript, type Slow } from '../../support/net.ts';

const never = new AbortController().signal;
const NAMES = {
  'one.example': ['9.9.9.9'],
  'www.one.example': ['9.9.9.10'],
  'both.example': ['9.9.9.9', '10.0.0.1'],
  'home.example': ['192.168.1.1'],
  'router.example': ['192.168.1.254'],
};
type Page = FetchAnswer | Slow<NetFailure>;
const to = (location: string, status = 301, ...headers: [string, string][]): FetchAnswer => ({
  status,
  headers: [['Location', location], ...headers],
});
const html = (body: string, ...headers: [string, string][]): FetchAnswer => ({
  status: 200,
  headers: [['Content-Type', 'text/html'], ...headers],
  body,
});
const refused: NetFailure = { ok: false, reason: 'refused', detail: 'refused' };

const network = (pages: Readonly<Record<string, Page | ((ask: FetchAsk) => Page)>>, more: Partial<NetScript> = {}) => {
  const clock = new HandClock();
  const fetch = (ask: FetchAsk): Page => {
    const page = pages[ask.request.url] ?? { status: 404 };
    return typeof page === 'function' ? page(ask) : page;
  };
  const net = new FakeNet({ clock, resolve: NAMES, fetch, ...more });
  const see = (
    text: string,
    also: Also = {},
    given: Partial<Record<string, unknown>> = {},
    signal = never,
  ): Promise<SiteSeen> =>
    seeSite(aimOf({ subject: { vantage: 'v' }, address: text }, siteOptions.parse(given)) as SiteAim, also, {
      net,
      clock,
      signal,
    });
  return { net, clock, see, asked: () => net.asked.fetches.map(({ request }) => `${request.address} ${request.url}`) };
};

describe('a site that is looked at', () => {
  it('is opened over https and over http, every redirect shown', async () => {
    const { see, net } = network({
      'https://one.example/': to('https://www.one.example/'),
      'https://www.one.example/': html('page'),
      'http://one.example/': to('https://one.example/', 308),
    });
    const { secure, plain } = await see('one.example');
    expect(secure.steps.map((s) => [s.url, s.address])).toEqual([
      ['https://one.example/', '9.9.9.9'],
      ['https://www.one.example/', '9.9.9.10'],
    ]);
    expect([secure.end, new TextDecoder().decode(secure.body)]).toEqual(['answer', 'page']);
    expect(plain?.steps.map((s) => s.url)).toEqual([
      'http://one.example/',
      'https://one.example/',
      'https://www.one.example/',
    ]);
    expect(net.asked.resolves.map((r) => r.name).toSorted()).toEqual(['one.example', 'www.one.example']);
  });
  it('is not asked for the same thing twice', async () => {
    const { see, asked } = network({
      'https://one.example/': html('page'),
      'http://one.example/': to('https://one.example/'),
    });
    const { secure, plain } = await see('one.example');
    expect([secure.steps.at(-1), secure.body]).toEqual([plain?.steps.at(-1), plain?.body]);
    expect(asked()).toEqual(['9.9.9.9 https://one.example/', '9.9.9.9 http://one.example/']);
  });
  it('is asked as a browser asks that says who it is, and trusts nobody blindly', async () => {
    const { see, net } = network({});
    await see('one.example');
    const [secure, plain] = net.asked.fetches.map(({ request }) => request);
    expect(secure).toMatchObject({ trust: 'tell', http: ['2', '1.1'] });
    expect(secure?.headers).toMatchObject({
      'User-Agent': expect.stringMatching(/^Mozilla\/5\.0 .*plumbline/) as unknown,
      'Sec-Fetch-Mode': 'navigate',
      'Upgrade-Insecure-Requests': '1',
    });
    // Fetch Metadata, 2: nothing of it over plain http.
    expect(plain?.headers).not.toHaveProperty('Sec-Fetch-Mode');
  });
  it('is asked at the address and by the name that are given, and only its own host is', async () => {
    const { see, net } = network({ 'https://one.example/': to('https://www.one.example/') });
    await see('one.example', {}, { address: '10.1.1.1', servername: 'origin.example', http_port: false });
    expect(net.asked.fetches.map(({ request: r }) => [r.address, r.url, r.servername])).toEqual([
      ['10.1.1.1', 'https://one.example/', 'origin.example'],
      ['9.9.9.10', 'https://www.one.example/', undefined],
    ]);
  });
  it('is looked round at the server that gave the page', async () => {
    const { see, net } = network({
      'https://one.example/': to('https://www.one.example/'),
      'https://www.one.example/': html(
        '<img src=/a.png><script src="https://cdn.example/x.js"></script><link rel=stylesheet href=s.css>',
        ['Set-Cookie', 'a=b; Secure'],
      ),
    });
    const seen = await see('one.example', { foreign: true, missing: true, asset: true }, { http_port: false });
    expect(seen.foreign).toMatchObject({ origin: FOREIGN, answer: { status: 200 } });
    expect(seen.missing).toMatchObject({
      url: 'https://www.one.example/plumbline-no-such-page',
      outcome: { ok: true, answer: { status: 404 } },
    });
    expect(seen.asset).toMatchObject({ url: 'https://www.one.example/s.css', address: '9.9.9.10' });
    const round = net.asked.fetches.slice(2).map(({ request }) => request);
    expect(round.map(({ headers }) => [headers?.['Origin'], headers?.['Cookie']])).toEqual([
      [FOREIGN, undefined],
      [undefined, 'a=b'],
      [undefined, 'a=b'],
    ]);
  });
  it('is looked round with TLS resumed, where the server that gave the page gave the means', async () => {
    const [first, second] = [Uint8Array.of(1), Uint8Array.of(2)];
    const { see, net } = network({
      'https://one.example/': { ...to('https://www.one.example/'), session: first },
      'https://www.one.example/': { ...html('page'), session: second },
      'https://both.example/': html('page'),
    });
    const also = { foreign: true, missing: true };
    await see('one.example', also, { http_port: false });
    await see('both.example', also, { http_port: false });
    expect(net.asked.fetches.map(({ request: { trust, session } }) => [trust, session])).toEqual([
      ['tell', undefined],
      ['tell', undefined],
      ['any', second],
      ['any', second],
      ['tell', undefined],
      ['any', undefined],
      ['any', undefined],
    ]);
  });
  it('has the file that its owner names', async () => {
    const { see } = network({ 'https://one.example/': html('<link rel=stylesheet href=s.css>') });
    expect((await see('one.example', { asset: true }, { asset: '/x.js' })).asset?.url).toBe('https://one.example/x.js');
  });
  it('is seen over http where there is no https', async () => {
    const { see } = network({ 'https://one.example/': refused, 'http://one.example/': html('page') });
    const { secure, plain, missing } = await see('one.example', { missing: true });
    expect([secure.end, plain?.end, missing?.url]).toEqual([
      'failed',
      'answer',
      'http://one.example/plumbline-no-such-page',
    ]);
  });
  it('is asked at its next address where nobody is at the first', async () => {
    const { see, asked } = network({
      'https://both.example/': ({ request }) => (request.address === '9.9.9.9' ? refused : html('')),
    });
    expect((await see('both.example', {}, { http_port: false })).secure.end).toBe('answer');
    expect(asked()).toEqual(['9.9.9.9 https://both.example/', '10.0.0.1 https://both.example/']);
  });
  it('is over after 30 seconds', async () => {
    const { see, clock } = network(
      { 'https://one.example/': { status: 200, after: 9_000 } },
      { resolve: () => ({ addresses: ['9.9.9.9'], after: 25_000 }) },
    );
    const seen = see('one.example', { foreign: true });
    await clock.advance(30_000);
    expect((await seen).secure).toMatchObject({ end: 'failed', steps: [{ outcome: { reason: 'timeout' } }] });
    expect(clock.sleeping).toBe(0);
  });
});

describe('redirects', () => {
  it('are followed twenty times', async () => {
    const { see, asked } = network({}, { fetch: ({ request }) => to(`/${Number(request.url.split('/')[3]) + 1}`) });
    const { secure } = await see('https://one.example/0', {}, { http_port: false });
    expect([secure.end, secure.to, asked().length]).toEqual(['too-many', 'https://one.example/21', 21]);
  });
  it('that go in a circle end there', async () => {
    const { see, asked } = network({ 'https://one.example/': to('/a'), 'https://one.example/a': to('/') });
    expect((await see('one.example', {}, { http_port: false })).secure).toMatchObject({
      end: 'loop',
      to: 'https://one.example/',
    });
    expect(asked()).toHaveLength(2);
  });
  it('that set a cookie and lead to the same page are no circle', async () => {
    const { see } = network({
      'https://one.example/': ({ request }) =>
        request.headers?.['Cookie'] === 'seen=1' ? html('in') : to('/', 302, ['Set-Cookie', 'seen=1']),
    });
    expect((await see('one.example', {}, { http_port: false })).secure).toMatchObject({ end: 'answer' });
  });
  it.each(['ftp://one.example/', 'https://user:word@one.example/', 'http://[', 'javascript:alert(1)'])(
    'to %s are not followed',
    async (location) => {
      const { see, asked } = network({ 'https://one.example/': to(location) });
      const { secure } = await see('one.example', {}, { http_port: false });
      expect([secure.end, secure.to, asked().length]).toEqual(['bad-url', location, 1]);
    },
  );
  it('from a public place into a private network are not followed', async () => {
    const { see, asked } = network({
      'https://one.example/': to('http://router.example/'),
      'http://one.example/': to('http://127.0.0.1/'),
    });
    const { secure, plain } = await see('one.example');
    expect([secure.end, secure.to, plain?.end, plain?.to]).toEqual([
      'private',
      'http://router.example/',
      'private',
      'http://127.0.0.1/',
    ]);
    expect(asked()).toHaveLength(2);
  });
  it('within a private network are', async () => {
    const { see } = network({
      'https://home.example/': to('https://router.example/'),
      'https://router.example/': html(''),
    });
    expect((await see('home.example', {}, { http_port: false })).secure.end).toBe('answer');
  });
  it('back to the own host go to the address that its owner gave', async () => {
    const { see, asked } = network({
      'https://one.example/': to('https://www.one.example/'),
      'https://www.one.example/': to('https://one.example/in'),
    });
    await see('one.example', {}, { address: '10.1.1.1', http_port: false });
    expect(asked().at(-1)).toBe('10.1.1.1 https://one.example/in');
  });
});
