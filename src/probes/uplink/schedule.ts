import { HOUR, MINUTE, SECOND, type Millis } from '../../domain/time.ts';
import type { PaceWord } from '../probe.ts';

/** What the schedule depends on. */
export interface Rates {
  readonly live: Millis;
  readonly standby: Millis;
  readonly metered: boolean;
}

/** The most that an alert adds to the usual echoes, and for how long. */
const ALERT_APART: Millis = 100;
const ALERT_APART_METERED: Millis = SECOND;
export const ALERT_LASTS: Millis = 30 * SECOND;

/** From one usual echo to the next, all anchors together. An alert goes on as a live line does, and more come beside. */
export const echoEvery = (pace: PaceWord, { live, standby }: Rates): Millis => (pace === 'standby' ? standby : live);
export const alertEvery = (pace: PaceWord, { metered, live }: Rates): Millis =>
  Math.min(metered || pace === 'wary' ? ALERT_APART_METERED : ALERT_APART, live);

/** From one query to the line's resolver to the next. */
export const dnsEvery = (pace: PaceWord, { metered }: Rates): Millis =>
  pace === 'standby' && metered ? 5 * MINUTE : 30 * SECOND;

/** From one look at the path MTU to the next; undefined: not now. */
export const mtuEvery = (pace: PaceWord, { metered }: Rates): Millis | undefined =>
  pace === 'standby' && metered ? undefined : HOUR;
