import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { roundTrip, stepped } from '../../../src/net/echo/round-trip.ts';
import { WallOffset } from '../../../src/net/echo/wall-offset.ts';

// Whole numbers: random doubles are nearly all next to 0.
const micros = (max: number) => fc.integer({ min: 0, max });
const share = (min: number, max: number) => fc.integer({ min: min * 1_000, max: max * 1_000 }).map((n) => n / 1_000);

/** An echo as it happened on a monotonic clock, microseconds; the wall clock is set by `step` at `stepAt`. */
const echo = fc.record({
  offset: fc.integer({ min: -1e12, max: 1e12 }),
  handover: micros(500), // from the process to the device
  rtt: micros(2e6),
  latency: micros(1e6), // from arrival to the process
});
type Echo = { offset: number; handover: number; rtt: number; latency: number };
const readings = (e: Echo, step = 0, stepAt = Infinity) => {
  const wall = (t: number): number => t + e.offset + (t >= stepAt ? step : 0);
  const seen = e.handover + e.rtt + e.latency;
  return {
    sentWall: wall(0),
    txWall: wall(e.handover),
    rxWall: wall(e.handover + e.rtt),
    offsetAtSend: wall(0),
    offsetAtReceipt: wall(seen) - seen,
    elapsed: seen / 1_000,
  };
};

describe('round trip', () => {
  it('is what lies between the stamps of the kernel', () => {
    fc.assert(
      fc.property(echo, (e) => {
        const { rttMicros, stamps } = roundTrip(readings(e));
        expect(stamps).toBe('kernel-tx-rx');
        expect(Math.abs(rttMicros - e.rtt)).toBeLessThan(0.01);
      }),
    );
  });
  it('is from the send of the process where the departure was not stamped', () => {
    fc.assert(
      fc.property(echo, (e) => {
        const { rttMicros, stamps } = roundTrip({ ...readings(e), txWall: Number.NaN });
        expect(stamps).toBe('kernel-rx');
        expect(Math.abs(rttMicros - e.rtt - e.handover)).toBeLessThan(0.01);
      }),
    );
  });
  it('is by the monotonic clock where nothing was stamped', () => {
    expect(roundTrip({ ...readings({ offset: 5, handover: 1, rtt: 10, latency: 4 }), rxWall: Number.NaN })).toEqual({
      rttMicros: 15,
      stamps: 'monotonic',
    });
  });
  it('is never what a step of the wall clock made of it', () => {
    fc.assert(
      fc.property(
        echo,
        fc.oneof(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: -5e3, max: 5e3 })),
        share(-0.5, 1.5),
        (e, step, where) => {
          const seen = e.handover + e.rtt + e.latency;
          const { rttMicros, stamps } = roundTrip(readings(e, step, where * seen));
          // Either right but for what a slew may be, or what the monotonic clock saw.
          const slew = 2.1 + 500e-6 * seen;
          const right = Math.abs(rttMicros - e.rtt) <= slew;
          const bySend = stamps === 'kernel-rx' && Math.abs(rttMicros - e.rtt - e.handover) <= slew;
          const byProcess = stamps === 'monotonic' && Math.abs(rttMicros - seen) < 0.01;
          expect(right || bySend || byProcess).toBe(true);
        },
      ),
    );
  });
  it('tells a step from a slew', () => {
    expect(stepped(0, 400, 1_000)).toBe(false); // 400 ppm
    expect(stepped(0, 600, 1_000)).toBe(true);
    expect(stepped(0, -3, 0)).toBe(true);
  });
});

describe('offset of the wall clock', () => {
  const reading = fc.record({ wait: micros(1e6), gap: micros(5e3), at: share(0, 1) });
  const observe = (offset: WallOffset, start: number, truth: number, r: { wait: number; gap: number; at: number }) => {
    const before = start + r.wait;
    offset.observe(before, before + r.gap * r.at + truth, before + r.gap);
    return before + r.gap;
  };
  it('does not change however long a reading was interrupted', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.array(reading, { minLength: 1 }), (truth, all) => {
        const offset = new WallOffset();
        let now = 0;
        const values = new Set<number>();
        for (const r of all) {
          now = observe(offset, now, truth, r);
          values.add(offset.value);
        }
        expect(values.size).toBe(1);
      }),
    );
  });
  it('changes by about a step that is longer than the readings', () => {
    fc.assert(
      fc.property(
        fc.array(reading, { minLength: 1 }),
        reading,
        fc.integer({ min: 20_000, max: 1e9 }),
        (all, last, step) => {
          const offset = new WallOffset();
          let now = 0;
          for (const r of all) now = observe(offset, now, 0, r);
          const before = offset.value;
          observe(offset, now, step, last);
          expect(Math.abs(offset.value - before - step)).toBeLessThan(6_000);
        },
      ),
    );
  });
});
