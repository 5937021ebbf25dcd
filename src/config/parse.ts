import type { z } from 'zod';

import { KEEP } from '../domain/keep.ts';
import { present } from '../domain/present.ts';
import type { AnyProbe, Check } from '../probes/probe.ts';
import { addressesOf, hereOf } from './address-schema.ts';
import type { Config, ConfigProblem, PreloadSettings, Target } from './config.ts';
import { crossCheck } from './cross-check.ts';
import { readDocument } from './document.ts';

import { geoipOf, geoipTokenFiles } from './geoip-schema.ts';
import { influxSecretFiles, influxSettings, type InfluxSecretFiles } from './influx-schema.ts';
import { expectation, NOTHING, problemAt, problemsOf } from './problems.ts';
import { checkMaker } from './line-checks.ts';
import { isAllMetered } from './metered.ts';
import { refusingOf } from './refusing-schema.ts';
import { configSchema, DEFAULT_LISTEN, DEFAULT_PROBE, type ParsedConfig, type ProbeEntry } from './schema.ts';
import { preloadOf, sitesOf } from './site-schema.ts';
import { HEADERS, HSTS, siteTargets } from './site-targets.ts';
import { uplinkOf } from './uplink-schema.ts';
import { uplinkTargets } from './uplink-targets.ts';

export interface ParseContext {
  readonly probes: readonly AnyProbe[];
  /** The vantage of a config that names none: the name of this machine. */
  readonly vantage: string;
}
export type Parsed =
  | {
      readonly ok: true;
      readonly config: Config;
      /** Where the token is to be read from. */
      readonly tokenFile?: string;
      /** The same, of `influx`. */
      readonly influxFiles?: InfluxSecretFiles;
      /** The same, of `geoip`, by the name of the source. */
      readonly geoipFiles?: ReadonlyMap<string, string>;
      /** The text says nothing of targets: they are to be discovered. */
      readonly discoverTargets: boolean;
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

const PROBLEMS = 200;

/** A config's text as the service runs it, or everything that is wrong with it. */
export const parseConfig = (text: string, context: ParseContext): Parsed => {
  const document = readDocument(text);
  if (document.value === undefined) return { ok: false, problems: document.problems };
  const value: unknown = document.value ?? {}; // an empty file is a config of defaults
  const schema = configSchema(context.probes);
  const result = schema.safeParse(value, { error: expectation });
  const issues = result.error?.issues ?? [];
  const problems = new Map<string, ConfigProblem>();
  const tell = (problem: ConfigProblem): void => {
    if (!problems.has(problem.path)) problems.set(problem.path, problem);
  };
  // The more telling ones first: one problem a place.
  for (const problem of document.problems) tell(problem);
  for (const { path, expected } of crossCheck(value, context.probes)) tell(problemAt(document, path, expected));
  for (const problem of problemsOf([...issues, ...behindBadNames(value, issues, schema)], document, context.probes))
    tell(problem);
  dropMissing(problems);
  if (!result.success || problems.size > 0) {
    const sorted = [...problems.values()].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    return { ok: false, problems: sorted.slice(0, PROBLEMS) };
  }
  const { token_file: tokenFile, targets, influx, geoip } = result.data;
  return {
    ok: true,
    config: build(result.data, context),
    ...(tokenFile === undefined ? {} : { tokenFile }),
    ...(influx === undefined ? {} : { influxFiles: influxSecretFiles(influx) }),
    ...(geoip === undefined ? {} : { geoipFiles: geoipTokenFiles(geoip) }),
    discoverTargets: targets === undefined,
  };
};

type Issues = readonly z.core.$ZodIssue[];
/** What is wrong beneath a name that is wrong itself: a record does not look there, so it is read under another name. */
const behindBadNames = (value: unknown, issues: Issues, schema: z.ZodType): Issues =>
  issues.slice(0, PROBLEMS).flatMap(({ code, path: [top, key, ...more] }) => {
    if (code !== 'invalid_key' || typeof top !== 'string' || key === undefined || more.length > 0) return [];
    const beneath: unknown = Object(Object(value)[top])[key];
    const found = schema.safeParse({ [top]: { x: beneath } }, { error: expectation }).error?.issues ?? [];
    return found.flatMap((issue) =>
      issue.path[0] === top && issue.path[1] === 'x' ? [{ ...issue, path: [top, key, ...issue.path.slice(2)] }] : [],
    );
  });

/** A key that is missing because it is misspelt is one problem. */
const dropMissing = (problems: Map<string, ConfigProblem>): void => {
  for (const { path, nearest } of problems.values()) {
    if (nearest === undefined) continue;
    const meant = `${path.slice(0, path.lastIndexOf('.') + 1)}${nearest}`;
    if (problems.get(meant)?.found === NOTHING) problems.delete(meant);
  }
};

const build = (parsed: ParsedConfig, { probes, vantage: machine }: ParseContext): Config => {
  const vantage = parsed.vantage ?? machine;
  const uplinks = Object.entries(parsed.uplinks ?? {}).map(([name, uplink]) => uplinkOf(name, uplink));
  const asked = askedOf(parsed);
  const ofSites = ofSitesOf(parsed);
  const preload = { ...ofSites.preload, ...(isAllMetered(uplinks) ? { metered: true } : {}) };
  return {
    vantage,
    listen: parsed.listen ?? DEFAULT_LISTEN,
    ...(parsed.token === undefined ? {} : { token: parsed.token }),
    protectReading: parsed.protect_reading,
    apiMayProbe: parsed.api_may_probe,
    keep: {
      raw: parsed.keep?.raw ?? KEEP.raw,
      minutes: parsed.keep?.minutes ?? KEEP.minutes,
      runs: parsed.keep?.runs ?? KEEP.runs,
    },
    ...(parsed.influx === undefined ? {} : { influx: influxSettings(parsed.influx) }),
    uplinks,
    ...asked,
    ...ofSites,
    diagnoseOnDown: parsed.diagnose_on_down,
    targets: [
      ...uplinkTargets(uplinks, { vantage, ...asked }, probes),
      ...siteTargets({ ...ofSites, vantage, uplinks }, checkMaker(probes)),
      ...Object.entries(parsed.targets ?? {}).map(([name, target]) =>
        buildTarget(name, target, { vantage, preload }, probes),
      ),
    ],
  };
};

/** Who is asked what over the lines. */
const askedOf = (parsed: ParsedConfig): Pick<Config, 'egress' | 'here' | 'addresses' | 'geoip' | 'refusing'> => {
  const { egress, here, addresses, geoip, sites_that_refuse: sites } = parsed;
  return {
    ...(egress === undefined ? {} : { egress: present(egress) as NonNullable<Config['egress']> }),
    ...(here === undefined ? {} : { here: hereOf(here) }),
    ...(addresses === undefined ? {} : { addresses: addressesOf(addresses) }),
    ...(geoip === undefined ? {} : { geoip: geoipOf(geoip) }),
    ...(sites === undefined ? {} : { refusing: refusingOf(sites) }),
  };
};

/** What one runs oneself. */
const ofSitesOf = ({ sites, preload }: ParsedConfig): Pick<Config, 'sites' | 'preload'> => ({
  ...(sites === undefined ? {} : { sites: sitesOf(sites) }),
  ...(preload === undefined ? {} : { preload: preloadOf(preload) }),
});

/** `metered` where every line is. */
type PreloadAsked = PreloadSettings & { readonly metered?: boolean };
type ParsedTarget = NonNullable<ParsedConfig['targets']>[string];

const buildTarget = (
  name: string,
  { address, label, role, family, via, checks }: ParsedTarget,
  { vantage, preload }: { readonly vantage: string; readonly preload: PreloadAsked },
  probes: readonly AnyProbe[],
): Target => {
  const named = Object.values(checks).some((entry) => entry !== undefined);
  const binding = present(via ?? {});
  const entryOf = (probe: AnyProbe): ProbeEntry | undefined =>
    named || probe.name !== DEFAULT_PROBE ? checks[probe.name] : { options: probe.options.parse({}) };
  const check = (probe: AnyProbe): readonly Check[] => {
    const entry = entryOf(probe);
    if (entry === undefined || entry === false) return [];
    const takesFamily = family !== undefined && probe.options.safeParse({ family }).data?.family === family;
    const given = { ...entry.options, ...preloadFor(probe, entry.options, preload) };
    const options = takesFamily ? { ...given, family: entry.options.family ?? family } : given;
    const aim = { subject: { target: name, vantage }, address };
    return [{ probe, aim, options, every: entry.every ?? probe.every, binding }];
  };
  return {
    name,
    label: label ?? name,
    role: role ?? 'target',
    address,
    ...(family === undefined ? {} : { family }),
    checks: probes.flatMap(check),
  };
};

/** What `preload` says holds for a check of a target, too, where that says nothing of its own. */
const preloadFor = (
  { name, options }: AnyProbe,
  given: Readonly<Record<string, unknown>>,
  preload: PreloadAsked,
): Readonly<Record<string, unknown>> => {
  if (name !== HSTS && name !== HEADERS) return {};
  const usual: Readonly<Record<string, unknown>> = options.parse({});
  const whole: Readonly<Record<string, unknown>> = options.parse(preload);
  const isLeft = (key: string): boolean => key in whole && given[key] === usual[key];
  return Object.fromEntries(Object.keys(preload).flatMap((key) => (isLeft(key) ? [[key, whole[key]]] : [])));
};
