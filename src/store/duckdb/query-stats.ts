import { DOUBLE, LIST, listValue } from '@duckdb/node-api';

import { logEdges } from '../../domain/quantile.ts';
import type { Bin, BucketQuery, Query, Range, SeriesFilter, Stats } from '../journal.ts';
import { checkBins, checkBuckets, checkRange } from '../limits.ts';
import { bigints, IN_RANGE, VALUE, type Bound } from './bound.ts';
import type { Rows } from './database.ts';
import { ANSWERED, FIRST_NOTE, NOTE_CODES } from './rows.ts';

interface StatsRow {
  readonly n: number;
  readonly lost: number;
  readonly late: number;
  readonly duplicate: number;
  readonly reordered: number;
  readonly min: number | null;
  readonly ranks: readonly number[] | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly jitter: number | null;
}
const count = (condition: string): string => `cast(count(*) filter (${condition}) as double)`;
/** quantile_disc over decimal fractions is nearest-rank to the last value: held by a test against domain/quantile.ts. */
const AGGREGATES = `
  ${count(`code < ${FIRST_NOTE}`)} as n,
  ${count(`code > ${ANSWERED} and code < ${FIRST_NOTE}`)} as lost,
  ${count(`code = ${NOTE_CODES.late}`)} as late,
  ${count(`code = ${NOTE_CODES.duplicate}`)} as duplicate,
  ${count(`code = ${NOTE_CODES.reordered}`)} as reordered,
  min(v) as min, quantile_disc(v, [0.1, 0.5, 0.9, 0.99]) as ranks, max(v) as max, avg(v) as mean,
  avg(abs(v - previous)) as jitter`;
/** The answer before each row, whatever was lost between: `v` is NULL but for answers. */
const WITH_PREVIOUS = `(select at_us, code, v, lag(v ignore nulls) over (order by at_us, r) as previous from (
  select at_us, code, rowid as r, case when code = ${ANSWERED} then ${VALUE} end as v from samples where ${IN_RANGE}))`;

const statsOfRow = (r: StatsRow): Stats => {
  const counts = { n: r.n, lost: r.lost, notes: { late: r.late, duplicate: r.duplicate, reordered: r.reordered } };
  const [p10, p50, p90, p99] = r.ranks ?? [];
  if (p10 === undefined || p50 === undefined || p90 === undefined || p99 === undefined) return counts;
  if (r.min === null || r.max === null || r.mean === null) return counts;
  const told = { ...counts, min: r.min, p10, p50, p90, p99, max: r.max, mean: r.mean };
  return r.jitter === null ? told : { ...told, jitter: r.jitter };
};

/** Buckets, stats and histograms of one series. `idOf` is undefined for a series that has no samples. */
export const statsQueries = (
  read: Rows,
  idOf: (q: SeriesFilter) => number | undefined,
): Pick<Query, 'buckets' | 'stats' | 'histogram'> => {
  const bound = (q: Range, series: number): Bound => bigints({ series, from: q.from, to: q.to });
  return {
    buckets: async (q: BucketQuery) => {
      checkBuckets(q);
      const series = idOf(q);
      if (series === undefined) return [];
      const { params, types } = bigints({ series, from: q.from, to: q.to, width: q.widthMicros });
      const rows = await read<StatsRow & { at: number }>(
        `select cast(at_us // $width * $width as double) as at, ${AGGREGATES} from ${WITH_PREVIOUS}
         group by 1 order by 1`,
        params,
        types,
      );
      return rows.map((r) => Object.assign({ at: r.at }, statsOfRow(r)));
    },
    stats: async (q) => {
      checkRange(q);
      const series = idOf(q) ?? -1; // no series has it: the same row of zeros as for an empty range
      const { params, types } = bound(q, series);
      const [row] = await read<StatsRow>(`select ${AGGREGATES} from ${WITH_PREVIOUS}`, params, types);
      if (row === undefined) throw new Error('stats: expected one row, got none');
      return statsOfRow(row);
    },
    histogram: async (q) => {
      checkRange(q);
      checkBins(q.bins);
      const series = idOf(q);
      if (series === undefined) return [];
      const { params, types } = bound(q, series);
      const answers = `(select ${VALUE} as v from samples where ${IN_RANGE} and code = ${ANSWERED})`;
      const [ends] = await read<{ min: number | null; low: number | null; max: number | null }>(
        `select min(v) as min, min(v) filter (v > 0) as low, max(v) as max from ${answers}`,
        params,
        types,
      );
      if (ends === undefined || ends.min === null || ends.max === null) return [];
      const { min, max, low } = ends;
      const edges = logEdges(low === null ? { min, max } : { min, max, minPositive: low }, q.bins);
      // DuckDB's bins hold their upper edge and ours their lower one: negated they are the same.
      const rows = await read<{ edge: number; n: number }>(
        `select unnest(map_keys(h)) as edge, cast(unnest(map_values(h)) as double) as n
         from (select histogram(-v, $edges) as h from ${answers})`,
        { ...params, edges: listValue(edges.map((e) => -e).toReversed()) },
        { ...types, edges: LIST(DOUBLE) },
      );
      const counted = new Map(rows.map((r) => [r.edge, r.n]));
      return edges.slice(1).map((hi, i): Bin => {
        const lo = edges[i] ?? 0;
        return { lo, hi, n: counted.get(-lo) ?? 0 };
      });
    },
  };
};
