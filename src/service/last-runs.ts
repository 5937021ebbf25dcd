import { microsOf } from '../domain/time.ts';
import type { EpochMicros } from '../domain/time.ts';
import type { Check } from '../probes/probe.ts';
import type { Query } from '../store/journal.ts';

/** A target that is asked over every line is run so often in its rest at most, by hand and anew. */
const MOST_RUNS = 200;
const keyOf = (probe: string, { target, via }: Check['aim']['subject']): string => JSON.stringify([probe, target, via]);

/** When each check that rests after a start was last run, as the record has it. */
export const lastRuns = async (
  query: Pick<Query, 'runs'>,
  checks: readonly Check[],
  now: EpochMicros,
): Promise<(check: Check) => EpochMicros | undefined> => {
  const last = new Map<string, EpochMicros>();
  const asked = new Set<string>();
  for (const { probe, aim, rests } of checks) {
    const { target } = aim.subject;
    const pair = JSON.stringify([probe.name, target]);
    if (rests === undefined || target === undefined || asked.has(pair)) continue;
    asked.add(pair);
    const longest = Math.max(...checks.filter((c) => c.probe === probe).map((c) => c.rests ?? 0));
    const range = { from: now - microsOf(longest), to: now };
    for (const { at, subject } of await query.runs({ ...range, probe: probe.name, target, limit: MOST_RUNS })) {
      const key = keyOf(probe.name, subject);
      last.set(key, Math.max(at, last.get(key) ?? at));
    }
  }
  return ({ probe, aim }) => last.get(keyOf(probe.name, aim.subject));
};
