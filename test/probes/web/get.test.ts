import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isPublic } from '../../../src/domain/address.ts';
import { get, type GetRequest } from '../../../src/probes/web/get.ts';
import { HandClock } from '../../support/clock.ts';
import { FakeNet, type FetchAnswer, type FetchAsk, type NetScript } from '../../support/net.ts';

const never = new AbortController().signal;
const ASKED: GetRequest = { url: 'https://one.example/a', mostBytes: 1_000, timeout: 5_000 };
const NAMES = {
  'one.example': ['9.9.9.9'],
  'two.example': ['8.8.8.8'],
  'home.example': ['192.168.1.1'],
  'both.example': ['10.0.0.1', '8.8.4.4'],
  'v6.example': ['2620:fe::fe', '9.9.9.10'],
  localhost: ['127.0.0.1'],
};
const to = (location: string, status = 302): FetchAnswer => ({ status, headers: [['Location', location]] });
/** Answers by the address that is asked for. */
const network = (pages: Readonly<Record<string, FetchAnswer>>, more: Partial<NetScript> = {}) => {
  const clock = new HandClock();
  const fetch = ({ request }: FetchAsk): FetchAnswer => pages[request.url] ?? { status: 404 };
  const net = new FakeNet({ clock, resolve: NAMES, fetch, ...more });
  const go = (asked: Partial<GetRequest> = {}, signal = never) => get({ ...ASKED, ...asked }, { net, clock, signal });
  return { net, clock, go, fetches: () => net.asked.fetches.map(({ request }) => `${request.address} ${request.url}`) };
};

describe('a page that is got', () => {
  it('is asked for at the address of its name', async () => {
    const { go, fetches } = network({ 'https://one.example/a': { status: 200, headers: [['A', 'b']], body: 'page' } });
    expect(await go()).toEqual({
      ok: true,
      url: 'https://one.example/a',
      address: '9.9.9.9',
      status: 200,
      headers: [['A', 'b']],
      body: new TextEncoder().encode('page'),
      truncated: false,
      redirects: [],
      at: 1_780_000_000_000_000,
      tookMs: 0,
    });
    expect(fetches()).toEqual(['9.9.9.9 https://one.example/a']);
  });
  it('is asked for by the family that is wanted', async () => {
    const { go, fetches } = network({});
    await go({ url: 'http://v6.example/', family: 4 });
    await go({ url: 'http://v6.example/', family: 6 });
    expect(fetches()).toEqual(['9.9.9.10 http://v6.example/', '2620:fe::fe http://v6.example/']);
    expect(await go({ url: 'http://one.example/', family: 6 })).toMatchObject({ ok: false, why: 'no-address' });
  });
  it('is asked of nobody in a private network where another than the owner named it', async () => {
    const { go, fetches } = network({});
    expect(await go({ url: 'http://home.example/', publicOnly: true })).toMatchObject({ ok: false, why: 'private' });
    await go({ url: 'http://both.example/', publicOnly: true });
    expect(fetches()).toEqual(['8.8.4.4 http://both.example/']);
  });
  it('is an answer whatever the status, and says where it was cut short', async () => {
    const { go } = network({ 'https://one.example/a': { status: 503, body: 'x'.repeat(2_000) } });
    expect(await go()).toMatchObject({ ok: true, status: 503, truncated: true });
  });
  it('follows five redirects and shows them, without what is behind a #', async () => {
    const { go } = network({
      'https://one.example/a': to('/b#part', 301),
      'https://one.example/b': to('http://two.example:8080/c', 307),
      'http://two.example:8080/c': to('?d', 308),
      'http://two.example:8080/c?d': to('//one.example/e', 303),
      'http://one.example/e': to('https://one.example/f'),
      'https://one.example/f': { status: 200, body: 'there' },
    });
    expect(await go()).toMatchObject({
      ok: true,
      url: 'https://one.example/f',
      redirects: [
        { url: 'https://one.example/a', address: '9.9.9.9', status: 301, to: 'https://one.example/b' },
        { url: 'https://one.example/b', status: 307, to: 'http://two.example:8080/c' },
        { url: 'http://two.example:8080/c', address: '8.8.8.8', status: 308, to: 'http://two.example:8080/c?d' },
        { url: 'http://two.example:8080/c?d', status: 303, to: 'http://one.example/e' },
        { url: 'http://one.example/e', status: 302, to: 'https://one.example/f' },
      ],
    });
  });
  it('follows no sixth', async () => {
    const pages = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [`https://one.example/${i}`, to(`/${i + 1}`)] as const),
    );
    const { go, fetches } = network(pages);
    const got = await go({ url: 'https://one.example/0' });
    expect(got).toMatchObject({
      ok: false,
      why: 'redirects',
      detail: 'one.example leads on and on, more than 5 times',
    });
    expect(got.redirects).toHaveLength(6);
    expect(fetches()).toHaveLength(6);
  });
  it('tells a circle', async () => {
    const { go, fetches } = network({ 'https://one.example/a': to('/b'), 'https://one.example/b': to('/a') });
    expect(await go()).toMatchObject({
      ok: false,
      why: 'loop',
      detail: 'one.example leads back in a circle',
      status: 302,
    });
    expect(fetches()).toHaveLength(2);
  });
  it.each([
    'ftp://one.example/',
    'file:///etc/passwd',
    'javascript:1',
    'https://user:word@two.example/',
    'http://[::1',
  ])('is not led to %s', async (location) => {
    const { go, fetches } = network({ 'https://one.example/a': to(location) });
    const detail = 'one.example leads to where nobody can be asked';
    expect(await go()).toMatchObject({ ok: false, why: 'url', detail });
    expect(fetches()).toHaveLength(1);
  });
  it.each(['ftp://one.example/', 'one.example', '', 'https://user@one.example/', 'https://', 'x'.repeat(5_000)])(
    'is none at %s',
    async (url) => {
      const { go, fetches } = network({});
      expect(await go({ url })).toMatchObject({ ok: false, why: 'url' });
      expect(fetches()).toEqual([]);
    },
  );
  it.each([
    'http://192.168.1.1/',
    'http://home.example/',
    'http://localhost/',
    'http://127.1/',
    'http://0x7f000001/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[fe80::1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://192.0.2.1/',
  ])('is not led by a public place to %s', async (location) => {
    const { go, fetches } = network({ 'https://one.example/a': to(location) });
    expect(await go()).toMatchObject({
      ok: false,
      why: 'private',
      detail: expect.stringContaining('is in a private network, where a public place may not lead'),
    });
    expect(fetches()).toHaveLength(1);
  });
  it('asks the public address of a name that has both, where a public place leads there', async () => {
    const { go, fetches } = network({
      'https://one.example/a': to('http://both.example/'),
      'http://both.example/': { status: 200 },
    });
    expect(await go()).toMatchObject({ ok: true, address: '8.8.4.4' });
    expect(fetches()).toHaveLength(2);
  });
  it('may be private where the owner says so, and led on from there, but not back by a public place', async () => {
    const pages = { 'http://home.example/': to('http://localhost/a'), 'http://localhost/a': { status: 200 } };
    expect(await network(pages).go({ url: 'http://home.example/' })).toMatchObject({ ok: true, address: '127.0.0.1' });
    const back = {
      'http://home.example/': to('https://one.example/a'),
      'https://one.example/a': to('http://home.example/b'),
    };
    expect(await network(back).go({ url: 'http://home.example/' })).toMatchObject({ ok: false, why: 'private' });
  });
  it('leads nowhere, whoever answers what, that it may not', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.constantFrom('one.example', 'two.example', 'home.example', 'both.example', '10.0.0.7', '[::1]', '1.1.1.1'),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        async (hosts) => {
          const fetch = ({ request }: FetchAsk): FetchAnswer => {
            const next = Number(new URL(request.url).pathname.slice(1)) + 1;
            return hosts[next] === undefined ? { status: 200 } : to(`http://${hosts[next]}/${next}`);
          };
          const { go, net } = network({}, { fetch });
          await go({ url: `http://${hosts[0]}/0` });
          const asked = net.asked.fetches.map(({ request }) => request.address);
          for (const [i, address] of asked.entries()) {
            const before = asked[i - 1];
            if (before !== undefined && isPublic(before)) expect(isPublic(address)).toBe(true);
          }
        },
      ),
    ));
  it('tells a secret header to nobody but whom it was meant for', async () => {
    const { go, net } = network({
      'https://one.example/a': to('/b'),
      'https://one.example/b': to('https://two.example/'),
      'https://two.example/': { status: 200 },
    });
    await go({ headers: { Authorization: 'secret', Accept: 'text/html' } });
    expect(net.asked.fetches.map(({ request }) => Object.keys(request.headers ?? {}))).toEqual([
      ['Authorization', 'Accept'],
      ['Authorization', 'Accept'],
      ['Accept'],
    ]);
  });
  it('is asked for at the next of its addresses where nobody is at the first, three at most', async () => {
    const five = ['9.9.9.1', '9.9.9.2', '9.9.9.3', '9.9.9.4', '9.9.9.5'];
    const refused = { ok: false, reason: 'refused', detail: 'nobody there' } as const;
    const all = network({}, { resolve: { 'one.example': five }, fetch: () => refused });
    expect(await all.go()).toMatchObject({ ok: false, why: 'refused', detail: 'nobody there' });
    expect(all.fetches()).toHaveLength(3);
    const fetch = ({ request }: FetchAsk) => (request.address === '9.9.9.1' ? refused : { status: 200 });
    const second = network({}, { resolve: { 'one.example': five }, fetch });
    expect(await second.go()).toMatchObject({ ok: true, address: '9.9.9.2' });
    const broken = network({}, { resolve: { 'one.example': five }, fetch: () => ({ ...refused, reason: 'failed' }) });
    await broken.go();
    expect(broken.fetches()).toHaveLength(1);
  });
  it('takes no longer than it may, names and redirects together', async () => {
    const slow = network({}, { fetch: () => ({ ...to(`/${Math.random()}`), after: 2_000 }) });
    const going = slow.go();
    await slow.clock.advance(4_999);
    expect(slow.net.asked.fetches.map(({ request }) => request.timeout)).toEqual([5_000, 3_000, 1_000]);
    await slow.clock.advance(1);
    expect(await going).toMatchObject({ ok: false, why: 'timeout' });
    const nameless = network({}, { resolve: () => ({ addresses: ['9.9.9.9'], after: 60_000 }) });
    const waiting = nameless.go();
    await nameless.clock.advance(5_000);
    expect(await waiting).toMatchObject({ ok: false, why: 'timeout', detail: 'no answer in full within 5000 ms' });
    expect([slow.clock.sleeping, nameless.clock.sleeping]).toEqual([0, 0]);
  });
  it('ends at an abort', async () => {
    const { go, clock } = network({}, { fetch: () => ({ status: 200, after: 1_000 }) });
    const stop = new AbortController();
    const going = go({}, stop.signal);
    await clock.advance(10);
    stop.abort();
    expect(await going).toMatchObject({ ok: false, why: 'cancelled' });
    expect(clock.sleeping).toBe(0);
  });
});
