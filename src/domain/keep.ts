import { DAY, type Millis } from './time.ts';

/** How long the record keeps what it does not keep for ever; hours, outages, events and gaps it does. */
export interface Keep {
  /** Every sample. */
  readonly raw: Millis;
  /** Rollups of a minute. */
  readonly minutes: Millis;
  /** What a check that ran found. */
  readonly runs: Millis;
}
export const KEEP: Keep = { raw: 14 * DAY, minutes: 400 * DAY, runs: 400 * DAY };
/** Shorter would come near what is not rolled up yet. */
export const LEAST_KEPT: Millis = 2 * DAY;
