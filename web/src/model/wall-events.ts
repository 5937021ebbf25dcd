import type { Event, Gap, LinesGlance } from '../../../src/api/schema.ts';
import { clockMinutes, dayOnly, isoDay, type Zone } from './time.ts';
import { tellAll, tellTogether, type Told, type Telling } from './words.ts';

/** `02:14` today, `20 Nov 02:14` otherwise: as short as a wall wants it. */
export const wallMoment = (micros: number, now: number, zone?: Zone): string =>
  isoDay(micros, zone) === isoDay(now, zone)
    ? clockMinutes(micros, zone)
    : `${dayOnly(micros, zone)} ${clockMinutes(micros, zone)}`;

/** What is for engineers, or is told by another event in better words. */
const QUIET: ReadonlySet<Event['type']> = new Set([
  'engine-chosen',
  'egress-changed',
  'route-changed',
  'incident-changed',
  'incident-closed',
  'check-failed',
]);
/** A failover is told once, by what it cost: that the live line changed comes just before it (µs). */
const ABOUT = 120_000_000;

/** What a failover ended is told for some minutes; that it is told no longer is no news. */
const isStale = ({ type, evidence }: Event): boolean =>
  type === 'line-finding' && evidence['code'] === 'connections-lost' && evidence['on'] === false;

/** The last things that happened in plain words, newest first. */
export const wallEvents = (
  events: readonly Event[],
  gaps: readonly Gap[],
  telling: Telling,
  most = 3,
): readonly Told[] => {
  const failovers = events.filter((e) => e.type === 'failover');
  const isTold = (e: Event): boolean =>
    e.type === 'live-changed' &&
    failovers.some((f) => f.evidence['to'] === e.evidence['to'] && Math.abs(f.at - e.at) <= ABOUT);
  const worth = events.filter((e) => !QUIET.has(e.type) && !isStale(e) && !isTold(e));
  return tellTogether(tellAll(worth, gaps, telling)).slice(0, most);
};

/** The last failover: what it cost, and on a line of its own what it left behind. */
export const failoverWords = (last: LinesGlance['lastFailover'], now: number, zone?: Zone): readonly string[] => {
  if (last === undefined) return ['No failover yet.'];
  const { home, summary, at } = last;
  const cost = summary.split(', ').slice(0, 2).join(', ');
  const told = `Last failover ${wallMoment(at, now, zone)}: ${cost}`;
  return home === undefined || home.until !== undefined
    ? [told]
    : [told, `${home.name} still points to ${home.points}`];
};
