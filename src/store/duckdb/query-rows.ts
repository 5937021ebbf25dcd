import { LIST, listValue, VARCHAR } from '@duckdb/node-api';

import type { Sample, Settled } from '../../domain/sample.ts';
import { MAX_ROWS, type Query, type SeriesFilter } from '../journal.ts';
import { checkLimit, checkRange } from '../limits.ts';
import { bigints, IN_RANGE, VALUE } from './bound.ts';
import type { Rows } from './database.ts';
import { readOutages } from './outages.ts';
import {
  eventOfRow,
  FIRST_NOTE,
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

const SUBJECT = 'target, via, vantage';
const SAMPLE = `cast(at_us as double) as at, code, ${VALUE} as value, said_by`;
/** A gap that ends where the range begins is not in it, one without any length that lies there is. */
const OVERLAPS = 'from_us < $to and (to_us > $from or from_us >= $from)';

/** The place of the last gap that tells that the clock was set back. */
const SET_BACK = `(select coalesce(max(seq), -1) from gaps where reason = 'clock-stepped' and from_us = to_us)`;

const listed = (words: readonly string[] | undefined) => (words === undefined ? null : listValue([...words]));
const isSettled = (s: Sample): s is Settled => !('note' in s);

/** What is read row by row. */
export const rowQueries = (
  read: Rows,
  idOf: (q: SeriesFilter) => number | undefined,
  series: () => readonly SeriesRow[],
): Omit<Query, 'buckets' | 'stats' | 'summaries' | 'histogram'> => ({
  series: () => Promise.resolve(series().map((r) => ({ probe: r.probe, field: r.field, subject: subjectOfRow(r) }))),
  raw: async (q) => {
    checkRange(q);
    checkLimit(q.limit);
    const id = idOf(q);
    if (id === undefined) return [];
    const { params, types } = bigints({ series: id, from: q.from, to: q.to, limit: q.limit });
    const rows = await read<SampleRow>(
      `select ${SAMPLE} from samples where ${IN_RANGE} order by at_us, rowid limit $limit`,
      params,
      types,
    );
    return rows.map(sampleOfRow);
  },
  latest: async (since) => {
    const { params, types } = bigints({ since });
    const settled = `at_us >= $since and code < ${FIRST_NOTE} and seq > ${SET_BACK}`;
    // Of two at one instant the later row is kept: a map's last word.
    const rows = await read<SampleRow & { series: number }>(
      `select s.series, ${SAMPLE} from samples s
       join (select series, max(at_us) as last from samples where ${settled} group by series) m
         on s.series = m.series and s.at_us = m.last
       where ${settled} order by s.rowid`,
      params,
      types,
    );
    const last = new Map(rows.map((r) => [r.series, sampleOfRow(r)]));
    return series().flatMap((r) => {
      const sample = last.get(r.id);
      if (sample === undefined || !isSettled(sample)) return [];
      return [{ series: { probe: r.probe, field: r.field, subject: subjectOfRow(r) }, sample }];
    });
  },
  outages: async (q) => {
    checkRange(q);
    const id = idOf(q);
    if (id === undefined) return [];
    return readOutages(read, { series: id, from: q.from, to: q.to, least: Math.round(q.minMs * 1_000) });
  },
  events: async (q) => {
    checkRange(q);
    checkLimit(q.limit);
    const { params, types } = bigints({ from: q.from, to: q.to, limit: q.limit });
    const rows = await read<EventRow>(
      `select cast(at_us as double) as at, type, severity, probe, ${SUBJECT}, evidence from events
       where at_us >= $from and at_us < $to and ($target is null or target = $target)
         and ($types is null or list_contains($types, type))
         and ($severities is null or list_contains($severities, severity))
       order by at_us desc, seq desc limit $limit`,
      { ...params, target: q.target ?? null, types: listed(q.types), severities: listed(q.severities) },
      { ...types, target: VARCHAR, types: LIST(VARCHAR), severities: LIST(VARCHAR) },
    );
    return rows.map(eventOfRow);
  },
  runs: async (q) => {
    checkRange(q);
    checkLimit(q.limit);
    const { params, types } = bigints({ from: q.from, to: q.to, limit: q.limit });
    const rows = await read<RunRow>(
      `select cast(at_us as double) as at, id, took_ms, probe, ${SUBJECT}, outcome from runs
       where at_us >= $from and at_us < $to and ($target is null or target = $target)
         and ($probe is null or probe = $probe)
       order by at_us desc, seq desc limit $limit`,
      { ...params, target: q.target ?? null, probe: q.probe ?? null },
      { ...types, target: VARCHAR, probe: VARCHAR },
    );
    return rows.map(runOfRow);
  },
  gaps: async (q) => {
    checkRange(q);
    const { params, types } = bigints({ from: q.from, to: q.to });
    const rows = await read<GapRow>(
      `select cast(from_us as double) as "from", cast(to_us as double) as "to", reason, ${SUBJECT} from gaps
       where ${OVERLAPS} order by from_us, seq limit ${MAX_ROWS}`,
      params,
      types,
    );
    return rows.map(gapOfRow);
  },
});
