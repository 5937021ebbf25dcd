import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { joined, longestFirst, overlapOf, uptimeOf, without } from '../../../src/api/lines/uptime.ts';
import type { Bucket, Range } from '../../../src/store/journal.ts';

const HOUR = 3_600_000_000;
const day = (text: string): number => Date.parse(text) * 1_000;
const hours = (from: number, n: number): readonly Bucket[] =>
  Array.from({ length: n }, (_, i) => ({
    at: from + i * HOUR,
    n: 3600,
    lost: 0,
    notes: {
      late: 0,
      duplicate: 0,
      reordered: 0,
    },
  }));

describe('stretches', () => {
  const stretch = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
    .map(([from, n]): Range => ({ from, to: from + n }));
  const isIn = (all: readonly Range[], at: number): boolean => all.some((s) => s.from <= at && at < s.to);
  it('joined, and without others, cover what they should and nothing twice', () => {
    fc.assert(
      fc.property(fc.array(stretch), fc.array(stretch), (a, b) => {
        const [some, others] = [joined(a), joined(b)];
        const left = without(some, others);
        for (let at = 0; at < 80; at += 1) {
          expect(isIn(some, at)).toBe(isIn(a, at));
          expect(isIn(left, at)).toBe(isIn(a, at) && !isIn(b, at));
        }
        for (const [i, s] of left.entries()) {
          expect(s.to).toBeGreaterThan(s.from);
          expect(s.from).toBeGreaterThanOrEqual(left[i - 1]?.to ?? 0);
        }
      }),
    );
  });
});

describe('uptime by month and year', () => {
  const range = { from: day('2025-12-20'), to: day('2026-02-10T12:00:00Z') };
  const outage = { from: day('2026-01-31T23:00:00Z'), to: day('2026-02-01T01:00:00Z'), lost: 7_200 };
  const watch = {
    width: HOUR,
    line: 'dsl',
    gaps: [],
    outages: [outage],
    buckets: hours(day('2025-12-31'), 24 * 41 + 12),
  };
  it('cuts an outage at the end of the month, and counts it where it began', () => {
    const { months, years } = uptimeOf(watch, [], range);
    expect(months.map((m) => [m.month, m.watched / HOUR, m.dark / HOUR, m.outages])).toEqual([
      ['2026-02', 9 * 24 + 12, 1, 0],
      ['2026-01', 31 * 24, 1, 1],
      ['2025-12', 24, 0, 0],
    ]);
    expect(years.map((y) => [y.year, y.watched / HOUR, y.dark / HOUR, y.outages])).toEqual([
      [2026, 40 * 24 + 12, 2, 1],
      [2025, 24, 0, 0],
    ]);
  });
  it('counts monitor gaps neither way, and as live only what was watched', () => {
    const gaps = [
      { kind: 'gap', from: day('2026-01-10'), to: day('2026-01-12'), reason: 'stopped' } as const,
      { kind: 'gap', from: day('2026-01-11'), to: day('2026-01-13'), reason: 'suspended' } as const,
    ];
    const live = [{ from: day('2026-01-12'), to: day('2026-01-14') }];
    const { months } = uptimeOf({ ...watch, gaps }, live, range);
    expect(months[1]).toMatchObject({ month: '2026-01', watched: 28 * 24 * HOUR, live: 24 * HOUR });
  });
  it('leaves out what has no data', () => {
    expect(uptimeOf({ ...watch, buckets: [] }, [], range)).toEqual({ months: [], years: [] });
  });
  it('never tells more dark or live than watched, whatever overlaps', () => {
    const any = fc.tuple(fc.integer({ min: -20, max: 1_300 }), fc.integer({ min: 1, max: 200 }));
    fc.assert(
      fc.property(fc.array(any), fc.array(any), fc.array(any), (outages, gaps, live) => {
        const at = ([from, n]: readonly [number, number]) => ({
          from: range.from + from * HOUR,
          to: range.from + (from + n) * HOUR,
        });
        const { months } = uptimeOf(
          {
            ...watch,
            outages: outages.map((o) => Object.assign(at(o), { lost: 3 })),
            gaps: gaps.map((g) => Object.assign(at(g), { kind: 'gap', reason: 'stalled' } as const)),
          },
          live.map(at),
          range,
        );
        for (const m of months) {
          expect(m.dark).toBeLessThanOrEqual(m.watched);
          expect(m.live).toBeLessThanOrEqual(m.watched);
          expect(m.watched).toBeLessThanOrEqual(overlapOf(range, m));
        }
      }),
      { numRuns: 50 },
    );
  });
});

it('the longest outage comes first; one that lasts counts up to now', () => {
  const outages = [
    { from: 0, to: 10, lost: 3 },
    { from: 50, to: 55, lost: 3 },
    { from: 80, lost: 3 },
  ];
  expect(longestFirst(outages, 100).map((o) => o.from)).toEqual([80, 0, 50]);
});
