import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { geoip } from '../../../src/probes/geoip/geoip.ts';
import type { GeoReport } from '../../../src/probes/geoip/report.ts';
import { DAY } from '../../../src/domain/time.ts';
import { HandClock } from '../../support/clock.ts';
import { memoryCache } from '../../support/memory-cache.ts';
import { writeMmdb } from '../../support/mmdb-writer.ts';
import { FakeNet, type FetchAnswer, type FetchAsk, type NetScript, type Slow } from '../../support/net.ts';
import type { NetFailure } from '../../../src/net/net.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-geoip-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const database = (name: string, country: string, type: string): string =>
  file(
    name,
    writeMmdb(
      [
        ['81.2.69.0/24', { country: { iso_code: country } }],
        ['2a00:1450::/32', { country: { iso_code: country } }],
      ],
      { type },
    ),
  );
const maxmind = database('GeoLite2-Country.mmdb', 'GB', 'GeoLite2-Country');
const dbip = database('dbip.mmdb', 'AE', 'DBIP-Country-Lite');
const feed = file('feed.csv', '81.2.69.0/24,GB,GB-ENG,London,\n');
const statistics = file(
  'delegated-ripencc-extended-latest',
  '2|ripencc|1|1|1|20261120|+0\nripencc|NL|ipv4|81.2.0.0|65536|2001|allocated|x\n',
);
const SOURCES = [
  { kind: 'mmdb', name: 'maxmind', file: maxmind },
  { kind: 'mmdb', name: 'dbip', file: dbip },
  { kind: 'geofeed', name: 'feed', from: feed },
  { kind: 'delegated', name: 'ripe', from: statistics },
] as const;

const OWN = { 4: '81.2.69.142', 6: '2a00:1450::7' };
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'who.example': ['9.9.9.9', '2620:fe::fe'],
  'www.cloudflare.com': ['104.16.0.1', '2606:4700::1'],
  'geo.example': ['8.8.4.4'],
  'feed.example': ['8.8.8.8'],
  'two.example': ['81.2.69.1', '2a00:1450::1'],
};
/** The world, in which `who.example` says who asks. */
const world = (
  fetch: (ask: FetchAsk) => Slow<NetFailure> | Slow<FetchAnswer> = () => ({ status: 404 }),
  more: Partial<NetScript> = {},
) => {
  const clock = new HandClock(Date.UTC(2026, 5, 10) * 1_000);
  const net = new FakeNet({
    clock,
    resolve: NAMES,
    // Who asks is told by a page alone: STUN is silent here.
    ask: ({ ask }) => {
      const family = ask.kind === 'exchange' && ask.to.includes(':') ? 6 : 4;
      const http = { status: 200, bodyBytes: 20, bodyHash: '', body: `ip=${OWN[family]}\n` };
      return { kind: 'exchange', stage: 'done', end: 'done', tookMs: 9, stallMs: 0, http };
    },
    fetch,
    ...more,
  });
  const cache = memoryCache();
  const stop = new AbortController();
  const run = async (given: object = {}, address?: string) => {
    const name = address ?? 'internet';
    const options = geoip.options.parse({
      stun: ['9.9.9.9:3478'],
      http: ['https://who.example/'],
      registry: false,
      ...given,
    });
    const ended = geoip.run({ subject: { target: name, vantage: 'here' }, address: name }, options, {
      clock,
      net,
      cache,
      signal: stop.signal,
    });
    for (let i = 0; i < 90; i += 1) await clock.advance(1_000);
    const outcome = await ended;
    if (outcome.status === 'measured') expect(geoip.report.safeParse(outcome.report).error).toBeUndefined();
    return outcome;
  };
  return { run, net, cache, clock, stop };
};
const reportOf = (outcome: { readonly status: string; readonly report?: GeoReport }): GeoReport => {
  if (outcome.report === undefined) throw new Error(JSON.stringify(outcome));
  return outcome.report;
};
const trace = (ask: FetchAsk, loc = 'GB'): FetchAnswer => ({
  status: 200,
  body: `fl=1\nip=${OWN[ask.request.address.includes(':') ? 6 : 4]}\nloc=${loc}\n`,
});

describe('the probe of places', () => {
  it('places the addresses of a line, each family apart, by every source', async () => {
    const { run } = world((ask) => trace(ask));
    const outcome = await run({ sources: SOURCES, here: { country: 'GB' } });
    const { addresses, missing } = reportOf(outcome);
    expect(missing).toEqual([]);
    const told = addresses.map(({ answers }) => answers.map((a) => `${a.source} ${a.says} ${a.country ?? '-'}`));
    expect(told).toEqual([
      ['maxmind location GB', 'dbip location AE', 'feed location GB', 'ripe registration NL', 'cloudflare location GB'],
      ['maxmind location GB', 'dbip location AE', 'feed location -', 'ripe registration -', 'cloudflare location GB'],
    ]);
    expect(addresses.map(({ vote }) => vote)).toEqual([
      { country: 'GB', says: 3, of: 4 },
      { country: 'GB', says: 2, of: 3 },
    ]);
    expect(outcome).toMatchObject({ values: { agree4: 0.75, agree6: 2 / 3 } });
    expect(outcome.findings.map(({ code, evidence }) => [code, evidence['family'], evidence['alone']])).toEqual([
      ['geo-disagreement', 4, 'DB-IP'],
      ['geo-disagreement', 6, 'DB-IP'],
    ]);
    expect(addresses[0]?.corrections?.map((c) => c.source)).toEqual(['DB-IP', 'Google']);
  });
  it('works out of the box: nothing is configured, and Cloudflare says something', async () => {
    const { run } = world((ask) => trace(ask, 'AE'));
    const { addresses } = reportOf(await run());
    expect(addresses.map(({ vote }) => vote?.country)).toEqual(['AE', 'AE']);
  });
  it('tells whom it is not: no line, no address', async () => {
    const { run } = world(undefined, { resolve: {} });
    expect(await run()).toMatchObject({ status: 'failed', reason: 'timeout' });
  });
  it('places any address that is named, by those who can be asked about others', async () => {
    const { run, net } = world();
    const { addresses } = reportOf(await run({ sources: SOURCES }, '81.2.69.7'));
    expect(addresses.map(({ address, answers }) => [address, answers.map((a) => a.source)])).toEqual([
      ['81.2.69.7', ['maxmind', 'dbip', 'feed', 'ripe']],
    ]);
    expect(net.asked.fetches).toEqual([]);
  });
  it('places the addresses of a name, one of each family', async () => {
    const { run } = world();
    const { addresses } = reportOf(await run({ sources: SOURCES }, 'two.example'));
    expect(addresses.map(({ address }) => address)).toEqual(['81.2.69.1', '2a00:1450::1']);
    expect(await run({}, 'none.example')).toMatchObject({ status: 'failed', reason: 'no-address' });
  });
  it('ends at an abort', async () => {
    const { run, stop } = world(() => ({ ok: false, reason: 'timeout', detail: '' }));
    stop.abort();
    expect(await run({ sources: SOURCES })).toMatchObject({ status: 'failed' });
  });
  it('takes sources as a text, each what its name says', () => {
    const text = `${maxmind}, ${feed},delegated-nro-latest,https://geo.example/{address}?k=1#data.cc,https://feed.example/geofeed`;
    const { sources } = geoip.options.parse({ sources: text, here: 'gb' });
    expect(sources.map(({ kind, name }) => [kind, name])).toEqual([
      ['mmdb', 'GeoLite2-Country'],
      ['geofeed', 'feed'],
      ['delegated', 'delegated-nro-latest'],
      ['http', 'geo.example'],
      ['geofeed', 'geofeed'],
    ]);
    expect(sources[3]).toMatchObject({ url: 'https://geo.example/{address}?k=1', country: 'data.cc' });
  });
  it.each([
    { sources: 'something' },
    { sources: 'https://feed.example/' },
    { sources: [{ kind: 'http', name: 'x', url: 'https://geo.example/', country: 'cc' }] },
    { sources: [{ kind: 'http', name: 'x', url: 'https://geo.example/{address}', country: 'a..b' }] },
    { sources: Array.from({ length: 17 }, () => SOURCES[0]) },
    { here: 'Britain' },
  ])('does not take %j', (given) => {
    expect(geoip.options.safeParse(given).success).toBe(false);
  });
});

const SECRET = 'key-0123456789';
const service = {
  kind: 'http',
  name: 'service',
  url: `https://geo.example/v1/{address}?token=${SECRET}`,
  country: 'data.country_code',
  city: 'data.city',
  headers: { 'X-Key': `header-${SECRET}` },
} as const;

describe('Cloudflare’s page', () => {
  it('is asked by each family over the line itself, and believed where it saw that address', async () => {
    const { run, net } = world((ask) =>
      ask.request.address.includes(':') ? { status: 200, body: 'ip=2a00:1450::99\nloc=AE' } : trace(ask),
    );
    const { addresses } = reportOf(await run());
    expect(net.asked.fetches.map(({ request }) => request.address)).toEqual(['104.16.0.1', '2606:4700::1']);
    expect(addresses.map(({ answers }) => answers[0])).toMatchObject([
      { country: 'GB', maker: 'Cloudflare' },
      { why: 'it saw another address of this line: 2a00:1450::99' },
    ]);
  });
  it.each<readonly [string, FetchAnswer, string]>([
    ['knows none', { status: 200, body: `ip=${OWN[4]}\nloc=XX\n` }, 'it knows no country for it'],
    ['is another page', { status: 200, body: '<html>' }, 'its page names no address'],
    ['is not there', { status: 503 }, 'www.cloudflare.com answers with status 503'],
    ['does not end', { status: 200, body: 'x'.repeat(20_000) }, 'www.cloudflare.com sends more than 16384 bytes'],
  ])('that %s says nothing', async (_, answer, why) => {
    const { run } = world(() => answer);
    expect(reportOf(await run()).addresses[0]?.answers[0]).toMatchObject({ why });
  });
  it('is not asked where the owner says so', async () => {
    const { run, net } = world();
    await run({ trace: false });
    expect(net.asked.fetches).toEqual([]);
  });
});

describe('a service', () => {
  const good = { status: 200, body: JSON.stringify({ data: { country_code: 'GB', city: 'London' } }) };
  it('is asked about each address by its web address and headers, and of each once a day', async () => {
    const { run, net, clock } = world(() => good);
    const given = { sources: [service], trace: false };
    const { addresses } = reportOf(await run(given));
    expect(addresses.map(({ answers }) => answers[0])).toMatchObject([
      { country: 'GB', city: 'London' },
      { country: 'GB', city: 'London' },
    ]);
    expect(net.asked.fetches.map(({ request }) => [request.url, request.headers])).toEqual([
      [service.url.replace('{address}', OWN[4]), service.headers],
      [service.url.replace('{address}', OWN[6]), service.headers],
    ]);
    await run(given);
    expect(net.asked.fetches).toHaveLength(2);
    await clock.advance(DAY);
    await run(given);
    expect(net.asked.fetches).toHaveLength(4);
  });
  it.each<readonly [string, Slow<NetFailure> | FetchAnswer, RegExp]>([
    [
      'repeats its secrets',
      { ok: false, reason: 'failed', detail: `bad header-${SECRET} at ?token=${SECRET}` },
      /^bad … at …$/,
    ],
    [
      'has another answer',
      { status: 200, body: '{"data":{"country_code":"United Kingdom"}}' },
      /no country .* at data\.country_code/,
    ],
    ['answers no JSON', { status: 200, body: '<html>' }, /no JSON/],
    ['refuses', { status: 403, body: SECRET }, /status 403/],
    ['sends too much', { status: 200, body: 'x'.repeat(300_000) }, /more than 262144 bytes/],
  ])('that %s is silent, and no secret of it is told', async (_, answer, why) => {
    const { run } = world(() => answer);
    const outcome = await run({ sources: [service], trace: false });
    expect(reportOf(outcome).addresses[0]?.answers[0]?.why).toMatch(why);
    expect(outcome.findings).toEqual([]);
    expect(JSON.stringify(outcome)).not.toContain(SECRET);
  });
  it('tells no secret that it gives out as a name', async () => {
    const names = { cc: 'GB', city: `token ${SECRET}`, region: 'secret' };
    const { run } = world(() => ({ status: 200, body: JSON.stringify(names) }));
    const asked = {
      ...service,
      country: 'cc',
      city: 'city',
      region: 'region',
      headers: { Authorization: 'Bearer secret' },
    };
    const outcome = await run({ sources: [asked], trace: false });
    expect(reportOf(outcome).addresses[0]?.answers[0]).toMatchObject({ country: 'GB', city: 'token …', region: '…' });
  });
  it('is not asked about what is no public address', async () => {
    const { run, net } = world(() => good);
    const { addresses } = reportOf(await run({ sources: [service] }, '192.168.1.1'));
    expect(addresses[0]?.answers).toMatchObject([{ why: 'not asked: no public address' }]);
    expect(net.asked.fetches).toEqual([]);
  });
});

describe('every source', () => {
  const web = (kind: 'geofeed' | 'delegated') => ({ kind, name: kind, from: `https://feed.example/${kind}` });
  const all = [...SOURCES, service, web('geofeed'), web('delegated')];

  it('is silent when it is down: its reason is in the report, and nothing is found', async () => {
    const down: Slow<NetFailure> = { ok: false, reason: 'refused', detail: 'nobody there' };
    const gone = SOURCES.map((s) => ('file' in s ? { ...s, file: '/nowhere' } : { ...s, from: '/nowhere' }));
    const { run } = world(() => down);
    const outcome = await run({ sources: [...gone, ...all.slice(4)], here: 'GB' });
    expect(outcome).toMatchObject({ status: 'measured', findings: [], values: {} });
    for (const { answers, vote } of reportOf(outcome).addresses) {
      expect(answers).toHaveLength(8);
      for (const { why, country } of answers) expect([typeof why, country]).toEqual(['string', undefined]);
      expect(vote).toBeUndefined();
    }
  });
  it('is over after a minute, whatever it does', async () => {
    const { run } = world(() => ({ status: 200, after: 10_000_000 }));
    const { addresses } = reportOf(await run({ sources: all }));
    for (const { answers } of addresses)
      for (const { kind, source, why } of answers)
        if (kind === 'http' || source === kind || kind === 'trace') expect(why).toMatch(/no answer/);
  });
  it('that publishes for all is fetched once a day, and kept', async () => {
    const { run, net } = world(({ request }) => ({
      status: 200,
      body: request.url.endsWith('geofeed') ? '81.2.69.0/24,FR' : '',
    }));
    const given = { sources: all.slice(5), trace: false };
    for (let i = 0; i < 3; i += 1) await run(given);
    expect(net.asked.fetches.map(({ request }) => request.url)).toEqual([
      'https://feed.example/geofeed',
      'https://feed.example/delegated',
    ]);
    expect(reportOf(await run(given)).addresses[0]?.answers[0]).toMatchObject({ country: 'FR' });
  });
  it('that is large is not fetched over a metered line; what is small is', async () => {
    const { run, net } = world(({ request }) =>
      request.url.includes('geo.example') ? { status: 200, body: '{"data":{"country_code":"GB"}}' } : { status: 200 },
    );
    const { addresses } = reportOf(await run({ sources: all.slice(4), trace: false, metered: true }));
    expect(addresses[0]?.answers.map(({ country, why }) => country ?? why)).toEqual([
      'GB',
      'not fetched over a metered line',
      'not fetched over a metered line',
    ]);
    expect(net.asked.fetches).toHaveLength(2);
  });
});

describe('the registry', () => {
  const LIST = { services: [[['81.0.0.0/8', '192.0.2.0/24'], ['https://rdap.example/']]] };
  const NETWORK = {
    objectClassName: 'ip network',
    handle: 'H',
    name: 'EXAMPLE-NET',
    startAddress: '81.2.0.0',
    endAddress: '81.2.255.255',
    country: 'NL',
    links: [{ rel: 'geo', href: 'https://owner.example/feed.csv', type: 'application/geofeed+csv' }],
  };
  const names = { 'lists.example': ['8.8.4.1'], 'rdap.example': ['8.8.4.2'], 'owner.example': ['8.8.4.3'] };
  const registries = (feed: string, more: Readonly<Record<string, readonly string[]>> = {}) =>
    world(
      ({ request }): FetchAnswer => {
        const { host } = new URL(request.url);
        if (host === 'owner.example') return { status: 200, body: feed };
        if (host !== 'lists.example') return { status: 200, body: JSON.stringify(NETWORK) };
        return { status: 200, body: JSON.stringify(LIST) };
      },
      { resolve: { ...NAMES, ...names, ...more } },
    );
  const given = { registry: 'https://lists.example/', trace: false, here: 'GB' };

  it('tells whom an address was given to, which has no voice, and its owner’s own feed, which has one', async () => {
    const { run, net } = registries('81.2.69.0/24,GB,GB-ENG,London,');
    const outcome = await run(given);
    const [v4, v6] = reportOf(outcome).addresses;
    expect(v4).toMatchObject({
      registered: { name: 'EXAMPLE-NET', country: 'NL', by: 'rdap.example' },
      answers: [{ source: 'geofeed of its owner', kind: 'geofeed', says: 'location', country: 'GB', city: 'London' }],
      vote: { country: 'GB', says: 1, of: 1 },
    });
    expect(v6).toMatchObject({ answers: [], unregistered: 'lists.example lists no registry for 2a00:1450::7' });
    expect(outcome.findings).toEqual([]);
    const asked = net.asked.fetches.length;
    await run(given);
    // A list that has no registry for an address is nothing to be kept.
    const again = net.asked.fetches.slice(asked).map(({ request }) => request.url);
    expect(again).toEqual(['https://lists.example/ipv6.json']);
  });
  it('explains a letter to a database, and tells its owner of his own feed', async () => {
    const { run } = registries('81.2.69.0/24,AE');
    const outcome = await run({ ...given, sources: [SOURCES[0]] });
    const [found] = outcome.findings;
    expect(found).toMatchObject({ code: 'geo-disagreement', evidence: { registeredIn: 'NL' } });
    expect(found?.remedy).toContain('It lies in 81.2.0.0 - 81.2.255.255 (EXAMPLE-NET).');
  });
  it('leads into no private network by the feed that it names', async () => {
    const { run, net } = registries('81.2.69.0/24,AE', { 'owner.example': ['192.168.1.1'] });
    const { addresses } = reportOf(await run(given));
    expect(addresses[0]?.answers).toMatchObject([
      { source: 'geofeed of its owner', why: expect.stringContaining('private') },
    ]);
    expect(net.asked.fetches.map(({ request }) => request.address)).not.toContain('192.168.1.1');
  });
  it('is not asked twice for a feed that the config has', async () => {
    const { run } = registries('81.2.69.0/24,GB');
    const sources = [{ kind: 'geofeed', name: 'own', from: 'https://owner.example/feed.csv' }];
    const { addresses } = reportOf(await run({ ...given, sources }));
    expect(addresses[0]?.answers.map((a) => a.source)).toEqual(['own']);
  });
  it('is asked of nobody where the owner says so', async () => {
    const { run, net } = registries('');
    const { addresses } = reportOf(await run({ ...given, registry: false }));
    expect(addresses[0]).toMatchObject({ unregistered: 'no registry is asked' });
    expect(net.asked.fetches).toEqual([]);
  });
});
