import { BIGINT } from '@duckdb/node-api';

import { Sketch } from '../../domain/sketch.ts';
import { microsOf, MINUTE } from '../../domain/time.ts';
import type { Bin, Range } from '../journal.ts';
import { bigints, isOf } from './bound.ts';
import { MICROS_OF, PLACE_OF, type Kept, type Piece } from './cover.ts';
import type { Rows } from './database.ts';
import { widthOf, type Asked, type Told } from './exact.ts';
import { binsOf, Tally, type Sums } from '../tally.ts';
import { partsOfSamples, type Source } from './parts.ts';

/** How far before a piece the answer is looked for that makes a pair with its first one. */
const LOOKBACK = microsOf(10 * MINUTE);

/** Tallies by series and bucket, both by number. */
export type Tallies = ReadonlyMap<number, ReadonlyMap<number, Tally>>;
type TallyOf = (series: number, bucket: number) => Tally;

const SUMS = ['n', 'lost', 'late', 'duplicate', 'reordered', 'diff_n']
  .map((column) => `cast(sum(${column}) as double) as ${column}`)
  .join(', ');
/**
 * All sketches of a series in one text, each behind the number of its bucket and its length: a value that crosses from
 * DuckDB costs more than what is in it.
 */
const FRAMED = `string_agg(format('{:08x}{:08x}', bucket - $first, octet_length(sketch)) || hex(sketch), '')`;
const FRAME_BYTES = 8;
const unframe = (text: string, tell: (bucket: number, sketch: Uint8Array) => void): void => {
  const bytes = Buffer.from(text, 'hex');
  for (let at = 0; at < bytes.length;) {
    const from = at + FRAME_BYTES;
    const to = from + bytes.readUInt32BE(at + 4);
    tell(bytes.readUInt32BE(at), bytes.subarray(from, to));
    at = to;
  }
};

/** The parts that begin in the pieces, in two statements however many there are. */
const addRollups = async (rows: Rows, asked: Asked, pieces: readonly Piece[], tallyOf: TallyOf): Promise<void> => {
  const width = widthOf(asked);
  const first = Math.floor(asked.from / width);
  const all = pieces.flatMap(({ from, to, of }) => (of === 'raw' ? [] : [{ from, to, of, unit: MICROS_OF[of] }]));
  if (all.length === 0) return;
  const { params, types } = bigints({
    ...asked.of,
    width,
    ...Object.fromEntries(
      all.flatMap(({ from, unit }, i) => [
        [`unit${i}`, unit],
        [`from${i}`, Math.ceil(from / unit)],
      ]),
    ),
    ...Object.fromEntries(all.map(({ to, unit }, i) => [`to${i}`, Math.ceil(to / unit)])),
  });
  const parts = all
    .map(
      ({ of }, i) => `select *, slot * $unit${i} // $width as bucket, ${of !== 'minutes'} as hours from ${of}
        where slot >= $from${i} and slot < $to${i} and ${isOf(asked.of)}`,
    )
    .join(' union all ');
  const sums = await rows<Sums & { readonly hours: boolean }>(
    `select series, cast(bucket as double) as slot, ${SUMS}, min(min) as min, max(max) as max, sum(sum) as sum,
       sum(diff_sum) as diff_sum, bool_or(hours) as hours from (${parts}) group by series, bucket`,
    params,
    types,
  );
  for (const part of sums) tallyOf(part.series, part.slot).add(part, part.hours);
  const sketches = await rows<{ readonly series: number; readonly packed: string }>(
    `select series, ${FRAMED} as packed from (${parts}) where sketch is not null group by series`,
    { ...params, first: BigInt(first) },
    { ...types, first: BIGINT },
  );
  for (const { series, packed } of sketches)
    unframe(packed, (bucket, sketch) => tallyOf(series, first + bucket).addSketch(sketch));
};
/** Pieces of samples, and the samples in the other pieces that came after the rollup. */
const sourceOf = (piece: Piece, { from }: Range, kept: Kept): Source => {
  if (piece.of !== 'raw') return { ...piece, seq: kept.get(PLACE_OF[piece.of])?.cursor ?? 0 };
  return { ...piece, seq: 0, since: Math.max(from, piece.from - LOOKBACK) };
};

/** From rollups where there are some. */
export const rolledTallies = async (
  rows: Rows,
  asked: Asked,
  kept: Kept,
  pieces: readonly Piece[],
): Promise<Tallies> => {
  const tallies = new Map<number, Map<number, Tally>>();
  const tallyOf: TallyOf = (series, bucket) => {
    const ours = tallies.get(series) ?? new Map<number, Tally>();
    const tally = ours.get(bucket) ?? new Tally();
    tallies.set(series, ours.set(bucket, tally));
    return tally;
  };
  await addRollups(rows, asked, pieces, tallyOf);
  const sources = pieces.map((p) => sourceOf(p, asked, kept));
  for (const part of await partsOfSamples(rows, sources, widthOf(asked), asked.of)) {
    const tally = tallyOf(part.series, part.slot);
    tally.add(part, false);
    if (part.sketch !== null) tally.addSketch(part.sketch);
  }
  return tallies;
};
/** In the order of series and time; nothing where nothing is. */
export const toldOf = (tallies: Tallies, asked: Asked): readonly Told[] => {
  const scratch = new Sketch();
  return [...tallies]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([series, ours]) =>
      [...ours]
        .toSorted(([a], [b]) => a - b)
        .map(([slot, tally]) => ({ series, at: slot * widthOf(asked), stats: tally.stats(scratch) })),
    );
};

export const rolledHistogram = async (
  rows: Rows,
  asked: Asked,
  bins: number,
  kept: Kept,
  pieces: readonly Piece[],
): Promise<readonly Bin[]> => {
  const tally = new Tally();
  for (const ours of (await rolledTallies(rows, asked, kept, pieces)).values())
    for (const one of ours.values()) tally.merge(one);
  return binsOf(tally, bins);
};
