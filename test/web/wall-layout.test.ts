import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { wallLayout, type Counts } from '../../web/src/model/wall-layout.ts';

const COUNTS: Counts = {
  digits: 1.668,
  rows: 2,
  tiles: 12,
  sites: 4,
  cards: 0,
  moreCards: false,
  caption: 1,
  facts: 2,
  notes: false,
};
/** Arial’s digits are so high. */
const HIGH = 0.716;

describe('the wall’s layout', () => {
  it.each([
    [1_920, 1_080],
    [3_840, 2_160],
    [2_560, 1_440],
  ])('has a number a hand high on %i × %i: a quarter of the screen', (width, height) => {
    const { unit, hero, rows } = wallLayout({ width, height }, COUNTS);
    const share = (unit * hero.digits * HIGH) / height;
    expect(share).toBeGreaterThan(0.23);
    expect(share).toBeLessThan(0.27);
    expect(rows.count).toBe(2);
  });
  it('counts what finds no room', () => {
    const { tiles } = wallLayout({ width: 1_920, height: 1_080 }, { ...COUNTS, tiles: 40, sites: 64 });
    expect(tiles.shown).toBe(tiles.rows * tiles.columns - 1);
  });
  it('is within the screen, whatever there is', () => {
    const screen = fc.constantFrom(
      [1_920, 1_080],
      [3_840, 2_160],
      [1_280, 800],
      [1_024, 768],
      [768, 1_024],
      [1_080, 1_920],
    );
    const counts = fc.record({
      digits: fc.double({ min: 1.5, max: 2.2, noNaN: true }),
      rows: fc.integer({ min: 0, max: 20 }),
      tiles: fc.integer({ min: 0, max: 40 }),
      sites: fc.integer({ min: 0, max: 64 }),
      cards: fc.integer({ min: 0, max: 9 }),
      moreCards: fc.constant(false),
      caption: fc.integer({ min: 0, max: 2 }),
      facts: fc.integer({ min: 0, max: 2 }),
      notes: fc.boolean(),
    });
    fc.assert(
      fc.property(screen, counts, ([width = 0, height = 0], some) => {
        const all = { ...some, moreCards: some.cards > 4 };
        const { unit, hero, rows, tiles, sites, foot, card, shape } = wallLayout({ width, height }, all);
        const strip = (n: number, each: number, gap: number): number => (n === 0 ? 0 : n * (each + gap) - gap + 1);
        const beside = strip(tiles.rows, 2.9, 0.5) + strip(sites.rows, 3.2, 0.4);
        const main = shape === 'wide' ? Math.max(hero.height, rows.height) : hero.height + 1 + rows.height;
        expect(3 + 9 + foot + 1 + beside + main).toBeLessThanOrEqual(height / unit + 0.01);
        expect(hero.digits).toBeGreaterThan(4);
        expect(rows.count).toBe(all.rows === 0 ? 0 : rows.count);
        if (rows.count > 0) expect((rows.height - 2.2 * (1 + all.caption)) / rows.count).toBeGreaterThan(3);
        if (all.cards > 0) expect(card.height).toBeGreaterThan(2.6);
        expect(tiles.shown <= tiles.rows * tiles.columns && tiles.shown <= all.tiles).toBe(true);
      }),
    );
  });
});
