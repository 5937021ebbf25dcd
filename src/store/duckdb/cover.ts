import { DAY, HOUR, MINUTE, microsOf, type EpochMicros, type Millis } from '../../domain/time.ts';
import type { Range } from '../journal.ts';
import type { Place, PlaceName } from './places.ts';

/** What an answer can be made of, the finest first. */
export type Grain = 'raw' | Rollup;
export type Rollup = 'minutes' | 'hours' | 'days';
/** Rollups: those that a piece of them is made of begin in it. */
export interface Piece extends Range {
  readonly of: Grain;
}
/** How far the rollups have come, and since when what is finer is kept. */
export type Kept = ReadonlyMap<PlaceName, Place>;

const MINUTE_US = microsOf(MINUTE);
const HOUR_US = microsOf(HOUR);
const DAY_US = microsOf(DAY);
export const MICROS_OF: Readonly<Record<Rollup, number>> = { minutes: MINUTE_US, hours: HOUR_US, days: DAY_US };
/** Days are made with the hours: those that are whole before their horizon. */
export const PLACE_OF = { minutes: 'minutes', hours: 'hours', days: 'hours' } as const;
/** Views up to this long are exact. */
export const EXACT: Millis = 6 * HOUR;

/**
 * The coarsest grain that a range cut into buckets of this width (none: one for all) may be made of: the samples for
 * what is short or would cut through minutes.
 */
export const grainFor = (range: Range, width: number | undefined, exact: Millis): Grain => {
  if (range.to - range.from <= microsOf(exact)) return 'raw';
  if (width === undefined || width % DAY_US === 0) return 'days';
  if (width % HOUR_US === 0) return 'hours';
  return width % MINUTE_US === 0 ? 'minutes' : 'raw';
};

const cut = ({ from, to }: Range, at: EpochMicros): readonly [before: Range, after: Range] => [
  { from, to: Math.max(from, Math.min(to, at)) },
  { from: Math.min(to, Math.max(from, at)), to },
];
const joined = (pieces: readonly Piece[]): readonly Piece[] => {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (piece.from === piece.to) continue;
    if (last?.of === piece.of) all[all.length - 1] = { ...last, to: piece.to };
    else all.push(piece);
  }
  return all;
};

/**
 * Cuts a range into pieces that follow on: whole days from `days`, whole hours at their edges from `hours`, whole
 * minutes at theirs from `minutes`, and the samples themselves for what is narrower or not rolled up yet; nothing
 * coarser than `coarsest`, but where what is finer is no longer kept.
 */
export const cover = (range: Range, kept: Kept, coarsest: Grain): readonly Piece[] => {
  const horizon = (name: PlaceName): EpochMicros => kept.get(name)?.horizon ?? 0;
  /** What is left, where the samples would be asked for. */
  const raw = (r: Range): readonly Piece[] => {
    const [gone, there] = cut(r, horizon('raw kept'));
    const [older, newer] = cut(gone, horizon('minutes kept'));
    return [
      { ...older, of: 'hours' },
      { ...newer, of: 'minutes' },
      { ...there, of: 'raw' },
    ];
  };
  const whole = (r: Range, of: Rollup, since: EpochMicros, edge: (r: Range) => readonly Piece[]): readonly Piece[] => {
    const unit = MICROS_OF[of];
    const from = Math.ceil(Math.max(r.from, since) / unit) * unit;
    const to = Math.floor(Math.min(r.to, horizon(PLACE_OF[of])) / unit) * unit;
    return from < to
      ? [...edge({ from: r.from, to: from }), { from, to, of }, ...edge({ from: to, to: r.to })]
      : edge(r);
  };
  const minutes = (r: Range): readonly Piece[] => whole(r, 'minutes', horizon('minutes kept'), raw);
  const hours = (r: Range): readonly Piece[] => whole(r, 'hours', 0, minutes);
  const days = (r: Range): readonly Piece[] => whole(r, 'days', 0, hours);
  return joined({ raw, minutes, hours, days }[coarsest](range));
};
