import { DOUBLE, LIST, listValue } from '@duckdb/node-api';

import { logEdges } from '../../domain/quantile.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Bin, Range, Stats } from '../journal.ts';
import { bigints, IN_RANGE, isOf, VALUE, type Series } from './bound.ts';
import type { Rows } from './database.ts';
import { countsOf, type Counts } from '../tally.ts';
import { COUNTS, OF_SAMPLE, withPrevious } from './parts.ts';
import { ANSWERED } from './rows.ts';

interface StatsRow extends Counts {
  readonly series: number;
  readonly at: EpochMicros;
  readonly min: number | null;
  readonly ranks: readonly number[] | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly jitter: number | null;
}
const statsOfRow = (r: StatsRow): Stats => {
  const counts = countsOf(r);
  const [p10, p50, p90, p99] = r.ranks ?? [];
  if (p10 === undefined || p50 === undefined || p90 === undefined || p99 === undefined) return counts;
  if (r.min === null || r.max === null || r.mean === null) return counts;
  const told = { ...counts, min: r.min, p10, p50, p90, p99, max: r.max, mean: r.mean };
  return r.jitter === null ? told : { ...told, jitter: r.jitter };
};

/** What is asked of the samples or the rollups, in buckets or at once. */
export interface Asked extends Range {
  readonly of: Series;
  readonly width?: number;
}
/** At once: one bucket that is wider than time. */
export const widthOf = ({ width }: Asked): number => width ?? Number.MAX_SAFE_INTEGER;
export interface Told {
  readonly series: number;
  /** Where the bucket begins. */
  readonly at: EpochMicros;
  readonly stats: Stats;
}

/**
 * From the samples themselves, in the order of series and time; nothing where nothing is.
 * quantile_disc over decimal fractions is nearest-rank to the last value: held by a test against domain/quantile.ts.
 */
export const exactStats = async (rows: Rows, asked: Asked): Promise<readonly Told[]> => {
  const { of, from, to } = asked;
  const { params, types } = bigints({ ...of, from, to, width: widthOf(asked) });
  const samples = `select ${OF_SAMPLE} from samples where at_us >= $from and at_us < $to and ${isOf(of)}`;
  const found = await rows<StatsRow>(
    `select series, cast(at_us // $width * $width as double) as at, ${COUNTS}, min(v) as min,
       quantile_disc(v, [0.1, 0.5, 0.9, 0.99]) as ranks, max(v) as max, avg(v) as mean,
       avg(abs(v - previous)) as jitter
     from ${withPrevious('series', samples)}
     group by 1, 2 order by 1, 2`,
    params,
    types,
  );
  return found.map((r) => ({ series: r.series, at: r.at, stats: statsOfRow(r) }));
};

export const exactHistogram = async (
  rows: Rows,
  { series, from, to, bins }: Range & { readonly series: number; readonly bins: number },
): Promise<readonly Bin[]> => {
  const { params, types } = bigints({ series, from, to });
  const answers = `(select ${VALUE} as v from samples where ${IN_RANGE} and code = ${ANSWERED})`;
  const [ends] = await rows<{ min: number | null; low: number | null; max: number | null }>(
    `select min(v) as min, min(v) filter (v > 0) as low, max(v) as max from ${answers}`,
    params,
    types,
  );
  if (ends === undefined || ends.min === null || ends.max === null) return [];
  const { min, max, low } = ends;
  const edges = logEdges(low === null ? { min, max } : { min, max, minPositive: low }, bins);
  // DuckDB's bins hold their upper edge and ours their lower one: negated they are the same.
  const found = await rows<{ edge: number; n: number }>(
    `select unnest(map_keys(h)) as edge, cast(unnest(map_values(h)) as double) as n
     from (select histogram(-v, $edges) as h from ${answers})`,
    { ...params, edges: listValue(edges.map((e) => -e).toReversed()) },
    { ...types, edges: LIST(DOUBLE) },
  );
  const counted = new Map(found.map((r) => [r.edge, r.n]));
  return edges.slice(1).map((hi, i): Bin => {
    const lo = edges[i] ?? 0;
    return { lo, hi, n: counted.get(-lo) ?? 0 };
  });
};
