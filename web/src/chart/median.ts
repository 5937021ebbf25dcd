import type { LossLevel } from '../model/loss.ts';
import type { Smoke } from '../model/series.ts';
import type { Geometry } from './marks.ts';
import type { Palette } from './palette.ts';

/** Stretches of the median that are of one colour; each begins where the one before ended. */
interface Run {
  readonly level: LossLevel;
  readonly path: Path2D;
}

/** A segment has the colour of what was lost in the bucket it leads to. */
const runsOf = (smoke: Smoke, xOf: (ms: number) => number, yOf: (ms: number) => number): Run[] => {
  const runs: Run[] = [];
  let before: { x: number; y: number } | undefined;
  smoke.p50.forEach((point, i) => {
    if (point.y === null) {
      before = undefined;
      return;
    }
    const here = { x: xOf(point.x), y: yOf(point.y) };
    const level = smoke.level[i] ?? 0;
    if (before !== undefined) {
      let run = runs.at(-1);
      if (run?.level !== level) {
        run = { level, path: new Path2D() };
        runs.push(run);
      }
      run.path.moveTo(before.x, before.y);
      run.path.lineTo(here.x, here.y);
    }
    before = here;
  });
  return runs;
};

/**
 * The median, coloured by loss, on a halo of the ground so that it stands out from the smoke. Drawn here, not by
 * Chart.js: its segment styles cost a context per segment, and a live chart has some hundred of them every second.
 */
export const drawMedian = (
  ctx: CanvasRenderingContext2D,
  smoke: Smoke,
  g: Geometry,
  yOf: (ms: number) => number,
  p: Palette,
  /** For a screen whose strokes are wider than a pixel or two. */
  scale = 1,
): void => {
  ctx.save();
  ctx.beginPath();
  ctx.rect(g.area.left, g.area.top, g.area.right - g.area.left, g.strip.top - g.area.top);
  ctx.clip();
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  const runs = runsOf(smoke, (ms) => g.xOf(ms * 1_000), yOf);
  ctx.lineWidth = 4.5 * scale;
  ctx.strokeStyle = p.halo;
  for (const run of runs) ctx.stroke(run.path);
  ctx.lineWidth = 2 * scale;
  for (const run of runs) {
    ctx.strokeStyle = p.loss[run.level] ?? p.ink;
    ctx.stroke(run.path);
  }
  smoke.p50.forEach((point, i) => {
    if (smoke.lone[i] !== true || point.y === null) return;
    ctx.fillStyle = p.loss[smoke.level[i] ?? 0] ?? p.ink;
    ctx.beginPath();
    ctx.arc(g.xOf(point.x * 1_000), yOf(point.y), 2 * scale, 0, Math.PI * 2);
    ctx.fill();
  });
  ctx.restore();
};
