import type { ExchangeSeen } from '../domain/ask.ts';
import type { Check, Goal } from './diagnosis.ts';
import { ask, type Plan } from './plan.ts';
import { nameOf, type Target } from './target.ts';
import type { Trial } from './trial.ts';

/** As systems ask for to find a login page (RFC 8952, 1). */
const CHECKS: readonly Check[] = [
  { host: 'connectivitycheck.gstatic.com', path: '/generate_204', status: 204 },
  { host: 'detectportal.firefox.com', path: '/success.txt', status: 200 },
];
/** Addresses that nobody has (RFC 5737; RFC 6666): who answers there answers for everybody. */
const NOWHERE = { 4: '192.0.2.213', 6: '100::213' } as const;

export interface Portal {
  /** What answered in place of whom. */
  readonly answered: string;
  readonly status: number;
  readonly location?: string;
}

/** A certificate for somebody else, a redirect to somewhere else, or no proper answer: reason to look for a portal. */
const isSuspicious = (goal: Goal, { seen, fate }: Trial): boolean =>
  seen.tls?.untrusted !== undefined ||
  seen.http?.status === 511 ||
  fate === 'garbage' ||
  fate === 'cut' ||
  fate === 'refused' ||
  isElsewhere(goal, seen);

const isElsewhere = (goal: Goal, { http }: ExchangeSeen): boolean => {
  const host = http?.location === undefined ? undefined : hostOfUrl(http.location);
  if (host === undefined || nameOf(goal) === null) return host !== undefined && host !== goal.host;
  return siteOf(host) !== siteOf(goal.host);
};
const hostOfUrl = (url: string): string | undefined =>
  /^https?:\/\/(\[[^\]]+\]|[^/:?#]+)/i.exec(url)?.[1]?.toLowerCase();
const siteOf = (host: string): string => host.toLowerCase().split('.').slice(-2).join('.');

/** Pages with a known answer, and an address that nobody has: asked where the first answer gives reason to. */
export function* findPortal(target: Target, first: Trial): Plan<Portal | undefined> {
  if (!isSuspicious(target.goal, first)) return undefined;
  const checks = target.goal.checks ?? CHECKS;
  if (checks.length === 0) return undefined;
  const names = yield* ask({
    kind: 'together',
    asks: checks.map(({ host }) => ({ kind: 'resolve' as const, name: host, also: [], timeout: 3_000 })),
  });
  const found = names.seen.map((s) => (s.kind === 'resolve' ? s.system.addresses : []));
  const asked = checks.flatMap((check, i) => {
    const to = found[i]?.find((a) => a.includes(':') === (target.family === 6));
    return to === undefined ? [] : [{ ...check, to }];
  });
  const nowhere: Check & { to: string } = { host: target.goal.host, path: '/', status: 0, to: NOWHERE[target.family] };
  const all = [...asked, nowhere];
  const { seen } = yield* ask({
    kind: 'together',
    asks: all.map(({ to, host, path }) => ({
      kind: 'exchange' as const,
      to,
      port: 80,
      http: { method: 'GET' as const, host: host.includes(':') ? `[${host}]` : host, path },
      mostBytes: 1_024,
      // Who answers for everybody is near.
      timeout: to === nowhere.to ? 1_200 : 3_000,
    })),
  });
  const answers = seen.map((s) => (s.kind === 'exchange' ? s.http : undefined));
  const wrong = all.findIndex((check, i) => {
    const status = answers[i]?.status;
    return status !== undefined && status !== check.status && (status < 400 || status === 511);
  });
  const [check, answer] = [all[wrong], answers[wrong]];
  if (check === undefined || answer === undefined) return undefined;
  const { status, location } = answer;
  const answered = check === nowhere ? check.to : `http://${check.host}${check.path}`;
  return { answered, status, ...(location === undefined ? {} : { location }) };
}
