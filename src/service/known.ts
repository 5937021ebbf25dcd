import type { State } from '../api/schema.ts';
import type { Config } from '../config/config.ts';
import type { Event } from '../domain/entry.ts';
import { subjectKey } from '../domain/subject.ts';
import type { EpochMicros } from '../domain/time.ts';
import { isStream, type AnyProbe } from '../probes/probe.ts';
import type { Journal, Query } from '../store/journal.ts';
import { currentStates, type CurrentState, type TargetState } from '../watch/target-state.ts';

/** The field whose losses and latency tell how a target fares: the duration that a stream measures. */
export const mainFieldOf =
  (probes: readonly AnyProbe[]) =>
  (name: string): string | undefined => {
    const probe = probes.find((p) => p.name === name);
    if (probe === undefined || !isStream(probe) || probe.tellsState === false) return undefined;
    return Object.entries(probe.values).find(([, field]) => field.unit === 'us')?.[0];
  };

/** The state of each target by its main series: the first stream among its checks. */
export const statesByTarget = (
  config: Config,
  watched: TargetState,
  startedAt: EpochMicros,
): ReadonlyMap<string, State> => {
  const seen = new Map<string, CurrentState>();
  for (const s of currentStates(watched)) seen.set(`${s.probe} ${subjectKey(s.subject)}`, s);
  const states = new Map<string, State>();
  for (const { name, checks } of config.targets) {
    const main = checks.find((c) => isStream(c.probe));
    const state = main === undefined ? undefined : seen.get(`${main.probe.name} ${subjectKey(main.aim.subject)}`);
    if (state === undefined) states.set(name, { word: 'unknown', since: startedAt });
    else states.set(name, { word: state.word, since: state.since, ...reasonOf(state.reason) });
  }
  return states;
};
/** The same, made once for each state of the watcher: whoever shows a thousand targets asks a thousand times. */
export const stateTeller = (
  config: Config,
  watched: () => TargetState,
  startedAt: EpochMicros,
): (() => ReadonlyMap<string, State>) => {
  let made: { readonly of: readonly unknown[]; readonly states: ReadonlyMap<string, State> } | undefined;
  return () => {
    const of = [watched(), config.targets];
    if (made === undefined || made.of.some((part, i) => part !== of[i]))
      made = { of, states: statesByTarget(config, watched(), startedAt) };
    return made.states;
  };
};
const reasonOf = (reason: string | undefined): { reason?: string } => (reason === undefined ? {} : { reason });

const MOST_EVENTS = 1_000;

/** The address in use of each target that is a name, as the journal tells it; kept true until aborted. */
export const knownAddresses = async (
  journal: Pick<Journal, 'tail' | 'head'>,
  query: Pick<Query, 'events'>,
  now: EpochMicros,
  signal: AbortSignal,
): Promise<{ readonly all: ReadonlyMap<string, string>; readonly done: Promise<void> }> => {
  const all = new Map<string, string>();
  const learn = (event: Event): void => {
    const { using } = event.evidence;
    const target = event.subject?.target;
    if (event.type !== 'address-changed' || target === undefined || typeof using !== 'string') return;
    all.set(target, using);
  };
  const from = journal.head();
  const past = await query.events({ from: 0, to: now + 1, types: ['address-changed'], limit: MOST_EVENTS });
  for (const event of past.toReversed()) learn(event);
  const follow = async (): Promise<void> => {
    for await (const { entries } of journal.tail(from, signal)) {
      for (const entry of entries) if (entry.kind === 'event') learn(entry);
    }
  };
  return { all, done: follow() };
};
