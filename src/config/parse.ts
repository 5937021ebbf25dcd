import { KEEP } from '../domain/keep.ts';
import type { AnyProbe, Check } from '../probes/probe.ts';
import { addressesOf, hereOf } from './address-schema.ts';
import type { Config, ConfigProblem, Target } from './config.ts';
import { crossCheck } from './cross-check.ts';
import { readDocument } from './document.ts';
import { present } from './fields.ts';
import { geoipOf, geoipTokenFiles } from './geoip-schema.ts';
import { influxSecretFiles, influxSettings, type InfluxSecretFiles } from './influx-schema.ts';
import { expectation, NOTHING, problemAt, problemsOf } from './problems.ts';
import { refusingOf } from './refusing-schema.ts';
import { configSchema, DEFAULT_LISTEN, DEFAULT_PROBE, type ParsedConfig, type ProbeEntry } from './schema.ts';
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
  const result = configSchema(context.probes).safeParse(value, { error: expectation });
  const problems = new Map<string, ConfigProblem>();
  const tell = (problem: ConfigProblem): void => {
    if (!problems.has(problem.path)) problems.set(problem.path, problem);
  };
  // The more telling ones first: one problem a place.
  for (const problem of document.problems) tell(problem);
  for (const { path, expected } of crossCheck(value, context.probes)) tell(problemAt(document, path, expected));
  for (const problem of problemsOf(result.error?.issues ?? [], document, context.probes)) tell(problem);
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
    diagnoseOnDown: parsed.diagnose_on_down,
    targets: [
      ...uplinkTargets(uplinks, { vantage, ...asked }, probes),
      ...Object.entries(parsed.targets ?? {}).map(([name, target]) => buildTarget(name, target, vantage, probes)),
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

type ParsedTarget = NonNullable<ParsedConfig['targets']>[string];

const buildTarget = (
  name: string,
  { address, label, role, family, via, checks }: ParsedTarget,
  vantage: string,
  probes: readonly AnyProbe[],
): Target => {
  const named = Object.values(checks).some((entry) => entry !== undefined);
  const binding = Object.fromEntries(Object.entries(via ?? {}).filter(([, v]) => v !== undefined));
  const entryOf = (probe: AnyProbe): ProbeEntry | undefined =>
    named || probe.name !== DEFAULT_PROBE ? checks[probe.name] : { options: probe.options.parse({}) };
  const check = (probe: AnyProbe): readonly Check[] => {
    const entry = entryOf(probe);
    if (entry === undefined || entry === false) return [];
    const takesFamily = family !== undefined && probe.options.safeParse({ family }).data?.family === family;
    const options = takesFamily ? { ...entry.options, family: entry.options.family ?? family } : entry.options;
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
