import type { Gap } from '../../domain/entry.ts';
import { DAY, HOUR, MINUTE, microsOf, type EpochMicros } from '../../domain/time.ts';
import {
  MAX_POINTS,
  type Bucket,
  type Outage,
  type Query,
  type Range,
  type SeriesFilter,
} from '../../store/journal.ts';
import type { LineUptime } from '../line-schema.ts';

const HOUR_US = microsOf(HOUR);
const DAY_US = microsOf(DAY);
/** As many hours at once as the store tells of, in whole days. */
const STEP = Math.floor((MAX_POINTS * HOUR_US) / DAY_US) * DAY_US;

export const overlapOf = (a: Range, b: Range): number => Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));

/** Stretches in order, none of which touches the next. */
export const joined = (stretches: readonly Range[]): readonly Range[] => {
  const out: Range[] = [];
  for (const s of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last !== undefined && s.from <= last.to) out[out.length - 1] = { from: last.from, to: Math.max(last.to, s.to) };
    else if (s.to > s.from) out.push({ from: s.from, to: s.to });
  }
  return out;
};
/** What is left of some (joined) without others (joined). */
export const without = (some: readonly Range[], others: readonly Range[]): readonly Range[] => {
  const left: Range[] = [];
  let i = 0;
  for (const s of some) {
    let { from } = s;
    while (i > 0 && (others[i - 1]?.to ?? 0) > from) i -= 1;
    for (; i < others.length; i += 1) {
      const o = others[i];
      if (o === undefined || o.from >= s.to) break;
      if (o.from > from) left.push({ from, to: o.from });
      from = Math.max(from, o.to);
    }
    if (from < s.to) left.push({ from, to: s.to });
  }
  return left;
};

/** The hours of a range in which a series has samples, as far as there are any. */
export const hoursWatched = async (query: Query, series: SeriesFilter, range: Range): Promise<readonly Bucket[]> => {
  const whole = { from: Math.floor(range.from / DAY_US) * DAY_US, to: Math.ceil(range.to / DAY_US) * DAY_US };
  const days = await query.buckets({ ...series, ...whole, widthMicros: DAY_US });
  const [first, last] = [days[0], days.at(-1)];
  const hours: Bucket[] = [];
  if (first === undefined || last === undefined) return hours;
  for (let from = first.at; from <= last.at; from += STEP) {
    const to = Math.min(from + STEP, last.at + DAY_US);
    for (const hour of await query.buckets({ ...series, from, to, widthMicros: HOUR_US })) hours.push(hour);
  }
  return hours;
};

/** When the first of these hours' samples was, to the minute: what was before in that hour nobody watched. */
export const beginningOf = async (
  query: Query,
  series: SeriesFilter,
  hours: readonly Bucket[],
): Promise<EpochMicros | undefined> => {
  const [first] = hours;
  if (first === undefined) return undefined;
  const hour = { from: first.at, to: first.at + HOUR_US, widthMicros: microsOf(MINUTE) };
  return (await query.buckets({ ...series, ...hour }))[0]?.at ?? first.at;
};

export interface Watch {
  /** Buckets of a line's echoes, all of one width. */
  readonly buckets: readonly Bucket[];
  readonly width: number;
  readonly outages: readonly Outage[];
  readonly gaps: readonly Gap[];
  readonly line: string;
}
/** What was watched of a range, and what of that was dark; stretches in order. Monitor gaps are neither. */
export const watchedOf = ({ buckets, width, outages, gaps, line }: Watch, range: Range) => {
  const clip = (s: Range): Range => ({ from: Math.max(range.from, s.from), to: Math.min(range.to, s.to) });
  const silent = joined(
    gaps.filter((g) => g.subject?.target === undefined || g.subject.target === line).map((g) => clip(g)),
  );
  const covered = joined(buckets.map((b) => clip({ from: b.at, to: b.at + width })));
  const watched = without(covered, silent);
  const spells = outages.map((o) => clip({ from: o.from, to: o.to ?? range.to }));
  return { watched, dark: joined(spells), unwatched: silent };
};

const sum = (stretches: readonly Range[], within: Range): number =>
  stretches.reduce((total, s) => total + overlapOf(s, within), 0);

/** Calendar months, or years, by UTC, that reach into a range; newest first. */
const calendar = (range: Range, months: number): readonly Range[] => {
  const at = new Date(range.from / 1_000);
  const month = at.getUTCFullYear() * 12 + at.getUTCMonth();
  const start = (m: number): EpochMicros => Date.UTC(Math.floor(m / 12), m % 12) * 1_000;
  const found: Range[] = [];
  for (let m = Math.floor(month / months) * months; start(m) < range.to; m += months)
    found.push({ from: start(m), to: start(m + months) });
  return found.toReversed();
};

/** How much of each month and year was watched, dark, and by way of this line. */
export const uptimeOf = (watch: Watch, live: readonly Range[], range: Range): Pick<LineUptime, 'months' | 'years'> => {
  const { watched, dark } = watchedOf(watch, range);
  const carried = without(watched, without(watched, joined(live)));
  const share = (part: Range) => {
    const all = sum(watched, part);
    return {
      from: part.from,
      to: Math.min(part.to, range.to),
      watched: all,
      dark: Math.min(all, sum(dark, part)),
      outages: watch.outages.filter((o) => o.from >= part.from && o.from < part.to).length,
      live: sum(carried, part),
    };
  };
  const isoOf = (at: EpochMicros): string => new Date(at / 1_000).toISOString();
  const some = <T extends { readonly watched: number }>(all: readonly T[]): readonly T[] =>
    all.filter((part) => part.watched > 0);
  return {
    months: some(calendar(range, 1).map((part) => Object.assign(share(part), { month: isoOf(part.from).slice(0, 7) }))),
    years: some(
      calendar(range, 12).map((part) => Object.assign(share(part), { year: Number(isoOf(part.from).slice(0, 4)) })),
    ),
  };
};

/** Longest first; one that lasts counts up to now. */
export const longestFirst = (outages: readonly Outage[], now: EpochMicros): readonly Outage[] => {
  const long = (o: Outage): number => (o.to ?? now) - o.from;
  return outages.toSorted((a, b) => long(b) - long(a) || b.from - a.from);
};
