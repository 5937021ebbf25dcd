import type { Bucket, View } from '../../../src/api/schema.ts';
import { lossLevel, type LossLevel } from './loss.ts';

// A view as a calendar: a cell a day, a column a week, Monday on top. Days are UTC's, because the buckets are.

const DAY = 86_400_000_000;
/** From two months on a calendar says more than a strip; what is longer than a year and a bit does not fit (µs). */
const LEAST = 60 * DAY;
const MOST = 400 * DAY;
export const hasCalendar = (from: number, to: number): boolean => to - from >= LEAST && to - from <= MOST;
/** So few days that their calendar fits a column of the page. */
export const isNarrow = (from: number, to: number): boolean => to - from <= 120 * DAY;
/** So many buckets are to be asked for that none is longer than a day. */
export const CALENDAR_POINTS = 402;

/** The epoch was a Thursday. */
const MONDAY = 4 * DAY;
const WEEK = 7 * DAY;

/** `none`: no data; `gap`: not watched; `lossy`: something lost; `dark`: an outage. */
export type DayKind = 'none' | 'gap' | 'answered' | 'lossy' | 'dark';
export interface DayCell {
  /** Start (µs). */
  readonly at: number;
  readonly kind: DayKind;
  readonly level: LossLevel;
  readonly n: number;
  readonly lost: number;
  /** Time without an answer (µs). */
  readonly dark: number;
  readonly row: number;
  readonly column: number;
}
export interface Month {
  /** Of its first day (µs). */
  readonly at: number;
  readonly column: number;
}
export interface Calendar {
  readonly days: readonly DayCell[];
  readonly months: readonly Month[];
  readonly columns: number;
}

const overlap = (from: number, to: number, a: number, b: number): number =>
  Math.max(0, Math.min(to, b) - Math.max(from, a));

const kindOf = (n: number, lost: number, dark: number, unwatched: number): DayKind => {
  if (dark > 0) return 'dark';
  if (n === 0) return unwatched > DAY / 2 ? 'gap' : 'none';
  return lost > 0 ? 'lossy' : 'answered';
};

/** Time in outages by the day that it falls on. */
const darkByDay = (view: View): Map<number, number> => {
  const days = new Map<number, number>();
  const end = Math.min(view.to, view.now);
  for (const o of view.outages) {
    const to = Math.min(o.to ?? end, end);
    const from = Math.max(o.from, view.from);
    for (let day = Math.floor(from / DAY) * DAY; day < to; day += DAY) {
      days.set(day, (days.get(day) ?? 0) + overlap(from, to, day, day + DAY));
    }
  }
  return days;
};

/** The days that a view touches. Buckets must not be longer than a day. */
export const calendarOf = (view: View): Calendar => {
  const first = Math.floor(view.from / DAY) * DAY;
  const last = Math.floor((Math.min(view.to, view.now) - 1) / DAY) * DAY;
  const monday = Math.floor((first - MONDAY) / WEEK) * WEEK + MONDAY;
  const counts = new Map<number, Pick<Bucket, 'n' | 'lost'>>();
  for (const b of view.buckets) {
    const day = Math.floor(b.at / DAY) * DAY;
    const before = counts.get(day);
    counts.set(day, { n: (before?.n ?? 0) + b.n, lost: (before?.lost ?? 0) + b.lost });
  }
  const dark = darkByDay(view);
  const days: DayCell[] = [];
  const months: Month[] = [];
  for (let at = first; at <= last; at += DAY) {
    const { n, lost } = counts.get(at) ?? { n: 0, lost: 0 };
    const silent = dark.get(at) ?? 0;
    const unwatched = view.gaps.reduce((sum, g) => sum + overlap(g.from, g.to, at, at + DAY), 0);
    const column = Math.floor((at - monday) / WEEK);
    days.push({
      at,
      kind: kindOf(n, lost, silent, unwatched),
      level: lossLevel(n, lost),
      n,
      lost,
      dark: silent,
      row: (Math.round((at - MONDAY) / DAY) + 7) % 7, // the first days of 1970 are before it
      column,
    });
    if (new Date(at / 1_000).getUTCDate() === 1) months.push({ at, column });
  }
  return { days, months, columns: Math.floor((last - monday) / WEEK) + 1 };
};
