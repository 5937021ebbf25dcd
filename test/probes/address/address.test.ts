import { describe, expect, it } from 'vitest';

import type { Cache, Kept } from '../../../src/domain/cache.ts';
import type { Context } from '../../../src/probes/probe.ts';
import { addressLines } from '../../../src/cli/format/address.ts';
import { findingLines } from '../../../src/cli/format/findings.ts';
import { styleFor } from '../../../src/cli/format/style.ts';
import { address } from '../../../src/probes/address/address.ts';
import type { Options } from '../../../src/probes/address/options.ts';
import { HandClock } from '../../support/clock.ts';
import { dnsAnswer, textBytes } from '../../support/dns-message.ts';
import { actionAnswer, description, natPmpAnswer, pcpAnswer, searchAnswer } from '../../support/igd.ts';
import { FakeNet, type DatagramAsk, type NetScript } from '../../support/net.ts';
import { stunAnswer } from '../../support/stun.ts';

const aim = { subject: { target: 'dsl', via: 'dsl', vantage: 'home' }, address: 'dsl' };
const GATEWAY = '192.168.1.1';
const [PUBLIC_4, PUBLIC_6] = ['84.56.7.8', '2a00:1450:4001::7'] as const;
const silent = { ok: false, reason: 'timeout', detail: 'nobody answers' } as const;
const noWay = { ok: false, reason: 'no-route', detail: 'there is no IPv6' } as const;
const upnp = (outer: string): Pick<NetScript, 'group' | 'fetch'> => ({
  group: () => [{ from: GATEWAY, payload: searchAnswer(`http://${GATEWAY}:49000/igd.xml`), after: 20 }],
  fetch: ({ request: { method } }) => ({
    status: 200,
    body:
      method === 'POST'
        ? actionAnswer('GetExternalIPAddress', { NewExternalIPAddress: outer })
        : description('/control', 'WANPPPConnection:1'),
  }),
});
interface World extends Omit<NetScript, 'clock'> {
  /** What the router says by NAT-PMP; nobody answers where left out. */
  readonly outer?: string;
  readonly v4?: string;
  readonly v6?: string;
  /** From one server to the next the port is another. */
  readonly varies?: boolean;
  /** Empty: packets leave without one. */
  readonly gateway?: string;
  readonly hops?: readonly string[];
}
const setup = (world: World) => {
  const { outer, v4, v6, varies = false, gateway = GATEWAY, hops = [], ...script } = world;
  const clock = new HandClock();
  let seen = 40_000;
  const datagram = ({ request }: DatagramAsk) => {
    const { address: to, port, payload } = request;
    const is6 = to.includes(':');
    if (port === 5351) {
      if (outer === undefined) return { ok: false, reason: 'refused', detail: 'refused' } as const;
      return { rtt: 2, payload: payload[0] === 0 ? natPmpAnswer(outer) : pcpAnswer() };
    }
    if (port === 53) {
      if (is6) return noWay;
      const text = Buffer.from(payload).includes('AS3209')
        ? '3209 | DE | ripencc | 1994-01-01 | VODANET, DE'
        : '3209 | 84.56.0.0/13 | DE | ripencc | 2004-01-01';
      return { rtt: 10, payload: dnsAnswer(payload, [{ type: 16, data: textBytes(text) }]) };
    }
    const mapped = is6 ? v6 : v4;
    if (mapped === undefined) return is6 ? noWay : silent;
    if (varies) seen += 1;
    return { rtt: 20, payload: stunAnswer(payload, mapped, seen) };
  };
  const net = new FakeNet({
    clock,
    datagram,
    resolve: ({ family }) => ({
      addresses: family === 6 ? ['2001:db8::1', '2001:db8::2'] : ['192.0.2.1', '192.0.2.2'],
    }),
    ask: ({ ask }) => {
      if (ask.kind !== 'route')
        return { kind: 'exchange', stage: 'connect', end: 'timeout', tookMs: 5_000, stallMs: 0 };
      const route = { device: 'eth0', pathMtu: 1_500, linkMtu: 1_500, isSelf: false };
      if (ask.to.includes(':')) return { kind: 'route', route: { ...route, source: PUBLIC_6 } };
      const by = ask.to === GATEWAY || gateway === '' ? {} : { gateway };
      return { kind: 'route', route: { ...route, source: '192.168.1.2', ...by } };
    },
    echo: ({ request: { ttl = 64 } }) => {
      const from = hops[ttl - 1];
      if (from === undefined) return { lost: true };
      return { rtt: 5, error: 'time-exceeded', icmp: { from } };
    },
    ...script,
  });
  return { clock, net };
};
const STUN = ['192.0.2.1:3478', '192.0.2.2:3478', '[2001:db8::1]:3478', '[2001:db8::2]:3478'];
const run = async (world: World, more: Partial<Options> = {}, context: Partial<Context> = {}) => {
  const { clock, net } = setup(world);
  const asked = address.options.parse({ stun: STUN, http: ['http://192.0.2.9/'], registry: false, ...more });
  const running = address.run(aim, asked, { clock, net, signal: new AbortController().signal, ...context });
  for (let i = 0; i < 300; i += 1) await clock.advance(100);
  const outcome = await running;
  if (outcome.status === 'measured') expect(address.report.parse(outcome.report)).toEqual(outcome.report);
  expect(clock.sleeping).toBe(0);
  return { outcome, net };
};
const codesOf = ({ outcome }: Awaited<ReturnType<typeof run>>): readonly string[] =>
  outcome.findings.map(({ code, severity }) => `${code} ${severity}`);
const lines = ({ outcome }: Awaited<ReturnType<typeof run>>): string => {
  if (outcome.status !== 'measured') throw new Error(outcome.detail);
  const style = styleFor({ write: () => undefined, isOpen: true, isTTY: false, columns: 80 }, {});
  const told = [
    ...addressLines(outcome.report, style),
    ...outcome.findings.flatMap((f) => ['', ...findingLines(f, style)]),
  ];
  for (const line of told) expect(line.length).toBeLessThanOrEqual(80);
  return told.join('\n');
};

describe('the addresses of a line', () => {
  it('are told by both families, with what the router says and what a NAT makes of a port', async () => {
    const ran = await run({ v4: PUBLIC_4, v6: PUBLIC_6, outer: PUBLIC_4, ...upnp(PUBLIC_4) });
    expect(ran.outcome).toMatchObject({
      status: 'measured',
      values: { ipv4: 1, ipv6: 1, listed: 0 },
      findings: [],
      report: {
        addresses: [
          {
            family: 4,
            address: PUBLIC_4,
            how: 'stun',
            local: '192.0.2.2',
            asn: 3209,
            asName: 'VODANET, DE',
            mapping: 'endpoint-independent',
          },
          { family: 6, address: PUBLIC_6 },
        ],
        missing: [],
        router: { gateway: GATEWAY },
      },
    });
    // The router tells: nobody else is asked about the way.
    expect(ran.net.asked.echoes).toEqual([]);
  });
  it('are behind CGNAT where the router says so', async () => {
    const ran = await run({ v4: PUBLIC_4, outer: '100.64.3.4', ...upnp('100.64.3.4'), varies: true });
    expect(codesOf(ran)).toEqual(['cgnat warn', 'nat-mapping-varies info']);
    expect(ran.net.asked.echoes).toEqual([]);
    expect(lines(ran)).toMatchInlineSnapshot(`
      "IPv4  84.56.7.8
        seen by    STUN
        leaves by  192.0.2.2
        one port   another port, or address, for every place
        network    AS3209 VODANET, DE
      IPv6  none: there is no IPv6
      Router  192.168.1.1
        NAT-PMP  outer address 100.64.3.4
        PCP      its server (version 2) has run for 77 s; it tells its address only
                 to whoever makes a mapping
        UPnP     outer address 100.64.3.4 (Box 7)

      ▲ cgnat
        The provider shares one public address among many customers (CGNAT): nobody
        can connect to this home by IPv4, and what others do with the address is
        held against you.
        Seen: family 4, address: 84.56.7.8, outer: 100.64.3.4, by: nat-pmp, certain:
        true.
        To do: Ask the provider for a public IPv4 address, use IPv6 for what has to
        be reached from outside, or let a tunnel to a server of yours (WireGuard)
        carry it.

      ● nat-mapping-varies
        The router uses another port (or address) for every place that is talked to:
        calls and games between homes need a relay (RFC 4787, 4.1).
        Seen: family 4, from: 192.0.2.2:40000, first server: 192.0.2.1:3478, first
        sees: 84.56.7.8:40002, second server: 192.0.2.2:3478, second sees:
        84.56.7.8:40003.
        To do: Use endpoint-independent mapping where the router offers it (static
        port, full cone), or IPv6."
    `);
  });
  it('are looked for on the way where the router says nothing, as far as the first public one', async () => {
    const hops = [GATEWAY, '100.64.0.1', '62.155.1.1', '62.155.2.1'];
    const ran = await run({ v4: PUBLIC_4, hops });
    expect(codesOf(ran)).toEqual(['cgnat info']);
    const ttls = ran.net.asked.echoes.map(({ request }) => request.ttl ?? 0);
    expect(Math.max(...ttls)).toBeLessThanOrEqual(6);
    expect(codesOf(await run({ v4: PUBLIC_4, hops: [GATEWAY, '62.155.1.1'] }))).toEqual([]);
    const another = await run({ v4: PUBLIC_4, hops, outer: '9.8.7.6' });
    expect(codesOf(another)).toEqual([]);
    expect(lines(another)).toContain('NAT-PMP  outer address 9.8.7.6, not the one that the world sees');
    expect(codesOf(await run({ v4: PUBLIC_4, hops, outer: '192.168.8.2' }))).toEqual(['double-nat warn', 'cgnat info']);
    const asItself = await run({ v4: PUBLIC_4, outer: GATEWAY });
    expect(codesOf(asItself)).toEqual([]);
    expect(lines(asItself)).toContain('it says its inner address');
  });
  it('say nothing of translation over a tunnel, and no router is asked', async () => {
    const hops = ['10.8.0.1', '100.64.0.1', '62.155.1.1'];
    const ran = await run({ v4: PUBLIC_4, outer: '100.64.3.4', ...upnp('100.64.3.4'), hops }, { tunnel: true });
    expect(codesOf(ran)).toEqual([]);
    expect(ran.outcome).toMatchObject({
      report: { router: { why: 'a tunnel has no router of this house', views: [] } },
    });
    expect([...ran.net.asked.groups, ...ran.net.asked.fetches, ...ran.net.asked.echoes]).toEqual([]);
    // Nobody says what it is, and it has no router, as a tunnel has none.
    const unknown = await run({ v4: PUBLIC_4, gateway: '', hops });
    expect(codesOf(unknown)).toEqual([]);
    expect(unknown.net.asked.echoes).toEqual([]);
    // A mobile modem on this very machine.
    const modem = await run({ v4: PUBLIC_4, gateway: '', hops: hops.slice(1) }, { tunnel: false });
    expect(codesOf(modem)).toEqual(['cgnat info']);
  });
  it('may be one of IPv6 alone, or of IPv4 alone', async () => {
    const six = await run({ v6: PUBLIC_6, hops: [GATEWAY, '100.64.0.1', '62.155.1.1'] });
    expect(codesOf(six)).toEqual([]);
    expect(six.outcome).toMatchObject({ values: { ipv4: 0, ipv6: 1 }, report: { missing: [{ family: 4 }] } });
    const four = await run({ v4: PUBLIC_4, outer: PUBLIC_4 });
    expect(four.outcome).toMatchObject({ values: { ipv4: 1, ipv6: 0 }, report: { missing: [{ family: 6 }] } });
    expect(lines(four)).toMatchInlineSnapshot(`
      "IPv4  84.56.7.8
        seen by    STUN
        leaves by  192.0.2.2
        one port   one port is the same to everybody (endpoint-independent)
        network    AS3209 VODANET, DE
      IPv6  none: there is no IPv6
      Router  192.168.1.1
        NAT-PMP  outer address 84.56.7.8
        PCP      its server (version 2) has run for 77 s; it tells its address only
                 to whoever makes a mapping
        UPnP     no answer"
    `);
  });
  it('are not known where nobody tells; the router’s word alone is one', async () => {
    const none = await run({ hops: [GATEWAY] });
    expect(none.outcome).toMatchObject({ status: 'failed', findings: [] });
    const router = await run({ outer: '100.64.0.9' });
    expect(codesOf(router)).toEqual(['cgnat warn']);
    expect(router.outcome).toMatchObject({
      status: 'measured',
      values: { ipv4: 0, ipv6: 0 },
      report: { addresses: [] },
    });
  });
  it('ask no router where that is not wanted, and end when they are told to', async () => {
    const ran = await run({ v4: PUBLIC_4, outer: '100.64.3.4' }, { router: false });
    expect(ran.outcome).toMatchObject({
      findings: [],
      report: { router: { why: 'it is not to be asked', views: [] } },
    });
    const { clock, net } = setup({ v4: PUBLIC_4 });
    const stop = new AbortController();
    const running = address.run(aim, address.options.parse({ stun: STUN }), { clock, net, signal: stop.signal });
    await clock.advance(10);
    stop.abort();
    for (let i = 0; i < 5; i += 1) await clock.advance(1);
    expect(await running).toMatchObject({ status: 'failed', reason: 'cancelled' });
    expect(clock.sleeping).toBe(0);
  });

  /** Registry, lists and reverse DNS that know the address. */
  const known: World = {
    v4: PUBLIC_4,
    outer: PUBLIC_4,
    resolve: ({ name, family }) => {
      if (name === '8.7.56.84.zen.example') return { addresses: ['127.0.0.10'] };
      if (name.endsWith('.bl.example')) return { ok: false, reason: 'no-address', detail: 'no such name' };
      if (name.endsWith('.down.example')) return { ok: false, reason: 'timeout', detail: 'the resolver is silent' };
      return { addresses: family === 6 ? ['2a00:1450::9'] : ['193.0.6.1'] };
    },
    fetch: ({ request: { url } }) => {
      const told = url.endsWith('/ipv4.json')
        ? { version: '1.0', services: [[['84.0.0.0/8'], ['https://rdap.example/']]] }
        : {
            objectClassName: 'ip network',
            handle: '84.56.0.0 - 84.63.255.255',
            startAddress: '84.56.0.0',
            endAddress: '84.63.255.255',
            name: 'DE-D2VODAFONE',
            country: 'DE',
          };
      return { status: 200, body: JSON.stringify(told) };
    },
  };
  const lists = ['zen.example', 'bl.example', 'down.example'];
  const asked = { registry: 'https://data.iana.org/rdap/', blocklists: lists };
  it('are told with what others know of them', async () => {
    const ran = await run(known, asked);
    expect(codesOf(ran)).toEqual(['address-listed warn']);
    expect(ran.outcome).toMatchObject({
      values: { listed: 1 },
      report: {
        addresses: [
          {
            registered: { name: 'DE-D2VODAFONE', country: 'DE', by: 'rdap.example' },
            lists: [
              { list: 'zen.example', codes: ['127.0.0.10'] },
              { list: 'bl.example', codes: [] },
              { list: 'down.example', codes: [], why: 'the resolver is silent' },
            ],
          },
        ],
      },
    });
    expect(lines(ran)).toMatchInlineSnapshot(`
      "IPv4  84.56.7.8
        seen by     STUN
        leaves by   192.0.2.2
        one port    one port is the same to everybody (endpoint-independent)
        network     AS3209 VODANET, DE
        given to    DE-D2VODAFONE, DE (84.56.0.0 to 84.63.255.255, by rdap.example)
        blocklists  zen.example: listed (127.0.0.10), bl.example: not listed,
                    down.example: the resolver is silent
      IPv6  none: there is no IPv6
      Router  192.168.1.1
        NAT-PMP  outer address 84.56.7.8
        PCP      its server (version 2) has run for 77 s; it tells its address only
                 to whoever makes a mapping
        UPnP     no answer

      ▲ address-listed
        A blocklist that the config names has this address.
        Seen: family 4, address: 84.56.7.8, list: zen.example, answer: 127.0.0.10,
        text: 3209 | 84.56.0.0/13 | DE | ripencc | 2004-01-01.
        To do: Open the page of the list for its reason. Dynamic addresses are on
        policy lists by their nature: then send mail through a relay. Else look for
        a machine at home that sends spam."
    `);
    const nobody = await run({ v4: PUBLIC_4, outer: PUBLIC_4 }, asked);
    expect(codesOf(nobody)).toEqual([]);
    expect(lines(nobody)).toContain('given to');
  });
  it('are asked of blocklists once a day on a schedule, and anew by hand', async () => {
    const kept = new Map<string, Kept>();
    const cache: Cache = {
      get: (key) => Promise.resolve(kept.get(key)),
      // Each run begins anew at the same time.
      put: (key, { bytes }) => Promise.resolve(void kept.set(key, { bytes, at: new HandClock().now() })),
    };
    const ofLists = ({ net }: Awaited<ReturnType<typeof run>>) =>
      net.asked.resolves.flatMap(({ name }) => lists.filter((list) => name.endsWith(list)));
    expect(ofLists(await run(known, asked, { cache, turn: 0 }))).toEqual(lists);
    const again = await run(known, asked, { cache, turn: 1 });
    expect(ofLists(again)).toEqual(['down.example']);
    expect(codesOf(again)).toEqual(['address-listed warn']);
    expect(ofLists(await run(known, asked, { cache }))).toEqual(lists);
    for (const [key, { bytes }] of kept) kept.set(key, { bytes, at: 0 });
    expect(ofLists(await run(known, asked, { cache, turn: 2 }))).toEqual(lists);
    for (const [key, { at }] of kept) kept.set(key, { bytes: Buffer.from('{"list":'), at });
    expect(ofLists(await run(known, asked, { cache, turn: 3 }))).toEqual(lists);
  });
});
