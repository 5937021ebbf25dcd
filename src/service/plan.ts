import { discover, type Surroundings } from '../config/discover.ts';
import type { Config, ConfigProblem, Target } from '../config/config.ts';
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
  /** The targets of `found` whose address is not among the present ones; they are so from now on. */
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
  const discovered = loaded === undefined || loaded.discoverTargets;
  const vantage = loaded?.config.vantage ?? context.vantage;
  const found = discover(here, { ...context, vantage });
  const able = (c: Config): Config => (hasEngine ? c : standIn(c, context.probes));
  const base = loaded === undefined ? found : { ...loaded.config, ...(discovered ? { targets: found.targets } : {}) };
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
    grow: (more) => {
      const addresses = new Set(targets.map((t) => addressOf(t)));
      const names = new Set(targets.map((t) => t.name));
      // A name that is taken belongs to another address by now (a new gateway, say): the first one keeps it.
      const fresh = able(more).targets.filter((t) => !addresses.has(addressOf(t)) && !names.has(t.name));
      targets = [...targets, ...fresh];
      return fresh;
    },
  };
};

const addressOf = ({ address }: Target): string => canonicalAddress(address) ?? address;
