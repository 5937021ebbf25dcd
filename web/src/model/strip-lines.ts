import type { Cell } from './cells.ts';

/** A cell is so wide, and all of it so high: a unit of height is a pixel, one of width what there is room for. */
export const CELL_WIDTH = 10;
export const STRIP_HEIGHT = 32;
/** What has answered at all has a bar that is seen. */
const LEAST = 0.08;
/** Across a cell that was not watched, from the lower left: the next cell goes on where it ends. */
const HATCH = `M0 8l10-8m-10 16l10-8m-10 16l10-8m-10 16l10-8`;

/** All that is drawn in one look, as the data of an SVG path; `look` is its class. */
export interface StripLine {
  readonly look: string;
  readonly d: string;
}

const upright = (i: number, from: number, to: number): string =>
  `M${i * CELL_WIDTH + CELL_WIDTH / 2} ${from}V${Math.round(to)}`;

/** A strip of cells as a few lines, those behind first: upright strokes as wide as a bar, and hatching. */
export const stripLines = (cells: readonly Cell[]): readonly StripLine[] => {
  const lines = new Map<string, string>([
    ['track', ''],
    ['lossy', ''],
  ]);
  const draw = (look: string, d: string): void => void lines.set(look, (lines.get(look) ?? '') + d);
  for (const [i, { kind, level, slow, height }] of cells.entries()) {
    if (kind === 'none') draw('none', upright(i, STRIP_HEIGHT, STRIP_HEIGHT - 2));
    else if (kind === 'gap') draw('gap', HATCH.replace('M0', `M${i * CELL_WIDTH}`));
    else if (kind === 'lost') draw('lost', upright(i, STRIP_HEIGHT, 0));
    else {
      const bar = level > 0 ? `loss-${level}` : slow ? 'slow' : 'loss-0';
      draw(kind === 'lossy' ? 'lossy' : 'track', upright(i, STRIP_HEIGHT, 0));
      draw(bar, upright(i, STRIP_HEIGHT, STRIP_HEIGHT * (1 - LEAST - (1 - LEAST) * height)));
      // Loss has a cap besides: low bars are hard to tell by their colour.
      if (kind === 'lossy') draw(bar, upright(i, 0, 3));
    }
  }
  return [...lines].filter(([, d]) => d !== '').map(([look, d]) => ({ look, d }));
};
