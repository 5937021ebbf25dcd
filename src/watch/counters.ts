import type { Clock } from '../domain/clock.ts';
import { GAP_REASONS, type EventType, type Gap, type GapReason, type Samples } from '../domain/entry.ts';
import { seriesId } from '../domain/series-id.ts';
import { microsOf, SECOND } from '../domain/time.ts';
import type { WatchedJournal } from './run.ts';
import { counted, noneCounted, type SeriesCounters } from './series-counters.ts';

/** More series than this are not counted: the one silent longest goes. Two for each target that a config may have. */
const MOST_SERIES = 4_096;

export interface GapCounters {
  readonly count: number;
  readonly seconds: number;
}
/** Everything counted since the service began; counters start at 0 with it, as those of Prometheus may. */
export interface Counters {
  /** By `seriesId`. */
  readonly series: ReadonlyMap<string, SeriesCounters>;
  readonly gaps: Readonly<Record<GapReason, GapCounters>>;
  /** What happened, by type; a type that is missing did not. */
  readonly events: ReadonlyMap<EventType, number>;
}

/** Counts what the journal is told from now on, until aborted. `done` rejects when the journal can not be read. */
export const runCounters = (
  journal: Pick<WatchedJournal, 'tail' | 'head'>,
  clock: Pick<Clock, 'elapsed'>,
  signal: AbortSignal,
): { readonly counters: Counters; readonly done: Promise<void> } => {
  const series = new Map<string, SeriesCounters>();
  const events = new Map<EventType, number>();
  const none = GAP_REASONS.map((reason) => [reason, { count: 0, seconds: 0 }] as const);
  const gaps = Object.fromEntries(none) as Record<GapReason, GapCounters>;

  const addSamples = (entry: Samples, readAt: number): void => {
    const id = seriesId(entry);
    const next = counted(series.get(id) ?? noneCounted(entry), entry.samples, readAt);
    series.delete(id); // to the end: the first is the one silent longest
    series.set(id, next);
    if (series.size <= MOST_SERIES) return;
    for (const oldest of series.keys()) {
      series.delete(oldest);
      break;
    }
  };
  const addGap = ({ reason, from, to }: Gap): void => {
    const { count, seconds } = gaps[reason];
    gaps[reason] = { count: count + 1, seconds: seconds + (to - from) / microsOf(SECOND) };
  };
  const from = journal.head();
  const follow = async (): Promise<void> => {
    for await (const { entries } of journal.tail(from, signal)) {
      const readAt = clock.elapsed();
      for (const entry of entries) {
        if (entry.kind === 'samples') addSamples(entry, readAt);
        else if (entry.kind === 'gap') addGap(entry);
        else if (entry.kind === 'event') events.set(entry.type, (events.get(entry.type) ?? 0) + 1);
      }
    }
  };
  return { counters: { series, gaps, events }, done: follow() };
};
