import type { Uplink } from '../../config/config.ts';
import type { Event, Gap } from '../../domain/entry.ts';
import { DAY, HOUR, microsOf, type EpochMicros } from '../../domain/time.ts';
import type { Bucket, Outage, Query, Range, SeriesFilter, Stats } from '../../store/journal.ts';
import { beginningOf, longestFirst, overlapOf, watchedOf } from '../lines/uptime.ts';

/** The line that a report is of; what the config does not say (it may have gone since) is missing. */
export interface ReportLine {
  readonly name: string;
  readonly vantage: string;
  readonly uplink?: Uplink;
}
/** Where the fault was, as the gateway tells it. */
export type Fault = 'beyond' | 'before' | 'mixed' | 'not-asked';
export interface ToldOutage extends Outage {
  readonly fault: Fault;
  readonly gateway: { readonly n: number; readonly lost: number };
}
/** What a report is made of. */
export interface Facts {
  readonly line: ReportLine;
  readonly range: Range;
  readonly stats: Stats;
  readonly hours: readonly Bucket[];
  readonly days: readonly Bucket[];
  readonly outages: readonly ToldOutage[];
  /** How many there were; the longest are told. */
  readonly outageCount: number;
  /** In µs. */
  readonly watched: number;
  readonly dark: number;
  readonly unwatched: number;
  readonly gaps: readonly Gap[];
  /** Newest first. */
  readonly findings: readonly Event[];
  readonly stamps: string | undefined;
}

const HOUR_US = microsOf(HOUR);
const DAY_US = microsOf(DAY);
/** Shorter spells are loss. */
const MIN_OUTAGE = 3_000;
const MOST_OUTAGES = 50;
const MOST_FINDINGS = 100;
const MOST_GAPS = 200;
const YEAR = microsOf(366 * DAY);

export const seriesOfLine = ({ name, vantage }: ReportLine, field: string): SeriesFilter => ({
  probe: 'uplink',
  field,
  subject: { target: name, via: name, vantage },
});

/** By what the gateway did while the line was dark; it has to be asked some times to say anything. */
const faultOf = ({ n, lost }: { readonly n: number; readonly lost: number }): Fault => {
  if (n < 3) return 'not-asked';
  if (lost / n > 0.8) return 'before';
  return lost / n < 0.2 ? 'beyond' : 'mixed';
};

const stampsOf = async (query: Query, range: Range): Promise<string | undefined> => {
  const asked = { from: Math.max(0, range.from - YEAR), to: range.to, types: ['engine-chosen'] as const, limit: 1 };
  const stamps = (await query.events(asked))[0]?.evidence['stamps'];
  return typeof stamps === 'string' ? stamps : undefined;
};

/** The hours, and the days, that reach into a range. */
const whole = ({ from, to }: Range, width: number) => ({
  from: Math.floor(from / width) * width,
  to: Math.ceil(to / width) * width,
  widthMicros: width,
});

export const factsOf = async (query: Query, line: ReportLine, range: Range): Promise<Facts> => {
  const echoes = seriesOfLine(line, 'rtt');
  const [stats, hours, days, outages] = await Promise.all([
    query.stats({ ...echoes, ...range }),
    query.buckets({ ...echoes, ...whole(range, HOUR_US) }),
    query.buckets({ ...echoes, ...whole(range, DAY_US) }),
    query.outages({ ...echoes, ...range, minMs: MIN_OUTAGE }),
  ]);
  const [gaps, findings, stamps] = await Promise.all([
    query.gaps(range),
    query.events({ ...range, types: ['line-finding'], target: line.name, limit: MOST_FINDINGS }),
    stampsOf(query, range),
  ]);
  const own = gaps.filter((g) => g.subject?.target === undefined || g.subject.target === line.name);
  const gateway = seriesOfLine(line, 'gateway');
  const told: ToldOutage[] = [];
  for (const outage of longestFirst(outages, range.to).slice(0, MOST_OUTAGES)) {
    const during = { from: outage.from, to: Math.max(outage.from + 1, outage.to ?? range.to) };
    const { n, lost } = await query.stats({ ...gateway, ...during });
    told.push({ ...outage, gateway: { n, lost }, fault: faultOf({ n, lost }) });
  }
  const since = await beginningOf(query, echoes, hours);
  const watch = { from: Math.max(range.from, since ?? range.from), to: range.to };
  const found = watchedOf({ buckets: hours, width: HOUR_US, outages, gaps: own, line: line.name }, watch);
  const long = (all: readonly Range[]): number => all.reduce((sum, s) => sum + overlapOf(s, range), 0);
  const watched = long(found.watched);
  return {
    line,
    range,
    stats,
    hours,
    days,
    outages: told,
    outageCount: outages.length,
    watched,
    dark: Math.min(watched, long(found.dark)),
    unwatched: long(found.unwatched),
    gaps: own.slice(-MOST_GAPS),
    findings,
    stamps,
  };
};

/** `2026-11-21 14:02:11 UTC` */
export const utc = (at: EpochMicros): string =>
  `${new Date(at / 1_000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
