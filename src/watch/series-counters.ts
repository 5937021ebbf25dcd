import type { SeriesKey } from '../domain/entry.ts';
import { LOSS_REASONS, type LossReason, type NoteKind, type Sample, type Settled } from '../domain/sample.ts';
import { microsOf, MINUTE, type EpochMicros, type Millis } from '../domain/time.ts';
import { countsOf, withEcho, type Counts, type Window } from './loss-window.ts';

/**
 * Upper bounds of the duration buckets, µs: those that smokeping_prober has unless told otherwise, so that a query
 * written for it reads ours. A last bucket beyond them holds the rest.
 */
export const DURATION_BOUNDS: readonly number[] = Array.from({ length: 20 }, (_, i) => 50 * 2 ** i);

/** An echo is settled sooner than this after it was sent: an older stamp means that the clock was set back. */
const LONGEST_OUT = microsOf(MINUTE);

/** Spells of `Window` that hold a minute, or ten echoes of a slower series. */
const RECENT = 13;

/** What happened on one series since counting began. Only ever grows, `last`, `readAt` and `recent` apart. */
export interface SeriesCounters extends SeriesKey {
  readonly answered: number;
  readonly lost: Readonly<Record<LossReason, number>>;
  readonly notes: Readonly<Record<NoteKind, number>>;
  /** Sum of the answers, in the unit of the series. */
  readonly sum: number;
  /** How many answers fell into each bucket (not those below it), one more than there are bounds. */
  readonly buckets: readonly number[];
  /** The settled sample that was sent last, and the monotonic time at which anything settled was last read. */
  readonly last?: Settled;
  readonly readAt: Millis;
  readonly recent: Window;
}

export const noneCounted = ({ probe, field, subject }: SeriesKey): SeriesCounters => ({
  probe,
  field,
  subject,
  answered: 0,
  lost: { timeout: 0, unreachable: 0, 'time-exceeded': 0, 'too-big': 0, 'send-failed': 0, 'no-address': 0 },
  notes: { late: 0, duplicate: 0, reordered: 0 },
  sum: 0,
  buckets: Array.from({ length: DURATION_BOUNDS.length + 1 }, () => 0),
  readAt: 0,
  recent: [],
});

const bucketOf = (value: number): number => {
  const i = DURATION_BOUNDS.findIndex((bound) => value <= bound);
  return i < 0 ? DURATION_BOUNDS.length : i;
};

const oneMore = <K extends string>(counts: Readonly<Record<K, number>>, kind: K): Readonly<Record<K, number>> => ({
  ...counts,
  [kind]: counts[kind] + 1,
});
const answeredBy = (before: SeriesCounters, value: number): SeriesCounters => {
  const i = bucketOf(value);
  return {
    ...before,
    answered: before.answered + 1,
    sum: before.sum + value,
    buckets: before.buckets.with(i, (before.buckets[i] ?? 0) + 1),
  };
};
const settledBy = (before: SeriesCounters, sample: Settled, readAt: Millis): SeriesCounters => {
  const after =
    'lost' in sample ? { ...before, lost: oneMore(before.lost, sample.lost) } : answeredBy(before, sample.value);
  const lastAt = before.last?.at ?? sample.at;
  const clockSetBack = sample.at < lastAt - LONGEST_OUT;
  const echo = { lost: 'lost' in sample ? 1 : 0, slow: 0, slowish: 0 };
  return {
    ...after,
    readAt,
    recent: withEcho(clockSetBack ? [] : before.recent, sample.at, echo).slice(-RECENT),
    // A loss is known later than the replies around it: it is the last only when it was sent last.
    ...(clockSetBack || sample.at >= lastAt ? { last: sample } : {}),
  };
};

const notedBy = (before: SeriesCounters, note: NoteKind): SeriesCounters => ({
  ...before,
  notes: oneMore(before.notes, note),
});

/** The counters after these samples, which were read at `readAt`. */
export const counted = (before: SeriesCounters, samples: readonly Sample[], readAt: Millis): SeriesCounters => {
  let after = before;
  for (const sample of samples)
    after = 'note' in sample ? notedBy(after, sample.note) : settledBy(after, sample, readAt);
  return after;
};

/** Settled and lost over the last `window` up to `now`, or over longer where that held fewer than ten. */
export const recentCounts = ({ recent }: SeriesCounters, now: EpochMicros, window: Millis): Counts =>
  countsOf(recent, now, microsOf(window));

export const totalLost = ({ lost }: SeriesCounters): number => {
  let sum = 0;
  for (const reason of LOSS_REASONS) sum += lost[reason];
  return sum;
};
