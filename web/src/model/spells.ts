import type { View } from '../../../src/api/schema.ts';
import { gapReason } from './words.ts';

/** A stretch of the view in which nothing was answered, or nobody watched. */
export interface ListedSpell {
  readonly kind: 'outage' | 'gap';
  readonly from: number;
  /** Missing while it lasts. */
  readonly to?: number;
  readonly why: string;
}

export const SPELL_ORDERS = ['newest', 'longest'] as const;
export type SpellOrder = (typeof SPELL_ORDERS)[number];

/** Outages and gaps of a view, newest or longest first; of the same length the newer comes first. */
export const spellsOf = (view: Pick<View, 'outages' | 'gaps' | 'now'>, order: SpellOrder = 'newest'): ListedSpell[] => {
  const outages = view.outages.map((o): ListedSpell => ({
    kind: 'outage',
    why: 'no answer',
    from: o.from,
    ...(o.to === undefined ? {} : { to: o.to }),
  }));
  const gaps = view.gaps.map((g): ListedSpell => ({ kind: 'gap', from: g.from, to: g.to, why: gapReason(g.reason) }));
  const long = (s: ListedSpell): number => (order === 'longest' ? (s.to ?? view.now) - s.from : 0);
  // Safari 15 has no toSorted.
  return [...outages, ...gaps].sort((a, b) => long(b) - long(a) || b.from - a.from); // oxlint-disable-line unicorn/no-array-sort
};
