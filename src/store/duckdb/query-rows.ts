import { LIST, listValue, VARCHAR } from '@duckdb/node-api';

import type { Sample, Settled } from '../../domain/sample.ts';
import { MAX_ROWS, OUTAGE_MIN_LOST, type Outage, type Query, type SeriesFilter } from '../journal.ts';
import { checkLimit, checkRange } from '../limits.ts';
import type { Rows } from './database.ts';
import { bigints, IN_RANGE, VALUE } from './query-stats.ts';
import {
  ANSWERED,
  eventOfRow,
  FIRST_NOTE,
  gapOfRow,
  rowOfSubject,
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

const isSettled = (s: Sample): s is Settled => !('note' in s);

/**
 * Losses belong to the last boundary at or before them: a reply, or the edge of a gap. Three or more of one boundary
 * are a spell; it ends at the next boundary. At one instant a reply or an edge counts before a loss.
 */
const OUTAGES = `
  with settled as (select at_us, code from samples where ${IN_RANGE} and code < ${FIRST_NOTE}),
  ours as (select from_us, to_us from gaps where ${OVERLAPS} and (vantage is null or
    (vantage = $vantage and target is not distinct from $target and via is not distinct from $via))),
  reply as (select at_us from settled where code = ${ANSWERED}),
  edge as (select from_us as at_us from ours union select to_us from ours),
  boundary as (select at_us, true as is_reply from reply
    union all select at_us, false from edge where at_us not in (select at_us from reply)),
  lost as (select at_us from settled where code > ${ANSWERED}
    and not exists (select 1 from ours where from_us <= at_us and at_us < to_us)),
  spell as (select case when any_value(b.is_reply) then b.at_us end as reply_us, count(*) as lost,
      min(l.at_us) as first_us, max(l.at_us) as last_us
    from lost l asof left join boundary b on l.at_us >= b.at_us
    group by b.at_us having count(*) >= ${OUTAGE_MIN_LOST})
  select cast(coalesce(s.reply_us, s.first_us) as double) as "from", cast(b.at_us as double) as "to",
    cast(s.lost as double) as lost
  from spell s asof left join boundary b on s.last_us < b.at_us
  where coalesce(b.at_us, s.last_us) - coalesce(s.reply_us, s.first_us) >= $least
  order by 1 limit ${MAX_ROWS}`;

/** What is read row by row. */
export const rowQueries = (
  read: Rows,
  idOf: (q: SeriesFilter) => number | undefined,
  series: () => readonly SeriesRow[],
): Omit<Query, 'buckets' | 'stats' | 'histogram'> => ({
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
    const settled = `at_us >= $since and code < ${FIRST_NOTE}`;
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
    const { params, types } = bigints({ series: id, from: q.from, to: q.to, least: Math.round(q.minMs * 1_000) });
    const rows = await read<{ from: number; to: number | null; lost: number }>(
      OUTAGES,
      { ...params, ...rowOfSubject(q.subject) },
      { ...types, target: VARCHAR, via: VARCHAR, vantage: VARCHAR },
    );
    return rows.map(({ from, to, lost }): Outage => (to === null ? { from, lost } : { from, to, lost }));
  },
  events: async (q) => {
    checkRange(q);
    checkLimit(q.limit);
    const { params, types } = bigints({ from: q.from, to: q.to, limit: q.limit });
    const rows = await read<EventRow>(
      `select cast(at_us as double) as at, type, severity, probe, ${SUBJECT}, evidence from events
       where at_us >= $from and at_us < $to and ($target is null or target = $target)
         and ($types is null or list_contains($types, type))
       order by at_us desc, seq desc limit $limit`,
      { ...params, target: q.target ?? null, types: q.types === undefined ? null : listValue([...q.types]) },
      { ...types, target: VARCHAR, types: LIST(VARCHAR) },
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
