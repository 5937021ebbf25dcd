import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  logTicks,
  momentOf,
  stepFor,
  tickLabels,
  timeTicks,
  valueTicks,
  type OffsetAt,
} from '../../web/src/model/ticks.ts';

const H = 3_600_000;
const D = 24 * H;
const utcOffset = (): number => 0;
/** Berlin around the end of summer time 2025: +2 h until 26 October 01:00 UTC, then +1 h. */
const CHANGE = Date.UTC(2025, 9, 26, 1);
const berlin = (ms: number): number => (ms < CHANGE ? 2 * H : H);
/** New York around the start of summer time 2026. */
const SPRING = Date.UTC(2026, 2, 8, 7);
const newYork = (ms: number): number => (ms < SPRING ? -5 * H : -4 * H);

/** Ticks of an axis that is `px` wide. */
const ticksIn = (from: number, to: number, px: number, offset: OffsetAt): number[] =>
  timeTicks(from, to, stepFor(to - from, px), offset);
/** A phone's chart and a desk's (px). */
const PHONE = 280;
const DESK = 1_280;

describe('ticks of a time axis', () => {
  it('are round on the local clock', () => {
    const from = Date.UTC(2025, 10, 21, 13, 2, 11);
    expect(ticksIn(from, from + H, 500, utcOffset).map((t) => new Date(t).toISOString().slice(11, 16))).toEqual([
      '13:10',
      '13:20',
      '13:30',
      '13:40',
      '13:50',
      '14:00',
    ]);
  });
  it('start days at midnight on either side of a change of summer time', () => {
    const ticks = ticksIn(Date.UTC(2025, 9, 24), Date.UTC(2025, 9, 29), 600, berlin);
    expect(ticks.map((t) => (t + berlin(t)) % D)).toEqual(ticks.map(() => 0));
    expect(ticks).toHaveLength(5);
  });
  it('neither repeat nor invent an hour at a change', () => {
    for (const [zone, change] of [
      [berlin, CHANGE],
      [newYork, SPRING],
    ] as const) {
      const ticks = ticksIn(change - 6 * H, change + 6 * H, 1_000, zone);
      expect(new Set(ticks).size).toBe(ticks.length);
      for (const t of ticks) expect((t + zone(t)) % H).toBe(0);
    }
  });
  it('leave out a time that the local clock skips', () => {
    const ticks = ticksIn(SPRING - 12 * H, SPRING + 12 * H, 1_000, newYork);
    expect(ticks.length).toBeGreaterThan(9);
    for (const t of ticks) expect(Math.abs((t + newYork(t)) % (2 * H))).toBe(0);
  });
  it('keep a day whose midnight is skipped, at its first moment', () => {
    // As in Beirut: at midnight the clock leaps to one.
    const leap = Date.UTC(2026, 2, 28, 22);
    const beirut: OffsetAt = (ms) => (ms < leap ? 2 * H : 3 * H);
    expect(ticksIn(Date.UTC(2026, 2, 26), Date.UTC(2026, 3, 1), 800, beirut)).toContain(leap);
    expect(momentOf(Date.UTC(2026, 2, 29), beirut)).toBe(leap);
  });
  it('start weeks on Monday', () => {
    const ticks = ticksIn(Date.UTC(2025, 9, 1), Date.UTC(2025, 10, 21), 600, utcOffset);
    expect(ticks.map((t) => new Date(t).getUTCDay())).toEqual(ticks.map(() => 1));
    expect(ticks.length).toBeGreaterThan(5);
  });
  it('are the firsts of months in a year, each quarter on a phone', () => {
    const to = Date.UTC(2025, 10, 21, 13);
    const desk = ticksIn(to - 365 * D, to, DESK, berlin);
    expect(desk).toHaveLength(12);
    for (const t of desk) expect(new Date(t + berlin(t)).toISOString()).toMatch(/-01T00:00:00/);
    const phone = ticksIn(to - 365 * D, to, PHONE, utcOffset);
    expect(phone.map((t) => new Date(t).toISOString().slice(0, 7))).toEqual([
      '2025-01',
      '2025-04',
      '2025-07',
      '2025-10',
    ]);
  });
  it('are hours in a day, days in a week, weeks in three months', () => {
    expect(stepFor(D, DESK)).toMatchObject({ kind: 'hour', ms: 2 * H });
    expect(stepFor(7 * D, DESK)).toMatchObject({ kind: 'weekday', ms: D });
    expect(stepFor(30 * D, DESK)).toMatchObject({ kind: 'day', ms: 2 * D });
    expect(stepFor(90 * D, DESK)).toMatchObject({ kind: 'day', ms: 7 * D });
    expect(stepFor(90 * D, PHONE)).toMatchObject({ kind: 'month', months: 1 });
  });
  it('are in range, ascending and few, whatever the range', () => {
    const zones = fc.constantFrom<OffsetAt>(utcOffset, berlin, newYork, () => 5.75 * H);
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2026, 11) }),
        fc.integer({ min: 1_000, max: 400 * D }),
        fc.integer({ min: 200, max: 2_000 }),
        zones,
        (from, span, px, zone) => {
          const ticks = ticksIn(from, from + span, px, zone);
          // February is shorter than its share of a year.
          expect(ticks.length).toBeLessThanOrEqual(px / 58 + 2);
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
    const label = (at: number, span: number): string | undefined =>
      tickLabels([at], stepFor(span, DESK), midnight, 'UTC')[0];
    expect(label(midnight, D)).toBe('Fri 21 Nov');
    expect(label(midnight + H, D)).toBe('01:00');
    expect(label(midnight + 15_000, 60_000)).toBe('00:00:15');
    expect(label(midnight, 7 * D)).toBe('Fri 21 Nov');
    expect(label(midnight, 90 * D)).toBe('21 Nov');
  });
  it('name the year where it changes', () => {
    const now = Date.UTC(2026, 1, 10);
    const months = [Date.UTC(2025, 10), Date.UTC(2025, 11), Date.UTC(2026, 0), Date.UTC(2026, 1)];
    expect(tickLabels(months, stepFor(120 * D, 300), now, 'UTC')).toEqual(['Nov 2025', 'Dec', 'Jan 2026', 'Feb']);
    expect(tickLabels([Date.UTC(2020, 0), Date.UTC(2022, 0)], stepFor(4_000 * D, 500), now, 'UTC')).toEqual([
      '2020',
      '2022',
    ]);
  });
  it('give nothing for no range', () => {
    expect(ticksIn(5, 5, 800, utcOffset)).toEqual([]);
    expect(stepFor(365 * D * 3, 250).ms).toBeGreaterThan(100 * D);
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
