import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { inStretches } from '../../../src/api/owner/stretches.ts';

it('tells all of a range once, in order, and never more at once than allowed', async () => {
  const arb = fc.record({
    stamps: fc.array(fc.nat({ max: 2_000 }), { maxLength: 300 }),
    from: fc.nat({ max: 500 }),
    length: fc.integer({ min: 1, max: 2_000 }),
    most: fc.integer({ min: 1, max: 40 }),
  });
  await fc.assert(
    fc.asyncProperty(arb, async ({ stamps, from, length, most }) => {
      const sorted = stamps.toSorted((a, b) => a - b);
      const range = { from, to: from + length };
      const told: number[] = [];
      let asked = 0;
      const ask = (r: typeof range, limit: number): Promise<readonly number[]> => {
        asked += 1;
        return Promise.resolve(sorted.filter((at) => at >= r.from && at < r.to).slice(0, limit));
      };
      for await (const found of inStretches(range, most, ask)) {
        if (found.length > most) expect(new Set(found).size).toBe(1);
        told.push(...found);
      }
      expect(told).toEqual(sorted.filter((at) => at >= range.from && at < range.to));
      expect(asked).toBeLessThan(4 * (sorted.length + 12) + length);
    }),
  );
});
