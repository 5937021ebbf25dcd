import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Cell, CellKind } from '../../web/src/model/cells.ts';
import { CELL_WIDTH, STRIP_HEIGHT, stripLines } from '../../web/src/model/strip-lines.ts';

const KINDS = ['none', 'gap', 'answered', 'lossy', 'lost'] as const;
const cell = (kind: CellKind, more: Partial<Cell> = {}): Cell => ({
  at: 0,
  kind,
  level: 0,
  slow: false,
  height: 0.5,
  ...more,
});

/** From each `M x y V to`: the cell that it stands in, and from and to which height it goes. */
const strokes = (d: string): readonly (readonly [number, number, number])[] =>
  [...d.matchAll(/M(\d+) (\d+)V(\d+)/g)].map(([, x, from, to]) => [
    (Number(x) - 5) / CELL_WIDTH,
    Number(from),
    Number(to),
  ]);

const byLook = (cells: readonly Cell[]) => new Map(stripLines(cells).map(({ look, d }) => [look, d]));

describe('the lines of a strip', () => {
  it('stand on a track, loss before soft red with a cap, all lost and no data by themselves', () => {
    const lines = byLook([
      cell('answered'),
      cell('answered', { slow: true, height: 1 }),
      cell('lossy', { level: 2 }),
      cell('lost', { level: 5, height: 1 }),
      cell('none', { height: 0 }),
    ]);
    expect([...lines.keys()]).toEqual(['track', 'lossy', 'loss-0', 'slow', 'loss-2', 'lost', 'none']);
    expect(strokes(lines.get('track') ?? '')).toEqual([
      [0, STRIP_HEIGHT, 0],
      [1, STRIP_HEIGHT, 0],
    ]);
    expect(strokes(lines.get('slow') ?? '')).toEqual([[1, STRIP_HEIGHT, 0]]);
    expect(strokes(lines.get('loss-2') ?? '')).toEqual([
      [2, STRIP_HEIGHT, 15],
      [2, 0, 3],
    ]);
    expect(strokes(lines.get('lost') ?? '')).toEqual([[3, STRIP_HEIGHT, 0]]);
    expect(strokes(lines.get('none') ?? '')).toEqual([[4, STRIP_HEIGHT, STRIP_HEIGHT - 2]]);
  });

  it('colour loss that is too little for a level as none, and cap it', () => {
    expect(strokes(byLook([cell('lossy')]).get('loss-0') ?? '')).toHaveLength(2);
  });

  it('hatch what was not watched, and nothing else of it', () => {
    const lines = stripLines([cell('none'), cell('gap')]);
    expect(lines.map((l) => l.look)).toEqual(['none', 'gap']);
    expect(lines[1]?.d).toMatch(/^M10 8l10-8m-10 16/);
  });

  it('have every cell once, within the strip, and a bar that is seen for whatever answered', () => {
    const any = fc.record({
      at: fc.constant(0),
      kind: fc.constantFrom(...KINDS),
      level: fc.constantFrom(0, 1, 2, 3, 4),
      slow: fc.boolean(),
      height: fc.double({ min: 0, max: 1, noNaN: true }),
    }) as fc.Arbitrary<Cell>;
    fc.assert(
      fc.property(fc.array(any, { maxLength: 70 }), (cells) => {
        const lines = byLook(cells);
        const grounds = ['track', 'lossy', 'lost', 'none'].flatMap((look) => strokes(lines.get(look) ?? ''));
        const gaps = [...(lines.get('gap') ?? '').matchAll(/M(\d+) /g)].map(([, x]) => Number(x) / CELL_WIDTH);
        expect([...grounds.map(([i]) => i), ...gaps].toSorted((a, b) => a - b)).toEqual([...cells.keys()]);
        const bars = ['loss-0', 'slow', 'loss-1', 'loss-2', 'loss-3', 'loss-4']
          .flatMap((look) => strokes(lines.get(look) ?? ''))
          .filter(([, from]) => from === STRIP_HEIGHT);
        expect(bars).toHaveLength(cells.filter((c) => c.kind === 'answered' || c.kind === 'lossy').length);
        for (const [, , to] of bars) {
          expect(to).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(STRIP_HEIGHT - 2);
        }
      }),
    );
  });
});
