import type { EpochMicros } from '../../domain/time.ts';
import type { Range } from '../journal.ts';

/** Losses in a row. */
export interface Silence {
  readonly first: EpochMicros;
  readonly last: EpochMicros;
  readonly lost: number;
}
/** What a time leaves to the next: the last boundary, if that was a reply, and the losses since. */
export interface Carried {
  readonly reply: EpochMicros | undefined;
  readonly silence: Silence | undefined;
}
/** A silence that is over: from the reply, if no gap lies between, to the next reply or edge of a gap. */
export interface Spell extends Silence {
  readonly reply: EpochMicros | undefined;
  readonly to: EpochMicros;
}

/**
 * The spells of silence of one series in `within`, given what the time before left. Losses belong to the last boundary
 * at or before them: a reply, or the edge of a gap; those in a gap do not count. A spell ends at the next boundary. At
 * one instant edges come first, then replies, then losses. `marks` are in that order; replies that lie between two
 * others may be left out. `gaps` are those that end in `within` or later, in any order.
 */
export const spellsIn = (
  within: Range,
  before: Carried,
  marks: readonly { readonly at: EpochMicros; readonly lost: boolean }[],
  gaps: readonly Range[],
): { readonly over: readonly Spell[]; readonly carried: Carried } => {
  const isWithin = (at: EpochMicros): boolean => at >= within.from && at < within.to;
  const edges = gaps.flatMap((g) => [g.from, g.to].filter(isWithin)).toSorted((a, b) => a - b);
  const begun = gaps.toSorted((a, b) => a.from - b.from);
  const over: Spell[] = [];
  let { reply, silence } = before;
  let [edge, gap, gapsEnd] = [0, 0, 0];

  const end = (to: EpochMicros): void => {
    if (silence !== undefined) over.push({ ...silence, reply, to });
    silence = undefined;
  };
  const passEdges = (until: EpochMicros): void => {
    for (let at = edges[edge]; at !== undefined && at <= until; at = edges[edge]) {
      end(at);
      reply = undefined;
      edge += 1;
    }
  };
  const isInGap = (at: EpochMicros): boolean => {
    for (let g = begun[gap]; g !== undefined && g.from <= at; g = begun[gap]) {
      gapsEnd = Math.max(gapsEnd, g.to);
      gap += 1;
    }
    return at < gapsEnd;
  };
  for (const { at, lost } of marks) {
    passEdges(at);
    if (!lost) {
      end(at);
      reply = at;
    } else if (!isInGap(at))
      silence =
        silence === undefined ? { first: at, last: at, lost: 1 } : { ...silence, last: at, lost: silence.lost + 1 };
  }
  passEdges(Number.POSITIVE_INFINITY);
  return { over, carried: { reply, silence } };
};
