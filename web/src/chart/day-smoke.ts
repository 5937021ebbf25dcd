import type { Gap } from '../../../src/api/schema.ts';
import { formatAxis } from '../model/format.ts';
import { smokeOf, topOf, type Point } from '../model/series.ts';
import type { DayRow } from '../model/wall-day.ts';
import { hatch, type Geometry } from './marks.ts';
import { drawMedian } from './median.ts';
import type { Palette } from './palette.ts';

// A day of several lines, one above the other, over one time axis. Drawn by hand: the wall does without Chart.js.

export interface DayPicture {
  readonly from: number;
  readonly to: number;
  readonly rows: readonly DayRow[];
  readonly gaps: readonly Gap[];
  readonly failovers: readonly { readonly at: number; readonly label: string }[];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}
/** px; `axis` is the height of the time axis at the foot, `unit` what strokes and letters are measured by. */
export interface DaySize {
  readonly width: number;
  readonly height: number;
  readonly axis: number;
  readonly unit: number;
}

type Ctx = CanvasRenderingContext2D;
interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
interface Spell {
  readonly from: number;
  readonly to: number;
}
const FONT = 'system-ui, sans-serif';
/** What lasted shorter is drawn this wide (units): ten seconds of a day are a hundredth of a pixel. */
const LEAST = 0.22;

/** The area between two lines; a null ends it, and begins another. */
const band = (low: readonly Point[], high: readonly Point[], x: (ms: number) => number, y: (ms: number) => number) => {
  const path = new Path2D();
  let start = 0;
  const close = (end: number): void => {
    for (let i = start; i < end; i += 1) {
      const p = high[i];
      if (p === undefined || p.y === null) continue;
      if (i === start) path.moveTo(x(p.x), y(p.y));
      else path.lineTo(x(p.x), y(p.y));
    }
    for (let i = end - 1; i >= start; i -= 1) {
      const p = low[i];
      if (p !== undefined && p.y !== null) path.lineTo(x(p.x), y(p.y));
    }
    if (end > start) path.closePath();
  };
  high.forEach((p, i) => {
    if (p.y !== null) return;
    close(i);
    start = i + 1;
  });
  close(high.length);
  return path;
};

const label = (ctx: Ctx, text: string, x: number, y: number, colour: string, p: Palette): void => {
  ctx.lineWidth = Math.max(2, Number.parseFloat(ctx.font) / 3);
  ctx.lineJoin = 'round';
  ctx.strokeStyle = p.surface;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
};

/** When nothing answered, oldest first; what touches is one, so that there is no seam. */
const darkOf = ({ day, stretches }: DayRow, now: number): readonly Spell[] => {
  const spells: { from: number; to: number }[] = [];
  const add = (from: number, to: number): void => {
    const last = spells.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else spells.push({ from, to });
  };
  for (const s of stretches) if (day === undefined && s.standing === 'dark') add(s.from, s.to);
  // Echoes that are lost for a reason other than silence make no outage.
  for (const b of day?.buckets ?? []) if (b.lost === b.n) add(b.at, b.at + (day?.widthMicros ?? 0));
  return [...spells, ...(day?.outages ?? []).map((o) => ({ from: o.from, to: o.to ?? now }))];
};

const drawRow = (ctx: Ctx, row: DayRow, box: Box, picture: DayPicture, unit: number, p: Palette): void => {
  const { day } = row;
  const xOf = (micros: number): number =>
    box.left + ((micros - picture.from) / (picture.to - picture.from)) * (box.right - box.left);
  const within = (from: number, to: number): readonly [number, number] => {
    const left = Math.max(box.left, xOf(from));
    return [left, Math.max(LEAST * unit, Math.min(box.right, xOf(to)) - left)];
  };
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  ctx.clip();
  ctx.fillStyle = p.surface;
  ctx.fillRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  for (const spell of darkOf(row, picture.to)) {
    if (spell.to < picture.from) continue;
    const [left, width] = within(spell.from, spell.to);
    ctx.fillStyle = p.downSoft;
    ctx.fillRect(left, box.top, width, box.bottom - box.top);
    ctx.fillStyle = p.down;
    ctx.fillRect(left, box.top, width, unit * 0.5);
  }
  // Where it was the live line there is ground under it.
  const ground = unit * 0.32;
  for (const s of row.stretches.filter((s) => s.live && s.to > picture.from)) {
    const [left, width] = within(s.from, s.to);
    ctx.fillStyle = s.standing === 'dark' ? p.down : p.good;
    ctx.fillRect(left, box.bottom - ground, width, ground);
  }
  if (day !== undefined && day.buckets.length > 0) {
    const smoke = smokeOf(day.buckets, day.widthMicros, day.everyMs);
    const answered = topOf(day.buckets, true) * 1.35;
    const top = answered || 1;
    const bottom = box.bottom - ground - unit * 0.2;
    const yOf = (ms: number): number => bottom - (Math.min(ms, top * 1.2) / top) * (bottom - box.top);
    const x = (ms: number): number => xOf(ms * 1_000);
    ctx.fillStyle = p.smokeOuter;
    ctx.fill(band(smoke.min, smoke.max, x, yOf));
    ctx.fillStyle = p.smokeInner;
    ctx.fill(band(smoke.p10, smoke.p90, x, yOf));
    const g: Geometry = { area: { ...box, width: 0, height: 0 }, strip: { top: bottom, full: bottom, bottom }, xOf };
    drawMedian(ctx, smoke, g, yOf, p, unit / 10);
    ctx.font = `${Math.round(unit * 1.15)}px ${FONT}`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'top';
    if (answered > 0)
      label(ctx, formatAxis(Number(top.toPrecision(2))), box.left + unit * 0.5, box.top + unit * 0.35, p.muted, p);
  }
  ctx.restore();
};

/** Gives the places on the axis that are taken. */
const drawFailovers = (ctx: Ctx, picture: DayPicture, size: DaySize, p: Palette): readonly Spell[] => {
  const { unit } = size;
  const plot = size.height - size.axis;
  ctx.font = `600 ${Math.round(unit * 1.3)}px ${FONT}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  const taken: Spell[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const f of picture.failovers) {
    const x = ((f.at - picture.from) / (picture.to - picture.from)) * size.width;
    ctx.fillStyle = p.ink;
    ctx.fillRect(Math.round(x - unit * 0.07), 0, Math.max(1, unit * 0.14), plot + unit * 0.3);
    const text = `⇄ ${f.label}`;
    const width = ctx.measureText(text).width + unit * 0.8;
    const left = Math.min(size.width - width, Math.max(0, x - width / 2));
    if (left < free) continue;
    free = left + width + unit * 0.3;
    taken.push({ from: left, to: left + width });
    ctx.fillRect(left, plot + unit * 0.3, width, size.axis - unit * 0.5);
    ctx.fillStyle = p.surface;
    ctx.fillText(text, left + unit * 0.4, plot + unit * 0.3 + (size.axis - unit * 0.5) / 2);
  }
  return taken;
};

const drawAxis = (ctx: Ctx, picture: DayPicture, size: DaySize, p: Palette, taken: readonly Spell[]): void => {
  const { unit } = size;
  const y = size.height - size.axis / 2 + unit * 0.1;
  ctx.font = `${Math.round(unit * 1.3)}px ${FONT}`;
  ctx.textBaseline = 'middle';
  ctx.fillStyle = p.muted;
  const isFree = (from: number, to: number): boolean => taken.every((t) => to < t.from || from > t.to);
  ctx.textAlign = 'left';
  if (isFree(0, unit * 6.5)) ctx.fillText('24 h ago', 0, y);
  ctx.textAlign = 'right';
  if (isFree(size.width - unit * 3.5, size.width)) ctx.fillText('now', size.width, y);
  ctx.textAlign = 'center';
  for (const t of picture.ticks) {
    const x = ((t.at - picture.from) / (picture.to - picture.from)) * size.width;
    ctx.fillStyle = p.grid;
    ctx.fillRect(Math.round(x), 0, Math.max(1, unit * 0.06), size.height - size.axis);
    ctx.fillStyle = p.muted;
    const inside = x > unit * 8.5 && x < size.width - unit * 6;
    if (inside && isFree(x - unit * 2.4, x + unit * 2.4)) ctx.fillText(t.label, x, y);
  }
};

/** Draws all of it anew, in CSS px: the context is scaled by the screen's density before. */
export const drawDay = (ctx: Ctx, picture: DayPicture, size: DaySize, p: Palette): void => {
  const { width, height, axis, unit } = size;
  ctx.clearRect(0, 0, width, height);
  const gap = unit * 0.6;
  const plot = height - axis;
  const each = (plot - gap * (picture.rows.length - 1)) / Math.max(1, picture.rows.length);
  picture.rows.forEach((row, i) => {
    const top = i * (each + gap);
    drawRow(ctx, row, { left: 0, top, right: width, bottom: top + each }, picture, unit, p);
  });
  for (const g of picture.gaps) {
    if (g.to < picture.from || g.from > picture.to) continue;
    const x = (at: number): number =>
      Math.min(width, Math.max(0, ((at - picture.from) / (picture.to - picture.from)) * width));
    const left = x(g.from);
    const wide = Math.max(LEAST * unit * 2, x(g.to) - left);
    hatch(ctx, left, 0, wide, plot, p.gap, Math.max(4, unit * 0.6));
  }
  drawAxis(ctx, picture, size, p, drawFailovers(ctx, picture, size, p));
};
