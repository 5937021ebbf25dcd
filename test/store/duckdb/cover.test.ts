import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DAY, HOUR, microsOf, MINUTE, SECOND } from '../../../src/domain/time.ts';
import { cover, grainFor, MICROS_OF, PLACE_OF, type Grain, type Kept } from '../../../src/store/duckdb/cover.ts';
import type { PlaceName } from '../../../src/store/duckdb/places.ts';

const at = (hours: number, minutes = 0, seconds = 0): number =>
  microsOf(hours * HOUR + minutes * MINUTE + seconds * SECOND);
const kept = (places: Partial<Record<PlaceName, number>>): Kept =>
  new Map(Object.entries(places).map(([name, horizon]) => [name as PlaceName, { horizon, cursor: 0 }]));
const DONE = kept({ minutes: at(100, 30), hours: at(100) });

describe('a range in pieces', () => {
  it('takes whole hours, whole minutes at their edges, and samples for the rest', () => {
    expect(cover({ from: at(1, 58, 30), to: at(101) }, DONE, 'hours')).toEqual([
      { from: at(1, 58, 30), to: at(1, 59), of: 'raw' },
      { from: at(1, 59), to: at(2), of: 'minutes' },
      { from: at(2), to: at(100), of: 'hours' },
      { from: at(100), to: at(100, 30), of: 'minutes' },
      { from: at(100, 30), to: at(101), of: 'raw' },
    ]);
    expect(cover({ from: at(1, 58, 30), to: at(3) }, DONE, 'minutes')).toEqual([
      { from: at(1, 58, 30), to: at(1, 59), of: 'raw' },
      { from: at(1, 59), to: at(3), of: 'minutes' },
    ]);
    expect(cover({ from: at(0, 30), to: at(98, 0, 30) }, DONE, 'days')).toEqual([
      { from: at(0, 30), to: at(1), of: 'minutes' },
      { from: at(1), to: at(24), of: 'hours' },
      { from: at(24), to: at(96), of: 'days' },
      { from: at(96), to: at(98), of: 'hours' },
      { from: at(98), to: at(98, 0, 30), of: 'raw' },
    ]);
    expect(cover({ from: at(1), to: at(3) }, DONE, 'raw')).toEqual([{ from: at(1), to: at(3), of: 'raw' }]);
    expect(cover({ from: at(1), to: at(3) }, new Map(), 'hours')).toEqual([{ from: at(1), to: at(3), of: 'raw' }]);
    expect(cover({ from: at(1), to: at(1) }, DONE, 'raw')).toEqual([]);
  });
  it('makes do with what is left', () => {
    const old = new Map([...DONE, ...kept({ 'raw kept': at(50), 'minutes kept': at(10) })]);
    expect(cover({ from: at(9, 30, 30), to: at(60) }, old, 'raw')).toEqual([
      { from: at(9, 30, 30), to: at(10), of: 'hours' },
      { from: at(10), to: at(50), of: 'minutes' },
      { from: at(50), to: at(60), of: 'raw' },
    ]);
    expect(cover({ from: at(8), to: at(49, 0, 30) }, old, 'minutes')).toEqual([
      { from: at(8), to: at(10), of: 'hours' },
      { from: at(10), to: at(49, 0, 30), of: 'minutes' },
    ]);
  });
  it('follows on, covers all, cuts no rollup that need not be cut, and takes nothing from where nothing is', () => {
    const hour = fc.integer({ min: 0, max: 80 }).map((h) => at(h));
    const instant = fc.oneof(
      fc.integer({ min: 0, max: at(80) }),
      fc.integer({ min: 0, max: 4_800 }).map((m) => at(0, m)),
      hour,
    );
    const places = fc
      .tuple(hour, hour, hour, fc.integer({ min: 0, max: 59 }))
      .map((hours) => hours.toSorted((a, b) => a - b))
      .map(([more = 0, minutesKept = 0, rawKept = 0, done = 0]) =>
        kept({ 'minutes kept': minutesKept, 'raw kept': rawKept, hours: done, minutes: done + at(0, more) }),
      );
    fc.assert(
      fc.property(
        instant,
        instant,
        places,
        fc.constantFrom<Grain[]>('raw', 'minutes', 'hours', 'days'),
        (a, b, had, grain) => {
          const range = { from: Math.min(a, b), to: Math.max(a, b) };
          const horizon = (name: PlaceName): number => had.get(name)?.horizon ?? 0;
          let end = range.from;
          for (const piece of cover(range, had, grain)) {
            expect(piece.from).toBe(end);
            expect(piece.to).toBeGreaterThan(piece.from);
            end = piece.to;
            if (piece.of === 'raw') expect(piece.from).toBeGreaterThanOrEqual(horizon('raw kept'));
            else expect(piece.to).toBeLessThanOrEqual(horizon(PLACE_OF[piece.of]));
            if (piece.of === 'minutes') expect(piece.from).toBeGreaterThanOrEqual(horizon('minutes kept'));
            for (const edge of piece.of === 'raw' ? [] : [piece.from, piece.to]) {
              const isCut = edge % MICROS_OF[piece.of === 'raw' ? 'minutes' : piece.of] !== 0;
              expect(piece.of === 'days' && isCut).toBe(false);
              const finer = piece.of === 'hours' && edge % at(0, 1) === 0 ? 'minutes kept' : 'raw kept';
              if (isCut) expect(edge).toBeLessThanOrEqual(horizon(finer));
            }
          }
          expect(end).toBe(range.to);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
it('stays with the samples for what is short or cuts through minutes', () => {
  const of = (hours: number, width?: number) =>
    grainFor({ from: 0, to: at(hours) }, width === undefined ? undefined : microsOf(width), 6 * HOUR);
  expect(of(6)).toBe('raw');
  expect(of(6, HOUR)).toBe('raw');
  expect(of(7)).toBe('days');
  expect(of(7, 5 * MINUTE)).toBe('minutes');
  expect(of(7, 90 * SECOND)).toBe('raw');
  expect(of(720, 2 * HOUR)).toBe('hours');
  expect(of(8_760, DAY)).toBe('days');
});
