import { keySql, Sketch } from '../../domain/sketch.ts';
import { VALUE, type Bound } from './bound.ts';
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
/**
 * Samples with the answer before each one of the same series, whatever was lost between: `v` is NULL but for answers.
 * `at_us`, `r` is the order of time.
 */
export const withPrevious = (where: string): string =>
  `(select *, lag(v ignore nulls) over (partition by series order by at_us, r) as previous from (
    select series, at_us, code, real, rowid as r, case when code = ${ANSWERED} then ${VALUE} end as v
    from samples where ${where}))`;

export interface Counts {
  readonly n: number;
  readonly lost: number;
  readonly late: number;
  readonly duplicate: number;
  readonly reordered: number;
}
/** A row of a rollup: what adds up to the statistics of a series. NULL where nothing was answered. */
export interface Part extends Counts {
  readonly series: number;
  /** The number of the minute, hour or bucket since the epoch. */
  readonly slot: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number | null;
  readonly diff_sum: number | null;
  readonly diff_n: number;
  readonly sketch: Uint8Array | null;
}
/** A part that is made of samples, with the answers at its ends that may be half of a pair. */
export interface FreshPart extends Part {
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

/**
 * Parts of the samples that meet `where`, one for each series and multiple of `$unit` µs; `told`: which of those read
 * are counted, where others are read only for the answer before.
 */
export const partsOfSamples = async (
  rows: Rows,
  where: string,
  { params, types }: Bound,
  told = 'true',
): Promise<readonly FreshPart[]> => {
  const found = await rows<Omit<FreshPart, 'sketch'> & Values>(
    `select * exclude (h), map_keys(h) as keys, cast(map_values(h) as integer[]) as counts from (
       select series, cast(at_us // $unit as double) as slot, ${COUNTS},
         min(v) as min, max(v) as max, sum(v) as sum, sum(abs(v - previous)) as diff_sum,
         cast(count(v - previous) as double) as diff_n, any_value(v) filter (previous is null) as first,
         arg_max(v, (at_us, r)) filter (v is not null) as last,
         bool_and(real is null) filter (v is not null) as whole,
         histogram(${keySql('v')}) filter (v is not null) as h
       from ${withPrevious(where)} where ${told} group by 1, 2) parts`,
    params,
    types,
  );
  return found.map(({ keys, counts, whole, ...part }) =>
    Object.assign(part, { sketch: packed({ keys, counts, whole }) }),
  );
};
