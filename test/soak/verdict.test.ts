import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { judge, slopeOf, type Point } from './verdict.ts';

const line = (n: number, value: (t: number) => number): readonly Point[] =>
  Array.from({ length: n }, (_, t) => ({ t, value: value(t) }));
const rule = { what: 'memory', unit: 'MB', growth: 5, most: 256 };

describe('the slope', () => {
  it('of a line is its own, whatever a quarter of the points are', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9, max: 9 }), fc.array(fc.nat(1_000_000), { maxLength: 20 }), (slope, wild) => {
        const at = (t: number): number => 100 + slope * t;
        expect(slopeOf(line(80, (t) => (t % 4 === 0 ? (wild[t / 4] ?? at(t)) : at(t))))).toBe(slope);
      }),
    );
  });
  it('of one point or none is 0', () => {
    expect([slopeOf([]), slopeOf(line(1, () => 7))]).toEqual([0, 0]);
  });
});
describe('a verdict', () => {
  it('forgives the warm-up and a peak, not a leak', () => {
    const warm = line(200, (t) => (t < 50 ? 2 * t : 100) + (t === 120 ? 90 : 0));
    expect(judge(rule, warm, 50)).toMatchObject({ ok: true, median: 100, highest: 190, grew: 0 });
    expect(judge(rule, warm, 0).ok).toBe(true);
    const leak = line(200, (t) => 100 + t / 10);
    expect(judge(rule, leak, 50)).toMatchObject({ ok: false });
    expect(judge(rule, leak, 50).grew).toBeCloseTo(14.9, 6);
  });
  it('holds the peak against what it may be at most, also in the warm-up', () => {
    expect(
      judge(
        rule,
        line(90, (t) => (t === 3 ? 257 : 100)),
        20,
      ).ok,
    ).toBe(false);
  });
  it('is not given without a figure', () => {
    expect(judge(rule, [], 0).ok).toBe(false);
  });
});
