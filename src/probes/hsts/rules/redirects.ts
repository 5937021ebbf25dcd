import type { Step, Visit } from '../../site/seen.ts';
import { hostOf } from '../../web/where.ts';
import type { Issue } from '../report.ts';
import { hstsLines, preloadableHeader } from './header.ts';
import { hasErrors, issue } from './issue.ts';

/** More are too many. */
const MOST_REDIRECTS = 3;

/** Why a step does not count as answered: nobody answers, or nobody who may be trusted. */
const whyNot = ({ outcome }: Step): string | undefined =>
  outcome.ok ? outcome.answer.tls?.distrust?.text : outcome.detail;

/** Where a visit was led to, one after the other; the one that was too many is the last of them. */
const chainOf = ({ steps, to }: Visit): readonly string[] =>
  [...steps.slice(1).map(({ url }) => url), ...(to === undefined ? [] : [to])].slice(0, MOST_REDIRECTS + 1);

/** A circle never ends; a browser's cookies would end it, and hstspreload.org has none. */
const following = (visit: Visit): readonly Issue[] => {
  const chain = chainOf(visit);
  const start = visit.steps[0]?.url ?? '';
  if (chain.length > MOST_REDIRECTS || visit.end === 'loop')
    return [issue('redirects.too_many', `${start} leads to ${chain.join(' → ')}`)];
  const broken = visit.steps.slice(1).find((step) => whyNot(step) !== undefined);
  const why = broken === undefined ? WHY[visit.end] : whyNot(broken);
  return why === undefined ? [] : [issue('redirects.follow_error', `${broken?.url ?? visit.to ?? start}: ${why}`)];
};
const WHY: Partial<Record<Visit['end'], string>> = {
  'bad-url': 'no web address that can be asked for',
  private: 'a public place leads into a private network',
};

const insecure = (visit: Visit): readonly Issue[] => {
  const chain = chainOf(visit);
  const at = chain.findIndex((url) => !url.startsWith('https:'));
  if (at === -1) return [];
  const said = `${chain[at - 1] ?? visit.steps[0]?.url ?? ''} leads to ${chain[at] ?? ''}`;
  return [issue(at === 0 ? 'redirects.insecure.initial' : 'redirects.insecure.subsequent', said)];
};

/** From the https page on. */
export const secureRedirects = (visit: Visit): readonly Issue[] => [...following(visit), ...insecure(visit)];

export interface PlainIssues {
  readonly general: readonly Issue[];
  /** What is told only where the header itself has nothing against it. */
  readonly firstStep: readonly Issue[];
}
/** From the http page on: the first step has to lead to https of the same host, with the header there. */
export const plainRedirects = (visit: Visit, host: string): PlainIssues => {
  const [first, second] = visit.steps;
  const url = first?.url ?? '';
  if (first?.outcome.ok !== true)
    return { general: [issue('redirects.http.does_not_exist', first?.outcome.detail)], firstStep: [] };
  const useless = hstsLines(first.outcome.answer.headers).length > 0 ? [issue('redirects.http.useless_header')] : [];
  const [to] = chainOf(visit);
  const general = [...useless, ...following(visit)];
  if (to === undefined) return { general: [...general, issue('redirects.http.no_redirect', url)], firstStep: [] };
  const led = URL.canParse(to) ? new URL(to) : undefined;
  const seen = `${url} leads to ${to}`;
  if (led !== undefined && hostOf(led) === `www.${host}`)
    return { general: [...general, issue('redirects.http.www_first', seen)], firstStep: [] };
  if (led?.protocol !== 'https:' || hostOf(led) !== host)
    return { general: [...general, issue('redirects.http.first_redirect.insecure', seen)], firstStep: [] };
  const why = second === undefined ? 'nobody was asked' : whyNot(second);
  if (second?.outcome.ok !== true || why !== undefined)
    return { general, firstStep: [issue('redirects.http.first_redirect.invalid', `${to}: ${why ?? ''}`)] };
  const wrong = preloadableHeader(second.outcome.answer.headers);
  return {
    general: [...general, ...insecure(visit)],
    firstStep: hasErrors(wrong)
      ? [
          issue(
            'redirects.http.first_redirect.no_hsts',
            `${to}: ${wrong.find(({ level }) => level === 'error')?.code ?? ''}`,
          ),
        ]
      : [],
  };
};
