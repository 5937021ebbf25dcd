import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decide, dueAt, phaseInLargestHole, slotAtOrAfter, spreadPhase } from '../../src/domain/cadence.ts';

const cadences = fc.record({
  every: fc.double({ min: 1, max: 3_600_000, noNaN: true }),
  phase: fc.double({ min: 0, max: 3_600_000, noNaN: true }),
});
const times = fc.double({ min: 0, max: 1e10, noNaN: true });

describe('slotAtOrAfter', () => {
  it('is the first slot at or after the time', () => {
    fc.assert(
      fc.property(cadences, times, (c, t) => {
        const k = slotAtOrAfter(c, t);
        expect(k).toBeGreaterThanOrEqual(0);
        expect(dueAt(c, k)).toBeGreaterThanOrEqual(t);
        if (k > 0) expect(dueAt(c, k - 1)).toBeLessThan(t);
      }),
    );
  });
  it('finds every slot at its own time, whatever the division rounds to', () => {
    fc.assert(
      fc.property(cadences, fc.nat(10_000_000), (c, k) => {
        expect(slotAtOrAfter(c, dueAt(c, k))).toBe(k);
      }),
    );
  });
});

describe('decide', () => {
  it('sends each slot at most once and none before its time', () => {
    fc.assert(
      fc.property(cadences, fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { maxLength: 200 }), (c, steps) => {
        let t = c.phase;
        let next = 0;
        for (const step of steps) {
          // Readings that fall exactly on a slot are where rounding bites.
          t = step > 2.5 ? Math.max(t, dueAt(c, next)) : t + step * c.every;
          const told = decide(c, next, t);
          if (!told.send) {
            expect(t).toBeLessThan(dueAt(c, next));
            expect(told).toEqual({ send: false, next, skipped: 0 });
          } else {
            expect(told.next).toBe(next + told.skipped + 1);
            expect(told.skipped).toBeGreaterThanOrEqual(0);
            expect(dueAt(c, told.next - 1)).toBeLessThanOrEqual(t);
            expect(dueAt(c, told.next)).toBeGreaterThan(t);
          }
          next = told.next;
        }
      }),
    );
  });
  it('does not drift: slot a million is due where a million intervals end', () => {
    expect(dueAt({ every: 1_000.1, phase: 7 }, 1_000_000)).toBeCloseTo(1_000_100_007, 3);
  });
  it('counts a slot as due at its own time where the division rounds down', () => {
    const c = { every: 1.1, phase: 0 };
    const t = dueAt(c, 15);
    expect(Math.floor(t / 1.1)).toBe(14);
    expect(decide(c, 15, t)).toEqual({ send: true, next: 16, skipped: 0 });
  });
  it('makes one send out of any number of missed slots', () => {
    expect(decide({ every: 1_000, phase: 0 }, 3, 60_500)).toEqual({ send: true, next: 61, skipped: 57 });
  });
});

describe('phases', () => {
  it('are spread evenly', () => {
    expect([0, 1, 2, 3].map((i) => spreadPhase(i, 4, 1_000))).toEqual([0, 250, 500, 750]);
  });
  it('of a stream added later lie in the middle of the largest hole', () => {
    expect(phaseInLargestHole([], 1_000)).toBe(0);
    expect(phaseInLargestHole([0], 1_000)).toBe(500);
    expect(phaseInLargestHole([100, 200], 1_000)).toBe(650);
    expect(phaseInLargestHole([400, 600, 900], 1_000)).toBe(150); // round the end: 900 … 1400
    expect(phaseInLargestHole([10_400, -400], 1_000)).toBe(0); // any slot of a stream tells its phase
  });
  it('never come nearer than half the fair share, however many are added', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (n) => {
        const taken: number[] = [];
        for (let i = 0; i < n; i += 1) taken.push(phaseInLargestHole(taken, 1_000));
        const sorted = taken.toSorted((a, b) => a - b);
        const holes = sorted.map((p, i) => (sorted[i + 1] ?? (sorted[0] ?? 0) + 1_000) - p);
        expect(Math.min(...holes)).toBeGreaterThanOrEqual(1_000 / n / 2);
      }),
    );
  });
});
