import { LOSS_WORDS, type LossReason, type Note, type Settled } from '../domain/sample.ts';
import type { StateWord } from '../domain/state.ts';
import { millisOf, type EpochMicros } from '../domain/time.ts';
import { FEWEST, SPELL, chanceOfLosing, countsOf, isMedian, slotOf, withEcho, type Window } from './loss-window.ts';
import type { LossRule, Rules } from './rules.ts';

const S: EpochMicros = 1_000_000;

/** An echo is settled sooner than this after it was sent: an older stamp means that the clock was set back. */
const LONGEST_OUT = 60 * S;
/** The edges of a monitor gap are known to about a look at the clocks. */
const GAP_EDGE = 2 * S;
/** Of the loss that a silence is compared with: none is believed to have less, or to be judged by more. */
const LEAST_LOSS = 0.017;
const MOST_LOSS = 0.35;

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
  /** When a reply last came that was too late, where that counts; an older state has none. */
  readonly heard?: EpochMicros | null;
  /** The latest losses by stamp, the latest first; no more than the down rule asks for. */
  readonly losses: readonly EpochMicros[];
  /** Why the echoes since the last good reply were lost, where all were for one reason; an older state has none. */
  readonly cause?: Cause;
  /** While down: the latest good reply, which another one must follow with no loss between. */
  readonly firstGood: EpochMicros | null;
  /** Degraded by slow loss alone. */
  readonly slowly?: true;
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
  heard: null,
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
  const setBack = s.changedAt - at > LONGEST_OUT;
  const stamp = setBack ? at : Math.max(at, s.changedAt);
  const because = reason === undefined ? {} : { reason };
  const outage = s.word === 'down' ? { outageSeconds: Math.max(0, (to === 'up' ? since : stamp) - s.since) / S } : {};
  const { reason: _, slowly: __, ...rest } = s;
  return [
    { ...rest, word: to, since, ...because, changedAt: stamp, firstGood: null, calmSince: null },
    { at: stamp, from: s.word, to, since, ...because, ...outage },
  ];
};

const span = (micros: number): string => {
  const seconds = Math.round(micros / S);
  return seconds <= 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
};

interface Trouble {
  readonly reason: string;
  readonly isBad: boolean;
  readonly isSlow: boolean;
}
const lossTrouble = (window: Window, end: EpochMicros, rules: Rules, rule: LossRule): readonly Trouble[] => {
  // What is slow shows in time: right after a start the other rules say all that there is to say.
  if (rule.slow === true && (window[0]?.[0] ?? Infinity) > slotOf(end - rule.within / 2)) return [];
  const c = countsOf(window, end, rule.within);
  if (c.settled < FEWEST || c.lost < rule.share * c.settled) return [];
  if (chanceOfLosing(c.lost, c.settled, rule.share / 2) >= rules.byChance) return [];
  const share = c.lost / c.settled;
  const reason = `${Math.round(100 * share)}% lost in ${span(c.micros)}`;
  const isBad = rules.bad !== undefined && share >= rules.bad.share;
  return [{ reason, isBad, isSlow: rule.slow === true }];
};
const latencyTrouble = (window: Window, end: EpochMicros, rules: Rules): readonly Trouble[] => {
  const c = countsOf(window, end, rules.window);
  const isSo = (some: number): boolean =>
    isMedian(some, c) &&
    // A quarter of slow replies is no slow line, whatever the few that there are say.
    (!rules.latencyByChance || chanceOfLosing(some, c.settled - c.lost, 1 / 4) < rules.byChance);
  if (!isSo(c.slow)) return [];
  const isBad = rules.bad !== undefined && isSo(c.bad);
  const latency = isBad ? (rules.bad?.latency ?? 0) : rules.latency;
  const reason = `half of the replies took ${millisOf(latency)} ms or more in ${span(c.micros)}`;
  return [{ reason, isBad, isSlow: false }];
};
/** Why it is degraded: the worst of it; undefined when it is not. */
const trouble = (window: Window, end: EpochMicros, rules: Rules): Trouble | undefined => {
  const all = [
    ...rules.loss.flatMap((rule) => lossTrouble(window, end, rules, rule)),
    ...latencyTrouble(window, end, rules),
  ];
  const worst = all.find((t) => t.isBad) ?? all[0];
  if (worst === undefined || rules.bad === undefined) return worst;
  return { ...worst, reason: `${worst.isBad ? 'bad' : 'warn'}: ${worst.reason}` };
};
const isCalm = (s: SeriesState, end: EpochMicros, rules: Rules): boolean => {
  const c = countsOf(s.window, end, rules.window);
  if (c.lost >= (rules.clearLoss / 2) * c.settled || isMedian(c.slowish, c)) return false;
  if (s.slowly === undefined) return true;
  return rules.loss.every((rule) => {
    if (rule.slow === undefined) return true;
    const slow = countsOf(s.window, end, rule.within);
    return slow.lost < (rule.share / 2) * slow.settled;
  });
};

/** Loss and latency of an answering series, as of its last good reply. */
const weighed = (s: SeriesState, end: EpochMicros, rules: Rules): Step => {
  const found = trouble(s.window, end, rules);
  const reason = found?.reason;
  if (s.word === 'up') {
    if (found === undefined) return [s, undefined];
    const [next, change] = changed(s, 'degraded', end, end, reason);
    return [found.isSlow ? { ...next, slowly: true } : next, change];
  }
  // The longest window may still hold what is over: the last minute alone clears.
  if (!isCalm(s, end, rules)) {
    return [{ ...s, calmSince: null, ...(reason === undefined ? {} : { reason }) }, undefined];
  }
  const calmSince = s.calmSince ?? end;
  if (end - calmSince < rules.calm) return [{ ...s, calmSince }, undefined];
  // What it was degraded by is over: it must not count a second time.
  const window = s.window.filter(([slot]) => slot >= slotOf(calmSince));
  return changed({ ...s, window }, 'up', end, end);
};

const afterReply = (s: SeriesState, at: EpochMicros, value: number, rules: Rules): Step => {
  const { latency, bad = { latency: Infinity } } = rules;
  const isOver = (limit: number): number => Number(value >= limit);
  const slow = { lost: 0, slow: isOver(latency), slowish: isOver(latency / 2), bad: isOver(bad.latency) };
  const lastGood = Math.max(at, s.lastGood ?? at);
  const seen = { ...s, lastGood, firstLoss: null, cause: null, window: withEcho(s.window, at, slow, rules.spells) };
  // What was lost before it came up, and is known only later, was the outage (or the waking machine): it is told as one,
  // and does not make the line degraded too.
  const cameUp = (since: EpochMicros): Step =>
    changed({ ...seen, window: withEcho([], at, slow), notBefore: since }, 'up', since, since);
  if (s.word === 'unknown') return cameUp(at);
  if (s.word !== 'down') return weighed(seen, lastGood, rules);
  if (s.firstGood === null) return [{ ...seen, firstGood: at }, undefined];
  const [first, second] = [Math.min(s.firstGood, at), Math.max(s.firstGood, at)];
  if (s.losses.some((l) => l > first && l < second)) return [{ ...seen, firstGood: second }, undefined];
  return cameUp(first);
};

/** A loss from before the last sign of life says nothing of the silence. */
const causeWith = (
  { cause = null }: SeriesState,
  life: EpochMicros | null,
  at: EpochMicros,
  why: LossReason,
): Cause => {
  if (life !== null && at < life) return cause;
  return cause === null || cause === why ? why : 'several';
};
/** "could not send for 10 s"; of several reasons the last is told. */
const silenceOf = (micros: number, cause: Cause, last: LossReason): string =>
  cause === 'several'
    ? `no reply for ${span(micros)}${last === 'timeout' ? '' : ` (last: ${LOSS_WORDS[last]})`}`
    : `${LOSS_WORDS[last]} for ${span(micros)}`;
/** When it was last known to carry: its last good reply was sent, or a late one came. */
const lifeOf = ({ lastGood, heard = null }: SeriesState): EpochMicros | null =>
  lastGood === null ? heard : Math.max(lastGood, heard ?? lastGood);

/** Whether the losses since `since` are more than those that the series shows anyway. */
const isUnlikely = (s: SeriesState, since: EpochMicros, { silentByChance, window }: Rules): boolean => {
  if (silentByChance === undefined) return true;
  const { chance, lostAfter } = silentByChance;
  const lost = s.losses.filter((l) => l > since).length;
  const spacing = ((s.losses[0] ?? since) - since) / Math.max(1, lost);
  // When a loss is known by its timeout, what was sent since then has brought no reply either.
  const out = s.cause === 'timeout' && spacing > 0 ? Math.max(0, lostAfter / spacing - 1) : 0;
  // Up to the spell before the silence: the spell that it began in holds some of it.
  const before = s.lastGood === null ? undefined : countsOf(s.window, since - SPELL, window);
  const usual = before === undefined ? 0 : before.lost / Math.max(1, before.settled);
  return (lost + out) * Math.log(Math.min(MOST_LOSS, Math.max(LEAST_LOSS, usual))) < Math.log(chance);
};

const afterLoss = (s: SeriesState, at: EpochMicros, why: LossReason, rules: Rules): Step => {
  const kept = rules.silentByChance?.kept ?? rules.silentEchoes;
  const losses = [...s.losses, at].toSorted((a, b) => b - a).slice(0, kept);
  const firstLoss = s.lastGood === null ? Math.min(at, s.firstLoss ?? at) : null;
  const window = withEcho(s.window, at, { lost: 1, slow: 0, slowish: 0 }, rules.spells);
  const life = lifeOf(s);
  const seen = { ...s, losses, firstLoss, window, cause: causeWith(s, life, at, why) };
  if (s.word === 'down') return [seen, undefined];
  const silentSince = life ?? firstLoss ?? at;
  const [latest = at] = losses;
  const last = losses[rules.silentEchoes - 1];
  const isSilent = last !== undefined && (life === null || last > life);
  if (isSilent && latest - silentSince >= rules.silence && isUnlikely(seen, silentSince, rules)) {
    return changed(seen, 'down', latest, silentSince, silenceOf(latest - silentSince, seen.cause, why));
  }
  // A silence that lasts is judged as one; a loss between replies counts at once.
  return s.lastGood !== null && at < s.lastGood && s.word !== 'unknown'
    ? weighed(seen, s.lastGood, rules)
    : [seen, undefined];
};

/** One more settled echo. */
export const settled = (s: SeriesState, sample: Settled, rules: Rules): Step => {
  const { at } = sample;
  const setBack = at < s.newest - LONGEST_OUT;
  if (at < s.notBefore && !setBack) return [s, undefined];
  const base: SeriesState = setBack
    ? { ...s, ...NOTHING_SEEN, newest: at, notBefore: 0 }
    : { ...s, newest: Math.max(s.newest, at) };
  return 'value' in sample ? afterReply(base, at, sample.value, rules) : afterLoss(base, at, sample.lost, rules);
};

/** A reply to an echo that was lost already says, where the rules have it so, that the silence was none. */
export const noted = (s: SeriesState, { at, note, value }: Note, rules: Rules): Step => {
  if (!rules.lateIsLife || note !== 'late' || at < s.notBefore || at < s.newest - LONGEST_OUT) return [s, undefined];
  const next = { ...s, heard: Math.max(s.heard ?? 0, at + value), cause: null };
  // Where all replies are late there is none in time to weigh the losses by.
  return s.lastGood === null || s.word === 'unknown' || s.word === 'down'
    ? [next, undefined]
    : weighed(next, Math.max(s.lastGood, at), rules);
};

/** Nobody watched from `from` to `to`: what was seen before says nothing about what comes after. */
export const unwatched = (s: SeriesState, from: EpochMicros, to: EpochMicros, reason: string): Step => {
  const notBefore = Math.min(to, from + GAP_EDGE);
  // A gap of no length tells that the clock was set back: stamps begin there anew, those of changes too.
  const changedAt = from === to ? Math.min(s.changedAt, from) : s.changedAt;
  const base = { ...s, ...NOTHING_SEEN, notBefore, newest: from, changedAt };
  return s.word === 'unknown' ? [base, undefined] : changed(base, 'unknown', from, from, reason);
};
