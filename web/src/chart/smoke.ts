import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartConfiguration,
  type ChartDataset,
  type Plugin,
  type Scale,
} from 'chart.js';

import { formatAxis } from '../model/format.ts';
import { logTicks, stepFor, tickLabels, timeTicks, valueTicks } from '../model/ticks.ts';
import { viewerOffset } from '../model/time.ts';
import {
  drawClipped,
  drawEvents,
  drawGaps,
  drawLossBars,
  drawOutageLabels,
  drawOutages,
  type Geometry,
} from './marks.ts';
import { drawMedian } from './median.ts';
import type { ChartModel } from './model.ts';
import type { Palette } from './palette.ts';

Chart.register(Filler, LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

type SmokeJs = Chart<'line', { x: number; y: number | null }[]>;
type Line = ChartDataset<'line', { x: number; y: number | null }[]>;

export interface SmokeChart {
  draw(model: ChartModel): void;
  paint(palette: Palette): void;
  /** Left and right end of the time axis in CSS px of the canvas. */
  extent(): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  destroy(): void;
}

/** Axis labels keep one width, so that nothing moves when numbers grow. */
const AXIS_WIDTH = 68;

const bare = { yAxisID: 'y', borderWidth: 0, pointRadius: 0, pointHitRadius: 0, spanGaps: false } as const;

// Filled against the line before them; of two bands the one of lower order lies on top.
const bandsOf = (m: ChartModel, p: Palette): Line[] => [
  { ...bare, order: 3, data: m.smoke.min, fill: false },
  { ...bare, order: 3, data: m.smoke.max, fill: '-1', backgroundColor: p.smokeOuter },
  { ...bare, order: 2, data: m.smoke.p10, fill: false },
  { ...bare, order: 2, data: m.smoke.p90, fill: '-1', backgroundColor: p.smokeInner },
];
const linesOf = (s: ChartModel['smoke']) => [s.min, s.max, s.p10, s.p90] as const;

/** The loss strip's height as a share of the plot. */
const STRIP_WEIGHT = 0.2;

const bottomOf = (m: ChartModel): number => {
  if (m.scale !== 'log') return 0;
  const least = m.buckets.reduce((low, b) => Math.min(low, b.min ?? low), Number.POSITIVE_INFINITY) / 1_000;
  return Number.isFinite(least) ? Math.max(0.001, least * 0.9) : 0.1;
};
/** With nothing answered there is nothing to scale by, and no number is written beside it. */
const topOf = (m: ChartModel): number => (m.top > 0 ? m.top : 1);

/** Makes the chart on a canvas. `fixed`: drawn once at the canvas's own size, for a picture. */
export const createSmokeChart = (
  canvas: HTMLCanvasElement,
  first: ChartModel,
  colours: Palette,
  fixed = false,
): SmokeChart => {
  let model = first;
  let palette = colours;

  const geometry = (chart: SmokeJs): Geometry | undefined => {
    const { x, loss } = chart.scales;
    if (x === undefined || loss === undefined) return undefined;
    return {
      area: chart.chartArea,
      strip: { top: loss.top, full: loss.getPixelForValue(1), bottom: loss.bottom },
      xOf: (micros) => x.getPixelForValue(micros / 1_000),
    };
  };
  const layers: Plugin<'line'> = {
    id: 'plumbline',
    beforeDatasetsDraw: (c) => {
      const chart = c as SmokeJs;
      const g = geometry(chart);
      if (g === undefined) return;
      const { ctx } = chart;
      ctx.save();
      drawGaps(ctx, model, g, palette);
      drawOutages(ctx, model, g, palette);
      drawLossBars(ctx, model, g, palette);
      ctx.restore();
    },
    afterDatasetsDraw: (c) => {
      const chart = c as SmokeJs;
      const g = geometry(chart);
      if (g === undefined) return;
      const { ctx } = chart;
      ctx.save();
      drawMedian(ctx, model.smoke, g, (ms) => chart.scales['y']?.getPixelForValue(ms) ?? 0, palette);
      drawClipped(ctx, model, g, palette);
      drawEvents(ctx, model, g, palette);
      drawOutageLabels(ctx, model, g, palette);
      ctx.restore();
    },
  };

  const font = { size: 12, family: 'system-ui, sans-serif' };
  const stepOf = (scale: Scale) => stepFor((model.to - model.from) / 1_000, scale.width);
  const options = (): NonNullable<ChartConfiguration<'line'>['options']> => ({
    responsive: !fixed,
    maintainAspectRatio: false,
    ...(fixed ? { devicePixelRatio: 2 } : {}),
    animation: false,
    parsing: false,
    normalized: true,
    events: [],
    layout: { padding: { top: 6, right: 12, bottom: 0, left: 0 } },
    scales: {
      x: {
        type: 'linear',
        min: model.from / 1_000,
        max: model.to / 1_000,
        grid: { color: palette.grid, tickLength: 7 },
        border: { color: palette.axis },
        afterBuildTicks: (scale) => {
          const step = stepOf(scale);
          const ticks = timeTicks(model.from / 1_000, model.to / 1_000, step, viewerOffset);
          const labels = tickLabels(ticks, step, model.now / 1_000);
          scale.ticks = ticks.map((value, i) => ({ value, label: labels[i] ?? '' }));
        },
        // A label depends on the one before it, so they are made together above.
        ticks: { color: palette.muted, font, autoSkip: false, maxRotation: 0, callback: (_, i, all) => all[i]?.label },
      },
      loss: {
        type: 'linear',
        position: 'left',
        stack: 'v',
        stackWeight: STRIP_WEIGHT,
        min: 0,
        // A little air, so that its labels keep clear of the axis above.
        max: 1.5,
        grid: { color: palette.grid, drawTicks: false },
        border: { color: palette.axis },
        afterBuildTicks: (scale) => (scale.ticks = [{ value: Math.sqrt(0.1) }, { value: 1 }]),
        afterFit: (scale) => (scale.width = AXIS_WIDTH),
        ticks: {
          color: palette.muted,
          font: { ...font, size: 11 },
          autoSkip: false,
          padding: 6,
          callback: (value) => (Number(value) === 1 ? '100 %' : '10 %'),
        },
      },
      y: {
        type: model.scale === 'log' ? 'logarithmic' : 'linear',
        position: 'left',
        stack: 'v',
        stackWeight: 1,
        min: bottomOf(model),
        max: topOf(model),
        grid: { color: palette.grid, drawTicks: false },
        border: { color: palette.axis },
        afterBuildTicks: (scale) => {
          if (model.top <= 0) {
            scale.ticks = [];
            return;
          }
          const room = Math.max(2, Math.floor(scale.height / 44));
          const ticks =
            model.scale === 'log'
              ? logTicks(scale.min, scale.max)
              : valueTicks(scale.max, room).filter((v) => v <= scale.max);
          scale.ticks = ticks.map((value) => ({ value }));
        },
        afterFit: (scale) => (scale.width = AXIS_WIDTH),
        ticks: {
          color: palette.muted,
          font,
          autoSkip: false,
          padding: 6,
          callback: (value) => formatAxis(Number(value)),
        },
      },
    },
  });

  const chart: SmokeJs = new Chart(canvas, {
    type: 'line',
    data: { datasets: bandsOf(model, palette) },
    options: options(),
    plugins: [layers],
  });
  const redraw = (): void => {
    chart.data.datasets = bandsOf(model, palette);
    chart.options = options();
    chart.update('none');
  };
  return {
    draw: (next) => {
      const before = model;
      model = next;
      const { x, y } = chart.options.scales ?? {};
      if (next.scale !== before.scale || x === undefined || y === undefined) return redraw();
      // The options stay as they are, but for the ends of the axes: making them anew costs more than drawing.
      x.min = model.from / 1_000;
      x.max = model.to / 1_000;
      y.min = bottomOf(model);
      y.max = topOf(model);
      linesOf(model.smoke).forEach((line, i) => {
        const dataset = chart.data.datasets[i];
        if (dataset !== undefined) dataset.data = line;
      });
      chart.update('none');
    },
    paint: (next) => {
      palette = next;
      redraw();
    },
    extent: () => chart.chartArea,
    destroy: () => chart.destroy(),
  };
};
