import type { ApiDeps, CheckOrder } from '../api/deps.ts';
import type { Config, Uplink } from '../config/config.ts';
import { subjectOfLine } from '../config/uplink-targets.ts';
import type { Clock } from '../domain/clock.ts';
import type { Event } from '../domain/entry.ts';
import type { IncidentNow, LinesNow } from '../domain/line-now.ts';
import { HOUSE } from '../domain/line.ts';
import { MINUTE, microsOf } from '../domain/time.ts';
import { settablePace } from '../probes/pace.ts';
import { isOnce, type AnyProbe, type Check } from '../probes/probe.ts';
import type { Journal } from '../store/journal.ts';
import { currentIncidents, incidents, wantsDiagnosis } from '../watch/incidents/incidents.ts';
import { linesState } from '../watch/lines/lines-state.ts';
import { currentLines } from '../watch/lines/now.ts';
import { paceOf } from '../watch/lines/pace.ts';
import { runWatcher } from '../watch/run.ts';
import { inTurn } from './in-turn.ts';

/** The probe that diagnoses a path (probes/mtu/). */
const DIAGNOSIS = 'mtu';
/** An incident that was opened longer ago is found while the record is read again: its time has passed. */
const FRESH = microsOf(2 * MINUTE);
/** One diagnosis at a time, and so many wait. */
const MOST_WAITING = 3;

export interface LineWatchParts {
  readonly config: Pick<Config, 'uplinks' | 'vantage' | 'targets' | 'diagnoseOnDown'>;
  readonly probes: readonly AnyProbe[];
  readonly journal: Pick<Journal, 'append' | 'tail' | 'head' | 'bookmark'>;
  readonly clock: Clock;
  /** As for the api: runs it, and has the run in the journal. */
  readonly startCheck: ApiDeps['startCheck'];
  /** Ends the reading. */
  readonly signal: AbortSignal;
  readonly onBug: (error: unknown) => void;
}
export interface LineWatch {
  readonly done: readonly Promise<void>[];
  /** Missing where the config has no lines. */
  readonly lines?: () => LinesNow;
  readonly incidents: () => readonly IncidentNow[];
  /** The check with the pace of the line that it is of, where it is of one. */
  readonly paced: (check: Check) => Check;
}

/**
 * Watches the lines and what is wrong: from what the watchers conclude each line gets its pace, and an incident that asks
 * for it is diagnosed once. The run is in the journal; it belongs to the incident by its subject and its time.
 */
export const watchLines = (parts: LineWatchParts): LineWatch => {
  const { config, journal, clock, signal, onBug } = parts;
  const { uplinks, vantage } = config;
  const diagnosing = diagnoses(parts);
  const around = {
    lines: uplinks,
    diagnoses: config.diagnoseOnDown,
    // Discovered targets come later.
    get places() {
      return config.targets;
    },
  };
  const ofIncidents = runWatcher(incidents(around, vantage), journal, signal, onBug, (_, events) =>
    diagnosing.start(events),
  );
  const found = (): readonly IncidentNow[] => currentIncidents(ofIncidents.state());
  if (uplinks.length === 0)
    return { done: [ofIncidents.done, diagnosing.done()], incidents: found, paced: (check) => check };

  const paces = new Map([HOUSE, ...uplinks.map((u) => u.name)].map((name) => [name, settablePace('live')]));
  const ofLines = runWatcher(linesState(uplinks, vantage), journal, signal, onBug, (state) => {
    for (const [name, pace] of paces) pace.set(paceOf(uplinks, state, name, clock.now()));
  });
  let made: { readonly of: unknown; readonly now: LinesNow } | undefined;
  return {
    done: [ofIncidents.done, ofLines.done, diagnosing.done()],
    incidents: found,
    lines: () => {
      const state = ofLines.state();
      if (made?.of !== state) made = { of: state, now: currentLines(uplinks, state, vantage) };
      return made.now;
    },
    paced: (check) => {
      const pace = check.probe.ofLines === true ? paces.get(check.aim.subject.target ?? '') : undefined;
      return pace === undefined ? check : { ...check, pace };
    },
  };
};

/** Starts what the events of a step ask for, one after the other. */
const diagnoses = ({ config, probes, clock, startCheck, signal, onBug }: LineWatchParts) => {
  const probe = probes.filter(isOnce).find((p) => p.name === DIAGNOSIS);
  const asking = inTurn(startCheck, MOST_WAITING, signal, onBug);
  return {
    start: (events: readonly Event[]): void => {
      if (probe === undefined) return;
      const wanted = wantsDiagnosis(events.filter((e) => e.at >= clock.now() - FRESH));
      asking.add(wanted.flatMap(({ target }) => orderOf(target, config, probe) ?? []));
    },
    done: asking.done,
  };
};

/** As the config has the diagnosis of that target; else of its address as it is, over a line to its first anchor. */
const orderOf = (
  name: string,
  { uplinks, targets, vantage }: LineWatchParts['config'],
  probe: CheckOrder['probe'],
): CheckOrder | undefined => {
  const uplink = uplinks.find((u) => u.name === name);
  if (uplink !== undefined) return overLine(uplink, vantage, probe);
  const target = targets.find((t) => t.name === name);
  const own = target?.checks.find((c) => c.probe.name === probe.name);
  const check = own ?? target?.checks[0];
  if (check === undefined) return undefined;
  const options: unknown = own?.options ?? probe.options.parse({});
  const aim = own === undefined ? { ...check.aim, address: target?.address ?? check.aim.address } : check.aim;
  return { probe, aim, options, binding: check.binding };
};
const overLine = (
  { name, anchors, binding, metered }: Uplink,
  vantage: string,
  probe: CheckOrder['probe'],
): CheckOrder | undefined => {
  const [address] = anchors;
  if (address === undefined || metered) return undefined;
  return { probe, aim: { subject: subjectOfLine(name, vantage), address }, options: probe.options.parse({}), binding };
};
