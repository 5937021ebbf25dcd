import { HOUR, microsOf, MINUTE, type Millis } from '../../../domain/time.ts';
import type { Range } from '../../journal.ts';
import { rollupOf, sinceField, type Grain } from '../names.ts';
import type { Ask } from './ask.ts';
import { conditions, type Asked } from './tallies.ts';
import { numberIn } from './tables.ts';
import { identifier } from './text.ts';

const MICROS_OF: Readonly<Record<Grain, number>> = { minutes: microsOf(MINUTE), hours: microsOf(HOUR) };
/** Views up to this long are exact. */
export const EXACT: Millis = 6 * HOUR;

/** Rollups: those that a piece of them is made of begin in it. */
export interface Piece extends Range {
  readonly of: Grain | 'raw';
}
/** From when to when there are rollups, in whole windows. */
export type Kept = Readonly<Partial<Record<Grain, Range>>>;

/** The coarsest rollups that fit into buckets of this width (none: one for all); undefined where none does. */
export const grainFor = ({ from, to, width }: Pick<Asked, 'from' | 'to' | 'width'>): Grain | undefined => {
  if (to - from <= microsOf(EXACT)) return undefined;
  if (width === undefined || width % MICROS_OF.hours === 0) return 'hours';
  return width % MICROS_OF.minutes === 0 ? 'minutes' : undefined;
};

/** What there is in the range of a question about one vantage point. The last one knows since when nothing is missing. */
export const keptOf = async (ask: Ask, asked: Asked): Promise<Kept> => {
  const grains = ['minutes', 'hours'] as const;
  const since = identifier(sinceField(asked.field));
  const found = await ask(
    grains.map(
      (grain) =>
        `SELECT last(${since}) AS since FROM ${identifier(rollupOf(asked.probe, grain))} WHERE ${conditions(asked)}`,
    ),
  );
  return Object.fromEntries(
    grains.flatMap((grain, i) => {
      const row = found[i]?.[0]?.rows[0] ?? {};
      const [at, ms] = [numberIn(row, 'time'), numberIn(row, 'since')];
      if (at === undefined || ms === undefined) return [];
      const unit = MICROS_OF[grain];
      return [[grain, { from: Math.ceil((ms * 1_000) / unit) * unit, to: at + unit }]];
    }),
  );
};

/** Cuts a range into pieces that follow on: each from the coarsest that there is, nothing coarser than told. */
export const cover = (range: Range, kept: Kept, coarsest: Piece['of']): readonly Piece[] => {
  if (range.from >= range.to) return [];
  if (coarsest === 'raw') return [{ ...range, of: 'raw' }];
  const finer = coarsest === 'hours' ? 'minutes' : 'raw';
  const there = kept[coarsest];
  const unit = MICROS_OF[coarsest];
  const from = Math.ceil(Math.max(range.from, there?.from ?? range.to) / unit) * unit;
  const to = Math.floor(Math.min(range.to, there?.to ?? range.from) / unit) * unit;
  if (from >= to) return cover(range, kept, finer);
  return [
    ...cover({ from: range.from, to: from }, kept, finer),
    { from, to, of: coarsest },
    ...cover({ from: to, to: range.to }, kept, finer),
  ];
};
