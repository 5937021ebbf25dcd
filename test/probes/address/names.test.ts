import { describe, expect, it } from 'vitest';

import { reverseNames } from '../../../src/probes/address/names.ts';
import { HandClock } from '../../support/clock.ts';
import { dnsAnswer, nameBytes } from '../../support/dns-message.ts';
import { FakeNet, type DatagramAsk } from '../../support/net.ts';
import { readName } from '../../../src/wire/dns-name.ts';

const PTR = 12;
/** A resolver that has these names for every address; 2 is one that fails, 9 one that is silent. */
const resolvers = (names: readonly string[], rcode = 0) => {
  const clock = new HandClock();
  const stop = new AbortController();
  const net = new FakeNet({
    clock,
    datagram: ({ request: { address, payload } }: DatagramAsk) => {
      if (address.endsWith('.9')) return { ok: false, reason: 'timeout', detail: '' };
      if (address.endsWith('.2')) return { rtt: 1, payload: dnsAnswer(payload, [], { rcode: 2 }) };
      const records = names.map((name) => ({ type: PTR, data: nameBytes(name) }));
      return { rtt: 1, payload: dnsAnswer(payload, records, { rcode }) };
    },
  });
  const go = async (address: string, ask = ['198.51.100.1'], ms = 10_000): Promise<readonly string[]> => {
    const asked = reverseNames(address, ask, { net, clock, signal: stop.signal });
    await clock.advance(ms);
    return asked;
  };
  const asked = () =>
    net.asked.datagrams.map(({ request }) => `${request.address} ${readName(request.payload, 12)?.name ?? ''}`);
  return { go, stop, asked };
};

describe('the names of an address', () => {
  it('are asked for backwards', async () => {
    const { go, asked } = resolvers(['dial-1.telco.example']);
    expect(await go('9.8.7.6')).toEqual(['dial-1.telco.example']);
    await go('2620:fe::9');
    expect(asked()).toEqual([
      '198.51.100.1 6.7.8.9.in-addr.arpa',
      `198.51.100.1 9.${'0.'.repeat(23)}e.f.0.0.0.2.6.2.ip6.arpa`,
    ]);
  });
  it('are four at most, and names of hosts', async () => {
    const { go } = resolvers([
      '<script>',
      'a_b.example',
      '1.2.3.4',
      'one.example',
      'two.example',
      'three.example',
      'four.example',
    ]);
    expect(await go('9.8.7.6')).toEqual(['a_b.example', 'one.example', 'two.example', 'three.example']);
  });
  it('are none where there are none, and then nobody else is asked', async () => {
    for (const rcode of [0, 3]) {
      const { go, asked } = resolvers([], rcode);
      expect(await go('9.8.7.6', ['198.51.100.1', '198.51.100.3'])).toEqual([]);
      expect(asked()).toHaveLength(1);
    }
  });
  it('are asked of the next where one is silent or fails', async () => {
    const { go, asked } = resolvers(['one.example']);
    expect(await go('9.8.7.6', ['198.51.100.9', '198.51.100.2', '198.51.100.1'])).toEqual(['one.example']);
    expect(asked().map((each) => each.split(' ')[0])).toEqual([
      '198.51.100.9',
      '198.51.100.9',
      '198.51.100.2',
      '198.51.100.1',
    ]);
  });
  it('are none of what is no address, nor where whoever asked has gone', async () => {
    const { go, asked, stop } = resolvers(['one.example']);
    expect(await go('nowhere')).toEqual([]);
    expect(asked()).toEqual([]);
    const going = go('9.8.7.6', ['198.51.100.9', '198.51.100.1'], 10);
    stop.abort();
    expect(await going).toEqual([]);
    expect(asked()).toHaveLength(1);
  });
});
