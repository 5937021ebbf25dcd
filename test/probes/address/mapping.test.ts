import { describe, expect, it } from 'vitest';

import { askMapping } from '../../../src/probes/address/mapping.ts';
import { Names } from '../../../src/probes/egress/ask-who.ts';
import { HandClock } from '../../support/clock.ts';
import { FakeNet, type DatagramAsk, type NetScript } from '../../support/net.ts';
import { stunAnswer } from '../../support/stun.ts';

const SERVERS = ['192.0.2.1:3478', '192.0.2.2:3478', '192.0.2.3:3478'];
type Fate = readonly [address: string, port: number] | 'silent' | 'refused' | 'taken';

/** Each server sees us so; of a list one after the other. */
const mapped = async (
  fates: Readonly<Record<string, Fate | readonly Fate[]>>,
  servers = SERVERS,
  more: Omit<NetScript, 'clock'> = {},
) => {
  const clock = new HandClock();
  const turns = new Map<string, number>();
  const datagram = ({ request }: DatagramAsk) => {
    const given = fates[request.address] ?? 'silent';
    const turn = turns.get(request.address) ?? 0;
    turns.set(request.address, turn + 1);
    const fate: Fate = Array.isArray(given) && Array.isArray(given[0]) ? (given[turn] as Fate) : (given as Fate);
    if (fate === 'silent') return { ok: false, reason: 'timeout', detail: 'silent' } as const;
    if (fate === 'refused') return { ok: false, reason: 'refused', detail: 'refused' } as const;
    if (fate === 'taken') return { ok: false, reason: 'failed', detail: 'EADDRINUSE' } as const;
    return { rtt: 20, payload: stunAnswer(request.payload, ...fate) };
  };
  const net = new FakeNet({ clock, datagram, ...more });
  const asking = askMapping(servers, 4, new Names(), { net, clock, signal: new AbortController().signal });
  for (let i = 0; i < 200; i += 1) await clock.advance(50);
  return { mapping: await asking, net, sleeping: clock.sleeping };
};

describe('what a NAT makes of one port', () => {
  it.each([
    ['none', ['192.0.2.2', 40_000], ['192.0.2.2', 40_000]],
    ['endpoint-independent', ['84.56.7.8', 40_000], ['84.56.7.8', 40_000]],
    ['endpoint-independent', ['84.56.7.8', 61_000], ['84.56.7.8', 61_000]],
    ['varies', ['84.56.7.8', 61_000], ['84.56.7.8', 61_001]],
    ['varies', ['84.56.7.8', 61_000], ['84.56.7.9', 61_000]],
  ] as const)('is %s: %j, %j', async (kind, first, second) => {
    const { mapping, net } = await mapped({ '192.0.2.1': first, '192.0.2.2': second });
    expect(mapping).toEqual({
      kind,
      local: { address: '192.0.2.2', port: 40_000 },
      seen: [
        { server: SERVERS[0], address: first[0], port: first[1] },
        { server: SERVERS[1], address: second[0], port: second[1] },
      ],
    });
    // The first from any port, the second from the same.
    expect(net.asked.datagrams.map(({ request }) => request.sourcePort)).toEqual([undefined, 40_000]);
  });
  it('is asked of the next where one is silent or not there, from the same port', async () => {
    const { mapping } = await mapped({
      '192.0.2.1': ['84.56.7.8', 7],
      '192.0.2.2': 'silent',
      '192.0.2.3': ['84.56.7.8', 8],
    });
    expect(mapping).toMatchObject({ kind: 'varies', seen: [{ port: 7 }, { server: SERVERS[2], port: 8 }] });
    const later = await mapped({
      '192.0.2.1': 'refused',
      '192.0.2.2': ['84.56.7.8', 7],
      '192.0.2.3': ['84.56.7.8', 7],
    });
    expect(later.mapping?.kind).toBe('endpoint-independent');
  });
  it('needs two servers at different addresses', async () => {
    const same = ['84.56.7.8', 7] as const;
    expect((await mapped({ '192.0.2.1': same })).mapping).toBeUndefined();
    expect((await mapped({ '192.0.2.1': same }, ['192.0.2.1:3478', '192.0.2.1:3479'])).mapping).toBeUndefined();
    const resolve = { 'a.example': ['192.0.2.1'], 'b.example': ['192.0.2.1'] };
    expect((await mapped({ '192.0.2.1': same }, ['a.example:1', 'b.example:2'], { resolve })).mapping).toBeUndefined();
    expect((await mapped({ '192.0.2.1': same }, ['none.example:1', '192.0.2.1:3478'])).mapping).toBeUndefined();
  });
  it('is not known where the port is taken meanwhile', async () => {
    const { mapping } = await mapped({ '192.0.2.1': ['84.56.7.8', 7], '192.0.2.2': 'taken', '192.0.2.3': 'taken' });
    expect(mapping).toBeUndefined();
  });
  it('is given up after six seconds, and leaves nothing behind', async () => {
    const silent = Array.from({ length: 6 }, (_, i) => `192.0.2.${i + 1}:3478`);
    const { mapping, net, sleeping } = await mapped({}, silent);
    expect(mapping).toBeUndefined();
    expect(net.asked.datagrams.length).toBeLessThanOrEqual(9);
    expect(sleeping).toBe(0);
  });
});
