import type { Entry, EventType, Gap, Event, Run, SeriesKey } from '../domain/entry.ts';
import type { Severity } from '../domain/severity.ts';
import type { NoteKind, Sample, Settled } from '../domain/sample.ts';
import type { Subject } from '../domain/subject.ts';
import type { EpochMicros, Millis } from '../domain/time.ts';

/** A place in the journal: everything with a lower number came before. 0 is the beginning. */
export type Cursor = number;

export interface Batch {
  readonly entries: readonly Entry[];
  /** Where to go on from after this batch. */
  readonly next: Cursor;
}
/** A reader's place and its state, kept with the journal. */
export interface Bookmark {
  readonly name: string;
  readonly cursor: Cursor;
  readonly state: unknown;
}

/** The record. Everything that happens is an entry, appended once. */
export interface Journal {
  /**
   * Resolves when durable (at most about a second later), with a cursor after the entries. Commits are grouped; the
   * bookmark is kept in the same transaction. While the store fails, entries wait in a bounded queue and this stays
   * pending. Rejects with a `JournalError` when that queue is full or the journal is closed before the entries are
   * durable, and with a `RangeError` for what can not be stored (a value that is no finite number, a report too big).
   */
  append(entries: readonly Entry[], bookmark?: Bookmark): Promise<Cursor>;
  /**
   * Batches from the cursor on in the order of appending, then live as they are committed, until aborted (then it
   * ends, without an error). A batch is bounded in rows and bytes; it is never empty. Long `samples` may come in parts.
   */
  tail(from: Cursor, signal: AbortSignal): AsyncIterable<Batch>;
  /** The cursor after the last durable entry. */
  head(): Cursor;
  bookmark(name: string): Promise<Bookmark | undefined>;
  /** The latest wall-clock stamp of any entry; undefined when empty. */
  lastAt(): Promise<EpochMicros | undefined>;
  close(): Promise<void>;
}

/** The journal could not take or keep entries: nothing that it acknowledged is concerned. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}
/** The store is not there to be asked, or refuses: the message says which and why. It may be there again later. */
export class StoreUnreachable extends Error {
  override readonly name = 'StoreUnreachable';
}
/** How the journal fares, for the page. */
export interface Health {
  readonly ok: boolean;
  /** Entries that are not durable yet. */
  readonly pending: number;
  /** Why the last commit failed; gone after the next that succeeds. */
  readonly lastError?: string;
}

export interface Range {
  readonly from: EpochMicros;
  /** Exclusive. */
  readonly to: EpochMicros;
}
export type SeriesFilter = { readonly probe: string; readonly field: string; readonly subject: Subject };

/** No query answers with more buckets or bins than this. */
export const MAX_POINTS = 5_000;
/** No query answers with more buckets of all series together. */
export const MAX_CELLS = 1_000_000;
/** No query answers with more samples, events, runs, gaps or outages than this. */
export const MAX_ROWS = 200_000;

/**
 * Percentiles are nearest-rank over the answered; undefined where nothing was answered. Where `resolution` is given
 * they are within 1% of that (and half a unit where values are whole); all else is exact either way, but that the
 * jitter then also counts a pair that reaches over the start of the range.
 */
export interface Stats {
  /**
   * The coarsest rollups that this is made of, where it is not made of the samples themselves. Where finer ones are no
   * longer kept, a whole minute or hour counts where it begins.
   */
  readonly resolution?: 'minute' | 'hour';
  /** Settled: answered and lost. */
  readonly n: number;
  readonly lost: number;
  /** Counted apart, not in n. */
  readonly notes: Readonly<Record<NoteKind, number>>;
  readonly min?: number;
  readonly p10?: number;
  readonly p50?: number;
  readonly p90?: number;
  readonly p99?: number;
  readonly max?: number;
  readonly mean?: number;
  /**
   * Mean absolute difference between consecutive answers (RFC 3550's idea, unsmoothed). A pair counts where its later
   * answer lies; both lie in the range asked for.
   */
  readonly jitter?: number;
}
export interface Bucket extends Stats {
  /** Start of the bucket; buckets lie at whole multiples of the width since the epoch. */
  readonly at: EpochMicros;
}
/** One series at a glance: all of the range, and its buckets. */
export interface Summary {
  readonly series: SeriesKey;
  readonly stats: Stats;
  readonly buckets: readonly Bucket[];
}
export interface BucketQuery extends Range, SeriesFilter {
  readonly widthMicros: number;
}
/** Bins of equal width on a log scale (rounded where values are whole), empty ones too; `lo` ≤ value < `hi`. */
export interface Bin {
  readonly lo: number;
  readonly hi: number;
  readonly n: number;
}
/**
 * A spell of silence. A monitor gap ends it and is never part of it.
 * `from`: the last good reply before it; where none is known without a gap between, the first lost echo.
 * `to`: the first good reply after it, or the start of the gap that cut it short; missing while it lasts.
 */
export interface Outage {
  readonly from: EpochMicros;
  readonly to?: EpochMicros;
  /** Echoes lost in it; at least `OUTAGE_MIN_LOST`. */
  readonly lost: number;
}
/** Fewer lost in a row are loss, not an outage. */
export const OUTAGE_MIN_LOST = 3;
export interface OutageQuery extends Range, SeriesFilter {
  /** Shorter ones are left out; measured to the last lost echo while it lasts. */
  readonly minMs: Millis;
}
export interface EventQuery extends Range {
  readonly target?: string;
  readonly types?: readonly EventType[];
  readonly severities?: readonly Severity[];
  /** Newest first, at most this many. */
  readonly limit: number;
}
export interface RunQuery extends Range {
  readonly target?: string;
  readonly probe?: string;
  readonly limit: number;
}

/**
 * Reading. A query that asks for too much (more than `MAX_POINTS`, `MAX_CELLS` or `MAX_ROWS`), for a range that ends before it
 * begins or for a width or count that is no positive whole number throws a `RangeError`.
 * "Order of time" is by `at`, then by the order of appending.
 */
export interface Query {
  series(): Promise<readonly SeriesKey[]>;
  /** In order of time. Empty buckets are left out: a reader sees them missing. */
  buckets(q: BucketQuery): Promise<readonly Bucket[]>;
  stats(q: Range & SeriesFilter): Promise<Stats>;
  /**
   * Every series that has anything in the range, in the order of `series`, at the price of a few statements. From
   * rollups wherever they are there, also for short ranges; buckets as in `buckets`, `MAX_CELLS` at most in all.
   */
  summaries(q: Range & { readonly widthMicros: number }): Promise<readonly Summary[]>;
  /** At most `bins` of the positive answers, and one in front for those of zero and below if there are any. */
  histogram(q: Range & SeriesFilter & { readonly bins: number }): Promise<readonly Bin[]>;
  /** Oldest first; at most `limit`. */
  raw(q: Range & SeriesFilter & { readonly limit: number }): Promise<readonly Sample[]>;
  /**
   * The last settled sample of every series since `since`, in the order of `series`. Where the clock was set back (a
   * `clock-stepped` gap of no length) only what was appended after that counts: what was before may be stamped later.
   */
  latest(since: EpochMicros): Promise<readonly { readonly series: SeriesKey; readonly sample: Settled }[]>;
  /**
   * Spells of silence that overlap the range, oldest first, each told whole as far as it is known. They are kept for
   * ever, after about an hour. What is appended later than that for a time before (a clock that was set back) no
   * longer makes or changes one.
   */
  outages(q: OutageQuery): Promise<readonly Outage[]>;
  events(q: EventQuery): Promise<readonly Event[]>;
  runs(q: RunQuery): Promise<readonly Run[]>;
  /** Gaps that overlap the range, oldest first. */
  gaps(q: Range): Promise<readonly Gap[]>;
}
