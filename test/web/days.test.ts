import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { calendarOf, hasCalendar } from '../../web/src/model/days.ts';
import { bucket, T0, view } from './support.ts';

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;
const year = view({ from: T0 - 365 * DAY, widthMicros: 12 * HOUR });
const midnight = Math.floor(T0 / DAY) * DAY;

describe('the calendar of a view', () => {
  it('has a cell for every day, Monday on top, a week a column', () => {
    const { days, months, columns } = calendarOf(year);
    expect(days).toHaveLength(366);
    expect(columns).toBeGreaterThanOrEqual(53);
    expect(columns).toBeLessThanOrEqual(54);
    for (const d of days) expect((new Date(d.at / 1_000).getUTCDay() + 6) % 7).toBe(d.row);
    expect(new Set(days.map((d) => `${d.column} ${d.row}`)).size).toBe(366);
    expect(months).toHaveLength(12);
  });
  it('has its rows also before the first Monday of all', () => {
    const { days } = calendarOf(view({ from: 0, to: 70 * DAY, widthMicros: DAY }));
    expect(days.slice(0, 5).map((d) => `${d.column} ${d.row}`)).toEqual(['0 3', '0 4', '0 5', '0 6', '1 0']);
  });
  it('is for two months to a year and a bit', () => {
    expect([30, 90, 365, 900].map((days) => hasCalendar(T0 - days * DAY, T0))).toEqual([false, true, true, false]);
  });
  it('adds up the buckets of a day', () => {
    const buckets = [bucket(midnight, 43_200, 3), bucket(midnight + 12 * HOUR, 1_000, 500)];
    const last = calendarOf(view({ from: T0 - 70 * DAY, widthMicros: 12 * HOUR, buckets })).days.at(-1);
    expect(last).toMatchObject({ at: midnight, n: 44_200, lost: 503, level: 1, kind: 'lossy', dark: 0 });
  });
  it('splits an outage over the days that it touches, and keeps seconds', () => {
    const outages = [
      { from: midnight - 2 * DAY - HOUR, to: midnight - 2 * DAY + 2 * HOUR, lost: 10_800 },
      { from: midnight - 9 * DAY + HOUR, to: midnight - 9 * DAY + HOUR + 8_000_000, lost: 8 },
      { from: T0 - 60_000_000, lost: 60 },
    ];
    const { days } = calendarOf({ ...year, outages });
    const dark = days.filter((d) => d.kind === 'dark').map((d) => [d.at, d.dark]);
    expect(dark).toEqual([
      [midnight - 9 * DAY, 8_000_000],
      [midnight - 3 * DAY, HOUR],
      [midnight - 2 * DAY, 2 * HOUR],
      [midnight, 60_000_000],
    ]);
  });
  it('tells a day that nobody watched from one without data', () => {
    const buckets = year.buckets.filter(
      (b) => b.at >= midnight - 20 * DAY && (b.at < midnight - 5 * DAY || b.at >= midnight - 4 * DAY),
    );
    const gaps = [{ kind: 'gap', from: midnight - 5 * DAY, to: midnight - 4 * DAY, reason: 'stopped' } as const];
    const { days } = calendarOf({ ...year, buckets, gaps });
    expect(days.find((d) => d.at === midnight - 5 * DAY)?.kind).toBe('gap');
    expect(days.find((d) => d.at === midnight - 30 * DAY)?.kind).toBe('none');
    expect(days.at(-1)?.kind).toBe('answered');
  });
  it('holds for any stretch', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 86_399 }), (long, second) => {
        const to = midnight + second * 1_000_000 + 1;
        const { days, columns } = calendarOf(view({ from: to - long * DAY, to, now: to, widthMicros: DAY }));
        expect(days.length - long).toBeLessThanOrEqual(1);
        expect(days.length).toBeGreaterThanOrEqual(long);
        for (const d of days) expect(d.column).toBeLessThan(columns);
      }),
    );
  });
});
