import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cellsOf, stripSummary } from '../../web/src/model/cells.ts';
import { lossHeight, lossLevel, LOSS_WORDS } from '../../web/src/model/loss.ts';
import { bucket, T0 } from './support.ts';

const MIN = 60_000_000;
const base = Math.floor(T0 / MIN) * MIN;

describe('levels of loss', () => {
  it.each([
    [0, 0, 0],
    [60, 0, 0],
    [86_400, 86, 0],
    [86_400, 87, 1],
    [100, 2, 1],
    [100, 3, 2],
    [100, 10, 2],
    [100, 11, 3],
    [100, 51, 4],
    [100, 99, 4],
    [60, 60, 5],
  ])('%d sent and %d lost is level %d', (n, lost, level) => {
    expect(lossLevel(n, lost)).toBe(level);
  });
  it('rises with what is lost', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
        const lost = Math.floor(n * part);
        expect(lossLevel(n, Math.min(n, lost + 1))).toBeGreaterThanOrEqual(lossLevel(n, lost));
        expect(lossHeight(n, lost)).toBeLessThanOrEqual(1);
        expect(LOSS_WORDS[lossLevel(n, lost)]).toBeDefined();
      }),
    );
    expect(lossHeight(100, 1)).toBeCloseTo(0.1);
    expect(lossHeight(0, 0)).toBe(0);
  });
});

describe('the cells of a strip', () => {
  it('tell loss, silence of the target, and silence of the watcher apart', () => {
    const buckets = [bucket(base - 4 * MIN, 60, 0), bucket(base - 3 * MIN, 60, 6), bucket(base - 2 * MIN, 60, 60)];
    const gaps = [{ from: base - MIN, to: base - 10e6 }];
    const cells = cellsOf(buckets, gaps, base + 30e6, MIN, 6, 12_000);
    expect(cells.map((c) => c.kind)).toEqual(['none', 'answered', 'lossy', 'lost', 'gap', 'none']);
    expect(cells.at(-1)?.at).toBe(base);
    expect(cells[3]?.height).toBe(1);
  });
  it('mark a minute as slow against the usual', () => {
    const cells = cellsOf([bucket(base - MIN, 60, 0, 30_000), bucket(base, 60, 0)], [], base + MIN - 1, MIN, 2, 12_000);
    expect(cells.map((c) => c.slow)).toEqual([true, false]);
    // Twice of very little is not felt.
    expect(cellsOf([bucket(base, 60, 0, 90)], [], base, MIN, 1, 40)[0]?.slow).toBe(false);
  });
  it('keep their heights between 0 and 1 and their places in order', () => {
    const some = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 2e6 })),
    );
    fc.assert(
      fc.property(some, fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: undefined }), (list, usual) => {
        const cells = cellsOf(
          list.map(([i, lost, p50]) => bucket(base - i * MIN, 60, lost, p50)),
          [],
          base,
          MIN,
          60,
          usual,
        );
        expect(cells).toHaveLength(60);
        cells.forEach((c, i) => {
          expect(c.at).toBe(base - (59 - i) * MIN);
          expect(c.height).toBeGreaterThanOrEqual(0);
          expect(c.height).toBeLessThanOrEqual(1);
        });
      }),
    );
  });
  it('are summed up in a sentence', () => {
    const cells = cellsOf([bucket(base - MIN, 60, 60), bucket(base, 60, 1)], [], base, MIN, 4, undefined);
    expect(stripSummary(cells, 'minutes')).toBe('2 of 4 minutes with data: 1 with everything lost, 1 with some loss.');
    expect(stripSummary(cellsOf([bucket(base, 60, 0)], [], base, MIN, 1, 1), 'minutes')).toBe(
      '1 of 1 minutes with data, nothing lost.',
    );
    expect(stripSummary([], 'minutes')).toBe('No data yet.');
  });
});
