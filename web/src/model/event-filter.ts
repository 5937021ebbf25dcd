import type { Event } from '../../../src/api/schema.ts';
import { codeWords, type Told } from './words.ts';
import { parseRange, rangeParams, type ViewRange } from './range.ts';

const USUAL: ViewRange = { live: true, span: '30d' };
/** Both and what is worse; all where it is empty. */
export const SEVERITY_CHOICES = { '': 'All', warn: 'Warnings and failures', fail: 'Failures' } as const;
export type SeverityChoice = keyof typeof SEVERITY_CHOICES;
const SEVERITIES = { '': undefined, warn: 'warn,fail', fail: 'fail' } as const;

/** What of all events is shown, as the address says it. Empty: whatever it is. */
export interface EventFilter {
  readonly target: string;
  readonly severity: SeverityChoice;
  readonly type: string;
  /** Looked for in what is loaded. */
  readonly text: string;
  readonly range: ViewRange;
}

export const parseFilter = (search: string): EventFilter => {
  const query = new URLSearchParams(search);
  const severity = query.get('severity') ?? '';
  const isTimed = query.has('range') || query.has('from');
  return {
    target: query.get('target') ?? '',
    severity: Object.hasOwn(SEVERITY_CHOICES, severity) ? (severity as SeverityChoice) : '',
    type: query.get('type') ?? '',
    text: query.get('q') ?? '',
    range: isTimed ? parseRange(query) : USUAL,
  };
};

/** The address that shows it. */
export const eventsPath = (filter: Partial<EventFilter>): string => {
  const { target = '', severity = '', type = '', text = '', range = USUAL } = filter;
  const given = Object.entries({ target, severity, type, q: text }).filter(([, v]) => v !== '');
  const time = range.live && range.span === '30d' ? [] : rangeParams(range);
  const query = new URLSearchParams([...given, ...time]).toString();
  return query === '' ? '/events' : `/events?${query}`;
};

/** What the api is asked; times apart. */
export const askedOf = ({ target, severity, type }: EventFilter) => ({
  target: target === '' ? undefined : target,
  types: type === '' ? undefined : type,
  severities: SEVERITIES[severity],
});

/** Whether an event that comes live is one of those. */
export const isWanted = ({ target, severity, type, range }: EventFilter, e: Event): boolean =>
  range.live &&
  (target === '' || e.subject?.target === target) &&
  (type === '' || e.type === type) &&
  (SEVERITIES[severity]?.split(',') ?? [e.severity]).includes(e.severity);

/** Whether every word is in what is told, or in what it rests on. */
export const isFound = (text: string, { who, did, events = [] }: Told): boolean => {
  const hay = [who, did, ...events.flatMap((e) => [e.type, e.severity, ...Object.values(e.evidence)])].join(' ');
  const both = `${hay} ${codeWords(hay)}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => both.includes(word));
};
