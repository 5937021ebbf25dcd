import type { Overview } from '../../../src/api/schema.ts';
import { isStale, SILENCE, type Sync } from './stale.ts';

/** What is known of whether the service is there. */
export interface Heard {
  readonly overview: Pick<Overview, 'now' | 'readOnly'> | undefined;
  readonly link: 'connecting' | 'live' | 'lost';
  readonly problem: string | undefined;
  readonly storeGone: boolean;
  readonly sync: Sync | undefined;
  readonly now: number;
}

/**
 * Whether what is shown is now. `lost`: nobody answers; `cut-off`: plumbline does, and the InfluxDB that it reads from
 * does not; `old`: plumbline is there, but gave no overview for long.
 */
export type Contact = 'connecting' | 'live' | 'lost' | 'cut-off' | 'old';

/** An overview is asked for every so often (ms). */
const EVERY = 60_000;

/** By the age of the last word, whatever the connection says of itself: a sleeping tablet's does not know that it is dead. */
export const contactOf = ({ overview, link, problem, storeGone, sync, now }: Heard): Contact => {
  if (sync !== undefined && now - sync.server > SILENCE * 1_000) return 'lost';
  if (storeGone || (overview?.readOnly !== undefined && problem !== undefined && link === 'live')) return 'cut-off';
  if (problem !== undefined && (link === 'lost' || overview === undefined)) return 'lost';
  if (overview === undefined) return 'connecting';
  return isStale(overview.now, EVERY, now) ? 'old' : 'live';
};
/** Whether what is shown is from before, as a whole. */
export const isGone = (contact: Contact): boolean => contact === 'lost' || contact === 'cut-off' || contact === 'old';

/** The last moment (µs) of which what is shown may tell. */
export const knownUntil = ({ overview, sync, ...rest }: Heard): number | undefined =>
  contactOf({ overview, sync, ...rest }) === 'lost' ? sync?.server : overview?.now;
