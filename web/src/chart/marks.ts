import type { ChartArea } from 'chart.js';

import { formatDuration } from '../model/format.ts';
import { lossHeight, lossLevel } from '../model/loss.ts';
import { clockSeconds, dayClock } from '../model/time.ts';
import type { Outage } from '../../../src/api/schema.ts';
import type { ChartModel } from './model.ts';
import type { Palette } from './palette.ts';

/** Where things are on the canvas (CSS px). */
export interface Geometry {
  readonly area: ChartArea;
  /** The loss strip's own part of the area. */
  readonly strip: { readonly top: number; readonly full: number; readonly bottom: number };
  readonly xOf: (micros: number) => number;
}
const TWO_DAYS = 2 * 86_400_000_000;
/** The longest of them; a year may have hundreds. */
const MOST_LABELS = 12;

type Ctx = CanvasRenderingContext2D;

const clampTo =
  (g: Geometry) =>
  (micros: number): number =>
    Math.min(g.area.right, Math.max(g.area.left, g.xOf(micros)));

/** Slanted lines: what was not watched looks like nothing that was measured. */
export const hatch = (ctx: Ctx, x: number, y: number, w: number, h: number, colour: string, every = 7): void => {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, w, h);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let s = Math.floor((x - h) / every) * every; s < x + w; s += every) {
    ctx.moveTo(s, y + h);
    ctx.lineTo(s + h, y);
  }
  ctx.stroke();
  ctx.restore();
};

/** What is narrower than this (px) is drawn this wide: in a year, ten minutes are a fiftieth of a pixel. */
const LEAST_WIDTH = 3;

export const drawGaps = (ctx: Ctx, m: ChartModel, g: Geometry, p: Palette): void => {
  const clamp = clampTo(g);
  for (const gap of m.gaps) {
    const left = clamp(gap.from);
    const width = Math.max(LEAST_WIDTH, clamp(gap.to) - left);
    if (gap.to < m.from || gap.from > m.to) continue;
    hatch(ctx, left, g.area.top, width, g.area.bottom - g.area.top, p.gap, width < 10 ? 4 : 7);
    if (width > 92) {
      ctx.font = '11px system-ui, sans-serif';
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      const text = 'not watched';
      const half = ctx.measureText(text).width / 2 + 6;
      const x = left + width / 2;
      const y = (g.area.top + g.strip.top) / 2;
      ctx.fillStyle = p.surface;
      ctx.fillRect(x - half, y - 9, half * 2, 18);
      ctx.fillStyle = p.muted;
      ctx.fillText(text, x, y);
    }
  }
};

export const drawOutages = (ctx: Ctx, m: ChartModel, g: Geometry, p: Palette): void => {
  const clamp = clampTo(g);
  for (const outage of m.outages) {
    const end = outage.to ?? m.now;
    if (end < m.from || outage.from > m.to) continue;
    const left = clamp(outage.from);
    const width = Math.max(LEAST_WIDTH, clamp(end) - left);
    ctx.fillStyle = p.downSoft;
    ctx.fillRect(left, g.area.top, width, g.strip.top - g.area.top);
    ctx.fillStyle = p.down;
    ctx.fillRect(left, g.area.top, width, 4);
  }
};

/** What a label says: to the second where seconds are to be seen, the day and the length in a longer view. */
const outageText = (o: Outage, m: ChartModel): string => {
  const end = o.to ?? m.now;
  const long = formatDuration((end - o.from) / 1_000);
  if (m.to - m.from > TWO_DAYS) return `${dayClock(o.from, m.now)} · ${long}`;
  return `${clockSeconds(o.from)} – ${o.to === undefined ? 'now' : clockSeconds(end)} (${long})`;
};

/** Labels of the longest outages, down to a tenth of the longest, where there is room; the list below the chart has them all. */
export const drawOutageLabels = (ctx: Ctx, m: ChartModel, g: Geometry, p: Palette): void => {
  const clamp = clampTo(g);
  const endOf = (o: Outage): number => o.to ?? m.now;
  ctx.font = '600 11px system-ui, sans-serif';
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  const seen = m.outages.filter((o) => endOf(o) >= m.from && o.from <= m.to);
  // Safari 15 has no toSorted.
  seen.sort((a, b) => endOf(b) - b.from - (endOf(a) - a.from)); // oxlint-disable-line unicorn/no-array-sort
  const least = (seen[0] === undefined ? 0 : endOf(seen[0]) - seen[0].from) / 10;
  const taken: { readonly left: number; readonly right: number }[] = [];
  for (const outage of seen.slice(0, MOST_LABELS)) {
    if (endOf(outage) - outage.from < least) break;
    const text = outageText(outage, m);
    const width = ctx.measureText(text).width + 12;
    const middle = (clamp(outage.from) + clamp(endOf(outage))) / 2;
    const x = Math.min(g.area.right - width, Math.max(g.area.left, middle - width / 2));
    const free = taken.every((t) => x > t.right + 4 || x + width < t.left - 4);
    if (!free || width > g.area.right - g.area.left) continue;
    taken.push({ left: x, right: x + width });
    const y = g.area.top + 8;
    ctx.fillStyle = p.down;
    ctx.fillRect(x, y, width, 18);
    ctx.fillStyle = p.surface;
    ctx.fillText(text, x + 6, y + 9.5);
  }
};

export const drawLossBars = (ctx: Ctx, m: ChartModel, g: Geometry, p: Palette): void => {
  const height = g.strip.bottom - g.strip.full;
  for (const b of m.buckets) {
    if (b.lost === 0) continue;
    // Whole pixels, so that neighbours join without a seam.
    const left = Math.round(Math.max(g.area.left, g.xOf(b.at)));
    const right = Math.round(Math.min(g.area.right, g.xOf(b.at + m.widthMicros)));
    if (right < g.area.left || left > g.area.right) continue;
    const h = Math.max(2, height * lossHeight(b.n, b.lost));
    ctx.fillStyle = p.loss[lossLevel(b.n, b.lost)] ?? p.down;
    ctx.fillRect(left, g.strip.bottom - h, Math.max(2, right - left), h);
  }
};

const RANK = { info: 0, warn: 1, fail: 2 } as const;
type Severity = keyof typeof RANK;

const eventShape = (ctx: Ctx, x: number, y: number, severity: Severity, p: Palette): void => {
  const r = 5;
  ctx.fillStyle = severity === 'fail' ? p.down : severity === 'warn' ? p.warn : p.info;
  ctx.strokeStyle = p.surface;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  if (severity === 'fail') ctx.rect(x - r + 0.5, y - r + 0.5, 2 * r - 1, 2 * r - 1);
  else if (severity === 'warn') {
    ctx.moveTo(x, y - r);
    ctx.lineTo(x + r + 0.5, y + r - 1);
    ctx.lineTo(x - r - 0.5, y + r - 1);
    ctx.closePath();
  } else ctx.arc(x, y, r - 1, 0, Math.PI * 2);
  ctx.stroke();
  ctx.fill();
};

/** Marks on the time axis; of several in one place the most serious is drawn. */
export const drawEvents = (ctx: Ctx, m: ChartModel, g: Geometry, p: Palette): void => {
  const places = new Map<number, { x: number; severity: Severity }>();
  for (const e of m.events) {
    if (e.at < m.from || e.at > m.to) continue;
    const x = g.xOf(e.at);
    const place = Math.round(x / 9);
    const there = places.get(place);
    if (there === undefined || RANK[e.severity] > RANK[there.severity]) places.set(place, { x, severity: e.severity });
  }
  for (const { x, severity } of places.values()) {
    ctx.strokeStyle = p.axis;
    ctx.lineWidth = 1;
    ctx.setLineDash([2, 3]);
    ctx.beginPath();
    ctx.moveTo(Math.round(x) + 0.5, g.area.top);
    ctx.lineTo(Math.round(x) + 0.5, g.area.bottom);
    ctx.stroke();
    ctx.setLineDash([]);
    eventShape(ctx, x, g.area.bottom, severity, p);
  }
};

/** Little arrows where an answer lies above the top of the axis. */
export const drawClipped = (ctx: Ctx, m: ChartModel, g: Geometry, p: Palette): void => {
  if (m.scale !== 'body') return;
  ctx.fillStyle = p.muted;
  let free = g.area.left;
  for (const b of m.buckets) {
    const x = g.xOf(b.at + m.widthMicros / 2);
    if ((b.max ?? 0) / 1_000 <= m.top || x < free || x > g.area.right) continue;
    free = x + 7;
    ctx.beginPath();
    ctx.moveTo(x, g.area.top + 1);
    ctx.lineTo(x + 3, g.area.top + 6);
    ctx.lineTo(x - 3, g.area.top + 6);
    ctx.closePath();
    ctx.fill();
  }
};
