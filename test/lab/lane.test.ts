import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { binomialBounds } from '../support/binomial.ts';
import { isNeighbourDiscovery, Lane, seededDice } from './lane.mjs';

const frame = (...marks: readonly number[]): Uint8Array =>
  Uint8Array.of(...Array<number>(12).fill(0), 0x08, 0x00, ...marks);
const arp = Uint8Array.of(...Array<number>(12).fill(0), 0x08, 0x06);
const icmp6 = (type: number): Uint8Array => {
  const bytes = new Uint8Array(60);
  bytes.set([0x86, 0xdd], 12);
  bytes[20] = 58;
  bytes[54] = type;
  return bytes;
};
const never = (): number => 1;

describe('a lane', () => {
  it('lets a frame out when its delay is over and not before', () => {
    const lane = new Lane(never);
    lane.shape({ delayMs: 10 });
    lane.offer(frame(7), 100);
    expect(lane.nextDue()).toBe(110);
    expect(lane.take(109.999)).toBeUndefined();
    expect(lane.take(110)).toEqual(frame(7));
    expect(lane.nextDue()).toBe(Infinity);
  });

  it('keeps frames in order whatever the delay does', () => {
    const steps = fc.array(fc.tuple(fc.nat(50), fc.nat(20)), { minLength: 1_100, maxLength: 2_500 });
    fc.assert(
      fc.property(steps, (script) => {
        const lane = new Lane(never);
        let now = 0;
        const out: Uint8Array[] = [];
        const drain = (): void => {
          for (let f = lane.take(now); f !== undefined; f = lane.take(now)) out.push(f);
        };
        for (const [i, [delayMs, wait]] of script.entries()) {
          lane.shape({ delayMs });
          lane.offer(frame(i >> 8, i & 0xff), now);
          now += wait;
          drain();
        }
        now += 100;
        drain();
        expect(out).toEqual(script.map((_, i) => frame(i >> 8, i & 0xff)));
        expect(lane.counters.passed).toBe(script.length);
      }),
      { numRuns: 10 },
    );
  });

  it('loses as often as asked, and counts it', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (seed, loss) => {
        const lane = new Lane(seededDice(seed));
        lane.shape({ loss });
        for (let i = 0; i < 2_000; i += 1) lane.offer(frame(1), 0);
        const [low, high] = binomialBounds(2_000, loss, 1e-9);
        expect(lane.counters.lost).toBeGreaterThanOrEqual(low);
        expect(lane.counters.lost).toBeLessThanOrEqual(high);
      }),
      { numRuns: 30 },
    );
  });

  it('delays by what was asked and by chance on top, and lets nothing overtake', () => {
    const lane = new Lane(seededDice(3));
    lane.shape({ delayMs: 10, jitterMs: 4 });
    const left: number[] = [];
    for (let i = 0; i < 5_000; i += 1) {
      const now = i * 100;
      lane.offer(frame(1), now);
      left.push(lane.nextDue() - now);
      lane.take(Infinity);
    }
    expect(Math.min(...left)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...left)).toBeLessThanOrEqual(10 + 6 * 4);
    const mean = left.reduce((a, b) => a + b, 0) / left.length;
    expect(mean).toBeGreaterThan(13.7);
    expect(mean).toBeLessThan(14.3);

    const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
    for (const n of numbers) lane.offer(frame(n), 0);
    expect(numbers.map(() => lane.take(Infinity)?.at(-1))).toEqual(numbers);
  });

  it('spares neighbour discovery from loss, and cuts it with the rest', () => {
    const lane = new Lane(() => 0);
    lane.shape({ loss: 1 });
    for (const f of [arp, icmp6(135), frame(1), icmp6(128)]) lane.offer(f, 0);
    expect(lane.counters).toMatchObject({ neighbour: 2, lost: 2 });
    lane.shape({ cut: true });
    lane.offer(arp, 0);
    expect(lane.counters.cut).toBe(3);
    expect(lane.take(Infinity)).toBeUndefined();
  });

  it('holds so many and no more', () => {
    const lane = new Lane(never);
    lane.shape({ delayMs: 1_000 });
    for (let i = 0; i < 20_001; i += 1) lane.offer(frame(1), 0);
    expect(lane.counters.overflow).toBe(1);
  });
});

describe('neighbour discovery', () => {
  it('is ARP and ICMPv6 133 to 137, and nothing else', () => {
    const told = [132, 133, 137, 138].map((type) => isNeighbourDiscovery(icmp6(type)));
    expect(told).toEqual([false, true, true, false]);
    expect(isNeighbourDiscovery(arp)).toBe(true);
    expect(isNeighbourDiscovery(Uint8Array.of(1))).toBe(false);
  });
});

describe('the dice', () => {
  it('repeat for a seed and differ between seeds', () => {
    const throws = (seed: number): readonly number[] => Array.from({ length: 5 }, seededDice(seed));
    expect(throws(7)).toEqual(throws(7));
    expect(throws(7)).not.toEqual(throws(8));
  });
});
