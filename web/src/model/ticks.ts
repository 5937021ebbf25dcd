import { clockMinutes, clockSeconds, dayMonth, dayOnly, monthOnly, yearOf, type Zone } from './time.ts';

const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
const MONTH = 30.44 * D;

/** A distance between ticks. */
export interface Step {
  /** About, where it counts in months. */
  readonly ms: number;
  readonly kind: 'second' | 'minute' | 'hour' | 'weekday' | 'day' | 'month';
  readonly months?: number;
}
/** The room (px) that a label of each kind wants, its distance to the next included. */
const ROOM: Readonly<Record<Step['kind'], number>> = {
  second: 76,
  minute: 66,
  hour: 66,
  weekday: 86,
  day: 58,
  month: 62,
};
const steps = (kind: Step['kind'], unit: number, counts: readonly number[]): Step[] =>
  counts.map((n) => (kind === 'month' ? { kind, ms: n * unit, months: n } : { kind, ms: n * unit }));
const STEPS: readonly Step[] = [
  ...steps('second', S, [1, 2, 5, 10, 15, 30]),
  ...steps('minute', M, [1, 2, 5, 10, 15, 30]),
  ...steps('hour', H, [1, 2, 3, 6]),
  ...steps('weekday', D, [1]),
  ...steps('day', D, [1, 2, 7, 14]),
  ...steps('month', MONTH, [1, 2, 3, 6, 12, 24, 60]),
];
const CENTURY: Step = { kind: 'month', ms: 1_200 * MONTH, months: 1_200 };

/** What to add to UTC (ms) to read the local clock at that moment. */
export type OffsetAt = (ms: number) => number;

/** The smallest step whose labels fit side by side when `span` ms are `px` wide. */
export const stepFor = (span: number, px: number): Step =>
  STEPS.find((s) => (span / s.ms) * ROOM[s.kind] <= px) ?? CENTURY;

/**
 * The moment (ms) when the local clock shows `wall` (as if it were UTC). Of a time that comes twice it is one of the
 * two, of one that the clock skips the moment after the leap.
 */
export const momentOf = (wall: number, offset: OffsetAt): number => {
  const guess = wall - offset(wall - offset(wall));
  if (guess + offset(guess) === wall) return guess;
  return Math.max(wall - offset(wall - D), wall - offset(wall + D));
};

// The epoch was a Thursday; weeks shall start on Monday.
const MONDAY = 4 * D;

/** Local wall times (ms) at which the step has a tick, from the one at or just before `local` on. */
function* wallTimes(local: number, { ms, months }: Step): Generator<number> {
  if (months === undefined) {
    const anchor = ms > D ? MONDAY : 0;
    for (let wall = Math.floor((local - anchor) / ms) * ms + anchor; ; wall += ms) yield wall;
  }
  const date = new Date(local);
  const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
  for (let m = Math.floor(month / months) * months; ; m += months) yield Date.UTC(1970, m);
}

/**
 * Round moments (ms) of the local clock in [from, to], strictly ascending: days start at midnight also across a change
 * of summer time, weeks on Monday, months on the first. An hour that the clock skips has no tick.
 */
export const timeTicks = (from: number, to: number, step: Step, offset: OffsetAt): number[] => {
  const ticks: number[] = [];
  if (!(to > from)) return ticks;
  for (const wall of wallTimes(from + offset(from), step)) {
    const at = momentOf(wall, offset);
    if (at > to) break;
    const skipped = step.ms < D && at + offset(at) !== wall;
    if (!skipped && at >= from && at > (ticks.at(-1) ?? -Infinity)) ticks.push(at);
  }
  return ticks;
};

/** The tick's own words, and the year where it is another than that of the tick before (of now, for the first). */
const labelOf = (micros: number, step: Step, year: number, zone: Zone): string => {
  const added = yearOf(micros, zone) === year ? '' : ` ${yearOf(micros, zone)}`;
  if (step.months !== undefined) {
    return step.months % 12 === 0 ? String(yearOf(micros, zone)) : `${monthOnly(micros, zone)}${added}`;
  }
  if (step.kind === 'day') return `${dayOnly(micros, zone)}${added}`;
  if (step.kind === 'weekday' || clockSeconds(micros, zone) === '00:00:00') return dayMonth(micros, zone);
  return step.kind === 'second' ? clockSeconds(micros, zone) : clockMinutes(micros, zone);
};

/** Labels of ticks (ms): the month or the day, the day at midnight, otherwise the time. */
export const tickLabels = (ticks: readonly number[], step: Step, now: number, zone?: Zone): string[] => {
  let year = yearOf(now * 1_000, zone);
  return ticks.map((ms) => {
    const label = labelOf(ms * 1_000, step, year, zone);
    year = yearOf(ms * 1_000, zone);
    return label;
  });
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
