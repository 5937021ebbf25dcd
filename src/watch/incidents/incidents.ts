import type { Entry, Event, EventType } from '../../domain/entry.ts';
import type { Severity } from '../../domain/finding.ts';
import type { IncidentNow } from '../../domain/line-now.ts';
import { HOUSE } from '../../domain/line.ts';
import { STATE_WORDS, type StateWord } from '../../domain/state.ts';
import { subjectKey } from '../../domain/subject.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Watcher } from '../watcher.ts';
import { groupsOf, type Around, type Group } from './blame.ts';
import {
  CARRIES_BADLY,
  CAUSES,
  NONE_YET,
  type BadLine,
  type BadTarget,
  type IncidentsState,
  type Open,
} from './state.ts';

const S: EpochMicros = 1_000_000;
/** What comes of one cause is told within this of each other. */
const GATHERED = 10 * S;
/** Over: when nothing of it has been wrong for so long. */
const WELL = 60 * S;
/** Watching had a hole of this length: nobody knows how an incident went on in it. */
const LONG_GAP = 60 * S;
/** A place is diagnosed no more often than this. */
const AGAIN = 3_600 * S;
const MOST_DIAGNOSED = 500;
/** What came back is remembered for so long. */
const LATELY = 30 * S;
const MOST_RECOVERED = 500;
const LOOK = S / 4;
const LONGEST_OUT = 60 * S;
const MOST_OPEN = 64;
const MOST_BAD = 4_000;
const MOST_KEYS = 500;
/** What of a line is an incident: the rest is advice. */
const LINE_TROUBLE = new Set([
  'line-dark',
  'gateway-silent',
  'gateway-up-no-internet',
  'line-degraded',
  'line-dns-dead',
  // Each outage may be too short to be gathered.
  'line-flapping',
]);

/** The state of one step, a copy that it changes, and what it has to tell. */
type Draft = { -readonly [K in keyof IncidentsState]: IncidentsState[K] } & {
  targets: Record<string, BadTarget>;
  lines: Record<string, BadLine>;
  bad: number;
  readonly events: Event[];
};

const timeOf = (entry: Entry): EpochMicros => {
  if (entry.kind === 'gap') return entry.to;
  if (entry.kind !== 'samples') return entry.at;
  let latest = 0;
  for (const s of entry.samples) latest = Math.max(latest, s.at);
  return latest;
};
const isWord = (word: unknown): word is StateWord => STATE_WORDS.some((w) => w === word);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const rememberedOf = (all: IncidentsState['diagnosed'], place: string, at: EpochMicros): IncidentsState['diagnosed'] =>
  Object.fromEntries(
    Object.entries({ ...all, [place]: at })
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, MOST_DIAGNOSED),
  );
const recoveredWith = ({ recovered, now }: Pick<IncidentsState, 'recovered' | 'now'>, key: string, bad: BadTarget) =>
  Object.fromEntries(
    [...Object.entries(recovered), [key, { ...bad, until: now }] as const]
      .filter(([, { until }]) => now - until < LATELY)
      .slice(-MOST_RECOVERED),
  );
const placeOf = (cause: Open['cause']): number => CAUSES.indexOf(cause);
const severityOf = (open: Open, { targets, lines }: IncidentsState): Severity =>
  open.keys.some(
    (key) => targets[key]?.word === 'down' || (lines[key] !== undefined && !CARRIES_BADLY.has(lines[key].code)),
  )
    ? 'fail'
    : 'warn';

/**
 * One cause, one incident: what fares badly, gathered and blamed in the order machine, LAN, gateway, line, provider,
 * target, from `state-changed` of main series and `line-finding`. Tells `incident-opened`, `-changed` (a nearer cause
 * than was thought at first) and `-closed`: evidence `{id, cause, of, summary, targets}`, the first with `diagnose` (the
 * place to diagnose now, where there is one), the last with `seconds`.
 */
export const incidents = (around: Around, vantage: string): Watcher<IncidentsState> => {
  const tell = (d: Draft, type: EventType, open: Open, severity: Severity, at: EpochMicros, more = {}): void => {
    const { id, cause, of, summary, targets } = open;
    const evidence = { id, cause, of, summary, targets: targets.join(','), ...more };
    const subject = of === '' ? { vantage } : { target: of, vantage };
    d.events.push({ kind: 'event', at, type, severity, subject, evidence });
  };
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
  const heard = (d: Draft, { type, evidence, subject, at }: Event): void => {
    if (subject?.vantage !== vantage) return;
    const { target } = subject;
    if (type === 'state-changed' && target !== undefined) {
      const word = evidence['to'];
      const key = `target ${subjectKey(subject)}`;
      const since = typeof evidence['since'] === 'number' ? evidence['since'] : at;
      if (!isWord(word)) return;
      const isBad = word === 'down' || word === 'degraded';
      const before = d.targets[key];
      const known = before?.known ?? d.now;
      if (!isBad && before !== undefined && word === 'up') d.recovered = recoveredWith(d, key, before);
      put(d, d.targets, key, isBad ? { subject: { ...subject, target }, word, since, known } : undefined);
      return;
    }
    const code = text(evidence['code']);
    if (type === 'line-finding' && target !== undefined && target !== HOUSE && LINE_TROUBLE.has(code)) {
      const since = typeof evidence['silentSince'] === 'number' ? evidence['silentSince'] : at;
      const bad = { line: target, code, summary: text(evidence['summary']).slice(0, 300), since, known: d.now };
      put(d, d.lines, `line ${target} ${code}`, evidence['on'] === true ? bad : undefined);
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
      d.routes = Number(evidence['family']) === 6 ? { ...d.routes, v6: route } : { ...d.routes, v4: route };
      return;
    }
    return;
  };

  /** What a diagnosis would tell more of: not this machine nor the LAN, nothing that costs money, and seldom. */
  const toDiagnose = (d: Draft, open: Open): string | undefined => {
    const { cause, of, targets } = open;
    const over = around.lines.find((line) => line.name === (cause === 'line' ? of : d.live));
    if (over?.metered === true || (over === undefined && around.lines.some((line) => line.metered))) return undefined;
    if (severityOf(open, d) !== 'fail') return undefined;
    const roleOf = (name: string): string | undefined => around.places.find((p) => p.name === name)?.role;
    const far = targets.find((name) => roleOf(name) === 'target') ?? targets.find((name) => roleOf(name) === 'anchor');
    const place = cause === 'target' || cause === 'line' ? of : cause === 'provider' ? far : undefined;
    if (place === undefined || place === '') return undefined;
    return d.now - (d.diagnosed[place] ?? -Infinity) < AGAIN ? undefined : place;
  };
  /** With what was of the same cause, and came back while it was gathered. */
  const withRecovered = (d: Draft, group: Group): Group => {
    const bad = Object.entries(d.recovered).filter(
      ([, { until, known }]) => until >= group.known && d.now - known < LATELY,
    );
    if (bad.length === 0) return group;
    const all = groupsOf({ ...d, targets: { ...Object.fromEntries(bad), ...d.targets } }, around);
    return all.find(({ cause, of }) => cause === group.cause && of === group.of) ?? group;
  };
  const merged = (open: Open, group: Group): Open => {
    const isNearer = placeOf(group.cause) < placeOf(open.cause);
    return {
      ...open,
      ...(isNearer ? { cause: group.cause, of: group.of, summary: group.summary } : {}),
      since: Math.min(open.since, group.since),
      keys: [...new Set([...open.keys, ...group.keys])].slice(-MOST_KEYS),
      targets: [...new Set([...open.targets, ...group.targets])].toSorted().slice(0, MOST_KEYS),
      wellSince: null,
    };
  };
  const conclude = (d: Draft): void => {
    const isBad = (key: string): boolean => key in d.targets || key in d.lines;
    for (const group of d.bad === 0 ? [] : groupsOf(d, around)) {
      const keys = new Set(group.keys);
      const same = d.open.filter(
        (o) => o.keys.some((key) => keys.has(key)) || (o.cause === group.cause && o.of === group.of),
      );
      const [first] = same;
      if (first === undefined) {
        if (d.now - group.known < GATHERED || d.open.length >= MOST_OPEN) continue;
        d.opened += 1;
        const { cause, of, summary, targets, since } = withRecovered(d, group);
        const id = `${Math.round(d.now / 1e3).toString(36)}-${d.opened.toString(36)}`;
        const open: Open = {
          id,
          since,
          cause,
          of,
          summary,
          targets,
          keys: group.keys.slice(-MOST_KEYS),
          wellSince: null,
        };
        d.open = [...d.open, open];
        const diagnose = toDiagnose(d, open);
        if (diagnose !== undefined) d.diagnosed = rememberedOf(d.diagnosed, diagnose, d.now);
        tell(d, 'incident-opened', open, severityOf(open, d), d.now, diagnose === undefined ? {} : { diagnose });
        continue;
      }
      const next = merged(first, group);
      const others = same.slice(1).filter(() => placeOf(group.cause) < placeOf('target'));
      d.open = d.open.flatMap((o) => (o === first ? [next] : others.includes(o) ? [] : [o]));
      if (next.cause !== first.cause || next.of !== first.of)
        tell(d, 'incident-changed', next, severityOf(next, d), d.now);
      // What was taken for another cause is explained now.
      for (const o of others)
        tell(d, 'incident-closed', o, 'info', d.now, {
          seconds: Math.round((d.now - o.since) / S),
          explainedBy: first.id,
        });
    }
    const still: Open[] = [];
    for (const open of d.open) {
      const wellSince = open.keys.some(isBad) ? null : (open.wellSince ?? d.now);
      if (wellSince === null || d.now - wellSince < WELL) {
        still.push(wellSince === open.wellSince ? open : { ...open, wellSince });
        continue;
      }
      const seconds = Math.max(0, Math.round((wellSince - open.since) / S));
      tell(d, 'incident-closed', open, 'info', wellSince, { seconds });
    }
    d.open = still;
  };
  const lostSight = (d: Draft, entry: Entry & { readonly kind: 'gap' }): void => {
    if (entry.subject !== undefined) return;
    if (entry.reason === 'stalled') d.stalls = [...d.stalls, entry.to].slice(-4);
    const isSetBack = entry.from === entry.to;
    if (entry.to - entry.from > LONG_GAP) {
      for (const open of d.open) {
        const end = Math.max(open.since, Math.min(open.wellSince ?? entry.from, entry.from));
        tell(d, 'incident-closed', open, 'info', end, { seconds: Math.round((end - open.since) / S) });
      }
      d.open = [];
    }
    // Nothing is known to be well by having waited.
    d.open = d.open.map((o) => ({
      ...o,
      since: Math.min(o.since, entry.to),
      wellSince: o.wellSince === null ? null : entry.to,
    }));
    if (isSetBack) {
      d.stalls = [];
      d.beforeUntil = Math.min(d.beforeUntil, entry.to);
      const before = Object.entries(d.diagnosed).map(([place, at]) => [place, Math.min(at, entry.to)] as const);
      d.diagnosed = Object.fromEntries(before);
    }
    const again = <T extends { readonly known: EpochMicros; readonly since: EpochMicros }>(
      all: Readonly<Record<string, T>>,
    ) =>
      Object.fromEntries(
        Object.entries(all).map(([k, v]) => [k, { ...v, known: entry.to, since: Math.min(v.since, entry.to) }]),
      );
    d.targets = again(d.targets);
    d.recovered = {};
    d.lines = again(d.lines);
  };
  const take = (d: Draft, entry: Entry): void => {
    const before = d.now;
    const time = timeOf(entry);
    const isSetBack = entry.kind === 'gap' && entry.subject === undefined && entry.from === entry.to;
    if (isSetBack) d.now = time;
    else if (time >= before - LONGEST_OUT) d.now = Math.max(before, time);
    if (entry.kind === 'gap') lostSight(d, entry);
    else if (entry.kind === 'event') heard(d, entry);
    if (Math.floor(before / LOOK) !== Math.floor(d.now / LOOK)) conclude(d);
  };

  return {
    name: 'incidents/1',
    init: NONE_YET,
    step: (state, entries) => {
      const [targets, lines] = [{ ...state.targets }, { ...state.lines }];
      const bad = Object.keys(targets).length + Object.keys(lines).length;
      const d: Draft = { ...state, targets, lines, bad, events: [] };
      for (const entry of entries) take(d, entry);
      const { events, bad: _, ...next } = d;
      return [next, events];
    },
  };
};

/** What is wrong now, the longest first. */
export const currentIncidents = ({ open }: IncidentsState): readonly IncidentNow[] =>
  open.map(({ id, since, cause, of, summary, targets }) => ({ id, since, cause, of, summary, targets }));

/** A diagnosis that is to be started now, because of an incident. */
export interface WantedDiagnosis {
  readonly incident: string;
  /** The name of the target or line to diagnose. */
  readonly target: string;
}
/** Which diagnoses the events of a step ask for: one an incident at most, none over a metered line. */
export const wantsDiagnosis = (events: readonly Event[]): readonly WantedDiagnosis[] =>
  events.flatMap(({ type, evidence }) => {
    const target = text(evidence['diagnose']);
    return type === 'incident-opened' && target !== '' ? [{ incident: text(evidence['id']), target }] : [];
  });
