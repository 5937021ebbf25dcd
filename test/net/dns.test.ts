import { describe, expect, it } from 'vitest';

import { askDns, type DnsSeen } from '../../src/net/dns.ts';
import { openNet } from '../../src/net/open.ts';
import { systemClock } from '../../src/net/system-clock.ts';
import { HandClock } from '../support/clock.ts';
import { dnsAnswer, textBytes, type DnsRecord } from '../support/dns-message.ts';
import { dnsServer } from '../support/dns.ts';
import { FakeNet, type NetScript } from '../support/net.ts';

const never = new AbortController().signal;
const A = { name: 'home.example', type: 'A' } as const;

describe('a resolver', () => {
  const ask = (answer: NonNullable<NetScript['datagram']>, ...more: readonly [Parameters<typeof askDns>[4]?]) => {
    const clock = new HandClock();
    const net = new FakeNet({ clock, datagram: answer });
    let seen: DnsSeen | undefined;
    void askDns({ net, clock }, { address: '192.0.2.53' }, A, never, ...more).then((result) => (seen = result));
    return { clock, tries: net.asked.datagrams, seen: () => seen };
  };
  const saying =
    (records: readonly DnsRecord[], how = {}): NonNullable<NetScript['datagram']> =>
    ({ request }) => ({ rtt: 12, payload: dnsAnswer(request.payload, records, how) });

  it('tells the values, and how long it took', async () => {
    const { clock, tries, seen } = ask(saying([{ type: 1, ttl: 20, data: Uint8Array.of(192, 0, 2, 1) }]));
    await clock.advance(5_000);
    expect(seen()).toMatchObject({ ok: true, values: ['192.0.2.1'], ttl: 20, rcode: 0, tookMicros: 12_000 });
    expect(tries.map((t) => [t.request.address, t.request.port])).toEqual([['192.0.2.53', 53]]);
  });
  it.each([
    [saying([], { rcode: 3 }), 'no-address', 'home.example does not exist'],
    [saying([{ type: 16, data: textBytes('x') }]), 'no-address', 'home.example has no A record'],
    [saying([], { rcode: 5 }), 'refused', 'the resolver 192.0.2.53 refuses to answer for home.example'],
    [saying([], { rcode: 2 }), 'failed', 'the resolver 192.0.2.53 could not answer for home.example (SERVFAIL)'],
    [saying([], { rcode: 9 }), 'failed', 'the resolver 192.0.2.53 could not answer for home.example (code 9)'],
    [saying([], { isTruncated: true }), 'failed', 'the answer of 192.0.2.53 for home.example does not fit a datagram'],
  ] as const)('has answered where it says why there is nothing: %#', async (answer, reason, detail) => {
    const { clock, seen } = ask(answer);
    await clock.advance(12);
    expect(seen()).toMatchObject({ ok: false, reason, detail, answered: { tookMicros: 12_000 } });
  });
  it('is asked twice within three seconds, or as often as told', async () => {
    const silence = { ok: false, reason: 'timeout', detail: 'nobody answers' } as const;
    const { clock, tries, seen } = ask(() => silence);
    const begun = clock.now();
    await clock.advance(2_999);
    expect(seen()).toBeUndefined();
    await clock.advance(1);
    const detail = 'the resolver 192.0.2.53 did not answer for home.example';
    expect(seen()).toEqual({ ok: false, reason: 'timeout', detail });
    expect(tries.map((t) => (t.at - begun) / 1_000)).toEqual([0, 1_000]);
    const once = ask(() => silence, { at: [0], within: 500 });
    await once.clock.advance(500);
    expect(once.seen()).toEqual({ ok: false, reason: 'timeout', detail });
    expect(once.tries).toHaveLength(1);
  });
  it('is not asked for what is no name', async () => {
    const clock = new HandClock();
    const net = new FakeNet({ clock });
    const seen = await askDns({ net, clock }, { address: '192.0.2.53' }, { name: 'a..b', type: 'A' }, never);
    expect(seen).toEqual({ ok: false, reason: 'no-address', detail: '"a..b" is no name of the DNS' });
    expect(net.asked.datagrams).toEqual([]);
  });
  it('is heard over a socket', async () => {
    const { server, asked, close } = await dnsServer(() => ({ addresses: [[192, 0, 2, 1]], ttl: 7 }));
    const clock = systemClock();
    const net = openNet({ clock, echo: { why: 'none wanted', remedy: '' } });
    const [address = '', port] = server.split(':');
    const seen = await askDns({ net, clock }, { address, port: Number(port) }, A, never);
    expect(seen).toMatchObject({ ok: true, values: ['192.0.2.1'], ttl: 7, source: '127.0.0.1' });
    expect(asked).toEqual(['home.example A']);
    await close();
  });
});
