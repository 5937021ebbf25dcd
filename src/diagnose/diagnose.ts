import { CODES, type Code } from '../domain/codes.ts';
import type { Evidence } from '../domain/finding.ts';
import type { Diagnosis, Goal, Step, Verdict } from './diagnosis.ts';
import { ask, type Plan } from './plan.ts';

const verdict = (code: Code, summary: string, evidence: Evidence = {}): Verdict => ({
  code,
  severity: CODES[code].severity,
  summary,
  evidence,
});

/** Says what is wrong with the way to a place. Pure: what it yields is asked by whoever drives it. */
export function* diagnose(goal: Goal): Plan<Diagnosis> {
  const steps: Step[] = [];
  const { system } = yield* ask({ kind: 'resolve', name: goal.host, also: goal.resolvers, timeout: 3_000 });
  const [address] = system.addresses;
  if (address === undefined)
    return end(verdict('dns-failed', `${goal.host} does not resolve: ${system.failed ?? 'no address'}.`), steps);
  const family = address.includes(':') ? 6 : 4;
  const { route } = yield* ask({ kind: 'route', to: address });
  if (route === undefined) return end(verdict('host-unreachable', `There is no route to ${address}.`), steps);
  const isPlain = goal.scheme === 'http';
  const seen = yield* ask({
    kind: 'exchange',
    to: address,
    port: goal.port ?? (isPlain ? 80 : 443),
    ...(isPlain ? {} : { tls: { name: goal.host === address ? null : goal.host } }),
    http: { method: 'GET', host: goal.host, path: goal.path },
    mostBytes: 524_288,
    timeout: 15_000,
  });
  steps.push({ name: 'download', family, told: `${seen.end} at ${seen.stage} after ${seen.tookMs} ms` });
  const said =
    seen.end === 'done'
      ? verdict('no-fault', `${goal.host} answers over IPv${family}.`, { address, tookMs: seen.tookMs })
      : verdict('inconclusive', `${goal.host} ended with ${seen.end} at ${seen.stage}.`, { address, end: seen.end });
  return { ...end(said, steps), ways: [{ family, address, verdict: said }] };
}

const end = (said: Verdict, steps: readonly Step[]): Diagnosis => ({ verdict: said, findings: [], ways: [], steps });
