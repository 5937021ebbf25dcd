import type { Entry, EventType, Gap, Event, Run, SeriesKey } from '../domain/entry.ts';
import type { NoteKind, Sample } from '../domain/sample.ts';
import type { Subject } from '../domain/subject.ts';
import type { EpochMicros } from '../domain/time.ts';

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
  /** Resolves when durable (at most about a second later), with the cursor after the entries. Commits are grouped. */
  append(entries: readonly Entry[], bookmark?: Omit<Bookmark, 'cursor'> & { readonly cursor: Cursor }): Promise<Cursor>;
  /** Batches from the cursor on, then live as they are committed, until aborted. */
  tail(from: Cursor, signal: AbortSignal): AsyncIterable<Batch>;
  /** The cursor after the last durable entry. */
  head(): Cursor;
  bookmark(name: string): Promise<Bookmark | undefined>;
  /** The latest wall-clock stamp of any entry; undefined when empty. */
  lastAt(): Promise<EpochMicros | undefined>;
  close(): Promise<void>;
}

export interface Range {
  readonly from: EpochMicros;
  /** Exclusive. */
  readonly to: EpochMicros;
}
export type SeriesFilter = { readonly probe: string; readonly field: string; readonly subject: Subject };

/** Percentiles are nearest-rank over the answered; undefined where nothing was answered. */
export interface Stats {
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
  /** Mean absolute difference between consecutive answers (RFC 3550's idea, unsmoothed). */
  readonly jitter?: number;
}
export interface Bucket extends Stats {
  /** Start of the bucket; buckets lie at whole multiples of the width since the epoch. */
  readonly at: EpochMicros;
}
export interface BucketQuery extends Range, SeriesFilter {
  readonly widthMicros: number;
}
/** Bins of equal width on a log scale; `lo` ≤ value < `hi`. */
export interface Bin {
  readonly lo: number;
  readonly hi: number;
  readonly n: number;
}
export interface EventQuery extends Range {
  readonly target?: string;
  readonly types?: readonly EventType[];
  /** Newest first, at most this many. */
  readonly limit: number;
}
export interface RunQuery extends Range {
  readonly target?: string;
  readonly probe?: string;
  readonly limit: number;
}

/** Reading. Empty buckets are left out: a reader sees them missing. */
export interface Query {
  series(): Promise<readonly SeriesKey[]>;
  buckets(q: BucketQuery): Promise<readonly Bucket[]>;
  stats(q: Range & SeriesFilter): Promise<Stats>;
  histogram(q: Range & SeriesFilter & { readonly bins: number }): Promise<readonly Bin[]>;
  /** Oldest first; at most `limit`. */
  raw(q: Range & SeriesFilter & { readonly limit: number }): Promise<readonly Sample[]>;
  /** The last settled sample of every series since `since`. */
  latest(since: EpochMicros): Promise<readonly { readonly series: SeriesKey; readonly sample: Sample }[]>;
  events(q: EventQuery): Promise<readonly Event[]>;
  runs(q: RunQuery): Promise<readonly Run[]>;
  /** Gaps that overlap the range, oldest first. */
  gaps(q: Range): Promise<readonly Gap[]>;
}
