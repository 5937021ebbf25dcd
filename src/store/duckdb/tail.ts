import { BIGINT } from '@duckdb/node-api';

import type { Clock } from '../../domain/clock.ts';
import type { Samples } from '../../domain/entry.ts';
import type { Sample } from '../../domain/sample.ts';
import { SECOND, type Millis } from '../../domain/time.ts';
import type { Batch, Cursor } from '../journal.ts';
import type { Rows } from './database.ts';
import { BATCH_BYTES, BATCH_ROWS, batchOf, type Placed, type Recent } from './recent.ts';
import { messageOf } from './repair.ts';
import {
  eventOfRow,
  gapOfRow,
  runOfRow,
  sampleOfRow,
  subjectOfRow,
  type EventRow,
  type GapRow,
  type RunRow,
  type SampleRow,
  type SeriesRow,
} from './rows.ts';

/** A read looks at this many cursors: entries lie close together, and zonemaps skip what lies elsewhere. */
const WINDOW = 2_000;
const AFTER_A_FAILURE: Millis = 5 * SECOND;

const SUBJECT = 'target, via, vantage';
const SELECT = {
  samples: `select cast(seq as double) seq, series, cast(at_us as double) as at, code,
    coalesce(cast(value as double), real) as value, said_by
    from samples where seq >= $from and seq < $to order by samples.seq, rowid limit ${BATCH_ROWS + 1}`,
  runs: `select cast(seq as double) seq, cast(at_us as double) as at, id, took_ms, probe, ${SUBJECT},
    case when total - strlen(outcome) <= ${BATCH_BYTES} then outcome end as outcome
    from (select *, sum(strlen(outcome)) over (order by seq) as total from runs where seq >= $from and seq < $to) r
    order by r.seq`,
  events: `select cast(seq as double) seq, cast(at_us as double) as at, type, severity, probe, ${SUBJECT}, evidence
    from events where seq >= $from and seq < $to order by events.seq limit ${BATCH_ROWS}`,
  gaps: `select cast(seq as double) seq, cast(from_us as double) as "from", cast(to_us as double) as "to", reason,
    ${SUBJECT} from gaps where seq >= $from and seq < $to order by gaps.seq limit ${BATCH_ROWS}`,
  next: `select cast(min(seq) as double) as seq from (select seq from samples union all select seq from runs
    union all select seq from events union all select seq from gaps) where seq >= $from`,
} as const;

type At<R> = R & { readonly seq: Cursor };

/** Rows of one cursor and series are one entry again. */
const samplesOf = (rows: readonly At<SampleRow & { series: number }>[], series: ReadonlyMap<number, SeriesRow>) => {
  const found = new Map<Cursor, Samples & { readonly samples: Sample[] }>();
  for (const row of rows) {
    const entry = found.get(row.seq);
    const of = series.get(row.series);
    if (entry !== undefined) entry.samples.push(sampleOfRow(row));
    else if (of !== undefined)
      found.set(row.seq, {
        kind: 'samples',
        probe: of.probe,
        field: of.field,
        subject: subjectOfRow(of),
        samples: [sampleOfRow(row)],
      });
  }
  return [...found].map(([seq, entry]): Placed => ({ seq, entry, bytes: 60 * entry.samples.length }));
};

/**
 * What lies at the cursor and shortly after, from the tables; undefined where nothing does any more. It looks below
 * `head` only: beyond it a commit may be seen by one of the reads and not by another.
 */
const readBatch = async (
  read: Rows,
  from: Cursor,
  head: Cursor,
  series: () => readonly SeriesRow[],
): Promise<Batch | undefined> => {
  const bounds = { from: BigInt(from), to: BigInt(Math.min(head, from + WINDOW)) };
  const types = { from: BIGINT, to: BIGINT };
  const samples = await read<At<SampleRow & { series: number }>>(SELECT.samples, bounds, types);
  const runs = await read<At<Omit<RunRow, 'outcome'> & { outcome: string | null }>>(SELECT.runs, bounds, types);
  const events = await read<At<EventRow>>(SELECT.events, bounds, types);
  const gaps = await read<At<GapRow>>(SELECT.gaps, bounds, types);
  // A run that did not fit begins the next batch; so does the entry in which the samples were cut off, as they are
  // one more than a batch holds then. No single entry fills one: see SAMPLES_PER_ENTRY and MAX_JSON.
  const cut = runs.find((r) => r.outcome === null)?.seq ?? head;
  const byId = new Map(series().map((s) => [s.id, s]));
  const placed: readonly Placed[] = [
    ...samplesOf(samples, byId),
    ...runs.flatMap(({ outcome, ...r }) =>
      outcome === null ? [] : [{ seq: r.seq, entry: runOfRow({ ...r, outcome }), bytes: outcome.length }],
    ),
    ...events.map((r) => ({ seq: r.seq, entry: eventOfRow(r), bytes: r.evidence.length })),
    ...gaps.map((r) => ({ seq: r.seq, entry: gapOfRow(r), bytes: 200 })),
  ].filter((p) => p.seq < cut);
  if (placed.length > 0) return batchOf(placed.toSorted((a, b) => a.seq - b.seq));
  const [next] = await read<{ seq: Cursor | null }>(SELECT.next, { from: bounds.from }, { from: BIGINT });
  const at = next?.seq ?? head;
  return at >= head ? undefined : readBatch(read, at, head, series);
};

export interface Tails {
  readonly from: (cursor: Cursor, signal: AbortSignal) => AsyncIterable<Batch>;
  /** New entries are durable, or the journal is closed: whoever waits looks again. */
  readonly wake: () => void;
}
export const tails = (deps: {
  readonly read: Rows;
  readonly recent: Recent;
  readonly series: () => readonly SeriesRow[];
  readonly head: () => Cursor;
  readonly clock: Clock;
  readonly closed: AbortSignal;
  readonly failed: (why: string | undefined) => void;
}): Tails => {
  const sleepers = new Set<() => void>();
  const woken = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      sleepers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  /** A reader outlives a store that fails for a while: it waits and asks again. */
  const fromTables = async (cursor: Cursor, head: Cursor, signal: AbortSignal): Promise<Batch | undefined> => {
    while (!signal.aborted && !deps.closed.aborted) {
      try {
        const batch = await readBatch(deps.read, cursor, head, deps.series);
        deps.failed(undefined);
        return batch;
      } catch (error) {
        if (deps.closed.aborted) break;
        deps.failed(`reading the journal from ${cursor}: ${messageOf(error)}`);
        await deps.clock.sleep(AFTER_A_FAILURE, signal);
      }
    }
    return undefined;
  };
  async function* from(cursor: Cursor, signal: AbortSignal): AsyncGenerator<Batch> {
    // A cursor from a journal that has been moved aside may lie beyond the end of this one.
    let at = Math.min(cursor, deps.head());
    while (!signal.aborted && !deps.closed.aborted) {
      const head = deps.head();
      if (at >= head) await woken(signal);
      else {
        const batch = deps.recent.from(at) ?? (await fromTables(at, head, signal));
        at = batch?.next ?? head; // nothing there any more: it was deleted for its age
        if (batch !== undefined && !signal.aborted) yield batch;
      }
    }
  }
  return {
    from,
    wake: () => {
      for (const wake of sleepers) wake();
    },
  };
};
