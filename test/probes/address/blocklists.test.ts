import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { askBlocklists, readCodes } from '../../../src/probes/address/blocklists.ts';
import { HandClock } from '../../support/clock.ts';
import { dnsAnswer, textBytes } from '../../support/dns-message.ts';
import { FakeNet, type DatagramAsk, type NetScript } from '../../support/net.ts';

const never = new AbortController().signal;
const TXT = 16;
type Resolve = Exclude<NetScript['resolve'], Readonly<Record<string, readonly string[]>> | undefined>;

/** Lists that answer so; resolvers that say the reason, or nothing. */
const lists = (resolve: Resolve, reason?: string) => {
  const clock = new HandClock();
  const datagram = ({ request }: DatagramAsk) =>
    reason === undefined
      ? ({ ok: false, reason: 'timeout', detail: 'silent' } as const)
      : { rtt: 5, payload: dnsAnswer(request.payload, [{ type: TXT, data: textBytes(reason) }]) };
  const net = new FakeNet({ clock, resolve, datagram });
  const go = async (address: string, names: readonly string[], signal = never, ms = 10_000) => {
    const asked = askBlocklists(address, names, ['198.51.100.1', '198.51.100.2'], { net, clock, signal });
    await clock.advance(ms);
    return asked;
  };
  return { go, net, clock, names: () => net.asked.resolves.map(({ name, family }) => `${name} ${family}`) };
};

describe('blocklists', () => {
  it('are asked backwards, all of them at a time', async () => {
    const { go, names } = lists(() => ({ ok: false, reason: 'no-address', detail: 'there is none' }));
    expect(await go('9.8.7.6', ['bl.example', 'zen.example.'])).toEqual([
      { list: 'bl.example', codes: [] },
      { list: 'zen.example.', codes: [] },
    ]);
    await go('2620:fe::9', ['bl.example']);
    expect(names()).toEqual([
      '6.7.8.9.bl.example 4',
      '6.7.8.9.zen.example. 4',
      `9.${'0.'.repeat(23)}e.f.0.0.0.2.6.2.bl.example 4`,
    ]);
  });
  it('tell their codes and why', async () => {
    const { go } = lists(
      () => ({ addresses: ['127.0.0.10', '127.0.0.2'] }),
      'see\r\n https://bl.example/?ip=\u202e9.8.7.6',
    );
    expect(await go('9.8.7.6', ['bl.example'])).toEqual([
      {
        list: 'bl.example',
        codes: ['127.0.0.10', '127.0.0.2'],
        text: 'see\uFFFD\uFFFD https://bl.example/?ip=\uFFFD9.8.7.6',
      },
    ]);
  });
  it('have listed it also where nobody tells why', async () => {
    const { go, net } = lists(() => ({ addresses: ['127.0.0.4'] }));
    expect(await go('9.8.7.6', ['bl.example'])).toEqual([{ list: 'bl.example', codes: ['127.0.0.4'] }]);
    expect(net.asked.datagrams.map(({ request }) => request.address)).toEqual(['198.51.100.1', '198.51.100.2']);
  });
  it.each([
    ['127.255.255.254', 'does not answer this resolver (127.255.255.254): it was asked through a public resolver'],
    ['127.255.255.255', 'does not answer this resolver (127.255.255.255): it was asked too often'],
    ['127.255.255.252', 'does not answer this resolver (127.255.255.252): the name of the list is misspelt'],
    ['127.0.0.1', 'does not answer this resolver (127.0.0.1): it was asked through a public resolver, or too often'],
    ['198.51.100.80', 'answers with 198.51.100.80, which no list does'],
  ])('that answer %s have not listed it', async (address, why) => {
    const { go } = lists(() => ({ addresses: [address] }), 'a reason');
    expect(await go('9.8.7.6', ['bl.example'])).toEqual([{ list: 'bl.example', codes: [], why: `bl.example ${why}` }]);
  });
  it.each([
    ['failed', 'the resolver could not answer'],
    ['refused', 'the resolver refuses to answer'],
  ] as const)('that cannot be asked (%s) say why', async (reason, why) => {
    const { go } = lists(() => ({ ok: false, reason, detail: why }));
    expect(await go('9.8.7.6', ['bl.example'])).toEqual([{ list: 'bl.example', codes: [], why }]);
  });
  it('have three seconds, each of them', async () => {
    const { go, clock } = lists(({ name }) => ({
      addresses: ['127.0.0.2'],
      after: name.endsWith('slow') ? 60_000 : 1,
    }));
    expect(await go('9.8.7.6', ['slow', 'quick'], never, 3_000)).toEqual([
      { list: 'slow', codes: [], why: 'slow did not answer within 3 s' },
      { list: 'quick', codes: ['127.0.0.2'] },
    ]);
    expect(clock.sleeping).toBe(0);
  });
  it.each(['192.168.1.1', '100.64.0.1', 'fe80::1', 'x'])('are not asked of %s', async (address) => {
    const { go, names } = lists(() => ({ addresses: ['127.0.0.2'] }));
    expect(await go(address, ['bl.example'])).toMatchObject([
      { codes: [], why: 'no list has an address that is not public' },
    ]);
    expect(names()).toEqual([]);
  });
  it('are left where whoever asked has gone', async () => {
    const { go, clock } = lists(() => ({ addresses: ['127.0.0.2'], after: 60_000 }));
    const stop = new AbortController();
    const going = go('9.8.7.6', ['bl.example'], stop.signal, 10);
    stop.abort();
    expect(await going).toMatchObject([{ codes: [], why: 'cancelled' }]);
    expect(clock.sleeping).toBe(0);
  });
  it('are thirty-two at most', async () => {
    const { go } = lists(() => ({ ok: false, reason: 'no-address', detail: '' }));
    const many = Array.from({ length: 100 }, (_, i) => `bl${i}.example`);
    expect(await go('9.8.7.6', many)).toHaveLength(32);
  });
  it('list nothing but by 127.0.0.0/8, and never by what is an error', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const address = fc.oneof(
      fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.')),
      fc.tuple(octet, octet, octet).map((parts) => `127.${parts.join('.')}`),
      fc.constantFrom('127.255.255.254', '127.0.0.1', '::1', '::ffff:127.0.0.2'),
    );
    fc.assert(
      fc.property(fc.array(address, { maxLength: 64 }), (addresses) => {
        const said = readCodes(addresses);
        if ('why' in said) return;
        expect(said.codes.length).toBeLessThanOrEqual(16);
        expect(said.codes.length).toBeGreaterThan(0);
        for (const code of said.codes) expect(code).toMatch(/^127\.(?!255\.255\.|0\.0\.1$)[\d.]+$/);
      }),
    );
  });
});
