import { LOSS_WORDS } from '../model/loss.ts';
import { loadCharts } from './load.ts';
import { hatch } from './marks.ts';
import type { ChartModel } from './model.ts';
import type { Palette } from './palette.ts';

export interface Caption {
  readonly title: string;
  readonly lines: readonly string[];
}
const WIDTH = 1_400;
const HEIGHT = 780;
const MARGIN = 32;
const HEAD = 104;
const FOOT = 56;
const SCALE = 2;
const FONT = 'system-ui, sans-serif';

const legend = (ctx: CanvasRenderingContext2D, p: Palette, y: number): void => {
  ctx.font = `13px ${FONT}`;
  ctx.textBaseline = 'middle';
  let x = MARGIN;
  const entry = (colour: string, word: string, height: number): void => {
    ctx.fillStyle = colour;
    ctx.fillRect(x, y - height / 2, 20, height);
    ctx.fillStyle = p.muted;
    ctx.fillText(word, x + 27, y);
    x += 27 + ctx.measureText(word).width + 22;
  };
  entry(p.smokeOuter, 'min–max', 14);
  entry(p.smokeInner, 'p10–p90', 14);
  LOSS_WORDS.forEach((word, i) => entry(p.loss[i] ?? p.ink, i === 0 ? `median, ${word}` : word, i === 5 ? 14 : 4));
  hatch(ctx, x, y - 7, 20, 14, p.gap);
  entry('transparent', 'not watched', 14);
  entry(p.downSoft, 'no answer', 14);
};

/** The chart as a picture that can stand alone: title, what it shows, axes, legend, on the page's own ground. */
export const chartPicture = async (model: ChartModel, palette: Palette, caption: Caption): Promise<Blob> => {
  const picture = document.createElement('canvas');
  picture.width = WIDTH * SCALE;
  picture.height = HEIGHT * SCALE;
  const ctx = picture.getContext('2d');
  if (ctx === null) throw new Error('This browser gives no canvas to draw on.');
  ctx.scale(SCALE, SCALE);
  ctx.fillStyle = palette.surface;
  ctx.fillRect(0, 0, WIDTH, HEIGHT);
  ctx.textBaseline = 'alphabetic';
  ctx.fillStyle = palette.ink;
  ctx.font = `600 24px ${FONT}`;
  ctx.fillText(caption.title, MARGIN, MARGIN + 20, WIDTH - 2 * MARGIN);
  ctx.fillStyle = palette.muted;
  ctx.font = `14px ${FONT}`;
  caption.lines.forEach((line, i) => ctx.fillText(line, MARGIN, MARGIN + 45 + i * 20, WIDTH - 2 * MARGIN));

  const inner = document.createElement('canvas');
  inner.width = WIDTH - 2 * MARGIN;
  inner.height = HEIGHT - HEAD - FOOT - MARGIN / 2;
  const { createSmokeChart } = await loadCharts();
  const chart = createSmokeChart(inner, model, palette, true);
  try {
    ctx.drawImage(inner, MARGIN, HEAD, WIDTH - 2 * MARGIN, HEIGHT - HEAD - FOOT - MARGIN / 2);
  } finally {
    chart.destroy();
  }
  legend(ctx, palette, HEIGHT - FOOT / 2 - 4);
  return new Promise((resolve, reject) => {
    picture.toBlob(
      (blob) => (blob === null ? reject(new Error('The picture could not be made.')) : resolve(blob)),
      'image/png',
    );
  });
};

/** Hands a file to the browser's downloads. */
export const download = (blob: Blob, name: string): void => {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read it only after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};
