import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { issueSession } from '../../src/api/token.ts';
import type { Config } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { invent } from '../../src/diagnose/invented.ts';
import { canonicalAddress } from '../../src/domain/address.ts';
import { headers } from '../../src/probes/headers/headers.ts';
import { hsts } from '../../src/probes/hsts/hsts.ts';
import { PROBES } from '../../src/probes/index.ts';
import { orders } from '../../src/service/orders.ts';
import { HandClock } from '../support/clock.ts';
import { FakeNet } from '../support/net.ts';
import { apiForTest, START, TOKEN } from './support.ts';

// docs/design.md, "Who may be probed": whatever is asked of the api, and whatever DNS answers.

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const configOf = (more: object): Config => {
  const text = JSON.stringify({
    targets: {
      router: { address: '192.168.1.1' },
      self: { address: '127.0.0.1' },
      link: { address: 'fe80::1%Eth0' },
      nas: { address: 'nas.inside.example' },
    },
    api_may_probe: words(`
  www.example.com Moves.Example.net xn--bcher-kva.example localhost 0x7f000001 kiwi.example 10.0.0.5
  fe80::2%Eth0 ::ffff:10.1.2.3 9.9.9.9
`),
    ...more,
  });
  const parsed = parseConfig(text, { probes: PROBES, vantage: 'here' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
};
const WITH_TOKEN = configOf({ token: TOKEN });
const WITHOUT = configOf({});

/** What the config spells out: probed wherever it is. */
const SPELLED_OUT = new Set(
  words(`
  192.168.1.1 127.0.0.1 fe80::1%Eth0 10.0.0.5 fe80::2%Eth0 ::ffff:10.1.2.3 9.9.9.9
`),
);
const ALLOWED = new Set(WITH_TOKEN.apiMayProbe.map((name) => name.toLowerCase()));
const OWN_NAME = 'nas.inside.example';

const PUBLIC = words(`
  93.184.216.34 2606:4700::1111 8.8.8.8 172.32.0.1 ::ffff:8.8.4.4 64:ff9b::808:808
`);
const INSIDE = words(`
  127.0.0.1 127.9.9.9 10.0.0.1 172.16.3.4 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 ::1 ::
  fe80::1%Eth0 fe80::9 fd00::1 ::ffff:127.0.0.1 ::ffff:192.168.1.1 ::10.0.0.1 64:ff9b::a00:1 64:ff9b:1::1
  2002:c0a8:101::1 2002:7f00:1:: fec0::1 224.0.0.1 ff02::1 255.255.255.255 2001:0:1::1
`);

/** One IPv4 address as inet_aton(3), URLs and editors may write it. */
const notations = (a: number, b: number, c: number, d: number): readonly string[] => {
  const bytes = [a, b, c, d];
  const whole = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const dotted = bytes.join('.');
  const hex = bytes.map((n) => n.toString(16).padStart(2, '0'));
  return [
    dotted,
    `${dotted}.`,
    ` ${dotted}`,
    `${dotted}\n`,
    `[${dotted}]`,
    `${dotted}:80`,
    `${dotted}/`,
    `${dotted}%eth0`,
    String(whole),
    `0x${whole.toString(16)}`,
    `0${whole.toString(8)}`,
    `${a}.${whole & 0xff_ffff}`,
    `${a}.${b}.${whole & 0xffff}`,
    bytes.map((n) => `0${n.toString(8)}`).join('.'),
    `0x${hex.join('.0x')}`,
    bytes.map((n) => String(n).padStart(3, '0')).join('.'),
    `0x${a.toString(16)}.${b}.0${c.toString(8)}.${d}`,
    `::ffff:${dotted}`,
    `::FFFF:${hex[0]}${hex[1]}:${hex[2]}${hex[3]}`,
    `0:0:0:0:0:ffff:${dotted}`,
    `::${dotted}`,
    `[::ffff:${dotted}]`,
    `::ffff:${dotted}%1`,
    `64:ff9b::${dotted}`,
    `http://${dotted}/`,
    `user@${dotted}`,
    dotted.replaceAll('.', '。'),
    dotted.replaceAll('.', '．'),
    dotted.replaceAll('.', '%2e'),
    dotted.replace(/\d/g, (n) => String.fromCodePoint(0xff10 + Number(n))),
    dotted.replaceAll('1', '①'),
    `${dotted}.nip.io`,
    `${dotted}\0.example.com`,
  ];
};
const byte = fc.nat(255);
const inside4 = fc.oneof(
  fc.tuple(fc.constant(127), byte, byte, byte),
  fc.tuple(fc.constant(10), byte, byte, byte),
  fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
  fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
  fc.constant([10, 0, 0, 5] as const),
);
const respelled = fc
  .tuple(
    fc.constantFrom(
      ...words(`
  www.example.com Moves.Example.net kiwi.example localhost bücher.example 0x7f000001 router
  self link nas nas.inside.example xn--bcher-kva.example other.example.com 10.0.0.5
  9.9.9.9 fe80::2%Eth0 fe80::1%Eth0 FE80:0::2%Eth0 fe80::2%25Eth0 ::ffff:a01:203
`),
    ),
    fc.constantFrom(
      ...Array.from({ length: 6 }, () => (t: string) => t),
      (t: string) => t.toUpperCase(),
      (t: string) => t.toLowerCase(),
      (t: string) => `${t}.`,
      (t: string) => ` ${t} `,
      (t: string) => `${t}%lo`,
      (t: string) => t.replaceAll('k', '\u212a'), // the Kelvin sign, whose lower case is k
      (t: string) => t.replaceAll('e', 'ｅ'),
      (t: string) => `inside.${t}`,
      (t: string) => `${t}\u200b`,
    ),
  )
  .map(([text, change]) => change(text));
const target = fc.oneof(
  { arbitrary: respelled, weight: 6 },
  { arbitrary: inside4.chain(([a, b, c, d]) => fc.constantFrom(...notations(a, b, c, d))), weight: 4 },
  { arbitrary: fc.constantFrom(...INSIDE, ...PUBLIC), weight: 1 },
  { arbitrary: fc.oneof(fc.ipV6(), fc.domain(), fc.string({ unit: 'binary' })), weight: 1 },
);
/** What a request might slip in beside the target. */
const smuggled = fc.dictionary(
  fc.constantFrom('address', 'host', 'aim', 'binding', 'via', 'source', 'targets', '__proto__', 'constructor'),
  fc.oneof(fc.constantFrom(...INSIDE), fc.constant({ address: '10.0.0.1' }), fc.jsonValue({ maxDepth: 1 })),
  { maxKeys: 2 },
);
const options = fc.oneof(
  { arbitrary: fc.constant({}), weight: 8 },
  { arbitrary: fc.record({ family: fc.constantFrom(4, 6), port: fc.constantFrom(22, 443) }), weight: 2 },
  { arbitrary: smuggled, weight: 1 },
);
const order = fc
  .tuple(fc.record({ probe: fc.constantFrom('ping', 'tcp', 'route', 'mtu'), target, options }), fc.nat(5), smuggled)
  .map(([asked, slipIn, more]) => JSON.stringify(slipIn === 0 ? { ...asked, ...more } : asked));
const body = fc.oneof(
  { arbitrary: order, weight: 12 },
  { arbitrary: fc.json(), weight: 1 },
  { arbitrary: fc.string(), weight: 1 },
);
/** An answer for each time that a name is asked for: it may change between the check and the use. */
const answers = fc.array(
  fc.oneof(
    fc.array(fc.constantFrom(...PUBLIC), { minLength: 1, maxLength: 2 }),
    fc.array(fc.constantFrom(...PUBLIC, ...INSIDE), { maxLength: 3 }),
  ),
  { minLength: 1, maxLength: 4 },
);

/** The api with the service's own way to run a check, over a network that tells what was asked of it. */
const world = (config: Config) => {
  const clock = new HandClock(START);
  let script: readonly (readonly string[])[] = [];
  let told: (readonly string[])[] = [];
  const net = new FakeNet({
    clock,
    echo: () => ({ rtt: 1 }),
    connect: () => ({ rtt: 1 }),
    resolve: () => {
      const addresses = script[told.length % script.length] ?? [];
      told.push(addresses);
      return { addresses };
    },
    ask: ({ ask }) => {
      const { seen } = invent(ask, {});
      if (seen.kind === 'together') throw new Error('asked each by itself');
      // Wherever it goes it is sent on to the inside.
      if (seen.kind === 'exchange' && seen.http !== undefined)
        return { ...seen, http: { ...seen.http, status: 302, location: 'http://10.0.0.5/' } };
      if (ask.kind !== 'resolve' || seen.kind !== 'resolve') return seen;
      if (canonicalAddress(ask.name) !== undefined) return { ...seen, system: { addresses: [ask.name] } };
      const addresses = script[told.length % script.length] ?? [];
      told.push(addresses);
      return { kind: 'resolve', system: { addresses }, servers: [] };
    },
  });
  const startCheck = orders(net, clock, { append: () => Promise.resolve(0) });
  const api = apiForTest({ config, clock, net, probes: PROBES, startCheck });
  const { asked } = net;
  return {
    clock,
    bugs: api.bugs,
    /** One request, to its end: what was looked up, what DNS said, and which addresses were probed. */
    ask: async (path: string, init: RequestInit, said: readonly (readonly string[])[]) => {
      for (const list of [asked.streams, asked.echoes, asked.connects, asked.resolves, asked.path]) list.length = 0;
      [script, told] = [said, []];
      const answer = api.ask(path, init);
      await clock.advance(130_000);
      const { status } = await answer;
      const probed = new Set([...asked.streams.map((s) => s.request.address), ...asked.connects.map((c) => c.address)]);
      for (const { ask } of asked.path) if ('to' in ask) probed.add(ask.to);
      const diagnosed = asked.path.flatMap(({ ask }) => (ask.kind === 'resolve' ? [ask.name] : []));
      return { status, names: [...asked.resolves.map((r) => r.name), ...diagnosed], told, probed: [...probed] };
    },
  };
};
const JSON_TYPE = { 'content-type': 'application/json' };

describe('through the api with the token', () => {
  const { ask, bugs } = world(WITH_TOKEN);
  const post = (text: string, said: readonly (readonly string[])[]) =>
    ask(
      '/api/checks',
      { method: 'POST', body: text, headers: { ...JSON_TYPE, authorization: `Bearer ${TOKEN}` } },
      said,
    );

  it('only targets of the config and what it allows are looked up or probed, however they are written', async () => {
    let measured = 0;
    await fc.assert(
      fc.asyncProperty(body, answers, async (text, said) => {
        const { status, names, told, probed } = await post(text, said);
        expect(status).not.toBe(500);
        if (status === 200) measured += 1;
        for (const name of names) {
          const known = SPELLED_OUT.has(name) || ALLOWED.has(name) || name === OWN_NAME;
          expect(known || PUBLIC.includes(name), `looked up ${name}`).toBe(true);
        }
        for (const address of probed) {
          if (SPELLED_OUT.has(address)) continue;
          // What the owner named is probed where the name leads; what is only allowed, where all of it is public.
          if (names.includes(OWN_NAME)) expect(told.flat()).toContain(address);
          else {
            expect(names.some((name) => ALLOWED.has(name))).toBe(true);
            expect(told[0] ?? []).toContain(address);
            for (const each of told[0] ?? []) expect(PUBLIC).toContain(each);
            expect(probed).toEqual([address]);
          }
        }
      }),
      // One in ten is an order that may be: of 800 not 20 once in 10^15 times.
      { numRuns: 800 },
    );
    expect(bugs).toEqual([]);
    expect(measured).toBeGreaterThan(20);
  });
  it('the address that was judged is the one that is probed, though the name moves at once', async () => {
    const order = JSON.stringify({ probe: 'tcp', target: 'moves.example.net' });
    expect(await post(order, [['8.8.8.8'], ['127.0.0.1']])).toMatchObject({ status: 200, probed: ['8.8.8.8'] });
    expect(await post(order, [['127.0.0.1'], ['8.8.8.8']])).toMatchObject({ status: 403, probed: [] });
    expect(await post(order, [['8.8.8.8', '10.0.0.1']])).toMatchObject({ status: 403, probed: [] });
  });
  it('a scoped address is the one that the config spells out, whose link has a name in upper case', async () => {
    const order = (address: string) => JSON.stringify({ probe: 'ping', target: address });
    expect(await post(order('FE80:0::2%Eth0'), [[]])).toMatchObject({ status: 200, probed: ['fe80::2%Eth0'] });
    expect(await post(order('fe80::2%eth0'), [[]])).toMatchObject({ status: 403, probed: [] });
  });
});

describe('a look at a site through the api', () => {
  // What is loaded when it is first asked for takes real time, for which no clock in hand waits.
  beforeAll(async () => {
    const ctx = { clock: new HandClock(START), net: new FakeNet({ clock: new HandClock(START) }) };
    const { signal } = new AbortController();
    const nowhere = { subject: { vantage: 'here' }, address: '' };
    const run = async (probe: typeof headers | typeof hsts): Promise<string> =>
      (await probe.run(nowhere, probe.options.parse({}) as never, { ...ctx, signal })).status;
    expect([await run(headers), await run(hsts)]).toEqual(['failed', 'failed']);
  });
  const elsewhere = fc.constantFrom(...INSIDE.filter((a) => !a.includes('%')), ...PUBLIC);
  it.each(['headers', 'hsts', 'tls'])(
    '%s of a name that is allowed asks public addresses alone, of its own name the one that was judged, and nobody that the config has off',
    async (probe) => {
      const preload = { list: false, portal: false };
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...PUBLIC), answers, elsewhere, async (judged, said, to) => {
          const clock = new HandClock(START);
          let asked = 0;
          const where = to.includes(':') ? `[${to}]` : to;
          const net = new FakeNet({
            clock,
            resolve: () => ({ addresses: (asked += 1) === 1 ? [judged] : (said[asked % said.length] ?? []) }),
            // Wherever it goes it is sent on, by name or by number.
            fetch: ({ request }) => ({
              status: 302,
              headers: [
                ['Location', request.url.includes('moves') ? `http://${where}/` : 'https://moves.example.net/'],
              ],
            }),
            handshake: () => ({ ok: false, reason: 'refused', detail: 'nobody listens' }),
          });
          const startCheck = orders(net, clock, { append: () => Promise.resolve(0) });
          const config = configOf({ token: TOKEN, preload });
          const { post } = apiForTest({ config, clock, net, probes: PROBES, startCheck });
          const answer = post(
            '/api/checks',
            { probe, target: 'www.example.com' },
            { authorization: `Bearer ${TOKEN}` },
          );
          await clock.advance(130_000);
          expect((await answer).status).toBe(200);
          for (const { request } of [...net.asked.fetches, ...net.asked.handshakes])
            expect(PUBLIC).toContain(request.address);
          for (const { address } of net.asked.connects) expect(PUBLIC).toContain(address);
          const own = net.asked.fetches.filter((f) => new URL(f.request.url).hostname === 'www.example.com');
          for (const { request } of own) expect(request.address).toBe(canonicalAddress(judged) ?? judged);
          if (probe !== 'tls') expect(own.length).toBeGreaterThan(0);
          for (const { name } of net.asked.handshakes.map((h) => h.request)) expect(name).toContain('www.example.com');
          const hosts = net.asked.fetches.map((f) => new URL(f.request.url).hostname);
          expect(hosts.filter((h) => h.includes('github') || h.includes('hstspreload'))).toEqual([]);
        }),
        { numRuns: 40 },
      );
    },
  );
  it.each([
    ['5g', false],
    ['dsl', true],
  ])(
    'where the only line is %s, whether the list that browsers have built in is fetched: %s',
    async (kind, isFetched) => {
      const clock = new HandClock(START);
      const net = new FakeNet({
        clock,
        resolve: () => ({ addresses: ['9.9.9.9'] }),
        fetch: () => ({ status: 404 }),
        handshake: () => ({ ok: false, reason: 'refused', detail: 'nobody listens' }),
      });
      const startCheck = orders(net, clock, { append: () => Promise.resolve(0) });
      const config = configOf({ token: TOKEN, uplinks: { one: { kind, via: { device: 'wwan0' } } } });
      const { post } = apiForTest({ config, clock, net, probes: PROBES, startCheck });
      const order = { probe: 'headers', target: 'www.example.com' };
      const answer = post('/api/checks', order, { authorization: `Bearer ${TOKEN}` });
      await clock.advance(130_000);
      expect((await answer).status).toBe(200);
      const hosts = net.asked.fetches.map((f) => new URL(f.request.url).hostname);
      expect(hosts).toContain('www.example.com');
      expect(hosts.includes('raw.githubusercontent.com')).toBe(isFetched);
    },
  );
});

const path = fc.constantFrom(
  ...words(`
  /api/checks /api/checks/ //api/checks /api//checks /API/checks /api/%63hecks /api/checks?x=1
  /api/checks%2f /api/./checks /api/x/../checks /api/checks;x /probe?target=10.0.0.1 /metrics
  /probe?target=www.example.com&module=icmp /api/targets/www.example.com/view /api/runs?target=router
  /api/session /api/live/../checks /api/checks%00 /t/10.0.0.1 /api/targets/10.0.0.5/raw
`),
);
const badge = fc.constantFrom<Record<string, string>>(
  {},
  { authorization: 'Bearer' },
  { authorization: `Basic ${TOKEN}` },
  { authorization: `Bearer ${TOKEN.slice(1)}` },
  { authorization: `Bearer ${TOKEN} ${TOKEN}` },
  { authorization: `Bearer ${TOKEN}\u00e9` },
  { 'x-api-key': TOKEN, 'x-forwarded-for': '127.0.0.1', 'x-http-method-override': 'POST' },
  { cookie: `plumbline_session=${TOKEN}` },
  { cookie: `plumbline_session=9999999999.x.${TOKEN}` },
  { cookie: `plumbline_session=${issueSession(`${TOKEN}x`, START)}` },
  { cookie: `plumbline_session=${issueSession(TOKEN, START - 91 * 86_400e6)}` },
);
const method = fc.constantFrom('POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'QUERY', 'post', 'PROPFIND');
const request = fc.tuple(path, method, badge, body);

describe('through the api without the token', () => {
  const knocks = [
    ['while one is configured', WITH_TOKEN],
    ['while none is', WITHOUT],
  ] as const;
  it.each(knocks)('nothing is looked up and nothing probed, %s', async (_, config) => {
    const { ask, bugs } = world(config);
    await fc.assert(
      fc.asyncProperty(request, answers, async ([where, how, headers, text], said) => {
        const bare = ['GET', 'HEAD'].includes(how.toUpperCase());
        const init = { method: how, headers: { ...JSON_TYPE, ...headers }, ...(bare ? {} : { body: text }) };
        const { status, names, probed } = await ask(where, init, said);
        expect(status).not.toBe(500);
        expect(names).toEqual([]);
        expect(probed).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(bugs).toEqual([]);
  });
  it('not even with the token, where none is configured', async () => {
    const init = { method: 'POST', headers: { ...JSON_TYPE, authorization: `Bearer ${TOKEN}` } };
    const text = JSON.stringify({ probe: 'ping', target: 'router' });
    expect(await world(WITHOUT).ask('/api/checks', { ...init, body: text }, [[]])).toMatchObject({
      status: 403,
      names: [],
      probed: [],
    });
  });
});
