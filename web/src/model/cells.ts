import type { Bucket } from '../../../src/api/schema.ts';
import { lossLevel, type LossLevel } from './loss.ts';

/** What a cell of a strip shows. A gap is plumbline's own silence; `none` is simply no data. */
export type CellKind = 'none' | 'gap' | 'answered' | 'lossy' | 'lost';
export interface Cell {
  /** Start (µs). */
  readonly at: number;
  readonly kind: CellKind;
  readonly level: LossLevel;
  /** Clearly slower than is usual for this target. */
  readonly slow: boolean;
  /** 0…1: the latency within the strip; 1 where all was lost. */
  readonly height: number;
  readonly bucket?: Bucket;
}
export interface Spell {
  readonly from: number;
  readonly to: number;
}

const overlap = (spell: Spell, from: number, to: number): number =>
  Math.max(0, Math.min(spell.to, to) - Math.max(spell.from, from));

/** Twice the usual median and 5 ms more: a change that one would feel. */
const isSlow = (p50: number | undefined, usual: number | undefined): boolean =>
  p50 !== undefined && usual !== undefined && p50 >= 2 * usual && p50 - usual >= 5_000;

/**
 * `count` cells of `width` µs, the last of which holds `until`. Heights tell latency (p90) from 0 on, against what is
 * `usual` (the median over a longer time, µs).
 */
export const cellsOf = (
  buckets: readonly Bucket[],
  gaps: readonly Spell[],
  until: number,
  width: number,
  count: number,
  usual: number | undefined,
): Cell[] => {
  const last = Math.floor(until / width) * width;
  const byStart = new Map(buckets.map((b) => [Math.floor(b.at / width) * width, b]));
  const highest = Math.max(1, ...buckets.map((b) => b.p90 ?? 0));
  // What is usual stands between a third and two thirds high: a doubling shows, one spike does not flatten the rest.
  const full = usual === undefined ? highest : Math.min(3 * usual, Math.max(1.5 * usual, highest));
  return Array.from({ length: count }, (_, i): Cell => {
    const at = last - (count - 1 - i) * width;
    const bucket = byStart.get(at);
    const end = Math.min(at + width, until);
    if (bucket === undefined || bucket.n === 0) {
      const unwatched = gaps.reduce((sum, g) => sum + overlap(g, at, end), 0);
      return { at, kind: unwatched > (end - at) / 2 ? 'gap' : 'none', level: 0, slow: false, height: 0 };
    }
    const level = lossLevel(bucket.n, bucket.lost);
    const kind = level === 5 ? 'lost' : bucket.lost > 0 ? 'lossy' : 'answered';
    const height = level === 5 ? 1 : Math.min(1, (bucket.p90 ?? 0) / full);
    return { at, kind, level, slow: isSlow(bucket.p50, usual), height, bucket };
  });
};

/** One sentence for who cannot see the strip. */
export const stripSummary = (cells: readonly Cell[], unit: string): string => {
  const seen = cells.filter((c) => c.bucket !== undefined);
  if (seen.length === 0) return 'No data yet.';
  const count = (kind: CellKind): number => cells.filter((c) => c.kind === kind).length;
  const parts = [
    [count('lost'), 'with everything lost'],
    [count('lossy'), 'with some loss'],
    [count('gap'), 'not watched'],
  ] as const;
  const told = parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  return `${seen.length} of ${cells.length} ${unit} with data${told.length === 0 ? ', nothing lost' : `: ${told.join(', ')}`}.`;
};
