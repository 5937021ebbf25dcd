import { clockMinutes, clockSeconds, dayMonth, type Zone } from './time.ts';

const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
const STEPS = [1, 2, 5, 10, 15, 30]
  .map((n) => n * S)
  .concat([1, 2, 5, 10, 15, 30].map((n) => n * M))
  .concat([1, 2, 3, 6, 12].map((n) => n * H))
  .concat([1, 2, 7, 14, 28].map((n) => n * D));
// The epoch was a Thursday; weeks shall start on Monday.
const MONDAY = 4 * D;

/** What to add to UTC (ms) to read the local clock at that moment. */
export type OffsetAt = (ms: number) => number;

/** The smallest step that gives at most `most` ticks over `span` ms. */
export const stepFor = (span: number, most: number): number => {
  const wanted = span / Math.max(1, most);
  return STEPS.find((s) => s >= wanted) ?? Math.ceil(wanted / (28 * D)) * 28 * D;
};

/**
 * Round moments (ms) of the local clock in [from, to], at most `most` of them, strictly ascending.
 * They lie on the local wall clock, so that days start at midnight also across a change of summer time.
 */
export const timeTicks = (from: number, to: number, most: number, offset: OffsetAt): number[] => {
  if (!(to > from)) return [];
  const step = stepFor(to - from, most);
  const anchor = step > D ? MONDAY : 0;
  const ticks: number[] = [];
  const local = from + offset(from);
  for (let wall = Math.ceil((local - anchor) / step) * step + anchor; ; wall += step) {
    // The offset before and after a change differ; settle on one that maps back to this wall time.
    const guess = wall - offset(wall - offset(wall));
    if (guess > to + D || ticks.length > most * 2) break;
    const exists = guess + offset(guess) === wall;
    if (exists && guess >= from && guess <= to && guess > (ticks.at(-1) ?? -Infinity)) ticks.push(guess);
    if (guess > to) break;
  }
  return ticks;
};

/** The label of a tick: the day at midnight, otherwise the time, with seconds where the step has them. */
export const tickLabel = (ms: number, step: number, zone?: Zone): string => {
  const micros = ms * 1_000;
  if (step >= D) return dayMonth(micros, zone);
  if (clockSeconds(micros, zone) === '00:00:00') return dayMonth(micros, zone);
  return step < M ? clockSeconds(micros, zone) : clockMinutes(micros, zone);
};

/** Round values for a y axis from 0 to at least `max`: `[0, 5, 10, 15]`. */
export const valueTicks = (max: number, most: number): number[] => {
  if (!(max > 0)) return [0];
  const raw = max / Math.max(1, most);
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((n) => n * magnitude >= raw * (1 - 1e-9)) ?? 10) * magnitude;
  const ticks: number[] = [];
  for (let i = 0; i * step < max + step * (1 - 1e-9); i += 1) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
};

/** 1, 2, 5 steps of each decade that cover [min, max], for a log axis. Both must be positive. */
export const logTicks = (min: number, max: number): number[] => {
  const ticks: number[] = [];
  for (let d = Math.floor(Math.log10(min)); d <= Math.ceil(Math.log10(max)); d += 1) {
    for (const n of [1, 2, 5]) {
      const v = Number((n * 10 ** d).toPrecision(12));
      if (v >= min && v <= max) ticks.push(v);
    }
  }
  return ticks;
};
