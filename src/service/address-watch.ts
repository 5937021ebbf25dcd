import type { ApiDeps, CheckOrder } from '../api/deps.ts';
import type { Config } from '../config/config.ts';
import { ADDRESS, GEOIP, REFUSAL } from '../config/line-checks.ts';
import type { Clock } from '../domain/clock.ts';
import type { Event } from '../domain/entry.ts';
import type { LinesNow } from '../domain/line-now.ts';
import { HOUSE } from '../domain/line.ts';
import { HOUR, MINUTE, SECOND, microsOf, type Millis } from '../domain/time.ts';
import { isOnce, type AnyProbe, type Check } from '../probes/probe.ts';
import type { Journal } from '../store/journal.ts';
import { addressesState, suspicions, type Suspicion, type Watched } from '../watch/addresses/addresses-state.ts';
import { runWatcher } from '../watch/run.ts';
import { inTurn, type InTurn } from './in-turn.ts';

/** What was so longer ago is found while the record is read again: its time has passed. */
const FRESH = microsOf(2 * MINUTE);
/** A line that has a new address may have another one in a moment. */
const SETTLED: Millis = 10 * SECOND;
/** A line that has new addresses all the time hammers nobody. */
const NOT_AGAIN: Millis = 10 * MINUTE;
/** A site that is worse over one line is asked again over all of them; then it is certain, or it was nothing. */
const ROUNDS: readonly Millis[] = [MINUTE, 5 * MINUTE];
const NO_OTHER_CASE: Millis = HOUR;
const NO_OTHER_DIAGNOSIS: Millis = 6 * HOUR;
/** Runs that wait for their turn; what is beyond is left to the schedule. */
const MOST_WAITING = 200;
const OF_ADDRESSES: ReadonlySet<string> = new Set([ADDRESS, GEOIP, REFUSAL]);
/** The probe that diagnoses a path (probes/mtu/). */
const DIAGNOSIS = 'mtu';
/** Resolvers to compare the line's with: each is asked once. */
const RESOLVERS = 2;

export interface AddressWatchParts {
  readonly config: Pick<Config, 'uplinks' | 'vantage' | 'targets' | 'refusing' | 'diagnoseOnDown'>;
  readonly probes: readonly AnyProbe[];
  readonly journal: Pick<Journal, 'append' | 'tail' | 'head' | 'bookmark'>;
  readonly clock: Clock;
  /** As for the api: runs it, and has the run in the journal. */
  readonly startCheck: ApiDeps['startCheck'];
  /** Which line is live; missing where there are none. */
  readonly lines?: () => LinesNow;
  /** Ends the reading. */
  readonly signal: AbortSignal;
  readonly onBug: (error: unknown) => void;
}

const orderOf = ({ probe, aim, options, binding }: Check): readonly CheckOrder[] =>
  isOnce(probe) ? [{ probe, aim, options, binding }] : [];

/** The lines and the sites as the watcher wants them. */
const watchedOf = ({ uplinks, targets, refusing = [] }: AddressWatchParts['config']): Watched => {
  const lines = uplinks.map(({ name, label }) => ({ name, label }));
  const sites = refusing.map(({ name, label }) => {
    const checks = targets.find((t) => t.name === name)?.checks ?? [];
    return { name, label, lines: checks.flatMap((c) => c.aim.subject.via ?? []) };
  });
  return { lines, sites };
};

/**
 * Watches the addresses of the lines and the sites that refuse (watch/addresses/). A line's new address is asked about at once, and a
 * site that is worse over one line than over another is asked again, and diagnosed over that line once.
 */
export const watchAddresses = (parts: AddressWatchParts): { readonly done: readonly Promise<void>[] } => {
  const { config, journal, signal, onBug } = parts;
  const { vantage } = config;
  const asking = inTurn(parts.startCheck, MOST_WAITING, signal, onBug);
  // A diagnosis takes a minute or more, for which nothing else has to wait.
  const diagnosing = inTurn(parts.startCheck, MOST_WAITING, signal, onBug);
  const renewing = renewals(parts, asking.add);
  const suspecting = cases(parts, asking.add, diagnosing.add);
  const watching = runWatcher(addressesState(watchedOf(config), vantage), journal, signal, onBug, (state, events) => {
    renewing.heard(events);
    suspecting.seen(suspicions(state));
  });
  return { done: [watching.done, asking.done(), diagnosing.done()] };
};

type Add = InTurn['add'];

/** Over a metered line that stands by nothing more is sent than its schedule has. */
const mayAsk = (line: string, { config, lines }: AddressWatchParts): boolean => {
  const uplink = config.uplinks.find((u) => u.name === line);
  return uplink?.metered !== true || lines?.().live?.line === line;
};

/** What is asked of a line's address, asked when it has another one. */
const renewals = (parts: AddressWatchParts, add: Add) => {
  const { config, clock, signal } = parts;
  const lastOf = new Map<string, Millis>();
  /** The latest change of those that wait. */
  const waiting = new Map<string, { changed: Millis }>();
  const ask = async (line: string, wait: { changed: Millis }): Promise<void> => {
    const due = (): Millis =>
      Math.max(wait.changed + SETTLED, (lastOf.get(line) ?? Number.NEGATIVE_INFINITY) + NOT_AGAIN);
    for (let left = due() - clock.elapsed(); left > 0 && !signal.aborted; left = due() - clock.elapsed())
      await clock.sleep(left, signal);
    waiting.delete(line);
    if (signal.aborted || !mayAsk(line, parts)) return;
    lastOf.set(line, clock.elapsed());
    const via = line === HOUSE ? undefined : line;
    const checks = config.targets.flatMap((t) => t.checks);
    const own = checks.filter((c) => OF_ADDRESSES.has(c.probe.name) && c.aim.subject.via === via);
    add(own.flatMap(orderOf));
  };
  return {
    heard: (events: readonly Event[]): void => {
      for (const { at, subject, evidence } of events) {
        const line = subject?.target;
        const isNew = evidence['code'] === 'address-changed' || evidence['code'] === 'prefix-changed';
        if (line === undefined || !isNew || at < clock.now() - FRESH) continue;
        const known = waiting.get(line);
        if (known !== undefined) {
          known.changed = clock.elapsed();
          continue;
        }
        const wait = { changed: clock.elapsed() };
        waiting.set(line, wait);
        void ask(line, wait);
      }
    },
  };
};

/** Sites that are worse over one line: asked again, and diagnosed. */
const cases = (parts: AddressWatchParts, add: Add, addDiagnosis: Add) => {
  const { config, clock, signal } = parts;
  let now: readonly Suspicion[] = [];
  const begunAt = new Map<string, Millis>();
  const diagnosedAt = new Map<string, Millis>();
  const isAgain = (when: Millis | undefined, within: Millis): boolean =>
    when !== undefined && clock.elapsed() - when < within;

  const isDown = (line: string): boolean => {
    const word = parts.lines?.().lines.find((l) => l.line === line)?.word;
    return word === 'down';
  };
  const ask = async (site: string): Promise<void> => {
    const begun = clock.elapsed();
    for (const round of ROUNDS) {
      await clock.sleep(Math.max(0, begun + round - clock.elapsed()), signal);
      const suspected = now.flatMap((s) => (s.site === site ? s.line : []));
      if (signal.aborted || suspected.length === 0) return;
      const checks = config.targets.find((t) => t.name === site)?.checks ?? [];
      const isSuspected = ({ aim }: Check): boolean => suspected.includes(aim.subject.via ?? HOUSE);
      // Where it works comes first: it must have worked between two failures to say anything of them.
      const ordered = checks
        .filter((c) => c.probe.name === REFUSAL && c.aim.subject.via !== undefined)
        .toSorted((a, b) => Number(isSuspected(a)) - Number(isSuspected(b)));
      add(ordered.flatMap(orderOf));
    }
  };
  const diagnose = ({ site, line }: Suspicion): void => {
    const key = JSON.stringify([site, line]);
    if (!config.diagnoseOnDown || isAgain(diagnosedAt.get(key), NO_OTHER_DIAGNOSIS)) return;
    const order = diagnosisOf(site, line, parts);
    if (order === undefined) return;
    diagnosedAt.set(key, clock.elapsed());
    addDiagnosis([order]);
  };
  return {
    seen: (suspected: readonly Suspicion[]): void => {
      now = suspected;
      for (const suspicion of suspected) {
        if (suspicion.at < clock.now() - FRESH || isDown(suspicion.line)) continue;
        diagnose(suspicion);
        const { site } = suspicion;
        if (isAgain(begunAt.get(site), NO_OTHER_CASE)) continue;
        begunAt.set(site, clock.elapsed());
        void ask(site);
      }
    },
  };
};

/** Of the page over that line; none over a metered one, which it takes megabytes of. */
const diagnosisOf = (site: string, line: string, { config, probes }: AddressWatchParts): CheckOrder | undefined => {
  const probe = probes.filter(isOnce).find((p) => p.name === DIAGNOSIS);
  const uplink = config.uplinks.find((u) => u.name === line);
  const checks = config.targets.find((t) => t.name === site)?.checks ?? [];
  const check = checks.find((c) => c.aim.subject.via === line);
  if (probe === undefined || check === undefined || uplink === undefined || uplink.metered) return undefined;
  const { subject, address: page } = check.aim;
  const url = new URL(page);
  const options: unknown = probe.options.parse({
    scheme: url.protocol === 'http:' ? 'http' : 'https',
    path: `${url.pathname}${url.search}`,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    resolvers: uplink.anchors.slice(0, RESOLVERS),
  });
  const address = url.hostname.replaceAll(/^\[|\]$/g, '');
  return { probe, aim: { subject, address }, options, binding: check.binding };
};
