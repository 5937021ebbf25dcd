import type { EpochMicros } from '../domain/time.ts';

/** Counts of one spell: its number (spells of `SPELL` since the epoch), settled, lost, slow, slowish, bad where any is. */
type Spell = readonly [slot: number, settled: number, lost: number, slow: number, slowish: number, bad?: number];
/** What settled lately, oldest first; JSON, at most `MOST` spells unless more are asked for. */
export type Window = readonly Spell[];

export const SPELL: EpochMicros = 5_000_000;
/** Five minutes; of a series slower than the spells, the last 64 echoes. */
const MOST = 64;
/** No share is taken of fewer than this; a slow series is looked at further back instead. */
export const FEWEST = 10;

export const slotOf = (at: EpochMicros): number => Math.floor(at / SPELL);

export interface Counts {
  readonly settled: number;
  readonly lost: number;
  /** Replies at or over the latency that trips, and over that which clears. */
  readonly slow: number;
  readonly slowish: number;
  /** Replies at or over the latency that is called bad. */
  readonly bad: number;
}
type Echo = Omit<Counts, 'settled' | 'bad'> & { readonly bad?: number };

/** One more settled echo, in its place in time. */
export const withEcho = (window: Window, at: EpochMicros, echo: Echo, most = MOST): Window => {
  const slot = slotOf(at);
  let i = window.length;
  while (i > 0 && (window[i - 1]?.[0] ?? 0) > slot) i -= 1; // a loss is known later than the replies around it
  const [here, settled, lost, slow, slowish, bad = 0] = window[i - 1] ?? [-1, 0, 0, 0, 0];
  const isNew = here !== slot;
  const worse = (isNew ? 0 : bad) + (echo.bad ?? 0);
  const badly: readonly [bad?: number] = worse === 0 ? [] : [worse];
  const more: Spell = [slot, 1, echo.lost, echo.slow, echo.slowish, ...badly];
  if (isNew) return window.toSpliced(i, 0, more).slice(-most);
  const sum: Spell = [slot, settled + 1, lost + echo.lost, slow + echo.slow, slowish + echo.slowish, ...badly];
  return window.with(i - 1, sum);
};

/** The counts of the last `micros` up to `end`, or of longer where those hold fewer than `FEWEST`. */
export const countsOf = (window: Window, end: EpochMicros, micros: number): Counts & { readonly micros: number } => {
  const last = slotOf(end);
  const first = slotOf(end - micros) + 1;
  const sum = { settled: 0, lost: 0, slow: 0, slowish: 0, bad: 0, micros };
  for (let i = window.length - 1; i >= 0; i -= 1) {
    const [slot, settled, lost, slow, slowish, bad = 0] = window[i] ?? [Infinity, 0, 0, 0, 0];
    if (slot > last) continue;
    if (slot < first && sum.settled >= FEWEST) break;
    sum.settled += settled;
    sum.lost += lost;
    sum.slow += slow;
    sum.slowish += slowish;
    sum.bad += bad;
    sum.micros = Math.max(sum.micros, end - slot * SPELL);
  }
  return sum;
};

/** Whether half of the replies or more are among `some` of them: their nearest-rank median is. */
export const isMedian = (some: number, { settled, lost }: Counts): boolean => {
  const replies = settled - lost;
  return replies >= FEWEST && replies - some < Math.ceil(replies / 2);
};

/** The chance of `k` or more lost among `n` where each is lost with probability `p` (binomial). */
export const chanceOfLosing = (k: number, n: number, p: number): number => {
  if (k <= 0) return 1;
  let log = 0; // ln C(n, k)
  for (let i = 1; i <= k; i += 1) log += Math.log((n - k + i) / i);
  let term = Math.exp(log + k * Math.log(p) + (n - k) * Math.log1p(-p));
  let sum = 0;
  for (let i = k; i <= n; i += 1) {
    sum += term;
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return sum;
};
