import { logEdges } from '../../domain/quantile.ts';
import { microsOf, MINUTE } from '../../domain/time.ts';
import type { Bin } from '../journal.ts';
import { bigints } from './bound.ts';
import { MICROS_OF, type Grain, type Kept, type Piece } from './cover.ts';
import type { Rows } from './database.ts';
import { widthOf, type Asked, type Told } from './exact.ts';
import { Tally } from './fold.ts';
import { partsOfSamples, type Part } from './parts.ts';

/** How far before a piece the answer is looked for that makes a pair with its first one. */
const LOOKBACK = microsOf(10 * MINUTE);

/** A part, and what it is made of; its `slot` is that of the bucket asked for. */
type Found = { readonly part: Part; readonly of: Grain };

const fromSamples = async (rows: Rows, asked: Asked, { from, to }: Piece): Promise<readonly Found[]> => {
  const { series } = asked;
  const one = series === undefined ? undefined : { series };
  const since = Math.max(asked.from, from - LOOKBACK);
  const parts = await partsOfSamples(
    rows,
    `at_us >= $since and at_us < $to ${one === undefined ? '' : 'and series = $series'}`,
    bigints({ ...one, since, from, to, unit: widthOf(asked) }),
    'at_us >= $from',
  );
  return parts.map((part) => ({ part, of: 'raw' }));
};
/** The parts that begin in the piece, and the samples in it that came after the rollup. */
const fromRollup = async (
  rows: Rows,
  asked: Asked,
  { from, to, of }: Piece & { readonly of: 'minutes' | 'hours' },
  cursor: number,
): Promise<readonly Found[]> => {
  const { series } = asked;
  const one = series === undefined ? undefined : { series };
  const ofOne = one === undefined ? '' : 'and series = $series';
  const unit = MICROS_OF[of];
  const slots = bigints({ ...one, from: Math.ceil(from / unit), to: Math.ceil(to / unit) });
  const parts = await rows<Part>(
    `select * from ${of} where slot >= $from and slot < $to ${ofOne}`,
    slots.params,
    slots.types,
  );
  const late = await partsOfSamples(
    rows,
    `seq >= $cursor and at_us >= $from and at_us < $to ${ofOne}`,
    bigints({ ...one, cursor, from, to, unit: widthOf(asked) }),
  );
  const width = widthOf(asked);
  return [
    ...parts.map((p) => ({ part: Object.assign(p, { slot: Math.floor((p.slot * unit) / width) }), of })),
    ...late.map((part) => ({ part, of })),
  ];
};
const found = async (rows: Rows, asked: Asked, kept: Kept, pieces: readonly Piece[]): Promise<readonly Found[]> => {
  const all: Found[] = [];
  for (const { of, ...range } of pieces)
    for (const f of of === 'raw'
      ? await fromSamples(rows, asked, { ...range, of })
      : await fromRollup(rows, asked, { ...range, of }, kept.get(of)?.cursor ?? 0))
      all.push(f);
  return all;
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
  for (const { part, of } of await found(rows, asked, kept, pieces)) {
    const ours = tallies.get(part.series) ?? new Map<number, Tally>();
    const tally = ours.get(part.slot) ?? new Tally();
    tally.add(part, of);
    ours.set(part.slot, tally);
    tallies.set(part.series, ours);
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
  for (const { part, of } of await found(rows, asked, kept, pieces)) tally.add(part, of);
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
