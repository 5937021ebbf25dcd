import type { Entry } from '../../domain/entry.ts';
import { nearestRank } from '../../domain/quantile.ts';
import type { LossReason, Settled } from '../../domain/sample.ts';
import { microsOf, millisOf, MINUTE, type EpochMicros } from '../../domain/time.ts';
import { toTag } from './names.ts';
import { fieldsPart, seriesPart, type FieldValue } from './protocol.ts';

/** A point tells a minute, aligned to the epoch, and is stamped with its beginning. */
const WINDOW = microsOf(MINUTE);
/** Told so long after its end: no echo is waited for longer than a minute. What settles later is left out. */
const GRACE = microsOf(MINUTE);
const PERCENTILES = [50, 95, 99];
/** Percentiles are of the first so many answers of a minute: of all of them up to ten echoes a second. */
const MOST_VALUES = 600;
/** Of more addresses than this in a minute the further ones are left out. */
const MOST_TALLIES = 4_096;

/** What was counted of one address from one vantage point in one minute. */
interface Tally {
  readonly url: string;
  readonly host: string;
  readonly sent: number;
  readonly received: number;
  /** Not sent, for want of an address. */
  readonly nameless: number;
  /** All in milliseconds. */
  readonly least: number;
  readonly greatest: number;
  readonly sum: number;
  readonly squares: number;
  readonly values: readonly number[];
}
/** JSON, and bounded: at most three minutes are open. */
export interface TelegrafState {
  /** The latest stamp seen; null before the first. */
  readonly newest: EpochMicros | null;
  /** In order of time. */
  readonly open: readonly { readonly from: EpochMicros; readonly tallies: Readonly<Record<string, Tally>> }[];
}
/** A pure reducer: the same entries from the same state give the same lines, however they are cut into steps. */
export interface Telegraf {
  readonly init: TelegrafState;
  step(state: TelegrafState, entries: readonly Entry[]): readonly [TelegrafState, readonly string[]];
}

/** Never sent: no packet that could be lost. */
const UNSENT: ReadonlySet<LossReason> = new Set(['send-failed', 'no-address']);

const counted = (tally: Tally, sample: Settled): Tally => {
  if ('lost' in sample) {
    const nameless = tally.nameless + (sample.lost === 'no-address' ? 1 : 0);
    return { ...tally, nameless, sent: tally.sent + (UNSENT.has(sample.lost) ? 0 : 1) };
  }
  const ms = millisOf(sample.value);
  const isFirst = tally.received === 0;
  return {
    ...tally,
    sent: tally.sent + 1,
    received: tally.received + 1,
    least: isFirst ? ms : Math.min(tally.least, ms),
    greatest: isFirst ? ms : Math.max(tally.greatest, ms),
    sum: tally.sum + ms,
    squares: tally.squares + ms * ms,
    values: tally.values.length < MOST_VALUES ? [...tally.values, ms] : tally.values,
  };
};

/**
 * As Telegraf's input `ping` (method native) names and counts them, but that its percentiles are nearest-rank, as ours
 * are everywhere. `ttl` is left out: samples do not tell it.
 */
const lineOf = (from: EpochMicros, { url, host, ...t }: Tally): string => {
  const packets = { packets_transmitted: { integer: t.sent }, packets_received: { integer: t.received } };
  const fields = (): Readonly<Record<string, FieldValue>> => {
    if (t.sent === 0) return { ...packets, result_code: { integer: t.nameless > 0 ? 1 : 2 } };
    const percent_packet_loss = (100 * (t.sent - t.received)) / t.sent;
    if (t.received === 0) return { ...packets, percent_packet_loss, result_code: { integer: 1 } };
    const mean = t.sum / t.received;
    const sorted = t.values.toSorted((a, b) => a - b);
    const percentiles = PERCENTILES.map((p) => [`percentile${p}_ms`, nearestRank(sorted, p) ?? t.least] as const);
    return {
      ...packets,
      percent_packet_loss,
      result_code: { integer: 0 },
      minimum_response_ms: t.least,
      average_response_ms: mean,
      maximum_response_ms: t.greatest,
      standard_deviation_ms: Math.sqrt(Math.max(0, t.squares / t.received - mean * mean)),
      ...Object.fromEntries(percentiles),
    };
  };
  return `${seriesPart('ping', { url: toTag(url), host: toTag(host) })} ${fieldsPart(fields())} ${millisOf(from)}`;
};
const linesOf = ({ from, tallies }: TelegrafState['open'][number]): readonly string[] =>
  Object.values(tallies).map((tally) => lineOf(from, tally));

const isOver = (from: EpochMicros, newest: EpochMicros): boolean => from + WINDOW + GRACE <= newest;

/** The state of one step: windows of its own, whose tallies are replaced and never changed. */
interface Draft {
  newest: EpochMicros | null;
  open: { readonly from: EpochMicros; readonly tallies: Record<string, Tally> }[];
}
/** Counts a sample; answers with the lines of what is over with it. */
const settled = (draft: Draft, sample: Settled, url: string, host: string): readonly string[] => {
  const from = Math.floor(sample.at / WINDOW) * WINDOW;
  const newest = Math.max(draft.newest ?? sample.at, sample.at);
  if (isOver(from, newest)) return [];
  draft.newest = newest;
  let window = draft.open.find((w) => w.from === from);
  if (window === undefined) {
    window = { from, tallies: {} };
    draft.open = [...draft.open, window].toSorted((a, b) => a.from - b.from);
  }
  const { tallies } = window;
  const key = JSON.stringify([host, url]);
  const before = tallies[key];
  if (before !== undefined || Object.keys(tallies).length < MOST_TALLIES)
    tallies[key] = counted(before ?? { url, host, ...NOTHING }, sample);
  return take(draft, (w) => isOver(w.from, newest));
};
const NOTHING = { sent: 0, received: 0, nameless: 0, least: 0, greatest: 0, sum: 0, squares: 0, values: [] };

/** Ends windows: their lines. */
const take = (draft: Draft, ends: (window: Draft['open'][number]) => boolean): readonly string[] => {
  if (!draft.open.some(ends)) return [];
  const lines = draft.open.filter(ends).flatMap(linesOf);
  draft.open = draft.open.filter((w) => !ends(w));
  return lines;
};

/**
 * The points of Telegraf's input `ping` for every series of echoes: measurement `ping`, tags `url` (the target's
 * address, as `addressOf` knows it, else its name) and `host` (the vantage point). One address over several uplinks is
 * one series there, for Telegraf knows no uplinks.
 */
export const telegraf = (addressOf: (target: string) => string | undefined): Telegraf => ({
  init: { newest: null, open: [] },
  step: ({ newest, open }, entries) => {
    const lines: string[] = [];
    const draft: Draft = { newest, open: open.map(({ from, tallies }) => ({ from, tallies: { ...tallies } })) };
    for (const entry of entries) {
      if (entry.kind === 'samples' && entry.probe === 'ping' && entry.field === 'rtt') {
        const { target = '', vantage } = entry.subject;
        const url = addressOf(target) ?? target;
        for (const sample of entry.samples)
          if (!('note' in sample)) lines.push(...settled(draft, sample, url, vantage));
      } else if (entry.kind === 'gap' && entry.reason === 'clock-stepped') {
        // Stamps of before and after do not compare: what is open is told, and what comes begins anew.
        lines.push(...take(draft, () => true));
        draft.newest = null;
      }
    }
    return [draft, lines];
  },
});
