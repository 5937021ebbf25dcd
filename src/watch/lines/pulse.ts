import type { Sample } from '../../domain/sample.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Heard } from '../../domain/line-now.ts';

const S: EpochMicros = 1_000_000;
/** As many losses are remembered; more say nothing new. */
const MOST_LOSSES = 16;
/** Stamps this far back are of before the clock was set back. */
const LONGEST_OUT = 60 * S;

/** How something was heard lately; JSON. Times are of sending, null where there is none. */
export interface Pulse {
  readonly newest: EpochMicros;
  readonly lastGood: EpochMicros | null;
  /** When a reply last came, late ones too. */
  readonly heard: EpochMicros | null;
  /** What was lost since, the latest first. */
  readonly losses: readonly EpochMicros[];
  /** About the median of its replies, µs: each moves it by a fiftieth. */
  readonly usual: number;
  /** Replies in a row that took three times the usual, and 200 ms. */
  readonly slow: number;
  /** Good replies in a row since the last loss that was sent after one of them. */
  readonly well: number;
  /** The last silence that is over, between two good replies, and what was lost in it as far as is known. */
  readonly gap: { readonly from: EpochMicros; readonly to: EpochMicros; readonly lost: number } | null;
}
const NONE: Pulse = { newest: 0, lastGood: null, heard: null, losses: [], usual: 0, slow: 0, well: 0, gap: null };

const SLOW_AT_LEAST = 200_000;
const SLOW_TIMES = 3;
/** A silence that is suspicious, and for how long after it. */
const SILENCE = 2.5 * S;
const RECENT = 6 * S;
/** Silent: so many lost since the last reply. */
const SILENT = 3;

const answered = (p: Pulse, at: EpochMicros, value: number): Pulse => {
  const isSlow = value >= SLOW_AT_LEAST && value >= SLOW_TIMES * p.usual && p.usual > 0;
  const lastGood = Math.max(at, p.lastGood ?? at);
  const heard = Math.max(p.heard ?? 0, at + value);
  const isGap = p.lastGood !== null && at - p.lastGood >= SILENCE;
  const gap = isGap ? { from: p.lastGood ?? at, to: at, lost: p.losses.filter((l) => l < at).length } : p.gap;
  return {
    gap,
    newest: Math.max(p.newest, at),
    lastGood,
    heard,
    losses: p.losses.filter((l) => l > lastGood),
    usual: p.usual === 0 ? value : value > p.usual ? p.usual * 1.02 : p.usual / 1.02,
    slow: isSlow ? p.slow + 1 : 0,
    well: p.well + 1,
  };
};

/** After one more sample. */
export const heardOf = (before: Pulse | null, sample: Sample): Pulse => {
  const { at } = sample;
  const p = before === null || at < before.newest - LONGEST_OUT ? { ...NONE, usual: before?.usual ?? 0 } : before;
  if ('note' in sample) {
    return sample.note === 'late' ? { ...p, heard: Math.max(p.heard ?? 0, at + sample.value) } : p;
  }
  if ('value' in sample) return answered(p, at, sample.value);
  const newest = Math.max(p.newest, at);
  if (p.lastGood !== null && at < p.lastGood) {
    const { gap } = p;
    const isWithin = gap !== null && at > gap.from && at < gap.to;
    return { ...p, newest, gap: isWithin ? { ...gap, lost: gap.lost + 1 } : gap };
  }
  return { ...p, newest, well: 0, losses: [at, ...p.losses].toSorted((a, b) => b - a).slice(0, MOST_LOSSES) };
};

/** Whether it is heard, by its last echoes. */
export const heardWord = (p: Pulse | null): Heard => {
  if (p === null) return 'none';
  if (p.losses.length >= SILENT) return 'silent';
  return p.lastGood === null ? 'unknown' : 'answers';
};

/** When a silence of two lost echoes and more ended, while that is recent; else 0. */
export const cameBack = ({ gap, newest }: Pulse): EpochMicros =>
  gap !== null && gap.lost >= 2 && newest - gap.to < RECENT ? gap.to : 0;
/** Silent: two echoes lost and for 2.5 s nothing heard, or so just now. Slow: six replies in a row. */
export const isSuspicious = (p: Pulse): boolean => {
  const since = Math.max(p.lastGood ?? 0, p.heard ?? 0);
  const lost = p.losses.filter((l) => l > since);
  const [latest] = lost;
  const from = since === 0 ? (lost.at(-1) ?? 0) : since;
  const isSilent = lost.length >= 2 && latest !== undefined && latest - from >= SILENCE;
  return isSilent || cameBack(p) > 0 || p.slow >= 6;
};
/** Whether two good replies in a row came, and not slowly. */
export const isWell = (p: Pulse): boolean => p.losses.length === 0 && p.well >= 2 && p.slow < 6;
