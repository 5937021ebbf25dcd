import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openLibc, type OpenLibc } from '../../src/net/libc/libc.ts';
import { namesBy } from '../../src/net/line-names.ts';
import { openNet } from '../../src/net/open.ts';
import { systemClock } from '../../src/net/system-clock.ts';
import { HandClock } from '../support/clock.ts';
import { dnsAnswer } from '../support/dns-message.ts';
import { dnsServer } from '../support/dns.ts';
import { FakeNet } from '../support/net.ts';
import { enterOwnNetwork, OWN, ownNetworkMissing, type OwnNetwork } from '../support/own-network.ts';

const missing = ownNetworkMissing();
const never = new AbortController().signal;

it('names are asked of the resolver of the way, by that way', async () => {
  const clock = new HandClock();
  const net = new FakeNet(
    {
      clock,
      datagram: ({ request }) => ({
        rtt: 0,
        payload: dnsAnswer(request.payload, [{ type: 1, ttl: 9, data: Uint8Array.of(192, 0, 2, 1) }]),
      }),
    },
    { mark: 7 },
  );
  const names = namesBy(net, { clock, openLibc }, '192.0.2.53', { mark: 7 });
  expect(await names.ask('home.example', 4, never)).toEqual({ ok: true, addresses: ['192.0.2.1'], ttl: 9 });
  expect(await names.ask('home.example', 6, never)).toEqual({
    ok: false,
    reason: 'no-address',
    detail: 'home.example has no AAAA record',
  });
  expect(net.asked.datagrams.map((d) => [d.request.address, d.binding])).toEqual([
    ['192.0.2.53', { mark: 7 }],
    ['192.0.2.53', { mark: 7 }],
  ]);
});

describe.skipIf(missing !== undefined)(`names on a way out of this machine (${missing ?? 'root'})`, () => {
  let network: OwnNetwork | undefined;
  let ours: Awaited<ReturnType<typeof dnsServer>> | undefined;
  let systems: Awaited<ReturnType<typeof dnsServer>> | undefined;
  beforeAll(async () => {
    network = await enterOwnNetwork();
    ours = await dnsServer(
      (_, type) =>
        type === 'A'
          ? { addresses: [[192, 0, 2, 1]], ttl: 7 }
          : { addresses: [[0xfd, 0x77, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]], ttl: 8 },
      53,
    );
    systems = await dnsServer(() => ({ addresses: [[192, 0, 2, 99]] }));
  });
  afterAll(async () => {
    await ours?.close();
    await systems?.close();
    network?.close();
  });

  it('are asked of its resolver, those of the hosts file and of the house of nobody', async () => {
    const servers = systems === undefined ? [] : [systems.server];
    const net = openNet({ clock: systemClock(), echo: { why: 'none wanted', remedy: '' }, resolve: { servers } });
    const line = net.via({ resolver: '127.0.0.1' });
    const both = { ok: true, addresses: [OWN[6].far, '192.0.2.1'], ttl: 7 };
    expect(await line.resolve('home.example', undefined, never)).toEqual(both);
    expect(await line.resolve('home.example', 4, never)).toEqual({ ok: true, addresses: ['192.0.2.1'], ttl: 7 });
    expect(ours?.asked.toSorted()).toEqual(['home.example A', 'home.example A', 'home.example AAAA']);
    expect(await line.resolve('localhost', 4, never)).toEqual({ ok: true, addresses: ['127.0.0.1'] });
    expect(await line.resolve('192.0.2.7', undefined, never)).toEqual({ ok: true, addresses: ['192.0.2.7'] });
    expect(ours?.asked).toHaveLength(3);
    expect(systems?.asked).toEqual([]);
    expect(await net.resolve('home.example', 4, never)).toMatchObject({ addresses: ['192.0.2.99'] });
    // There nobody is.
    const there = net.via({ resolver: '127.0.0.1', namespace: network?.far ?? '' });
    expect(await there.resolve('home.example', 4, never)).toMatchObject({ ok: false, reason: 'refused' });
  });
  it('put the family first whose source on that way fits', async () => {
    const noLibc: OpenLibc = () => Promise.resolve({ ok: false, why: 'none here' });
    const clock = systemClock();
    const net = new FakeNet({ clock });
    const [here, there] = [{}, { namespace: network?.far ?? '' }];
    const prefer = (binding: object, libc: OpenLibc = openLibc) =>
      namesBy(net, { clock, openLibc: libc }, '127.0.0.1', binding).prefer;
    expect(await prefer(here)(OWN[6].far)).toBe(6);
    expect(await prefer(here, noLibc)(OWN[6].far)).toBe(6);
    // From here there is no way to it; there the default route leads on, from an address that is not public.
    expect(await prefer(here)('2001:db8::1')).toBe(4);
    expect(await prefer(there)('2a00::1')).toBe(4);
    expect(await prefer(there)(OWN[6].local)).toBe(6);
  });
});
