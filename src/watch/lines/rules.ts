import type { SeriesKey } from '../../domain/entry.ts';
import { HOUSE, type Line } from '../../domain/line.ts';
import { SECOND, microsOf, type EpochMicros, type Millis } from '../../domain/time.ts';
import { USUAL, type Rules } from '../rules.ts';

/** The probe whose echoes tell how a line fares, and its fields. */
export const UPLINK = 'uplink';
export const RTT = 'rtt';

const S: EpochMicros = 1_000_000;
/** A dead line that is asked every second is called so by then, counted from its last good reply. */
const DECIDED: Millis = 10 * SECOND;
/** What is settled waits for a second's hand-over to the journal, and for what is committed with it. */
const HANDED_OVER: Millis = 1.2 * SECOND;

/**
 * Those of lines (docs/lines.md): down within ten seconds of the last good reply by the time that the journal has the
 * losses, which are known `lostAfter` after they were sent; as many of them as no lossy line shows by chance in years.
 * A reply that comes too late is a sign of life. Loss of 5% that lasts ten minutes degrades it, too.
 */
export const lineRules = (lostAfter: Millis): Rules => ({
  ...USUAL,
  silence: microsOf(Math.max(SECOND, DECIDED - HANDED_OVER - SECOND - lostAfter)),
  silentByChance: { chance: 1e-7, lostAfter: microsOf(lostAfter), kept: 16 },
  lateIsLife: true,
  loss: [...USUAL.loss, { within: 600 * S, share: 0.05, slow: true }],
  latencyByChance: true,
  bad: { share: 0.2, latency: 500_000 },
  spells: 124,
});

/** By which rules a series is judged, where there are these lines. The house is as patient as the slowest of them. */
export const rulesFor = (lines: readonly Line[]): ((series: Pick<SeriesKey, 'probe' | 'subject'>) => Rules) => {
  const rules = new Map(lines.map((line) => [line.name, lineRules(line.lostAfter)]));
  rules.set(HOUSE, lineRules(Math.max(0, ...lines.map((line) => line.lostAfter))));
  return ({ probe, subject }) => (probe === UPLINK ? rules.get(subject.target ?? '') : undefined) ?? USUAL;
};
