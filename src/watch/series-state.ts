import { LOSS_WORDS, type LossReason, type Settled } from '../domain/sample.ts';
import type { StateWord } from '../domain/state.ts';
import { millisOf, type EpochMicros } from '../domain/time.ts';
import {
  FEWEST,
  chanceOfLosing,
  countsOf,
  isMedian,
  slotOf,
  withEcho,
  type Counts,
  type Window,
} from './loss-window.ts';

const S: EpochMicros = 1_000_000;

/** The rules (docs/design.md, How a target fares): silence counts from the last good reply, trip and clear are apart. */
const RULES = {
  /** Down: everything since the last good reply is lost, for this long and this many. */
  silence: 10 * S,
  silentEchoes: 3,
  /** Degraded: this share lost, in any of the windows, and not by chance. */
  loss: 0.1,
  lossWindows: [10 * S, 60 * S, 300 * S],
  /** … which is: a line that steadily loses half the share would show as many more seldom than this. */
  byChance: 1e-5,
  /** Degraded too: a median at or over this, µs. */
  latency: 200_000,
  /** Up again: loss and median below half of what trips, over this window, for this long. */
  window: 60 * S,
  calm: 60 * S,
  /** An echo is settled sooner than this after it was sent: an older stamp means that the clock was set back. */
  longestOut: 60 * S,
  /** The edges of a monitor gap are known to about a look at the clocks. */
  gapEdge: 2 * S,
} as const;

type Cause = LossReason | 'several' | null;

/** What is known of one series; JSON. Times are epoch µs, null where there is none. */
export interface SeriesState {
  readonly word: StateWord;
  /** For down: the last good reply (or, where none is known, the first lost echo). Otherwise when the word began. */
  readonly since: EpochMicros;
  readonly reason?: string;
  /** The stamp of the last change; those of changes do not run back while the clock does not. */
  readonly changedAt: EpochMicros;
  readonly newest: EpochMicros;
  readonly lastGood: EpochMicros | null;
  /** The first loss, while there was no good reply yet. */
  readonly firstLoss: EpochMicros | null;
  /** The latest losses by stamp, the latest first; no more than the down rule asks for. */
  readonly losses: readonly EpochMicros[];
  /** Why the echoes since the last good reply were lost, where all were for one reason; an older state has none. */
  readonly cause?: Cause;
  /** While down: the latest good reply, which another one must follow with no loss between. */
  readonly firstGood: EpochMicros | null;
  /** While degraded: since when it is below what clears. */
  readonly calmSince: EpochMicros | null;
  /** Stamps before this are of before a gap, or of an outage that is over. */
  readonly notBefore: EpochMicros;
  readonly window: Window;
}
export interface Change {
  readonly at: EpochMicros;
  readonly from: StateWord;
  readonly to: StateWord;
  readonly since: EpochMicros;
  readonly reason?: string;
  /** On leaving `down`. */
  readonly outageSeconds?: number;
}
type Step = readonly [SeriesState, Change | undefined];

const NOTHING_SEEN = {
  lastGood: null,
  firstLoss: null,
  losses: [],
  cause: null,
  firstGood: null,
  calmSince: null,
  window: [],
} as const;

export const unknownSince = (at: EpochMicros): SeriesState => ({
  word: 'unknown',
  since: at,
  changedAt: at,
  newest: at,
  notBefore: 0,
  ...NOTHING_SEEN,
});

const changed = (
  s: SeriesState,
  to: StateWord,
  at: EpochMicros,
  since: EpochMicros,
  reason?: string,
): readonly [SeriesState, Change] => {
  const setBack = s.changedAt - at > RULES.longestOut;
  const stamp = setBack ? at : Math.max(at, s.changedAt);
  const because = reason === undefined ? {} : { reason };
  const outage = s.word === 'down' ? { outageSeconds: Math.max(0, (to === 'up' ? since : stamp) - s.since) / S } : {};
  const { reason: _, ...rest } = s;
  return [
    { ...rest, word: to, since, ...because, changedAt: stamp, firstGood: null, calmSince: null },
    { at: stamp, from: s.word, to, since, ...because, ...outage },
  ];
};

const span = (micros: number): string => {
  const seconds = Math.round(micros / S);
  return seconds <= 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
};

/** Why it is degraded, in words; undefined when it is not. */
const trouble = (window: Window, end: EpochMicros): string | undefined => {
  for (const micros of RULES.lossWindows) {
    const c = countsOf(window, end, micros);
    if (c.settled < FEWEST || c.lost < RULES.loss * c.settled) continue;
    if (chanceOfLosing(c.lost, c.settled, RULES.loss / 2) >= RULES.byChance) continue;
    return `${Math.round((100 * c.lost) / c.settled)}% lost in ${span(c.micros)}`;
  }
  const c = countsOf(window, end, RULES.window);
  return isMedian(c.slow, c)
    ? `half of the replies took ${millisOf(RULES.latency)} ms or more in ${span(c.micros)}`
    : undefined;
};
const isCalm = (c: Counts): boolean => c.lost < (RULES.loss / 2) * c.settled && !isMedian(c.slowish, c);

/** Loss and latency of an answering series, as of its last good reply. */
const weighed = (s: SeriesState, end: EpochMicros): Step => {
  const reason = trouble(s.window, end);
  if (s.word === 'up') return reason === undefined ? [s, undefined] : changed(s, 'degraded', end, end, reason);
  // The longest window may still hold what is over: the last minute alone clears.
  if (!isCalm(countsOf(s.window, end, RULES.window))) {
    return [{ ...s, calmSince: null, ...(reason === undefined ? {} : { reason }) }, undefined];
  }
  const calmSince = s.calmSince ?? end;
  if (end - calmSince < RULES.calm) return [{ ...s, calmSince }, undefined];
  // What it was degraded by is over: it must not count a second time.
  const window = s.window.filter(([slot]) => slot >= slotOf(calmSince));
  return changed({ ...s, window }, 'up', end, end);
};

const afterReply = (s: SeriesState, at: EpochMicros, value: number): Step => {
  const slow = { lost: 0, slow: Number(value >= RULES.latency), slowish: Number(value >= RULES.latency / 2) };
  const lastGood = Math.max(at, s.lastGood ?? at);
  const seen = { ...s, lastGood, firstLoss: null, cause: null, window: withEcho(s.window, at, slow) };
  // What was lost before it came up, and is known only later, was the outage (or the waking machine): it is told as one,
  // and does not make the line degraded too.
  const cameUp = (since: EpochMicros): Step =>
    changed({ ...seen, window: withEcho([], at, slow), notBefore: since }, 'up', since, since);
  if (s.word === 'unknown') return cameUp(at);
  if (s.word !== 'down') return weighed(seen, lastGood);
  if (s.firstGood === null) return [{ ...seen, firstGood: at }, undefined];
  const [first, second] = [Math.min(s.firstGood, at), Math.max(s.firstGood, at)];
  if (s.losses.some((l) => l > first && l < second)) return [{ ...seen, firstGood: second }, undefined];
  return cameUp(first);
};

/** A loss from before the last good reply says nothing of the silence. */
const causeWith = ({ cause = null, lastGood }: SeriesState, at: EpochMicros, why: LossReason): Cause => {
  if (lastGood !== null && at < lastGood) return cause;
  return cause === null || cause === why ? why : 'several';
};
/** "could not send for 10 s"; of several reasons the last is told. */
const silenceOf = (micros: number, cause: Cause, last: LossReason): string =>
  cause === 'several'
    ? `no reply for ${span(micros)} (last: ${LOSS_WORDS[last]})`
    : `${LOSS_WORDS[last]} for ${span(micros)}`;

const afterLoss = (s: SeriesState, at: EpochMicros, why: LossReason): Step => {
  const losses = [...s.losses, at].toSorted((a, b) => b - a).slice(0, RULES.silentEchoes);
  const firstLoss = s.lastGood === null ? Math.min(at, s.firstLoss ?? at) : null;
  const window = withEcho(s.window, at, { lost: 1, slow: 0, slowish: 0 });
  const seen = { ...s, losses, firstLoss, window, cause: causeWith(s, at, why) };
  if (s.word === 'down') return [seen, undefined];
  const silentSince = s.lastGood ?? firstLoss ?? at;
  const [latest = at, , third] = losses;
  const isSilent = third !== undefined && (s.lastGood === null || third > s.lastGood);
  if (isSilent && latest - silentSince >= RULES.silence) {
    return changed(seen, 'down', latest, silentSince, silenceOf(latest - silentSince, seen.cause, why));
  }
  // A silence that lasts is judged as one; a loss between replies counts at once.
  return s.lastGood !== null && at < s.lastGood && s.word !== 'unknown' ? weighed(seen, s.lastGood) : [seen, undefined];
};

/** One more settled echo. */
export const settled = (s: SeriesState, sample: Settled): Step => {
  const { at } = sample;
  const setBack = at < s.newest - RULES.longestOut;
  if (at < s.notBefore && !setBack) return [s, undefined];
  const base: SeriesState = setBack
    ? { ...s, ...NOTHING_SEEN, newest: at, notBefore: 0 }
    : { ...s, newest: Math.max(s.newest, at) };
  return 'value' in sample ? afterReply(base, at, sample.value) : afterLoss(base, at, sample.lost);
};

/** Nobody watched from `from` to `to`: what was seen before says nothing about what comes after. */
export const unwatched = (s: SeriesState, from: EpochMicros, to: EpochMicros, reason: string): Step => {
  const notBefore = Math.min(to, from + RULES.gapEdge);
  // A gap of no length tells that the clock was set back: stamps begin there anew, those of changes too.
  const changedAt = from === to ? Math.min(s.changedAt, from) : s.changedAt;
  const base = { ...s, ...NOTHING_SEEN, notBefore, newest: from, changedAt };
  return s.word === 'unknown' ? [base, undefined] : changed(base, 'unknown', from, from, reason);
};
