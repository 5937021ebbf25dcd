import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { logTicks, stepFor, tickLabel, timeTicks, valueTicks } from '../../web/src/model/ticks.ts';

const H = 3_600_000;
const D = 24 * H;
const utcOffset = (): number => 0;
/** Berlin around the end of summer time 2025: +2 h until 26 October 01:00 UTC, then +1 h. */
const CHANGE = Date.UTC(2025, 9, 26, 1);
const berlin = (ms: number): number => (ms < CHANGE ? 2 * H : H);
/** New York around the start of summer time 2026. */
const SPRING = Date.UTC(2026, 2, 8, 7);
const newYork = (ms: number): number => (ms < SPRING ? -5 * H : -4 * H);

describe('ticks of a time axis', () => {
  it('are round on the local clock', () => {
    const from = Date.UTC(2025, 10, 21, 13, 2, 11);
    expect(timeTicks(from, from + H, 8, utcOffset).map((t) => new Date(t).toISOString().slice(11, 16))).toEqual([
      '13:10',
      '13:20',
      '13:30',
      '13:40',
      '13:50',
      '14:00',
    ]);
  });
  it('start days at midnight on either side of a change of summer time', () => {
    const ticks = timeTicks(Date.UTC(2025, 9, 24), Date.UTC(2025, 9, 29), 8, berlin);
    expect(ticks.map((t) => (t + berlin(t)) % D)).toEqual(ticks.map(() => 0));
    expect(ticks).toHaveLength(5);
  });
  it('neither repeat nor invent an hour at a change', () => {
    for (const [zone, change] of [
      [berlin, CHANGE],
      [newYork, SPRING],
    ] as const) {
      const ticks = timeTicks(change - 6 * H, change + 6 * H, 14, zone);
      expect(new Set(ticks).size).toBe(ticks.length);
      for (const t of ticks) expect((t + zone(t)) % H).toBe(0);
    }
  });
  it('leave out a time that the local clock skips', () => {
    const ticks = timeTicks(SPRING - 12 * H, SPRING + 12 * H, 14, newYork);
    expect(ticks.length).toBeGreaterThan(9);
    for (const t of ticks) expect(Math.abs((t + newYork(t)) % (2 * H))).toBe(0);
  });
  it('start weeks on Monday', () => {
    const ticks = timeTicks(Date.UTC(2025, 9, 1), Date.UTC(2025, 10, 21), 8, utcOffset);
    expect(ticks.map((t) => new Date(t).getUTCDay())).toEqual(ticks.map(() => 1));
    expect(ticks.length).toBeGreaterThan(5);
  });
  it('are in range, ascending and few, whatever the range', () => {
    const zones = fc.constantFrom(utcOffset, berlin, newYork, () => 5.75 * H);
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2026, 11) }),
        fc.integer({ min: 1_000, max: 400 * D }),
        fc.integer({ min: 2, max: 20 }),
        zones,
        (from, span, most, zone) => {
          const ticks = timeTicks(from, from + span, most, zone);
          expect(ticks.length).toBeLessThanOrEqual(most + 1);
          ticks.forEach((t, i) => {
            expect(t).toBeGreaterThanOrEqual(from);
            expect(t).toBeLessThanOrEqual(from + span);
            if (i > 0) expect(t).toBeGreaterThan(ticks[i - 1] ?? Infinity);
          });
        },
      ),
    );
  });
  it('are labelled by day at midnight and by second where the step has seconds', () => {
    const midnight = Date.UTC(2025, 10, 21);
    expect(tickLabel(midnight, H, 'UTC')).toBe('Fri 21 Nov');
    expect(tickLabel(midnight + H, H, 'UTC')).toBe('01:00');
    expect(tickLabel(midnight + 15_000, 5_000, 'UTC')).toBe('00:00:15');
    expect(tickLabel(midnight + H, D, 'UTC')).toBe('Fri 21 Nov');
  });
  it('give nothing for no range', () => {
    expect(timeTicks(5, 5, 8, utcOffset)).toEqual([]);
    expect(stepFor(365 * D * 3, 4)).toBeGreaterThan(100 * D);
  });
});

describe('ticks of values', () => {
  it('go from 0 to at least the top in 1, 2, 5 steps', () => {
    expect(valueTicks(52.1, 6)).toEqual([0, 10, 20, 30, 40, 50, 60]);
    expect(valueTicks(0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(valueTicks(0, 5)).toEqual([0]);
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e5, noNaN: true }), fc.integer({ min: 2, max: 12 }), (max, most) => {
        const ticks = valueTicks(max, most);
        expect(ticks[0]).toBe(0);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-9));
        expect(ticks.length).toBeLessThanOrEqual(most + 2);
      }),
    );
  });
  it('are 1, 2, 5 of every decade on a log axis', () => {
    expect(logTicks(0.9, 25)).toEqual([1, 2, 5, 10, 20]);
  });
});
