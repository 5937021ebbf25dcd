import type { Millis } from '../../domain/time.ts';

/** How one anchor does. RTTs in microseconds; null: lost. */
export interface Anchor {
  /** The last ones, the newest last. */
  readonly recent: readonly (number | null)[];
  readonly misses: number;
  readonly answers: number;
  /** Why it does not speak for the line; undefined: it does. */
  readonly aside?: Aside;
}
export type Aside = 'silent' | 'lossy' | 'slow';

const RECENT = 10;
const SILENT = 3;
const LOSSY = 0.5;
const CLEAN = 0.1;
/** So many in a row tell that it is slow, against the slowest of so many of the others: nobody is blamed for jitter. */
const SLOW = 5;
const OTHERS = 3;
const MUCH = { times: 3, more: 50_000 };
const LITTLE = { times: 2, more: 25_000 };
/** Answers in a row that bring it back. */
const BACK: Readonly<Record<Aside, number>> = { silent: 3, lossy: RECENT, slow: 3 };
/** One that is aside is asked this seldom, or as many times more seldom than the others. */
export const ASIDE_EVERY: Millis = 10_000;
export const ASIDE_TIMES = 3;

export const newAnchor: Anchor = { recent: [], misses: 0, answers: 0 };

const answered = ({ recent }: Anchor): readonly number[] => recent.filter((r) => r !== null);
const lostShare = ({ recent }: Anchor): number =>
  recent.length === 0 ? 0 : recent.filter((r) => r === null).length / recent.length;
const isWell = (anchor: Anchor): boolean => anchor.misses === 0 && anchor.answers > 0;

/**
 * Takes what became of one echo to the anchor `i`; whether it speaks for the line. An anchor that is silent, loses much
 * or is much slower is set aside while others, half of all at least, are well: so one bad anchor is never taken for the
 * line, and a line that is dark is never taken for bad anchors.
 */
export const settle = (
  anchors: readonly Anchor[],
  i: number,
  rtt: number | undefined,
): { readonly anchors: readonly Anchor[]; readonly counts: boolean } => {
  const before = anchors[i] ?? newAnchor;
  const heard: Anchor = {
    recent: [...before.recent, rtt ?? null].slice(-RECENT),
    misses: rtt === undefined ? before.misses + 1 : 0,
    answers: rtt === undefined ? 0 : before.answers + 1,
  };
  const others = anchors.filter((_, j) => j !== i);
  const well = others.filter((a) => a.aside === undefined && isWell(a));
  const isQuorum = well.length > 0 && 2 * well.length >= anchors.length;
  const aside = isQuorum ? standingOf(heard, before.aside, well) : undefined;
  const after: Anchor = aside === undefined ? backFrom(before.aside, heard) : { ...heard, aside };
  const next = anchors.map((a, j) => (j === i ? after : a));
  return { anchors: withQuorum(next), counts: aside === undefined };
};

/** What one that comes back did before is forgotten, or it would be set aside for it again. */
const backFrom = (aside: Aside | undefined, heard: Anchor): Anchor =>
  aside === undefined ? heard : { ...heard, recent: heard.recent.slice(-Math.max(1, heard.answers)) };

const standingOf = (anchor: Anchor, aside: Aside | undefined, well: readonly Anchor[]): Aside | undefined => {
  const usual = Math.max(...well.flatMap((a) => answered(a).slice(-OTHERS)));
  if (aside !== undefined) {
    const enough = BACK[aside];
    const isFast = Math.max(...answered(anchor).slice(-enough)) <= LITTLE.times * usual + LITTLE.more;
    return anchor.answers >= enough && isFast ? undefined : aside;
  }
  if (anchor.misses >= SILENT) return 'silent';
  const areClean = well.every((a) => a.recent.length >= RECENT && lostShare(a) <= CLEAN);
  if (anchor.recent.length >= RECENT && lostShare(anchor) >= LOSSY && areClean) return 'lossy';
  const times = answered(anchor).slice(-SLOW);
  const areKnown = times.length === SLOW && well.every((a) => answered(a).length >= OTHERS);
  return areKnown && Math.min(...times) > MUCH.times * usual + MUCH.more ? 'slow' : undefined;
};

const inStanding = ({ recent, misses, answers }: Anchor): Anchor => ({ recent, misses, answers });

/** Where those in good standing are no longer half of all, or none of them is well, nobody is aside. */
const withQuorum = (anchors: readonly Anchor[]): readonly Anchor[] => {
  const standing = anchors.filter((a) => a.aside === undefined);
  const stands = 2 * standing.length >= anchors.length && standing.some(isWell);
  return stands ? anchors : anchors.map(inStanding);
};
