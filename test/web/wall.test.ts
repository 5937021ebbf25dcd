import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { columnsFor, pixelShift } from '../../web/src/model/wall-grid.ts';
import { faceOf } from '../../web/src/model/wall.ts';
import { T0, target } from './support.ts';

const S = 1_000_000;
const words = (t: Parameters<typeof faceOf>[0], now = T0) => {
  const face = faceOf(t, now);
  return { ...face, big: face.big.replaceAll('\u00a0', ' '), word: face.word.replaceAll('\u00a0', ' ') };
};

describe('the face of a tile', () => {
  const up = target('a', { latest: { at: T0, value: 12_340 } });
  it('shows the number and the word', () => {
    expect(words(up)).toEqual({ look: 'up', word: 'Up', big: '12.3 ms' });
  });
  it('shows why there is none', () => {
    const down = target('a', { latest: { at: T0, lost: 'timeout' }, state: { word: 'down', since: T0 } });
    expect(words(down)).toEqual({ look: 'down', word: 'Down', big: 'no reply' });
    expect(words(target('a', { state: { word: 'unknown', since: T0 } }))).toEqual({
      look: 'unknown',
      word: 'No data',
      big: '–',
    });
  });
  it('says that it is old, whatever it said before', () => {
    expect(words(up, T0 + 15 * S).look).toBe('up');
    expect(words(up, T0 + 16 * S)).toEqual({ look: 'stale', word: 'stale 16 s', big: '12.3 ms' });
    const lost = target('a', { latest: { at: T0, lost: 'timeout' }, state: { word: 'down', since: T0 } });
    expect(words(lost, T0 + 60 * S)).toMatchObject({ look: 'stale', big: '–' });
  });
});

describe('the places of tiles', () => {
  it('fills a screen that lies and one that stands', () => {
    expect(columnsFor(12, 1_800, 760, 2.5)).toBe(3);
    expect(columnsFor(12, 1_000, 1_600, 2.5)).toBe(2);
    expect(columnsFor(1, 1_800, 760, 2.5)).toBe(1);
    expect(columnsFor(0, 1_800, 760, 2.5)).toBe(1);
  });
  it('finds none better', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 300, max: 4_000 }),
        fc.integer({ min: 300, max: 4_000 }),
        (n, w, h) => {
          const size = (c: number): number => Math.min(w / c / 2.5, h / Math.ceil(n / c));
          const columns = columnsFor(n, w, h, 2.5);
          for (let c = 1; c <= n; c += 1) expect(size(c)).toBeLessThanOrEqual(size(columns) * 1.002);
        },
      ),
    );
  });
  it('shifts within reach and visits every place', () => {
    const places = Array.from({ length: 49 }, (_, i) => pixelShift(29_000_000 + i, 3));
    expect(new Set(places.map((p) => `${p.x} ${p.y}`)).size).toBe(49);
    for (const p of places) expect(Math.max(Math.abs(p.x), Math.abs(p.y))).toBeLessThanOrEqual(3);
  });
});
