import type { Answer, SiteSeen, Step, Visit } from '../../site/seen.ts';
import type { Change, Plan } from './change.ts';

type Headers = Answer['headers'];
const without = (headers: Headers, name: string): Headers =>
  headers.filter(([each]) => each.toLowerCase() !== name.toLowerCase());

const changed = (headers: Headers, { header, value, later }: Change, phase: 'now' | 'later'): Headers => {
  const taken = without(headers, header);
  if (phase === 'later' && later !== undefined) return [...without(taken, later.header), [later.header, later.value]];
  return value === undefined ? taken : [...taken, [header, value]];
};
const withCookies = (headers: Headers, { cookies }: Pick<Plan, 'cookies'>): Headers =>
  headers.map(([name, value]) => {
    const cookie = cookies.find((c) => name.toLowerCase() === 'set-cookie' && value.trim().startsWith(`${c.name}=`));
    return cookie === undefined ? [name, value] : [name, [value, ...cookie.add].join('; ')];
  });

/** The site as it would be seen with a fix in place: as it is pasted (`now`), or with what comes later too. */
export const applied = (seen: SiteSeen, plan: Pick<Plan, 'changes' | 'cookies'>, phase: 'now' | 'later'): SiteSeen => {
  const all = (headers: Headers): Headers =>
    plan.changes.reduce((so, change) => changed(so, change, phase), withCookies(headers, plan));
  const step = (each: Step): Step =>
    each.outcome.ok
      ? {
          ...each,
          outcome: { ok: true, answer: { ...each.outcome.answer, headers: all(each.outcome.answer.headers) } },
        }
      : each;
  const visit = (each: Visit): Visit => ({ ...each, steps: each.steps.map(step) });
  return {
    ...seen,
    secure: visit(seen.secure),
    ...(seen.missing === undefined ? {} : { missing: step(seen.missing) }),
    ...(seen.asset === undefined ? {} : { asset: step(seen.asset) }),
  };
};
