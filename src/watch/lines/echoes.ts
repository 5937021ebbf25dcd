import type { Sample } from '../../domain/sample.ts';
import type { EpochMicros } from '../../domain/time.ts';

const S: EpochMicros = 1_000_000;
/** Of an echo sent longer ago than this all is known: it was lost after 4 s at most. */
export const SETTLED: EpochMicros = 4.5 * S;
const MOST_RECENT = 256;
const MOST_SILENCES = 16;
/** Stamps this far back are of before the clock was set back. */
const LONGEST_OUT = 60 * S;

/**
 * From a good reply to the first of two good ones in a row; null: there was none before. `sent` counts what went out
 * between, `lost` what of that never came back.
 */
export interface Silence {
  readonly from: EpochMicros | null;
  readonly to: EpochMicros;
  readonly sent: number;
  readonly lost: number;
}
interface Open {
  readonly from: EpochMicros | null;
  readonly sent: number;
  readonly lost: number;
  /** A good reply that another one must follow. */
  readonly good: EpochMicros | null;
}
/** The echoes of the house; JSON, bounded. What may still be told otherwise is kept one by one, the rest as silences. */
export interface Echoes {
  /** By stamp: 1 was answered, 0 was lost. */
  readonly recent: readonly (readonly [at: EpochMicros, good: 0 | 1])[];
  readonly open: Open | null;
  /** Oldest first. */
  readonly closed: readonly Silence[];
  readonly lastGood: EpochMicros | null;
}
export const NO_ECHOES: Echoes = { recent: [], open: null, closed: [], lastGood: null };

const folded = (e: Echoes, at: EpochMicros, isGood: boolean): Echoes => {
  const { open, lastGood } = e;
  if (!isGood) {
    const { from, sent, lost, good } = open ?? { from: lastGood, sent: 0, lost: 0, good: null };
    return { ...e, open: { from, sent: sent + 1 + Number(good !== null), lost: lost + 1, good: null } };
  }
  if (open === null) return { ...e, lastGood: at };
  if (open.good === null) return { ...e, lastGood: at, open: { ...open, good: at } };
  const { from, sent, lost, good } = open;
  return {
    ...e,
    lastGood: at,
    open: null,
    closed: [...e.closed, { from, to: good, sent, lost }].slice(-MOST_SILENCES),
  };
};
/** Folds what is older than `before`. */
const foldedTo = (e: Echoes, before: EpochMicros, keep: number): Echoes => {
  let next = e;
  let i = 0;
  for (const [at, good] of e.recent) {
    if (at >= before && e.recent.length - i <= keep) break;
    next = folded(next, at, good === 1);
    i += 1;
  }
  return i === 0 ? e : { ...next, recent: e.recent.slice(i) };
};

/** One more sample of the house. A note changes nothing. */
export const withSample = (before: Echoes, sample: Sample): Echoes => {
  if ('note' in sample) return before;
  const { at } = sample;
  const newest = before.recent.at(-1)?.[0] ?? at;
  const e = at < newest - LONGEST_OUT ? NO_ECHOES : before;
  const recent = [...e.recent];
  let i = recent.length;
  while (i > 0 && (recent[i - 1]?.[0] ?? 0) > at) i -= 1;
  recent.splice(i, 0, [at, 'value' in sample ? 1 : 0]);
  return foldedTo({ ...e, recent }, Math.max(newest, at) - SETTLED, MOST_RECENT);
};

/** All that is known by now, as if nothing more came of what is out. */
const known = (e: Echoes): Echoes => foldedTo(e, Infinity, 0);

/** Whether the house answers again, by what is known. */
export const isOpen = (e: Echoes): boolean => known(e).open !== null;

/** The longest silence that began between `from` and `to`, or goes on; then `to` is null. */
export const longestSilence = (
  e: Echoes,
  from: EpochMicros,
  to: EpochMicros,
): (Omit<Silence, 'to'> & { readonly to: EpochMicros | null }) | undefined => {
  const { closed, open } = known(e);
  if (open !== null && (open.from ?? 0) <= to) {
    return { from: open.from, to: open.good, sent: open.sent, lost: open.lost };
  }
  const touching = closed.filter((s) => (s.from ?? s.to) >= from && (s.from ?? 0) <= to);
  const length = (s: Silence): number => s.to - (s.from ?? s.to);
  return touching.toSorted((a, b) => length(b) - length(a))[0];
};
