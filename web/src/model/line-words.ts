import type { Event } from '../../../src/api/schema.ts';
import { formatDuration } from './format.ts';

/** The target that stands for the whole house (src/domain/line.ts, HOUSE). */
export const HOUSE = 'internet';

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
  const dark = e.evidence['darkSeconds'];
  const cost = dark === 0 ? 'without a silence' : `${seconds(dark)} dark`;
  return `${tellLive(e, label)}${typeof dark === 'number' ? `, ${cost}` : ''}`;
};

const CONNECTION: Readonly<Record<string, string>> = {
  survived: 'a connection that stood survived',
  broken: 'a connection that stood was broken',
};
/** What takes longer to find out of an address is told of it later. */
const detailsOf = (evidence: Evidence): string => {
  const hop = text(evidence['firstHop']);
  const mtu = evidence['pathMtu'];
  return [
    hop === '' ? '' : `first hop ${hop}`,
    typeof mtu === 'number' ? `path MTU ${mtu.toLocaleString('en-US')} bytes` : '',
    CONNECTION[text(evidence['connection'])] ?? '',
  ]
    .filter(Boolean)
    .join(', ');
};
export const tellEgress = ({ evidence }: Pick<Event, 'evidence'>): string => {
  const [from, to] = [text(evidence['from']), text(evidence['to'])];
  const by = text(evidence['asName']);
  const seen = `is seen as ${to}${by === '' ? '' : ` (${by})`}`;
  if (to === '') return `is seen under no address any more${from === '' ? '' : `, before ${from}`}`;
  const details = detailsOf(evidence);
  const before = from === '' || from === to ? '' : `, before ${from}`;
  return `${seen}${before}${details === '' ? '' : `: ${details}`}`;
};

export const tellRoute = ({ evidence }: Pick<Event, 'evidence'>): string => {
  const [from, to] = [text(evidence['from']), text(evidence['to'])];
  const what = `The default route${evidence['family'] === 6 ? ' of IPv6' : ''}`;
  if (to === '') return `${what} is gone${from === '' ? '' : ` (it was ${from})`}`;
  return `${what} is ${to}${from === '' ? '' : `, before ${from}`}`;
};

/** Whom a sentence is about, where it does not say so itself, and the sentence. */
export interface Spoken {
  readonly who: string;
  readonly did: string;
}
/** The watcher's own sentence: "DSL" "carries badly: …", "" "The router of DSL answers; …". */
export const spoken = (sentence: string, who: string): Spoken => {
  if (who !== '' && sentence.startsWith(`${who} `)) return { who, did: sentence.slice(who.length + 1) };
  if (who === '' || sentence.includes(who)) return { who: '', did: sentence };
  // The names of places keep their capitals.
  const inside = sentence.replace(/^(?:The|This|Nothing|Traffic|Something) /, (word) => word.toLowerCase());
  return { who: `${who}:`, did: inside };
};
/** What the watcher says of a line or an incident; `isOver`: and that it is so no longer. */
export const tellSummary = (
  { evidence }: Pick<Event, 'evidence'>,
  who: string,
  isOver: boolean,
  words: (code: string) => string,
): Spoken => {
  const said = text(evidence['summary']).replace(/\.$/, '');
  const code = words(text(evidence['code']) || text(evidence['cause'])) || 'Something changed';
  if (!isOver) return spoken(said || code, who);
  const lasted = evidence['seconds'];
  const after = typeof lasted === 'number' && lasted > 0 ? ` after ${formatDuration(lasted * 1_000)}` : '';
  // What was behind it was told when it began.
  const what = said === '' ? code : `“${said.replace(/; behind it: .*$/, '')}”`;
  return spoken(`${what} is over${after}`, who);
};

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

/** "grade fell: A → F, Observatory": the watcher's sentence, without whom it is about. */
export const tellSite = (
  { evidence, subject }: Pick<Event, 'evidence' | 'subject'>,
  label: (site: string) => string,
  words: (code: string) => string,
): string => {
  const who = label(subject?.target ?? '');
  const summary = text(evidence['summary']).replace(/\.$/, '');
  if (summary.startsWith(`${who} `)) return summary.slice(who.length + 1);
  const rest = summary.startsWith(`${who}: `) ? summary.slice(who.length + 2) : summary.replace(` of ${who} `, ' ');
  const ended = evidence['on'] === false ? ', no longer' : '';
  return `${words(text(evidence['code']) || 'something changed')}${ended}${rest === '' ? '' : `: ${rest}`}`;
};
