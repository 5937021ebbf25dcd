import { keySql, Sketch } from '../../domain/sketch.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Cursor, Range } from '../journal.ts';
import type { Part } from '../tally.ts';
import { bigints, isOf, VALUE, type Series } from './bound.ts';
import type { Rows } from './database.ts';
import { ANSWERED, FIRST_NOTE, NOTE_CODES } from './rows.ts';

const count = (condition: string): string => `cast(count(*) filter (${condition}) as double)`;
/** Of rows of `samples`, under the names of the rollups' columns. */
export const COUNTS = `
  ${count(`code < ${FIRST_NOTE}`)} as n,
  ${count(`code > ${ANSWERED} and code < ${FIRST_NOTE}`)} as lost,
  ${count(`code = ${NOTE_CODES.late}`)} as late,
  ${count(`code = ${NOTE_CODES.duplicate}`)} as duplicate,
  ${count(`code = ${NOTE_CODES.reordered}`)} as reordered`;
/** What statistics are made of, from rows of `samples`: `v` is NULL but for answers; `at_us`, `r` is the order of time. */
export const OF_SAMPLE = `series, at_us, code, real, rowid as r, case when code = ${ANSWERED} then ${VALUE} end as v`;
/** With the answer before each one of what `by` names, whatever was lost between. */
export const withPrevious = (by: string, from: string): string =>
  `(select *, lag(v ignore nulls) over (partition by ${by} order by at_us, r) as previous from (${from}))`;

/** A part that is made of samples, with the answers at its ends that may be half of a pair. */
export interface FreshPart extends Part {
  readonly source: number;
  /** The first answer, where no answer of the series comes before it among the samples that were read. */
  readonly first: number | null;
  readonly last: number | null;
}
interface Values {
  readonly whole: boolean | null;
  readonly keys: readonly number[] | null;
  readonly counts: readonly number[] | null;
}

const packed = ({ keys, counts, whole }: Values): Uint8Array | null => {
  if (keys === null || counts === null || keys.length === 0) return null;
  const sketch = new Sketch();
  for (const [i, key] of keys.entries()) sketch.addBin(key, counts[i] ?? 0, whole === true);
  return sketch.encode();
};

/** Samples of a time (from `from` on, before `to`) whose entries lie from one cursor on and before another. */
export interface Source extends Range {
  readonly seq: Cursor;
  readonly before?: Cursor;
  /** Samples from here on are looked through for the answer before the first one; `from` unless told. */
  readonly since?: EpochMicros;
}
/** Parts of the samples of each source, one for each series and multiple of `unit` µs; `source` is its index. */
export const partsOfSamples = async (
  rows: Rows,
  sources: readonly Source[],
  unit: number,
  of: Series,
): Promise<readonly FreshPart[]> => {
  const from = sources.map(
    (_, i) => `select ${i} as source, at_us >= $from${i} as told, ${OF_SAMPLE} from samples
      where at_us >= $since${i} and at_us < $to${i} and seq >= $seq${i} and seq < $before${i} and ${isOf(of)}`,
  );
  const values = sources.flatMap((s, i) => [
    [`from${i}`, s.from],
    [`since${i}`, s.since ?? s.from],
    [`to${i}`, s.to],
    [`seq${i}`, s.seq],
    [`before${i}`, s.before ?? Number.MAX_SAFE_INTEGER],
  ]);
  const { params, types } = bigints({ ...Object.fromEntries(values), ...of, unit });
  const found = await rows<Omit<FreshPart, 'sketch'> & Values>(
    `select * exclude (h), map_keys(h) as keys, cast(map_values(h) as integer[]) as counts from (
       select source, series, cast(at_us // $unit as double) as slot, ${COUNTS},
         min(v) as min, max(v) as max, sum(v) as sum, sum(abs(v - previous)) as diff_sum,
         cast(count(v - previous) as double) as diff_n, any_value(v) filter (previous is null) as first,
         arg_max(v, (at_us, r)) filter (v is not null) as last,
         bool_and(real is null) filter (v is not null) as whole,
         histogram(${keySql('v')}) filter (v is not null) as h
       from ${withPrevious('source, series', from.join(' union all '))} where told group by all) parts`,
    params,
    types,
  );
  return found.map(({ keys, counts, whole, ...part }) =>
    Object.assign(part, { sketch: packed({ keys, counts, whole }) }),
  );
};
