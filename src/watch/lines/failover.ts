import type { Evidence } from '../../domain/finding.ts';
import { HOUSE, type Line } from '../../domain/line.ts';
import type { EpochMicros } from '../../domain/time.ts';
import { SETTLED, isOpen, longestSilence } from './echoes.ts';
import { wordOf } from './fare.ts';
import type { LinesState, Switch } from './state.ts';

const S: EpochMicros = 1_000_000;
/** Who comes back later than this has been away for longer than the switch took. */
const LONGEST = 60 * S;
/** How long before it was seen a switch may have been: the address is looked at every minute. */
const SEEN_WITHIN = 65 * S;
/** A single loss so long before is none of its doing. */
const SINGLE_WITHIN = 10 * S;

/** What became of a connection that stood is told by then, or not at all. */
const CONNECTION_TOLD = 6.5 * S;
/** … and no sooner than this before the switch was seen. */
const CONNECTION_SINCE = 5 * S;

const connectionOf = ({ at, ended }: Switch, { connection }: LinesState): string | undefined =>
  connection.at >= Math.min(ended, at) - CONNECTION_SINCE ? connection.word : undefined;
/** Whether all that there is to know of it is known. */
export const isKnown = (s: Switch, state: LinesState): boolean => {
  const passed = state.now - s.at;
  if (passed < SETTLED || (passed < CONNECTION_TOLD && connectionOf(s, state) === undefined)) return false;
  return !isOpen(state.echoes) || passed >= LONGEST;
};

const whyOf = (
  { from, to, at, ended, word }: Switch,
  lines: readonly Line[],
  state: LinesState,
  vantage: string,
  lost: number,
) => {
  const now = wordOf(state, from, vantage);
  const silent = state.seen[from]?.rtt?.losses.length ?? 0;
  const wasDark = ended < at && state.darkAt >= ended;
  // What the house lost tells, too: of a line that cannot be reached any more nothing else is known.
  if (wasDark || word === 'down' || now === 'down' || Math.max(silent, lost) >= 3) return 'dark';
  if (word === 'degraded' || now === 'degraded') return 'degraded';
  const placeOf = (name: string): number => lines.findIndex((line) => line.name === name);
  return placeOf(to) < placeOf(from) ? 'returned' : 'unknown';
};

/**
 * What the switch cost, as the house's echoes have it: evidence of `failover`. What was not measured is null. `isWhole`:
 * all that there is to know is known, so that no silence is none.
 */
export const costOf = (
  s: Switch,
  lines: readonly Line[],
  state: LinesState,
  vantage: string,
  isWhole: boolean,
): Evidence => {
  const { from, to, at, began, ended, addressFrom, addressTo, mtuFrom } = s;
  const found = longestSilence(state.echoes, Math.max(began, Math.min(ended, at) - SEEN_WITHIN), at + SETTLED);
  const isStray = found?.lost === 1 && found.to !== null && found.to < Math.min(ended, at) - SINGLE_WITHIN;
  const silence = isStray ? undefined : found;
  const house = state.seen[HOUSE]?.egress.find((e) => e.address === addressTo);
  const none = isWhole ? 0 : null;
  const dark =
    silence === undefined
      ? none
      : silence.to === null || silence.from === null
        ? null
        : (silence.to - silence.from) / S;
  return {
    from,
    to,
    lastGood: silence?.from ?? null,
    firstGood: silence?.to ?? null,
    darkSeconds: dark,
    sent: silence?.sent ?? 0,
    lost: silence?.lost ?? 0,
    addressFrom,
    addressTo,
    mtuFrom,
    mtuTo: state.seen[to]?.mtu ?? house?.pathMtu ?? null,
    connection: connectionOf(s, state) ?? 'unknown',
    why: whyOf(s, lines, state, vantage, silence?.lost ?? 0),
  };
};
