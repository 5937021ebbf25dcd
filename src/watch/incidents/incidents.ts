import type { Entry, Event, EventType } from '../../domain/entry.ts';
import type { Severity } from '../../domain/finding.ts';
import type { IncidentNow } from '../../domain/line-now.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Watcher } from '../watcher.ts';
import { groupsOf, type Around, type Group } from './blame.ts';
import { hear, text, type Draft } from './hear.ts';
import { LATELY, endOf, lately, notAfter, untold, withoutTold } from './recovered.ts';
import { CAUSES, NONE_YET, isDown, type IncidentsState, type NotDiagnosed, type Open } from './state.ts';

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
const LOOK = S / 4;
const LONGEST_OUT = 60 * S;
const MOST_OPEN = 64;
const MOST_KEYS = 500;
const timeOf = (entry: Entry): EpochMicros => {
  if (entry.kind === 'gap') return entry.to;
  if (entry.kind !== 'samples') return entry.at;
  let latest = 0;
  for (const s of entry.samples) latest = Math.max(latest, s.at);
  return latest;
};
const rememberedOf = (all: IncidentsState['diagnosed'], place: string, at: EpochMicros): IncidentsState['diagnosed'] =>
  Object.fromEntries(
    Object.entries({ ...all, [place]: at })
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, MOST_DIAGNOSED),
  );
const placeOf = (cause: Open['cause']): number => CAUSES.indexOf(cause);
const isBad = ({ targets, lines }: IncidentsState, key: string): boolean => key in targets || key in lines;
const isDownNow = ({ keys }: Pick<Open, 'keys'>, { targets, lines }: IncidentsState): boolean =>
  keys.some((key) => [targets[key], lines[key]].some((bad) => bad !== undefined && isDown(bad)));
/** Down now, or while it was gathered. */
const severityOf = (open: Open, state: IncidentsState): Severity =>
  isDownNow(open, state) || isDownNow(open, { ...state, ...state.recovered }) ? 'fail' : 'warn';

/**
 * One cause, one incident: what fares badly, gathered and blamed in the order machine, LAN, gateway, line, provider,
 * target, from `state-changed` of main series and `line-finding`. Tells `incident-opened`, `-changed` (a nearer cause
 * than was thought at first, or it is down only now) and `-closed`: evidence `{id, cause, of, summary, targets}`, the
 * first two with `diagnose` (the place to diagnose now, once an incident) or, at its opening, `notDiagnosed` (why not),
 * the last with `seconds`.
 * An outage that was over before it was gathered is opened as of when it was told, and closed as of when it ended.
 */
export const incidents = (around: Around, vantage: string): Watcher<IncidentsState> => {
  const tell = (d: Draft, type: EventType, open: Open, severity: Severity, at: EpochMicros, more = {}): void => {
    const { id, cause, of, summary, targets } = open;
    const evidence = { id, cause, of, summary, targets: targets.join(','), ...more };
    const subject = of === '' ? { vantage } : { target: of, vantage };
    d.events.push({ kind: 'event', at, type, severity, subject, evidence });
  };
  /** What a diagnosis would tell more of: not this machine nor the LAN, nothing that costs money, and seldom. */
  const toDiagnose = (
    d: Draft,
    open: Open,
  ): { readonly diagnose: string } | { readonly notDiagnosed: NotDiagnosed } => {
    const { cause, of, targets } = open;
    if (!around.diagnoses) return { notDiagnosed: 'off' };
    if (open.wellSince !== null) return { notDiagnosed: 'over' };
    if (!isDownNow(open, d)) return { notDiagnosed: 'not-down' };
    const over = around.lines.find((line) => line.name === (cause === 'line' ? of : d.live));
    if (over?.metered === true || (over === undefined && around.lines.some((line) => line.metered)))
      return { notDiagnosed: 'metered' };
    const roleOf = (name: string): string | undefined => around.places.find((p) => p.name === name)?.role;
    const far = targets.find((name) => roleOf(name) === 'target') ?? targets.find((name) => roleOf(name) === 'anchor');
    const place = cause === 'target' || cause === 'line' ? of : cause === 'provider' ? far : undefined;
    if (place === undefined || place === '') return { notDiagnosed: 'nobody' };
    if (d.now - (d.diagnosed[place] ?? -Infinity) < AGAIN) return { notDiagnosed: 'hourly' };
    d.diagnosed = rememberedOf(d.diagnosed, place, d.now);
    return { diagnose: place };
  };
  /** With what was of the same cause, and came back while it was gathered. */
  const withRecovered = (d: Draft, whole: IncidentsState, group: Group): Group => {
    const bad = Object.entries(d.recovered.targets).filter(
      ([, { until, known }]) => until >= group.known && d.now - known < LATELY,
    );
    if (bad.length === 0) return group;
    const all = groupsOf({ ...whole, targets: { ...Object.fromEntries(bad), ...whole.targets } }, around);
    return all.find(({ cause, of }) => cause === group.cause && of === group.of) ?? group;
  };
  const open = (d: Draft, whole: IncidentsState, found: Group): void => {
    d.opened += 1;
    const { cause, of, summary, targets, since, keys } = withRecovered(d, whole, found);
    const id = `${Math.round(d.now / 1e3).toString(36)}-${d.opened.toString(36)}`;
    const isOver = !found.keys.some((key) => isBad(d, key));
    const wellSince = isOver ? endOf(d.recovered, keys) : null;
    const opened: Open = { id, since, cause, of, summary, targets, keys: keys.slice(-MOST_KEYS), wellSince };
    d.open = [...d.open, isDownNow(opened, d) ? opened : { ...opened, undiagnosed: true }];
    const at = wellSince === null ? d.now : Math.min(found.known, wellSince);
    tell(d, 'incident-opened', opened, severityOf(opened, d), at, toDiagnose(d, opened));
  };
  const merged = (d: Draft, first: Open, others: readonly Open[], group: Group): Open => {
    const isNearer = placeOf(group.cause) < placeOf(first.cause);
    const taken = <T>(of: (open: Pick<Open, 'keys' | 'targets'>) => readonly T[]): readonly T[] => [
      ...new Set([first, ...others, group].flatMap(of)),
    ];
    const isWell = first.wellSince !== null && !group.keys.some((key) => isBad(d, key));
    return {
      ...first,
      ...(isNearer ? { cause: group.cause, of: group.of, summary: group.summary } : {}),
      since: Math.min(first.since, group.since),
      keys: taken((o) => o.keys).slice(-MOST_KEYS),
      targets: taken((o) => o.targets)
        .toSorted()
        .slice(0, MOST_KEYS),
      wellSince: isWell ? Math.max(first.wellSince ?? 0, endOf(d.recovered, group.keys)) : null,
    };
  };
  /** What is down of it now has been for as long as is gathered. */
  const isDownStill = (d: Draft, { keys }: Group): boolean =>
    keys.some((key) =>
      [d.targets[key], d.lines[key]].some((bad) => bad !== undefined && isDown(bad) && d.now - bad.known >= GATHERED),
    );
  const goOn = (d: Draft, same: readonly [Open, ...Open[]], group: Group): void => {
    const [first, ...rest] = same;
    const others = rest.filter(() => placeOf(group.cause) < placeOf('target'));
    const next = merged(d, first, others, group);
    const wanted = next.undiagnosed === true && isDownStill(d, group) ? toDiagnose(d, next) : {};
    const isWanted = 'diagnose' in wanted;
    const { undiagnosed: _, ...done } = next;
    const after = isWanted ? done : next;
    d.open = d.open.flatMap((o) => (o === first ? [after] : others.includes(o) ? [] : [o]));
    if (next.cause !== first.cause || next.of !== first.of || isWanted)
      tell(d, 'incident-changed', next, severityOf(next, d), d.now, isWanted ? wanted : {});
    // What was taken for another cause is explained now.
    for (const o of others)
      tell(d, 'incident-closed', o, 'info', d.now, {
        seconds: Math.round((d.now - o.since) / S),
        explainedBy: first.id,
      });
  };
  const conclude = (d: Draft): void => {
    const over = untold(d);
    // What was down while it was gathered is blamed as it was then.
    const [targets, lines] = [
      { ...d.targets, ...over.targets },
      { ...d.lines, ...over.lines },
    ];
    const isAny = d.bad > 0 || Object.keys(over.targets).length + Object.keys(over.lines).length > 0;
    const whole: IncidentsState = { ...d, targets, lines };
    for (const group of isAny ? groupsOf(whole, around) : []) {
      const keys = new Set(group.keys);
      const [first, ...more] = d.open.filter(
        (o) => o.keys.some((key) => keys.has(key)) || (o.cause === group.cause && o.of === group.of),
      );
      if (first !== undefined) goOn(d, [first, ...more], group);
      else if (d.now - group.known >= GATHERED && d.open.length < MOST_OPEN) open(d, whole, group);
    }
    d.recovered = lately(d.recovered, d.now);
    const still: Open[] = [];
    for (const open of d.open) {
      const wellSince = open.keys.some((key) => isBad(d, key)) ? null : (open.wellSince ?? d.now);
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
      d.recovered = withoutTold(d.recovered, d.open);
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
      d.routeless = { from: Math.min(d.routeless.from, entry.to), to: Math.min(d.routeless.to, entry.to) };
      d.recovered = notAfter(d.recovered, entry.to);
      const before = Object.entries(d.diagnosed).map(([place, at]) => [place, Math.min(at, entry.to)] as const);
      d.diagnosed = Object.fromEntries(before);
    }
    const again = <T extends { readonly known: EpochMicros; readonly since: EpochMicros }>(
      all: Readonly<Record<string, T>>,
    ) =>
      Object.fromEntries(
        Object.entries(all).map(([k, v]) => [
          k,
          { ...v, known: entry.to, since: Math.min(v.since, entry.to), unseen: true as const },
        ]),
      );
    d.targets = again(d.targets);
    d.lines = again(d.lines);
  };
  const take = (d: Draft, entry: Entry): void => {
    const before = d.now;
    const time = timeOf(entry);
    const isSetBack = entry.kind === 'gap' && entry.subject === undefined && entry.from === entry.to;
    if (isSetBack) d.now = time;
    else if (time >= before - LONGEST_OUT) d.now = Math.max(before, time);
    if (entry.kind === 'gap') lostSight(d, entry);
    else if (entry.kind === 'event') hear(d, entry, vantage);
    if (Math.floor(before / LOOK) !== Math.floor(d.now / LOOK)) conclude(d);
  };

  return {
    name: 'incidents/2',
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
    return type !== 'incident-closed' && target !== '' ? [{ incident: text(evidence['id']), target }] : [];
  });
