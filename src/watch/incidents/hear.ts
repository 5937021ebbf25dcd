import type { Event } from '../../domain/entry.ts';
import { HOUSE } from '../../domain/line.ts';
import { STATE_WORDS, type StateWord } from '../../domain/state.ts';
import { subjectKey } from '../../domain/subject.ts';
import type { EpochMicros } from '../../domain/time.ts';
import { recoveredWith, untold } from './recovered.ts';
import { isDown, isRouteless, type BadLine, type BadTarget, type IncidentsState } from './state.ts';

const MOST_BAD = 4_000;
/** What of a line is an incident: the rest is advice. */
const LINE_TROUBLE = new Set([
  'line-dark',
  'gateway-silent',
  'gateway-up-no-internet',
  'line-degraded',
  'line-dns-dead',
  // Its outages are of one incident.
  'line-flapping',
]);

/** The state of one step, a copy that it changes, and what it has to tell. */
export type Draft = { -readonly [K in keyof IncidentsState]: IncidentsState[K] } & {
  targets: Record<string, BadTarget>;
  lines: Record<string, BadLine>;
  bad: number;
  readonly events: Event[];
};

const isWord = (word: unknown): word is StateWord => STATE_WORDS.some((w) => w === word);
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** More than can be told apart are not taken in. */
const put = <T>(d: Draft, all: Record<string, T>, key: string, bad: T | undefined): void => {
  const isKnown = key in all;
  if (bad === undefined && isKnown) {
    delete all[key];
    d.bad -= 1;
  } else if (bad !== undefined && (isKnown || d.bad < MOST_BAD)) {
    all[key] = bad;
    d.bad += Number(!isKnown);
  }
};
/** When it began and when it was told: with what came before it while it is gathered. */
const begun = (
  d: Draft,
  kind: 'targets' | 'lines',
  key: string,
  since: EpochMicros,
): Pick<BadTarget, 'since' | 'known' | 'unseen'> => {
  const before = d[kind][key] ?? untold(d)[kind][key];
  if (before === undefined) return { since, known: d.now };
  const { known, unseen } = before;
  const first = isDown(before) ? Math.min(before.since, since) : since;
  return { since: first, known, ...(unseen === undefined ? {} : { unseen }) };
};
/** What fares badly, is well again, or is about whom to blame. Events of other vantage points are theirs. */
export const hear = (d: Draft, { type, evidence, subject, at }: Event, vantage: string): void => {
  if (subject?.vantage !== vantage) return;
  const { target } = subject;
  if (type === 'state-changed' && target !== undefined) {
    const word = evidence['to'];
    const key = `target ${subjectKey(subject)}`;
    const since = typeof evidence['since'] === 'number' ? evidence['since'] : at;
    if (!isWord(word)) return;
    const isBad = word === 'down' || word === 'degraded';
    const before = d.targets[key];
    const isLess = before?.word === 'down' && word === 'degraded';
    if (before !== undefined && (isLess || word === 'up')) {
      const targets = recoveredWith(d.recovered.targets, key, before, { ended: at, now: d.now });
      d.recovered = { ...d.recovered, targets };
    }
    const bad = { subject: { ...subject, target }, word, ...begun(d, 'targets', key, since) };
    put(d, d.targets, key, isBad ? bad : undefined);
    return;
  }
  const code = text(evidence['code']);
  if (type === 'line-finding' && target !== undefined && target !== HOUSE && LINE_TROUBLE.has(code)) {
    const since = typeof evidence['silentSince'] === 'number' ? evidence['silentSince'] : at;
    const key = `line ${target} ${code}`;
    const before = d.lines[key];
    const isOn = evidence['on'] === true;
    if (before !== undefined && !isOn) {
      const lines = recoveredWith(d.recovered.lines, key, before, { ended: at, now: d.now });
      d.recovered = { ...d.recovered, lines };
    }
    const summary = text(evidence['summary']).slice(0, 300);
    const unsent = evidence['unsent'] === true ? { unsent: true as const } : {};
    const bad = { line: target, code, summary, ...unsent, ...begun(d, 'lines', key, since) };
    put(d, d.lines, key, isOn ? bad : undefined);
    return;
  }
  if (type === 'live-changed') {
    const [from, to] = [text(evidence['from']), text(evidence['to'])];
    if (from !== '') [d.before, d.beforeUntil] = [from, at];
    if (to !== '') d.live = to;
    return;
  }
  if (type === 'route-changed') {
    const route = text(evidence['to']).slice(0, 200);
    const was = isRouteless(d.routes);
    d.routes = Number(evidence['family']) === 6 ? { ...d.routes, v6: route } : { ...d.routes, v4: route };
    const is = isRouteless(d.routes);
    if (was !== is) d.routeless = is ? { from: at, to: 0 } : { ...d.routeless, to: at };
  }
};
