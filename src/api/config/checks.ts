import type { Config, Target } from '../../config/config.ts';
import { lineCost } from '../../config/line-cost.ts';
import type { Hide } from '../../config/secrets.ts';
import { shownValue } from '../../config/shown.ts';
import { isOfSites } from '../../config/site-targets.ts';
import { isOfLines } from '../../config/uplink-targets.ts';
import type { Check } from '../../probes/probe.ts';
import type { ConfigCheck, ConfigCost, ConfigTarget } from './schema.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** What an owner wrote of a check, or would have to: `port: 853`. */
const optionsOf = (target: string, { probe, options }: Check, hide: Hide): readonly string[] => {
  const usual = probe.options.safeParse({}).data as Mapping | undefined;
  return Object.entries((options ?? {}) as Mapping)
    .filter(([key, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(usual?.[key]))
    .map(([key, value]) => `${key}: ${shownValue(['targets', target, probe.name, key], value, hide) ?? '…'}`);
};

/** Which part of the config has it. */
const originOf = (config: Config, target: Target, discovered: boolean): ConfigTarget['from'] => {
  if (isOfSites(config, target)) return 'sites';
  if ((config.refusing ?? []).some((site) => site.name === target.name)) return 'sites_that_refuse';
  if (isOfLines(config, target)) return 'uplinks';
  return discovered ? 'discovered' : 'targets';
};

/** Every target with its checks: what is asked, how often, over which line. */
export const configTargets = (
  config: Config,
  discovered: boolean,
  lineOf: (path: readonly string[]) => number | undefined,
  hide: Hide,
): readonly ConfigTarget[] => {
  const metered = new Set(config.uplinks.flatMap((u) => (u.metered ? [u.name] : [])));
  const checkOf = (target: Target, isOwn: boolean, check: Check): ConfigCheck => {
    const { via } = check.aim.subject;
    return {
      probe: check.probe.name,
      title: check.probe.title,
      everyMs: check.every,
      ...(via === undefined ? {} : { via: hide(via), metered: metered.has(via) }),
      ...(check.standInFor === undefined ? {} : { standInFor: check.standInFor }),
      // What is asked of lines and sites is not chosen one by one.
      options: isOwn ? optionsOf(target.name, check, hide) : [],
    };
  };
  return config.targets.map((target): ConfigTarget => {
    const { name, label, role, address } = target;
    const from = originOf(config, target, discovered);
    const isOwn = from === 'targets' || from === 'discovered';
    const line = from === 'discovered' ? undefined : lineOf([from, name]);
    const checks = target.checks.map((check) => checkOf(target, isOwn, check));
    return Object.assign(
      { name: hide(name), label: hide(label), role, address: hide(address), from, checks },
      line === undefined ? {} : { line },
    );
  });
};

/** What watching the lines costs, in bytes of a month. */
export const configCosts = ({ uplinks, refusing = [] }: Config, hide: Hide): readonly ConfigCost[] =>
  uplinks.map((uplink): ConfigCost => {
    const { name, label, metered, reachable } = uplink;
    const pages = refusing.filter(({ lines }) => lines === undefined || lines.includes(name)).length;
    return { line: hide(name), label: hide(label), metered, reachable, ...lineCost(uplink, pages) };
  });
