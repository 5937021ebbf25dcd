import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isNight, unknownRows, wallOptions } from '../../web/src/model/wall-options.ts';

const NONE = { rows: undefined, rotate: undefined, theme: undefined, night: { from: 22, to: 7 }, wrong: [] };

describe('what the address asks of the wall', () => {
  it('is nothing where it says nothing', () => {
    expect(wallOptions('')).toEqual(NONE);
  });
  it('is rows in their order, a turn, a theme and a night', () => {
    expect(wallOptions('?lines=dsl,%20lte,dsl&rotate=30&theme=light&night=23-24')).toEqual({
      rows: ['dsl', 'lte'],
      rotate: 30,
      theme: 'light',
      night: { from: 23, to: 0 },
      wrong: [],
    });
    expect(wallOptions('?night=off').night).toBeUndefined();
  });
  it.each([
    ['?rotate=2', { rotate: 5 }, 'rotate= is 5 s at least'],
    ['?rotate=99999', { rotate: 3_600 }, 'rotate= is 3600 s at most'],
    ['?rotate=often', {}, 'rotate=“often” is no number of seconds'],
    ['?theme=blue', {}, 'theme=“blue” is none of dark, light, auto'],
    ['?night=22', {}, 'night=“22” is neither two hours, e.g. 22-7, nor off'],
    ['?night=7-7', {}, 'night=“7-7” is neither two hours, e.g. 22-7, nor off'],
    ['?night=25-7', {}, 'night=“25-7” is neither two hours, e.g. 22-7, nor off'],
    ['?lines=,', {}, 'lines= names no line, e.g. lines=dsl,lte'],
    ['?colour=red', {}, '“colour” is none of lines, rotate, theme, night'],
  ])('%s is told and does no harm', (search, read, wrong) => {
    expect(wallOptions(search)).toEqual({ ...NONE, ...read, wrong: [wrong] });
  });
  it('names what nothing has', () => {
    expect(unknownRows(['dsl', 'lte'], ['dsl', 'lte'])).toBeUndefined();
    expect(unknownRows(undefined, [])).toBeUndefined();
    expect(unknownRows(['a', 'dsl', 'b', 'c', 'd'], ['dsl'])).toBe(
      'There is no line or target “a”, “b”, “c” and 1 more',
    );
  });
  it('whatever stands there, it is within bounds, and no stranger’s control character is told', () => {
    const key = fc.constantFrom('lines', 'rotate', 'theme', 'night', 'x');
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.string({ unit: 'binary', maxLength: 30 })), { maxLength: 6 }), (pairs) => {
        const o = wallOptions(`?${new URLSearchParams(pairs)}`);
        if (o.rotate !== undefined) expect(o.rotate >= 5 && o.rotate <= 3_600).toBe(true);
        if (o.night !== undefined) {
          expect(o.night.from).not.toBe(o.night.to);
          for (const hour of [o.night.from, o.night.to]) expect(hour >= 0 && hour < 24).toBe(true);
        }
        expect(o.rows === undefined || (o.rows.length > 0 && o.rows.length <= 12)).toBe(true);
        expect(o.wrong.length).toBeLessThanOrEqual(3);
        // oxlint-disable-next-line no-control-regex
        for (const wrong of o.wrong) expect(wrong).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });
});

describe('night', () => {
  it('goes over midnight, or not', () => {
    const hours = (from: number, to: number): number[] =>
      Array.from({ length: 24 }, (_, h) => h).filter((h) => isNight({ from, to }, h));
    expect(hours(22, 7)).toEqual([0, 1, 2, 3, 4, 5, 6, 22, 23]);
    expect(hours(1, 3)).toEqual([1, 2]);
    expect(isNight(undefined, 3)).toBe(false);
  });
});
