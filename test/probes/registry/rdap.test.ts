import { describe, expect, it } from 'vitest';

import { DAY } from '../../../src/domain/time.ts';
import { askRegistry } from '../../../src/probes/registry/rdap.ts';
import { HandClock } from '../../support/clock.ts';
import { memoryCache } from '../../support/memory-cache.ts';
import { FakeNet, type FetchAnswer, type FetchAsk, type ResolveAsk } from '../../support/net.ts';
import { LIST_4, LIST_6, NETWORK } from './answers.ts';

const json = (body: unknown): FetchAnswer => ({ status: 200, body: JSON.stringify(body) });
const LISTS = 'https://lists.example/rdap';
const [LIST_URL, URL_9] = ['https://lists.example/rdap/ipv4.json', 'https://rdap.two.example/ip/9.9.9.9'];

const registries = (
  pages: Readonly<Record<string, FetchAnswer>> = {},
  addresses: Readonly<Record<string, string>> = {},
) => {
  const clock = new HandClock();
  const cache = memoryCache();
  const all: Record<string, FetchAnswer> = {
    [LIST_URL]: json(LIST_4),
    'https://lists.example/rdap/ipv6.json': json(LIST_6),
    [URL_9]: json(NETWORK),
    ...pages,
  };
  const fetch = ({ request }: FetchAsk): FetchAnswer => all[request.url] ?? { status: 404 };
  const resolve = ({ name }: ResolveAsk) => ({ addresses: [addresses[name] ?? '8.8.8.8'] });
  const net = new FakeNet({ clock, resolve, fetch });
  const { signal } = new AbortController();
  return {
    all,
    net,
    clock,
    ask: (address = '9.9.9.9') => askRegistry(address, LISTS, { net, clock, signal, cache }),
    urls: () => net.asked.fetches.map(({ request }) => request.url),
  };
};

describe('the registry of an address', () => {
  it('is found in the list, and asked once a day', async () => {
    const { ask, urls, net, clock } = registries();
    expect(await ask()).toMatchObject({
      ok: true,
      registered: { name: 'TELCO-DIAL', organisation: 'Telco AG', by: 'rdap.two.example' },
    });
    expect(urls()).toEqual([LIST_URL, URL_9]);
    expect(net.asked.fetches.map(({ request }) => request.headers?.['Accept'])).toEqual(
      Array.from({ length: 2 }, () => 'application/rdap+json, application/json;q=0.9'),
    );
    await ask();
    expect(urls()).toHaveLength(2);
    await clock.advance(DAY);
    await ask();
    expect(urls().slice(2)).toEqual([URL_9]);
    await clock.advance(6 * DAY);
    await ask();
    expect(urls().slice(3)).toEqual([LIST_URL, URL_9]);
  });
  it('is asked about an IPv6 address in its one spelling', async () => {
    const { ask, urls } = registries();
    expect(await ask('2620:FE:0:0::fe')).toEqual({ ok: false, why: 'rdap.one.example knows nothing of 2620:fe::fe' });
    expect(urls()[1]).toBe('https://rdap.one.example/rdap/ip/2620:fe::fe');
  });
  it.each(['192.168.1.1', '100.64.0.1', '192.0.2.1', 'fe80::1', 'x'])(
    'is none of %s, and nobody is asked',
    async (address) => {
      const { ask, urls } = registries();
      expect(await ask(address)).toEqual({ ok: false, why: 'no registry has given out this address' });
      expect(urls()).toEqual([]);
    },
  );
  it('may lead to another (RFC 7480, 5.2)', async () => {
    const { ask } = registries({
      [URL_9]: { status: 301, headers: [['Location', 'https://rdap.far.example/ip/9.9.9.9']] },
      'https://rdap.far.example/ip/9.9.9.9': json(NETWORK),
    });
    expect(await ask()).toMatchObject({ ok: true, registered: { handle: NETWORK.handle } });
  });
  it.each(['192.168.1.1', '127.0.0.1', '169.254.169.254', '::ffff:10.0.0.1'])(
    'is not asked at %s, where the list leads into a private network',
    async (address) => {
      const { ask, urls } = registries({}, { 'rdap.two.example': address });
      expect(await ask()).toEqual({
        ok: false,
        why: 'rdap.two.example is in a private network, where a public place may not lead',
      });
      expect(urls()).toEqual([LIST_URL]);
    },
  );
  it('may be in a private network where the owner names it, list and all', async () => {
    const own = { services: [[['0.0.0.0/0'], ['https://lists.example/rdap/']]] };
    const url = 'https://lists.example/rdap/ip/9.9.9.9';
    const { ask } = registries({ [LIST_URL]: json(own), [url]: json(NETWORK) }, { 'lists.example': '192.168.1.9' });
    expect(await ask()).toMatchObject({ ok: true, registered: { by: 'lists.example' } });
  });
  it.each<readonly [string, Readonly<Record<string, FetchAnswer>>, string]>([
    ['there is no list', { [LIST_URL]: { status: 503 } }, 'lists.example answers with status 503'],
    ['the list has none', { [LIST_URL]: json({ services: [] }) }, 'lists.example lists no registry for 9.9.9.9'],
    ['the list is none', { [LIST_URL]: { status: 200, body: '<html>' } }, 'lists.example answers with what is no JSON'],
    ['it has no such network', { [URL_9]: { status: 404 } }, 'rdap.two.example knows nothing of 9.9.9.9'],
    ['it wants to be left alone', { [URL_9]: { status: 429 } }, 'rdap.two.example answers with status 429'],
    ['it says something else', { [URL_9]: json([]) }, 'rdap.two.example describes no network'],
    [
      'it says too much',
      { [URL_9]: { status: 200, body: ' '.repeat(2 << 20) } },
      'rdap.two.example sends more than 1048576 bytes',
    ],
    [
      'it says too deep',
      { [URL_9]: { status: 200, body: '['.repeat(1 << 20) } },
      'rdap.two.example answers with what is no JSON',
    ],
  ])('tells why not, where %s, and keeps nothing of it', async (_, pages, why) => {
    const { ask, all } = registries(pages);
    expect(await ask()).toEqual({ ok: false, why });
    Object.assign(all, { [LIST_URL]: json(LIST_4), [URL_9]: json(NETWORK) });
    expect(await ask()).toMatchObject({ ok: true });
  });
  it('is what it said before, where it is down', async () => {
    const { ask, all, clock } = registries();
    await ask();
    await clock.advance(30 * DAY);
    for (const url of Object.keys(all)) all[url] = { status: 502 };
    const stale = 'rdap.two.example answers with status 502';
    expect(await ask()).toMatchObject({ ok: true, registered: { name: 'TELCO-DIAL' }, stale });
  });
});
