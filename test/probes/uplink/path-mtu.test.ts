import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { PacketSeen } from '../../../src/domain/ask.ts';
import { measurePathMtu, nextSizes } from '../../../src/probes/uplink/path-mtu.ts';
import { HandClock } from '../../support/clock.ts';
import { FakeNet } from '../../support/net.ts';

type Fate = (bytes: number, sent: number) => Omit<PacketSeen, 'bytes'>;
const measure = async (fate: Fate, unsupported = false) => {
  let sent = 0;
  const rounds: number[] = [];
  const net = new FakeNet({
    clock: new HandClock(),
    ask: ({ ask }) => {
      if (ask.kind !== 'packets') throw new Error(ask.kind);
      rounds.push(ask.sizes.length);
      const packets = ask.sizes.map((bytes) => Object.assign({ bytes }, fate(bytes, (sent += 1))));
      return { kind: 'packets', ...(unsupported ? { packets: [], unsupported: 'no sockets' } : { packets }) };
    },
  });
  const mtu = await measurePathMtu(net, '192.0.2.1', new AbortController().signal);
  return { mtu, rounds };
};
const hole =
  (mtu: number): Fate =>
  (bytes) => ({ outcome: bytes <= mtu ? 'arrived' : 'lost' });
const told =
  (mtu: number): Fate =>
  (bytes) =>
    bytes <= mtu
      ? { outcome: 'arrived' }
      : { outcome: 'too-big', icmp: { from: '192.0.2.254', type: 3, code: 4, mtu } };

describe('the path MTU', () => {
  it('is known at once where the usual size comes through', async () => {
    expect(await measure(hole(1500))).toEqual({ mtu: 1500, rounds: [8] });
    expect(await measure(hole(9000))).toEqual({ mtu: 1500, rounds: [8] });
  });
  it('is what a router tells, once that came through', async () => {
    expect(await measure(told(1412))).toEqual({ mtu: 1412, rounds: [8, 1] });
    expect(await measure(told(1492))).toEqual({ mtu: 1492, rounds: [8] });
  });
  it('is found exactly, or a little below, where nobody tells', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1280, max: 1500 }), async (mtu) => {
        const found = await measure(hole(mtu));
        expect(found.mtu).toBeLessThanOrEqual(mtu);
        expect(mtu - (found.mtu ?? 0)).toBeLessThanOrEqual(12);
        expect(found.rounds.length).toBeLessThanOrEqual(4);
      }),
    );
  });
  it('is not taken for smaller because a packet was lost', async () => {
    const once: Fate = (bytes, sent) => ({ outcome: sent === 1 ? 'lost' : hole(1500)(bytes, sent).outcome });
    expect(await measure(once)).toEqual({ mtu: 1500, rounds: [8, 1] });
  });
  it('is not known where nothing comes back, or nothing can be sent', async () => {
    expect(await measure(() => ({ outcome: 'lost' }))).toEqual({ mtu: undefined, rounds: [8] });
    expect((await measure(hole(1500), true)).mtu).toBeUndefined();
    expect((await measure(hole(1000))).mtu).toBeUndefined();
  });
  it('is asked for within bounds, whatever is seen', () => {
    const packet: fc.Arbitrary<PacketSeen> = fc.record({
      bytes: fc.integer({ min: 0, max: 70_000 }),
      outcome: fc.constantFrom('arrived', 'lost', 'too-big', 'too-big-here', 'unreachable', 'not-sent'),
      icmp: fc.record({ from: fc.constant('x'), type: fc.constant(3), code: fc.constant(4), mtu: fc.nat(70_000) }),
    });
    fc.assert(
      fc.property(fc.array(packet, { minLength: 1, maxLength: 30 }), (seen) => {
        const next = nextSizes(seen);
        if ('mtu' in next) return;
        expect(next.sizes.length).toBeGreaterThan(0);
        expect(next.sizes.length).toBeLessThanOrEqual(60);
        for (const size of next.sizes) expect(Number.isInteger(size) && size > 0 && size <= 1500).toBe(true);
      }),
    );
  });
});
