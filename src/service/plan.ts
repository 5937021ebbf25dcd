import { discover, type Surroundings } from '../config/discover.ts';
import { ROLES, type Config, type ConfigProblem, type Target } from '../config/config.ts';
import { isLoopbackHost } from '../config/cross-check.ts';
import { loadConfig } from '../config/load.ts';
import { standIn } from '../config/stand-in.ts';
import { canonicalAddress } from '../domain/address.ts';
import type { AnyProbe } from '../probes/probe.ts';

export interface PlanContext {
  readonly probes: readonly AnyProbe[];
  readonly vantage: string;
}
/** What is watched. It grows where the targets are discovered: a route that comes up later, the first public hop. */
export interface Plan {
  /** One object for as long as the service runs; its `targets` are those of now. */
  readonly config: Config;
  /** Whether the targets are discovered rather than given. */
  readonly discovered: boolean;
  readonly warnings: readonly ConfigProblem[];
  /** The file as it was read, with what is secret in it. */
  readonly text?: () => string;
  /** The targets of `found` whose address is not among the present ones; they are so from now on, renamed if need be. */
  grow(found: Config): readonly Target[];
}
export type Planned = Plan | { readonly file: string; readonly problems: readonly ConfigProblem[] };

/** The plan of a config file, or of what is found here. Without an echo engine TCP stands in. */
export const makePlan = async (
  file: string | undefined,
  here: Surroundings,
  context: PlanContext,
  { hasEngine, listen }: { readonly hasEngine: boolean; readonly listen?: Config['listen'] | undefined },
): Promise<Planned> => {
  const loaded = file === undefined ? undefined : await loadConfig(file, context);
  if (loaded?.ok === false) return loaded;
  const open = openToAll(listen, loaded?.config.token);
  if (open !== undefined) return { file: 'command line', problems: [open] };
  const discovered = loaded === undefined || loaded.discoverTargets;
  const vantage = loaded?.config.vantage ?? context.vantage;
  const found = discover(here, { ...context, vantage });
  const able = (c: Config): Config => (hasEngine ? c : standIn(c, context.probes));
  const base = loaded === undefined ? found : discovered ? withDiscovered(loaded.config, found) : loaded.config;
  const { targets: first, ...settings } = able(base);
  let targets = first;
  return {
    config: {
      ...settings,
      listen: listen ?? settings.listen,
      get targets() {
        return targets;
      },
    },
    discovered,
    warnings: loaded?.warnings ?? [],
    ...(loaded === undefined ? {} : { text: loaded.text }),
    grow: (more) => {
      // A line is no machine, and a site is more than one: what is asked there may be a target by itself.
      const addresses = new Set(targets.filter((t) => t.role !== 'line' && t.role !== 'site').map((t) => addressOf(t)));
      const names = new Set(targets.map((t) => t.name));
      const fresh = able(more)
        .targets.filter((t) => !addresses.has(addressOf(t)))
        .map((t) => renamed(t, names));
      targets = [...targets, ...fresh].toSorted((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role));
      return fresh;
    },
  };
};

/** The lines are of the config, and what is discovered comes beside them, renamed if need be. */
const withDiscovered = (config: Config, { targets }: Config): Config => {
  const names = new Set(config.targets.map((t) => t.name));
  return { ...config, targets: [...config.targets, ...targets.map((t) => renamed(t, names))] };
};

/** What the config file may not do, the command line may not do either. */
export const openToAll = (
  listen: Config['listen'] | undefined,
  token: string | undefined,
): ConfigProblem | undefined => {
  if (listen === undefined || isLoopbackHost(listen.host) || token !== undefined) return undefined;
  const { host, port } = listen;
  return {
    path: '--listen',
    found: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    expected: 'a loopback address, or a token (token_file) in plumbline.yaml',
  };
};

const addressOf = ({ address }: Target): string => canonicalAddress(address) ?? address;

/** The series under a name that is taken belong to another address: a second gateway, say. */
const renamed = (target: Target, taken: Set<string>): Target => {
  let n = 1;
  while (taken.has(n === 1 ? target.name : `${target.name}-${n}`)) n += 1;
  const name = n === 1 ? target.name : `${target.name}-${n}`;
  taken.add(name);
  if (n === 1) return target;
  const checks = target.checks.map((c) => ({ ...c, aim: { ...c.aim, subject: { ...c.aim.subject, target: name } } }));
  return { ...target, name, label: `${target.label} ${n}`, checks };
};
