import type { Event } from '../../../src/api/schema.ts';
import { eventsPath } from './event-filter.ts';
import { fixed, rangeParams } from './range.ts';
import { checkPath, incidentPath, sitePath, targetPath } from './route.ts';

interface Link {
  readonly href: string;
  readonly words: string;
}
const MINUTE = 60_000_000;
const around = (from: number, to: number, minutes: number) =>
  fixed({ from: from - minutes * MINUTE, to: to + minutes * MINUTE });
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The code that an event is about (src/domain/event-info.ts, codeOfEvent). */
export const codeOf = ({ type, evidence }: Event): string =>
  text(type === 'path-changed' ? evidence['to'] : evidence['code']);

/** Where more is to be seen of an event. `isTarget`: whether there is a chart of that name. */
export const linksOf = (event: Event, isTarget: (name: string) => boolean): readonly Link[] => {
  const { type, at, subject, evidence, probe } = event;
  const target = subject?.target ?? '';
  const links: Link[] = [];
  const outage = evidence['outageSeconds'];
  const since = evidence['since'];
  const began =
    typeof outage === 'number' ? at - outage * 1_000_000 : typeof since === 'number' && since > 0 ? since : at;
  if (type.startsWith('incident')) links.push({ href: incidentPath(text(evidence['id'])), words: 'The incident' });
  else if (/^(?:line|live|failover|egress|route)/.test(type)) links.push({ href: '/lines', words: 'Lines' });
  if (type === 'site-finding') links.push({ href: sitePath(target), words: 'Its report' });
  if (type === 'address-finding' || type === 'egress-changed') links.push({ href: '/addresses', words: 'Addresses' });
  if (type === 'path-changed') links.push({ href: '/paths', words: 'Paths' });
  if (target !== '' && isTarget(target))
    links.push({
      href: `${targetPath(target)}?${new URLSearchParams(rangeParams(around(Math.min(began, at), at, 20)))}`,
      words: 'The chart at that time',
    });
  if (type === 'check-failed' && probe !== undefined)
    links.push({ href: checkPath({ probe, target }), words: 'Run it again' });
  links.push({ href: eventsPath({ range: around(at, at, 10) }), words: 'What else happened then' });
  return links;
};
