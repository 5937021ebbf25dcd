import type { Event } from '../../../src/api/schema.ts';
import { atMoment, checkPath, incidentPath, pathPath, sitePath, targetPath } from './route.ts';
import { iso } from './time.ts';
import type { Told } from './words.ts';

interface Link {
  readonly href: string;
  readonly words: string;
}
const MINUTE = 60_000_000;
/** A page over a time (µs), and so many minutes before and after it. */
const around = (path: string, from: number, to: number, minutes: number): string =>
  `${path}?${new URLSearchParams({ from: iso(from - minutes * MINUTE), to: iso(to + minutes * MINUTE) })}`;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The code that an event is about (src/domain/event-info.ts, codeOfEvent). */
export const codeOf = ({ type, evidence }: Event): string =>
  text(type === 'path-changed' ? evidence['to'] : evidence['code']);

/** Where more is to be seen of an event, as it was then. `isTarget`: whether there is a chart of that name. */
export const linksOf = (event: Event, isTarget: (name: string) => boolean): readonly Link[] => {
  const { type, at, subject, evidence, probe } = event;
  const { target = '', via } = subject ?? {};
  const links: Link[] = [];
  const add = (href: string, words: string): number => links.push({ href, words });
  const outage = evidence['outageSeconds'];
  const began = typeof outage === 'number' ? at - outage * 1_000_000 : Number(evidence['since']) || at;
  if (type.startsWith('incident')) add(incidentPath(text(evidence['id'])), 'The incident');
  else if (/^(?:line|live|failover|egress|route)/.test(type)) add('/lines', 'Lines');
  if (type === 'site-finding') add(atMoment(sitePath(target), at), 'Its report');
  if (type === 'address-finding' || type === 'egress-changed') add('/addresses', 'Addresses');
  if (type === 'path-changed') add(atMoment(pathPath({ target, via }), at), 'Its path');
  if (target !== '' && isTarget(target)) add(around(targetPath(target), Math.min(began, at), at, 20), 'The chart then');
  if (type === 'check-failed' && probe !== undefined) add(checkPath({ probe, target }), 'Run it again');
  add(around('/events', at, at, 10), 'What happened then');
  return links;
};

/** Where what is told leads to first: what it speaks of. Of several at once: all that happened then. */
export const leadsTo = ({ events: [event, ...more] = [], target }: Told): string | undefined => {
  if (event === undefined) return target === undefined ? undefined : targetPath(target);
  const links = linksOf(event, () => true);
  return links.at(more.length > 0 ? -1 : 0)?.href;
};
