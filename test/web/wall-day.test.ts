import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { dayTicks } from '../../web/src/model/wall-day.ts';
import { clockMinutes } from '../../web/src/model/time.ts';

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const HOUR = 4 * QUARTER;
const DAY = 24 * HOUR;

/** What to add to UTC (ms) to read a zone's clock. */
const offsetOf = (zone: string): ((ms: number) => number) => {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (ms) => {
    const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 0, day = 0, hour, minute, second } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1_000) * 1_000;
  };
};
/** Half an hour, two hours, at midnight, twice a year, never, and of odd minutes. */
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'America/Havana',
  'America/Santiago',
  'Asia/Beirut',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'Pacific/Chatham',
  'Asia/Kathmandu',
  'UTC',
].map((name) => ({ name, offset: offsetOf(name) }));

/** Moments (ms) of 2024 to 2027 before which a zone's clock was another, to the minute. */
const changesOf = (offset: (ms: number) => number): readonly number[] => {
  const found: number[] = [];
  for (let day = Date.UTC(2024, 0); day < Date.UTC(2027, 0); day += DAY) {
    let [low, high] = [day, day + DAY];
    if (offset(low) === offset(high)) continue;
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (offset(middle) === offset(low)) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  return found;
};
const CHANGES = ZONES.flatMap((zone) => changesOf(zone.offset).map((change) => Object.assign({ change }, zone)));

/** Local times that are due in [from, to] (ms), as a clock that ticks by quarters of an hour shows them. */
const dueIn = (from: number, to: number, offset: (ms: number) => number): readonly number[] => {
  const due = new Set<number>();
  for (let ms = Math.ceil(from / QUARTER) * QUARTER; ms <= to; ms += QUARTER) {
    const wall = ms + offset(ms);
    if (wall % (6 * HOUR) === 0) due.add(wall);
  }
  return [...due];
};

describe('the axis of a day', () => {
  it('has a tick at each sixth hour that the clock shows, once, wherever and whenever it is', () => {
    expect(CHANGES.length).toBeGreaterThan(40);
    fc.assert(
      fc.property(
        fc.constantFrom(...CHANGES),
        fc.integer({ min: -40, max: 40 }),
        fc.nat(HOUR),
        ({ name, offset, change }, hours, rest) => {
          const to = change + hours * HOUR + rest;
          const from = to - DAY;
          const ticks = dayTicks(from * 1_000, to * 1_000, offset, name);
          for (const { at, label } of ticks) {
            expect(['00:00', '06:00', '12:00', '18:00']).toContain(label);
            expect(label).toBe(clockMinutes(at, name));
            expect(at).toBeGreaterThanOrEqual(from * 1_000);
            expect(at).toBeLessThanOrEqual(to * 1_000);
          }
          const shown = ticks.map(({ at }) => at / 1_000 + offset(at / 1_000));
          const due = dueIn(from, to, offset);
          // What comes twice has one tick, which may be before the axis begins.
          const twice = due.filter((wall) => !shown.includes(wall));
          for (const wall of twice) expect(Math.min(...twins(wall, offset))).toBeLessThan(from);
          expect(shown).toEqual(due.filter((wall) => !twice.includes(wall)));
        },
      ),
      { numRuns: 200 },
    );
  });
  it.each([
    ['23 hours', Date.UTC(2026, 2, 29, 22), ['00:00', '06:00', '12:00', '18:00', '00:00']],
    ['25 hours', Date.UTC(2025, 9, 26, 23), ['06:00', '12:00', '18:00', '00:00']],
  ])('is round on both sides of the change of a day of %s in Berlin', (_, midnight, labels) => {
    const offset = offsetOf('Europe/Berlin');
    const ticks = dayTicks((midnight - DAY) * 1_000, midnight * 1_000, offset, 'Europe/Berlin');
    expect(ticks.map((t) => t.label)).toEqual(labels);
  });
});

/** The moments (ms) at which a clock shows `wall`. */
function twins(wall: number, offset: (ms: number) => number): readonly number[] {
  return [offset(wall - DAY), offset(wall + DAY)].map((o) => wall - o).filter((ms) => ms + offset(ms) === wall);
}
