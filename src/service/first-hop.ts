import { findFirstPublicHop, withFirstHop } from '../config/discover.ts';
import type { Target } from '../config/config.ts';
import type { Clock } from '../domain/clock.ts';
import { MINUTE, type Millis } from '../domain/time.ts';
import type { Net } from '../net/net.ts';
import type { AnyProbe } from '../probes/probe.ts';
import type { Plan } from './plan.ts';

const SOONEST: Millis = MINUTE / 2;
const SELDOM: Millis = 30 * MINUTE;

/** Looks for the first public hop until there is one: at once, then ever less often, for some lines hide theirs. */
export const seekFirstHop = async (
  parts: { readonly plan: Plan; readonly net: Net; readonly clock: Clock; readonly signal: AbortSignal },
  probes: readonly AnyProbe[],
  add: (targets: readonly Target[]) => void,
): Promise<void> => {
  const { plan, net, clock, signal } = parts;
  for (let wait = SOONEST; !signal.aborted; wait = Math.min(2 * wait, SELDOM)) {
    const address = await findFirstPublicHop({ net, clock, signal });
    if (address !== undefined) {
      add(plan.grow(withFirstHop(plan.config, address, probes)));
      return;
    }
    await clock.sleep(wait, signal);
  }
};
