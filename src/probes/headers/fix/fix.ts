import type { SiteSeen } from '../../site/seen.ts';
import type { Preloaded } from '../../site/preload/preloaded.ts';
import { securityHeaders } from '../compatible/grade.ts';
import { observatory } from '../observatory/grade.ts';
import { hostsOnTheWay } from '../observatory/redirection.ts';
import type { FixKind, Grade, Lint } from '../report.ts';
import { applied } from './applied.ts';
import { caddy } from './caddy.ts';
import type { Plan } from './change.ts';
import { cloudfront } from './cloudfront.ts';
import { hono } from './hono.ts';
import { nginx } from './nginx.ts';
import { planOf } from './plan.ts';

const NAMES: Readonly<Record<Grade['grader'], string>> = {
  observatory: 'Observatory',
  securityheaders: 'securityheaders',
};
const told = ({ grade, score }: Grade): string => (score === undefined ? grade : `${grade} (${score})`);

const LISTED: Preloaded = { known: true, preloaded: true, listAt: 0 };
const UNKNOWN: Preloaded = { known: false, why: 'it was not asked again' };
/** The grades that a site would have, by the same graders; the preload list says what it said. */
const regraded = (seen: SiteSeen, grades: readonly Grade[]): readonly Grade[] =>
  grades.map((grade) => {
    if (grade.grader === 'securityheaders') return securityHeaders(seen);
    const found = (result: string): boolean => grade.rules.some((r) => r.result === result);
    const others = found('redirection-all-redirects-preloaded') ? hostsOnTheWay(seen) : [];
    return observatory(
      seen,
      found('hsts-preloaded') ? LISTED : UNKNOWN,
      new Map(others.map((host) => [host, LISTED] as const)),
    );
  });

/** What pasting it leads to, by grading the site again as it would then be. */
const promisesOf = (seen: SiteSeen, grades: readonly Grade[], plan: Omit<Plan, 'promises'>): readonly string[] => {
  if (plan.changes.length + plan.cookies.length === 0) return ['Nothing is missing that a header could set right.'];
  const after = regraded(applied(seen, plan, 'now'), grades);
  const end = regraded(applied(seen, plan, 'later'), grades);
  const has = plan.changes.some(({ later }) => later !== undefined);
  return after.map((now) => {
    const before = grades.find(({ grader }) => grader === now.grader);
    const last = end.find(({ grader }) => grader === now.grader);
    const way = `${before === undefined ? '' : `${told(before)} now, `}${told(now)} with these lines`;
    return `${NAMES[now.grader]}: ${way}${has && last !== undefined ? `, ${told(last)} with those marked "Later" in their place` : ''}.`;
  });
};

/** Lines to paste, for each kind of server: of what this site misses or has wrong, and nothing else. */
export const fixesOf = (
  seen: SiteSeen,
  grades: readonly Grade[],
  lint: readonly Lint[],
): Readonly<Record<FixKind, string>> => {
  const bare = planOf(seen, grades, lint);
  const plan: Plan = { ...bare, promises: promisesOf(seen, grades, bare) };
  return { nginx: nginx(plan), caddy: caddy(plan), cloudfront: cloudfront(plan), hono: hono(plan) };
};
