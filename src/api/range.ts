import { DAY, HOUR, MINUTE, SECOND, microsOf, type EpochMicros } from '../domain/time.ts';
import type { Range } from '../store/journal.ts';
import type { Problem } from './problem.ts';

const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };
const TIME_SHAPES = 'epoch milliseconds, an ISO 8601 time with its zone, "now", or a time ago such as -90s, -1h, -14d';
/** Ten years: the hours are kept for ever, and what is asked for must end somewhere. */
const LONGEST_DAYS = 3_653;
/** Far enough for any clock, and near enough for microseconds, buckets and all, to be exact (2^53 is in 2255). */
const LATEST = microsOf(Date.UTC(2200, 0));

/** A time as a person or a page writes it; undefined when it is none. */
export const parseTime = (text: string, now: EpochMicros): EpochMicros | undefined => {
  if (text === 'now') return now;
  const ago = /^-(\d{1,9})([smhdw])$/.exec(text);
  if (ago !== null) return now - microsOf(Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? 0));
  if (/^\d{1,13}$/.test(text)) return Number(text) * 1_000;
  // Date knows milliseconds only; the rest of the fraction is added by hand.
  const iso = /^(\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?)(?:\.(\d{1,6}))?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (iso === null) return undefined;
  const [, whole = '', fraction = '', zone] = iso;
  if (whole.includes('T') !== (zone !== undefined)) return undefined;
  const ms = Date.parse(`${whole}${zone ?? ''}`);
  return Number.isNaN(ms) ? undefined : ms * 1_000 + Number(fraction.padEnd(6, '0'));
};

/** The range asked for, by default the last `hours`. A problem when it is none, upside down or too long. */
export const parseRange = (
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: EpochMicros,
  hours = 1,
): Range | Problem => {
  const to = asked.to === undefined ? now : parseTime(asked.to, now);
  if (to === undefined)
    return { status: 400, what: 'The end is not a time.', where: 'query to', expected: TIME_SHAPES };
  if (to > LATEST)
    return { status: 400, what: 'The end is after 2199.', where: 'query to', expected: 'an earlier time' };
  const from = asked.from === undefined ? to - microsOf(hours * HOUR) : parseTime(asked.from, now);
  if (from === undefined)
    return { status: 400, what: 'The start is not a time.', where: 'query from', expected: TIME_SHAPES };
  if (from < 0)
    return { status: 400, what: 'The start is before 1970.', where: 'query from', expected: 'a later time' };
  if (from >= to)
    return { status: 400, what: 'The range is empty.', where: 'query from', expected: 'a time before `to`' };
  if (to - from > microsOf(LONGEST_DAYS * DAY))
    return {
      status: 400,
      what: 'The range is too long.',
      where: 'query from',
      expected: `${LONGEST_DAYS} days at most`,
    };
  return { from, to };
};
export const isProblem = (x: object): x is Problem => 'status' in x && 'what' in x;

/** Widths that a person can read off an axis. */
const WIDTHS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 364, LONGEST_DAYS].map((n) => n * DAY),
].map(microsOf);

/**
 * The smallest width of the ladder that cuts the range into `points` buckets or fewer (two where one would do but for
 * its place); never below `least` µs.
 */
export const widthFor = (range: Range, points: number, least = 0): number =>
  WIDTHS.find((w) => w >= least && bucketsIn(range, w) <= points) ?? microsOf(LONGEST_DAYS * DAY);

const bucketsIn = (range: Range, width: number): number => Math.ceil(range.to / width) - Math.floor(range.from / width);

/** The range widened to whole buckets, so that the first and the last are not cut. */
export const wholeBuckets = (range: Range, width: number): Range => ({
  from: Math.floor(range.from / width) * width,
  to: Math.ceil(range.to / width) * width,
});
