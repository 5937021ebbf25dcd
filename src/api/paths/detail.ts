import type { Target } from '../../config/config.ts';
import type { Run } from '../../domain/entry.ts';
import { present } from '../../domain/present.ts';
import { subjectKey, type Subject } from '../../domain/subject.ts';
import { remediesOf } from '../../probes/mtu/remedies.ts';
import { report } from '../../probes/mtu/report.ts';
import type { Range } from '../../store/journal.ts';
import { labelsOf } from '../lines/teller.ts';
import { failureOf, namesOf, seenOf, spellsOf } from './runs.ts';
import type { PathDetail } from './schema.ts';
import type { PathsDeps } from './teller.ts';
import { MTU, waysTo } from './ways.ts';

/** A month of hourly ones. */
const MOST_RUNS = 750;
const ROUTE = 'route';

/** As the target's own check of that kind has it, else as its other checks have it: an incident looks once as well. */
const subjectOf = (target: Target, via: string | undefined, vantage: string): Subject => {
  const over = target.checks.filter(({ aim }) => via === undefined || aim.subject.via === via);
  const check = over.find((c) => c.probe.name === MTU) ?? over[0];
  return check?.aim.subject ?? { target: target.name, vantage, ...present({ via }) };
};

const remediesFor = (run: Run | undefined): PathDetail['remedies'] => {
  if (run?.outcome.status !== 'measured') return [];
  const { success, data } = report.safeParse(run.outcome.report);
  return success ? remediesOf(data) : [];
};

/** One way: all its runs in that time, in short, as spells, and the newest whole. */
export const pathDetail = async (
  target: Target,
  { via, ...range }: Range & { readonly via?: string | undefined },
  { config, clock, query }: PathsDeps,
): Promise<PathDetail> => {
  const subject = subjectOf(target, via, config.vantage);
  const key = subjectKey(subject);
  const about = { ...range, target: subject.target ?? target.name };
  const hasRoute = target.checks.some((c) => c.probe.name === ROUTE);
  const [found, routes] = await Promise.all([
    query.runs({ ...about, probe: MTU, limit: MOST_RUNS + 1 }),
    hasRoute ? query.runs({ ...about, probe: ROUTE, limit: 1 }) : [],
  ]);
  const own = found.slice(0, MOST_RUNS).filter((run) => subjectKey(run.subject) === key);
  const told = own.map((run) => ({ run, seen: seenOf(run) }));
  const newest = told.find(({ seen }) => seen !== undefined)?.run;
  const spells = spellsOf(told.flatMap(({ seen }) => seen ?? []));
  const [route] = routes;
  return {
    now: clock.now(),
    ...range,
    target: target.name,
    label: target.label,
    address: target.address,
    names: namesOf(spells.map((s) => s.seen)),
    remedies: remediesFor(newest),
    spells,
    runs: told.map(({ run, seen }) => {
      const { id, at, tookMs } = run;
      return Object.assign({ id, at, tookMs }, present({ seen, failed: failureOf(run) }));
    }),
    truncated: found.length > MOST_RUNS,
    ways: waysTo(target, config).map((w) => present({ via: w.via, over: w.over })),
    ...present({
      via: subject.via,
      over: subject.via === undefined ? undefined : labelsOf(config)(subject.via),
      newest,
      route,
    }),
  };
};
