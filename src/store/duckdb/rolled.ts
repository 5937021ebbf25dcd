import { logEdges } from '../../domain/quantile.ts';
import { microsOf, MINUTE } from '../../domain/time.ts';
import type { Bin, Range } from '../journal.ts';
import { bigints } from './bound.ts';
import { MICROS_OF, type Grain, type Kept, type Piece } from './cover.ts';
import type { Rows } from './database.ts';
import { widthOf, type Asked, type Told } from './exact.ts';
import { Tally } from './fold.ts';
import { partsOfSamples, type Source, type Sums } from './parts.ts';

/** How far before a piece the answer is looked for that makes a pair with its first one. */
const LOOKBACK = microsOf(10 * MINUTE);

/** What adds up, and what it is made of; its `slot` is that of the bucket asked for. */
type Found = { readonly sums: Sums; readonly of: Grain; readonly sketches: Iterable<Uint8Array> };
/** Sketches in one text: a value that crosses from DuckDB costs more than what is in it. */
const FRAMED = `string_agg(format('{:08x}', octet_length(sketch)) || hex(sketch), '')`;
const ADDED = ['n', 'lost', 'late', 'duplicate', 'reordered', 'diff_n']
  .map((column) => `cast(sum(${column}) as double) as ${column}`)
  .join(', ');
const LENGTH_BYTES = 4;
function* unframed(text: string | null): Generator<Uint8Array> {
  const bytes = Buffer.from(text ?? '', 'hex');
  for (let at = 0; at < bytes.length;) {
    const from = at + LENGTH_BYTES;
    at = from + bytes.readUInt32BE(at);
    yield bytes.subarray(from, at);
  }
}

/** The parts that begin in the piece. */
const fromRollup = async (
  rows: Rows,
  { from, to, of }: Piece & { readonly of: 'minutes' | 'hours' },
  width: number,
  series: { readonly series: number } | undefined,
): Promise<readonly Found[]> => {
  const unit = MICROS_OF[of];
  const { params, types } = bigints({ ...series, from: Math.ceil(from / unit), to: Math.ceil(to / unit), unit, width });
  const found = await rows<Sums & { readonly sketches: string | null }>(
    `select series, cast(slot * $unit // $width as double) as slot, ${ADDED}, min(min) as min, max(max) as max,
       sum(sum) as sum, sum(diff_sum) as diff_sum, ${FRAMED} as sketches
     from ${of} where slot >= $from and slot < $to ${series === undefined ? '' : 'and series = $series'} group by 1, 2`,
    params,
    types,
  );
  return found.map((f) => ({ sums: f, of, sketches: unframed(f.sketches) }));
};
/** Pieces of samples, and the samples in the other pieces that came after the rollup. */
const sourceOf = (piece: Piece, { from }: Range, kept: Kept): Source => {
  if (piece.of !== 'raw') return { ...piece, seq: kept.get(piece.of)?.cursor ?? 0 };
  return { ...piece, seq: 0, since: Math.max(from, piece.from - LOOKBACK) };
};
const found = async (rows: Rows, asked: Asked, kept: Kept, pieces: readonly Piece[]): Promise<readonly Found[]> => {
  const width = widthOf(asked);
  const series = asked.series === undefined ? undefined : { series: asked.series };
  const all: Found[] = [];
  for (const { of, ...range } of pieces)
    if (of !== 'raw') all.push(...(await fromRollup(rows, { ...range, of }, width, series)));
  const sources = pieces.map((p) => sourceOf(p, asked, kept));
  const fresh = await partsOfSamples(rows, sources, width, series);
  return [...all, ...fresh.map((f): Found => ({ sums: f, of: 'raw', sketches: f.sketch === null ? [] : [f.sketch] }))];
};

/** Tallies by series and bucket, both by number. */
export type Tallies = ReadonlyMap<number, ReadonlyMap<number, Tally>>;

/** From rollups where there are some. */
export const rolledTallies = async (
  rows: Rows,
  asked: Asked,
  kept: Kept,
  pieces: readonly Piece[],
): Promise<Tallies> => {
  const tallies = new Map<number, Map<number, Tally>>();
  for (const { sums, of, sketches } of await found(rows, asked, kept, pieces)) {
    const ours = tallies.get(sums.series) ?? new Map<number, Tally>();
    const tally = ours.get(sums.slot) ?? new Tally();
    tally.add(sums, of, sketches);
    ours.set(sums.slot, tally);
    tallies.set(sums.series, ours);
  }
  return tallies;
};
/** In the order of series and time; nothing where nothing is. */
export const toldOf = (tallies: Tallies, asked: Asked): readonly Told[] =>
  [...tallies]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([series, ours]) =>
      [...ours]
        .toSorted(([a], [b]) => a - b)
        .map(([slot, tally]) => ({ series, at: slot * widthOf(asked), stats: tally.stats() })),
    );

export const rolledHistogram = async (
  rows: Rows,
  asked: Asked & { readonly bins: number },
  kept: Kept,
  pieces: readonly Piece[],
): Promise<readonly Bin[]> => {
  const tally = new Tally();
  for (const { sums, of, sketches } of await found(rows, asked, kept, pieces)) tally.add(sums, of, sketches);
  const { min, max, sketch } = tally;
  const values = sketch.values().map(([v, n]) => [Math.min(max, Math.max(min, v)), n] as const);
  if (values.length === 0) return [];
  const low = min > 0 ? min : values.find(([v]) => v > 0)?.[0];
  const edges = logEdges(low === undefined ? { min, max } : { min, max, minPositive: low }, asked.bins);
  return edges.slice(1).map((hi, i): Bin => {
    const lo = edges[i] ?? 0;
    const n = values.reduce((sum, [v, count]) => (v >= lo && v < hi ? sum + count : sum), 0);
    return { lo, hi, n };
  });
};
