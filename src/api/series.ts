import type { Config, Target } from '../config/config.ts';
import { nearest } from '../domain/nearest.ts';
import { optionsOf } from '../probes/option-info.ts';
import { isOnce, isStream, streamedFields, type AnyProbe, type Check } from '../probes/probe.ts';
import type { SeriesFilter } from '../store/journal.ts';
import type { ApiDeps } from './deps.ts';
import type { Problem } from './problem.ts';
import type { ProbeInfo, SeriesInfo, State, TargetInfo } from './schema.ts';

/** A series that a target has by the config, with where the store keeps it. */
export interface Series {
  readonly info: SeriesInfo;
  readonly filter: SeriesFilter;
}

/** The other fields are of what it finds when it runs once. */
const seriesOfCheck = ({ probe, aim, every, standInFor, streams }: Check): readonly Series[] => {
  if (!isStream(probe)) return [];
  return (streams ?? streamedFields(probe)).flatMap((field) => {
    const told = probe.values[field];
    if (told === undefined) return [];
    const { label, unit } = told;
    return {
      info: { probe: probe.name, field, label, unit, everyMs: every, standIn: standInFor !== undefined },
      filter: { probe: probe.name, field, subject: aim.subject },
    };
  });
};

/** The series of a target, the main one first. */
export const seriesOf = (target: Target): readonly Series[] => target.checks.flatMap(seriesOfCheck);

export const findTarget = (config: Config, name: string): Target | Problem => {
  const names = config.targets.map((t) => t.name);
  const found = config.targets.find((t) => t.name === name);
  if (found !== undefined) return found;
  const near = nearest(name, names);
  return {
    status: 404,
    what: `There is no target "${name.slice(0, 100)}".`,
    where: 'path name',
    expected: near === undefined ? 'a name from /api/targets' : `perhaps "${near}"`,
  };
};

/** The series asked for; the main one where nothing was asked. */
export const findSeries = (
  target: Target,
  asked: { readonly probe?: string | undefined; readonly field?: string | undefined },
): Series | Problem => {
  const all = seriesOf(target);
  const found = all.find(
    ({ info }) => info.probe === (asked.probe ?? info.probe) && info.field === (asked.field ?? info.field),
  );
  if (found !== undefined) return found;
  const names = all.map(({ info }) => `probe=${info.probe}&field=${info.field}`);
  return {
    status: 404,
    what: 'This target has no such series.',
    where: 'query probe, field',
    expected: names.length === 0 ? `a stream among the checks of ${target.name}` : names.join(' or '),
  };
};

const stateOf = (deps: Pick<ApiDeps, 'states' | 'startedAt'>, name: string): State =>
  deps.states().get(name) ?? { word: 'unknown', since: deps.startedAt };

export const targetInfo = (target: Target, deps: ApiDeps): TargetInfo => {
  const resolved = deps.resolved().get(target.name);
  return {
    name: target.name,
    label: target.label,
    role: target.role,
    address: target.address,
    ...(resolved === undefined || resolved === target.address ? {} : { resolved }),
    state: stateOf(deps, target.name),
    series: seriesOf(target).map((s) => s.info),
    checks: [...new Set(target.checks.filter((c) => isOnce(c.probe) && !isStream(c.probe)).map((c) => c.probe.name))],
    ...(target.place === undefined ? {} : { place: target.place }),
  };
};

export const probeInfo = (probe: AnyProbe): ProbeInfo => ({
  name: probe.name,
  title: probe.title,
  kind: [...(isOnce(probe) ? (['once'] as const) : []), ...(isStream(probe) ? (['stream'] as const) : [])],
  everyMs: probe.every,
  values: probe.values,
  ...(probe.purpose === undefined ? {} : { purpose: probe.purpose }),
  options: optionsOf(probe),
});
