import type { Event, Gap, Run, SeriesKey } from '../../domain/entry.ts';
import type { Sample } from '../../domain/sample.ts';
import type { Subject } from '../../domain/subject.ts';
import { DAY, HOUR, microsOf, MINUTE, type EpochMicros } from '../../domain/time.ts';
import type { AnyProbe } from '../../probes/probe.ts';
import { MAX_POINTS, type Bucket, type Outage, type Query, type Range } from '../../store/journal.ts';
import type { Row } from '../../store/table.ts';
import { inStretches } from './stretches.ts';
import type { What } from './tables.ts';

/** What is asked for; empty lists leave nothing out. */
export interface Wanted extends Range {
  readonly what: What;
  readonly targets: readonly string[];
  readonly probes: readonly string[];
}

/** At once. A run may hold a long report. */
const MOST = { samples: 25_000, events: 5_000, runs: 250 } as const;
const DAY_US = microsOf(DAY);
const WIDTHS = { minutes: microsOf(MINUTE), hours: microsOf(HOUR) } as const;

const has = (names: readonly string[], name: string | undefined): boolean =>
  names.length === 0 || (name !== undefined && names.includes(name));
const isWanted = (w: Wanted, probe: string | undefined, subject: Subject | undefined): boolean =>
  has(w.targets, subject?.target) && has(w.probes, probe);
/** Where there is one, the store leaves the others out by itself. */
const only = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined);

const subjectCells = (s: Subject | undefined): Row => [s?.target ?? null, s?.via ?? null, s?.vantage ?? null];
const seriesCells = (s: SeriesKey): Row => [...subjectCells(s.subject), s.probe, s.field];
const seconds = (from: EpochMicros, to: EpochMicros): number => (to - from) / 1e6;

const sampleRow = (series: Row, s: Sample): Row => {
  if ('note' in s) return [s.at, ...series, s.value, null, null, null, s.note];
  if ('value' in s) return [s.at, ...series, s.value, 0, null, null, null];
  return [s.at, ...series, null, 1, s.lost, s.saidBy ?? null, null];
};
const bucketRow = (series: Row, b: Bucket): Row => {
  const counts = [b.n, b.lost, b.notes.late, b.notes.duplicate, b.notes.reordered];
  return [b.at, ...series, b.resolution, ...counts, b.min, b.p10, b.p50, b.p90, b.p99, b.max, b.mean, b.jitter];
};
const outageRow = (series: Row, { from, to, lost }: Outage): Row => [
  from,
  to,
  to === undefined ? null : seconds(from, to),
  lost,
  ...series,
];
const runRow = ({ at, subject, probe, id, tookMs, outcome }: Run): Row => {
  const why = outcome.status === 'failed' ? [outcome.reason, outcome.detail] : [null, null];
  return [at, ...subjectCells(subject), probe, id, tookMs, outcome.status, ...why, outcome];
};
const gapRow = (g: Gap): Row => [g.from, g.to, seconds(g.from, g.to), g.reason, ...subjectCells(g.subject)];
const eventRow = (e: Event): Row => [e.at, e.type, e.severity, ...subjectCells(e.subject), e.probe, e.evidence];

/** The series that are asked for, in the order of the store. */
export const seriesWanted = async (query: Query, w: Wanted): Promise<readonly SeriesKey[]> =>
  (await query.series()).filter((s) => isWanted(w, s.probe, s.subject));

const daysOf = ({ from, to }: Range): Range => ({
  from: Math.floor(from / DAY_US) * DAY_US,
  to: Math.ceil(to / DAY_US) * DAY_US,
});
/** The parts of a range in which a series has anything, to the day: years without it are not asked for. */
const daysWith = async (query: Query, series: SeriesKey, range: Range): Promise<readonly Range[]> => {
  if (range.to - range.from <= 2 * DAY_US) return [range];
  const days = await query.buckets({ ...series, ...daysOf(range), widthMicros: DAY_US });
  const parts: Range[] = [];
  for (const { at } of days) {
    const last = parts.at(-1);
    const to = Math.min(range.to, at + DAY_US);
    if (last?.to === at) parts[parts.length - 1] = { from: last.from, to };
    else parts.push({ from: Math.max(range.from, at), to });
  }
  return parts;
};

async function* samplesOf(query: Query, series: SeriesKey, range: Range, cells: Row): AsyncGenerator<readonly Row[]> {
  for (const part of await daysWith(query, series, range))
    for (let from = part.from; from < part.to; from += DAY_US) {
      const day = { from, to: Math.min(part.to, from + DAY_US) };
      const stretches = inStretches(day, MOST.samples, (r, limit) => query.raw({ ...series, ...r, limit }));
      for await (const samples of stretches) yield samples.map((s) => sampleRow(cells, s));
    }
}
async function* bucketsOf(
  query: Query,
  series: SeriesKey,
  range: Range,
  cells: Row,
  width: number,
): AsyncGenerator<readonly Row[]> {
  const step = Math.floor((MAX_POINTS * width) / DAY_US) * DAY_US;
  for (const part of await daysWith(query, series, range))
    // Whole days, but for the ends that were asked for: every bucket is told once.
    for (let from = Math.floor(part.from / width) * width; from < part.to; from += step) {
      const to = Math.ceil(Math.min(part.to, from + step) / width) * width;
      const buckets = await query.buckets({ ...series, from, to, widthMicros: width });
      yield buckets.map((b) => bucketRow(cells, b));
    }
}
async function* bySeries(query: Query, w: Wanted, probes: readonly AnyProbe[]): AsyncGenerator<readonly Row[]> {
  const unitOf = (s: SeriesKey): string | null => probes.find((p) => p.name === s.probe)?.values[s.field]?.unit ?? null;
  for (const series of await seriesWanted(query, w)) {
    const cells = [...seriesCells(series), unitOf(series)];
    if (w.what === 'samples') yield* samplesOf(query, series, w, cells);
    else if (w.what === 'minutes' || w.what === 'hours') yield* bucketsOf(query, series, w, cells, WIDTHS[w.what]);
    else {
      const outages = await query.outages({ ...series, from: w.from, to: w.to, minMs: 0 });
      yield outages.map((outage) => outageRow(seriesCells(series), outage));
    }
  }
}

async function* runsOf(query: Query, w: Wanted): AsyncGenerator<readonly Row[]> {
  const [target, probe] = [only(w.targets), only(w.probes)];
  const asked = { ...(target === undefined ? {} : { target }), ...(probe === undefined ? {} : { probe }) };
  for await (const runs of inStretches(w, MOST.runs, (r, limit) => query.runs({ ...asked, ...r, limit })))
    yield runs
      .filter((r) => isWanted(w, r.probe, r.subject))
      .toReversed()
      .map(runRow);
}
async function* eventsOf(query: Query, w: Wanted): AsyncGenerator<readonly Row[]> {
  const target = only(w.targets);
  const asked = target === undefined ? {} : { target };
  for await (const events of inStretches(w, MOST.events, (r, limit) => query.events({ ...asked, ...r, limit })))
    yield events
      .filter((e) => isWanted(w, e.probe, e.subject))
      .toReversed()
      .map(eventRow);
}
async function* gapsOf(query: Query, w: Wanted): AsyncGenerator<readonly Row[]> {
  const gaps = await query.gaps({ from: w.from, to: w.to });
  // One of the whole service is one of every target.
  yield gaps.filter((g) => g.subject === undefined || has(w.targets, g.subject.target)).map(gapRow);
}

/**
 * The rows of a table (see `TABLES`), some at a time: series one after the other, each in the order of time; runs,
 * events and gaps in the order of time. What overlaps the range is told whole.
 */
export const rowsOf = (query: Query, w: Wanted, probes: readonly AnyProbe[]): AsyncGenerator<readonly Row[]> => {
  if (w.what === 'runs') return runsOf(query, w);
  if (w.what === 'events') return eventsOf(query, w);
  return w.what === 'gaps' ? gapsOf(query, w) : bySeries(query, w, probes);
};
