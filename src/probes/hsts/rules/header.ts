import { linesOf, type HeaderLines } from '../../../wire/http/fields.ts';
import { parseHstsForPreload, type HstsForPreload } from '../../../wire/http/hsts.ts';
import type { Issue } from '../report.ts';
import { issue } from './issue.ts';

const YEAR = 31_536_000;
const EIGHTEEN_WEEKS = 10_886_400;
const TEN_YEARS = 10 * YEAR;

/** By which names came onto the list; those of before October 2017 may be shorter. */
const isOfEighteenWeeks = (policy: string | undefined): boolean =>
  policy === 'bulk-18-weeks' || policy === 'bulk-legacy';

const maxAgeIssues = (maxAge: number | undefined, policy: string | undefined): readonly Issue[] => {
  if (maxAge === undefined) return [issue('header.preloadable.max_age.missing')];
  if (maxAge === 0) return [issue('header.preloadable.max_age.zero')];
  const said = `max-age=${maxAge}`;
  if (isOfEighteenWeeks(policy)) {
    if (maxAge < EIGHTEEN_WEEKS) return [issue('header.preloadable.max_age.below_18_weeks', said)];
  } else if (maxAge < YEAR) return [issue('header.preloadable.max_age.below_1_year', said)];
  return maxAge > TEN_YEARS ? [issue('header.preloadable.max_age.over_10_years', said)] : [];
};

const parsed = ({ issues }: HstsForPreload): readonly Issue[] => issues.map(({ code, said }) => issue(code, said));

/** Whether the only header there is lets the name onto the list, or stay there by the policy that it came by. */
export const preloadableHeader = (headers: HeaderLines, policy?: string): readonly Issue[] =>
  ofOneHeader(headers, (header) => [
    ...parsed(header),
    ...(header.includeSubDomains ? [] : [issue('header.preloadable.include_sub_domains.missing')]),
    ...(header.preload ? [] : [issue('header.preloadable.preload.missing')]),
    ...maxAgeIssues(header.maxAge, policy),
  ]);

/** Whether it lets the name be taken off it. What is merely untidy does not matter then. */
export const removableHeader = (headers: HeaderLines): readonly Issue[] =>
  ofOneHeader(headers, (header) => [
    ...parsed(header).filter(({ level }) => level === 'error'),
    ...(header.preload ? [issue('header.removable.contains.preload')] : []),
    ...(header.maxAge === undefined ? [issue('header.removable.missing.max_age')] : []),
  ]);

export const hstsLines = (headers: HeaderLines): readonly string[] => linesOf(headers, 'strict-transport-security');

const ofOneHeader = (headers: HeaderLines, judge: (header: HstsForPreload) => readonly Issue[]): readonly Issue[] => {
  const [line, ...more] = hstsLines(headers);
  if (line === undefined) return [issue('response.no_header')];
  if (more.length > 0) return [issue('response.multiple_headers', `${1 + more.length} of them`)];
  return judge(parseHstsForPreload(line));
};

/** Errors before warnings, each as it came. */
export const inOrder = (issues: readonly Issue[]): Issue[] => [
  ...issues.filter(({ level }) => level === 'error'),
  ...issues.filter(({ level }) => level === 'warning'),
];
