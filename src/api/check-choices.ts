import type { Target } from '../config/config.ts';
import { isOnce, type AnyOnce } from '../probes/probe.ts';
import type { CheckChoices } from './check-schema.ts';
import type { ApiDeps } from './deps.ts';

/** What is of lines is started only where the config has it (check-order.ts); all else at any target. */
const checksAt = (probes: readonly AnyOnce[], { checks }: Target): readonly string[] =>
  probes.filter((p) => p.ofLines !== true || checks.some((c) => c.probe.name === p.name)).map((p) => p.name);

const waysOf = ({ checks }: Target): readonly string[] => {
  const ways = [...new Set(checks.flatMap((c) => c.aim.subject.via ?? []))];
  return ways.length > 1 ? ways : [];
};

/** What may be started through the api, and where: nothing of a plumbline that only reads. */
export const choicesOf = ({
  config,
  probes,
  readOnly,
}: Pick<ApiDeps, 'config' | 'probes' | 'readOnly'>): Pick<CheckChoices, 'targets' | 'names' | 'namesChecks'> => {
  if (readOnly !== undefined) return { targets: [], names: [], namesChecks: [] };
  const once = probes.filter(isOnce);
  const targets = config.targets
    .filter(({ checks }) => checks.length > 0)
    .map((t) => ({
      name: t.name,
      label: t.label,
      role: t.role,
      checks: checksAt(once, t),
      ways: waysOf(t),
    }));
  const free = once.filter((p) => p.ofLines !== true).map((p) => p.name);
  return { targets, names: config.apiMayProbe, namesChecks: free };
};
