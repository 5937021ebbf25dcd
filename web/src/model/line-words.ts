import type { Event } from '../../../src/api/schema.ts';

type Evidence = Event['evidence'];
const text = (value: Evidence[string] | undefined): string => (typeof value === 'string' ? value : '');
const seconds = (value: Evidence[string] | undefined): string =>
  typeof value === 'number' ? `${value < 10 ? value.toFixed(1) : Math.round(value)} s` : '';

/** "5G took over from DSL, 3.2 s dark". */
export const tellLive = ({ evidence }: Pick<Event, 'evidence'>, label: (line: string) => string): string => {
  const [from, to] = [text(evidence['from']), text(evidence['to'])];
  if (to === '')
    return from === '' ? 'no line is known to carry' : `${label(from)} carries no longer, and no other does`;
  return from === '' ? `${label(to)} is the live line` : `${label(to)} took over from ${label(from)}`;
};

export const tellFailover = (e: Pick<Event, 'evidence'>, label: (line: string) => string): string => {
  const dark = seconds(e.evidence['darkSeconds']);
  return `${tellLive(e, label)}${dark === '' ? '' : `, ${dark} dark`}`;
};

export const tellEgress = ({ evidence }: Pick<Event, 'evidence'>): string => {
  const [from, to] = [text(evidence['from']), text(evidence['to'])];
  const by = text(evidence['asName']);
  const whose = by === '' ? '' : ` (${by})`;
  return from === '' ? `is seen as ${to}${whose}` : `is seen as ${to}${whose}, before ${from}`;
};

export const tellRoute = ({ evidence }: Pick<Event, 'evidence'>): string => {
  const [from, to] = [text(evidence['from']), text(evidence['to'])];
  if (to === '') return `the default route is gone${from === '' ? '' : ` (it was ${from})`}`;
  return `the default route is ${to}${from === '' ? '' : `, before ${from}`}`;
};

export const tellSummary = ({ evidence }: Pick<Event, 'evidence'>): string =>
  `${text(evidence['summary']) || text(evidence['code']) || text(evidence['cause']) || 'something changed'}${
    evidence['on'] === false ? ' (no longer)' : ''
  }`;

/** "has IPv6 again, after 2 h without": the watcher's sentence, which begins with whom it is about. */
export const tellAddress = (
  { evidence, subject }: Pick<Event, 'evidence' | 'subject'>,
  label: (line: string) => string,
  words: (code: string) => string,
): string => {
  const who = `${label(subject?.target ?? '')} `;
  const summary = text(evidence['summary']).replace(/\.$/, '');
  if (summary.startsWith(who)) return summary.slice(who.length);
  const over = subject?.via === undefined || subject.via === subject.target ? '' : ` over ${label(subject.via)}`;
  const ended = evidence['on'] === false ? ', no longer' : '';
  return `${words(text(evidence['code']) || 'something changed')}${over}${ended}${summary === '' ? '' : `: ${summary}`}`;
};
