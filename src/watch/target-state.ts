import type { Event, Samples, SeriesKey } from '../domain/entry.ts';
import type { Severity } from '../domain/finding.ts';
import { seriesId } from '../domain/series-id.ts';
import type { StateWord } from '../domain/state.ts';
import { subjectKey, type Subject } from '../domain/subject.ts';
import type { EpochMicros } from '../domain/time.ts';
import { USUAL, type Rules } from './rules.ts';
import { noted, settled, unknownSince, unwatched, type Change, type SeriesState } from './series-state.ts';
import type { Watcher } from './watcher.ts';

/** More series than this are not followed: the one silent longest goes. A config may name 2,000 targets. */
const MOST_SERIES = 4_000;
const SEVERITY: Readonly<Record<StateWord, Severity>> = { up: 'info', unknown: 'info', degraded: 'warn', down: 'fail' };

interface Followed extends SeriesKey {
  readonly state: SeriesState;
}
/** JSON: about 2 kB a series. */
export interface TargetState {
  readonly series: Readonly<Record<string, Followed>>;
}
export interface CurrentState extends SeriesKey {
  readonly word: StateWord;
  readonly since: EpochMicros;
  readonly reason?: string;
}

const told = ({ probe, field, subject }: SeriesKey, { at, ...change }: Change): Event => ({
  kind: 'event',
  at,
  type: 'state-changed',
  severity: SEVERITY[change.to],
  subject,
  probe,
  evidence: { field, ...change },
});
const within = (series: TargetState['series']): TargetState['series'] => {
  const all = Object.entries(series);
  if (all.length <= MOST_SERIES) return series;
  return Object.fromEntries(all.toSorted(([, a], [, b]) => b.state.newest - a.state.newest).slice(0, MOST_SERIES));
};

/** The series of one step, a copy that it changes, and what it has to tell. */
interface Draft {
  readonly series: Record<string, Followed>;
  readonly events: Event[];
}

const sampled = ({ series, events }: Draft, entry: Samples, rules: Rules): void => {
  const { probe, field, subject, samples } = entry;
  const key = seriesId(entry);
  let state = series[key]?.state;
  for (const sample of samples) {
    if ('note' in sample && state === undefined) continue;
    const before = state ?? unknownSince(sample.at);
    const [next, change] = 'note' in sample ? noted(before, sample, rules) : settled(before, sample, rules);
    state = next;
    if (change !== undefined) events.push(told(entry, change));
  }
  if (state !== undefined) series[key] = { probe, field, subject, state };
};

const lostSight = (
  { series, events }: Draft,
  of: { readonly subject?: Subject; readonly probe?: string },
  [from, to]: readonly [EpochMicros, EpochMicros],
  reason: string,
): void => {
  const wanted = of.subject === undefined ? undefined : subjectKey(of.subject);
  for (const [key, followed] of Object.entries(series).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (wanted !== undefined && subjectKey(followed.subject) !== wanted) continue;
    if (of.probe !== undefined && followed.probe !== of.probe) continue;
    const [state, change] = unwatched(followed.state, from, to, reason);
    series[key] = { ...followed, state };
    if (change !== undefined) events.push(told(followed, change));
  }
};

/**
 * Tells up, degraded, down and unknown of every main series as `state-changed`: evidence
 * `{field, from, to, since, reason?, outageSeconds?}`, stamped when it changed (coming up: the first good reply).
 * `mainField` names the field of a probe whose losses and latency (µs) tell the state; undefined: none does. `rulesOf`
 * says by which rules, where not by the usual ones.
 */
export const targetState = (
  mainField: (probe: string) => string | undefined,
  rulesOf: (series: SeriesKey) => Rules = () => USUAL,
): Watcher<TargetState> => ({
  name: 'target-state/1',
  init: { series: {} },
  step: (state, entries) => {
    const draft: Draft = { series: { ...state.series }, events: [] };
    for (const entry of entries) {
      if (entry.kind === 'samples') {
        if (mainField(entry.probe) === entry.field) sampled(draft, entry, rulesOf(entry));
      } else if (entry.kind === 'gap') lostSight(draft, entry, [entry.from, entry.to], entry.reason);
      else if (entry.kind === 'event' && entry.type === 'check-failed')
        lostSight(draft, entry, [entry.at, entry.at], entry.type);
    }
    return [{ series: within(draft.series) }, draft.events];
  },
});

/** The state of every series followed, by what is known up to the last entry. */
export const currentStates = ({ series }: TargetState): readonly CurrentState[] => {
  const all: CurrentState[] = [];
  for (const { probe, field, subject, state } of Object.values(series)) {
    const { word, since, reason } = state;
    all.push({ probe, field, subject, word, since, ...(reason === undefined ? {} : { reason }) });
  }
  return all;
};
