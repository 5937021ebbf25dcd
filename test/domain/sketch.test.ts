import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { nearestRank } from '../../src/domain/quantile.ts';
import { Sketch, SKETCH_ERROR } from '../../src/domain/sketch.ts';
import { SketchError } from '../../src/domain/sketch-bytes.ts';

const micros = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 18_000, max: 26_000 }),
  fc.integer({ min: -50, max: 40_000_000 }),
);
const reals = fc.double({ min: -1e15, max: 1e15, noNaN: true }).map((v) => (Math.abs(v) < 1e-9 ? 0 : v));
const lists = fc.oneof(fc.array(micros, { maxLength: 300 }), fc.array(reals, { maxLength: 100 }));
const told = (s: Sketch) => ({ n: s.n, whole: s.whole, values: s.values() });

describe('a sketch', () => {
  it('tells every percentile within its error of the nearest rank', () => {
    fc.assert(
      fc.property(lists, fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { maxLength: 5 }), (values, any) => {
        const percents = any.toSorted((a, b) => a - b);
        const sorted = Float64Array.from(values).toSorted();
        const found = Sketch.of(values).quantiles(percents, sorted[0] ?? 0, sorted.at(-1) ?? 0);
        expect(found).toHaveLength(values.length === 0 ? 0 : percents.length);
        for (const [i, told] of found.entries()) {
          const truth = nearestRank(sorted, percents[i] ?? 0) ?? Number.NaN;
          const rounding = values.every(Number.isInteger) ? 0.5 : 0;
          // A double more or less, where a value lies on the very edge of its bin.
          expect(Math.abs(told - truth)).toBeLessThanOrEqual(Math.abs(truth) * SKETCH_ERROR * (1 + 1e-9) + rounding);
        }
      }),
      { numRuns: 600 },
    );
  });
  it('is the same merged as built at once, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(lists, { maxLength: 6 }), (parts) => {
        const merged = new Sketch();
        for (const [i, part] of parts.toReversed().entries()) {
          if (i % 2 === 0) merged.merge(Sketch.of(part));
          else merged.addEncoded(Sketch.of(part).encode());
        }
        expect(told(merged)).toEqual(told(Sketch.of(parts.flat())));
        expect(merged.encode()).toEqual(Sketch.of(parts.flat()).encode());
      }),
    );
  });
  it('comes back from its bytes as it was', () => {
    const bins = fc.uniqueArray(
      fc.tuple(
        fc.integer({ min: -3_110, max: 3_110 }),
        fc.oneof(fc.integer({ min: 1, max: 200 }), fc.nat(2 ** 31 - 1), fc.constant(2 ** 46)),
      ),
      { selector: ([key]) => key, maxLength: 40 },
    );
    fc.assert(
      fc.property(bins, fc.boolean(), (list, whole) => {
        const sketch = new Sketch();
        for (const [key, count] of list) sketch.addBin(key, Math.max(1, count), whole);
        const back = Sketch.decode(sketch.encode());
        expect(told(back)).toEqual(told(sketch));
        expect(back.encode()).toEqual(sketch.encode());
      }),
      { numRuns: 300 },
    );
  });
  it('takes any bytes for a sketch or says what is wrong with them', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.uint8Array({ maxLength: 60 }).map((b) => Uint8Array.of(2, ...b)),
      fc.tuple(lists, fc.nat(40)).map(([list, cut]) => Sketch.of(list).encode().subarray(0, cut)),
    );
    fc.assert(
      fc.property(bytes, (some) => {
        try {
          const sketch = Sketch.decode(some);
          expect(sketch.n).toBeGreaterThanOrEqual(0);
          expect(sketch.encode()).toEqual(some);
        } catch (error) {
          if (!(error instanceof SketchError)) throw error;
          expect(error.message).toMatch(/^sketch: /);
        }
      }),
      { numRuns: 2_000 },
    );
  });
  it('refuses each kind of broken bytes', () => {
    for (const [bytes, why] of [
      [[], 'version none'],
      [[3], 'version 3'],
      [[2, 0], 'cut short'],
      [[2, 0, 0], 'without a count'],
      [[2, 0, 0, 0], 'zeros where'],
      [[2, 0x61, 0x48, 1], 'cut short'],
      [[2, 0xff, 0xff], 'at most'],
      [[2, ...Array.from({ length: 30 }, () => 0), 1], 'beyond 2'],
    ] as const)
      expect(() => Sketch.decode(Uint8Array.from(bytes)), String(bytes)).toThrow(why);
  });
  it('holds what no one would measure', () => {
    const odd = Sketch.of([0, -0, 1e-12, 5e-324, 1e300, -1e300]);
    expect(odd.n).toBe(6);
    expect(odd.values()).toHaveLength(3);
    const [half, most] = odd.quantiles([50, 100], -1e300, 1e300);
    expect(half).toBe(0);
    expect(most).toBeCloseTo(1e18, -17);
    expect(Sketch.decode(odd.encode()).n).toBe(6);
    expect(new Sketch().quantiles([50], 0, 0)).toEqual([]);
  });
  it('takes some fifteen bytes for a minute of answers', () => {
    const minute = Array.from({ length: 60 }, (_, i) => 20_000 + ((i * 7_919) % 3_000));
    expect(Sketch.of(minute).encode().length).toBeLessThanOrEqual(16);
  });
});
