import type { SiteSeen } from '../../site/seen.ts';
import type { Lint } from '../report.ts';
import { cacheDirectives } from './cache-directives.ts';
import { cacheTogether } from './cache-together.ts';
import { contentPolicy } from './content-policy.ts';
import { contentType } from './content-type.ts';
import { cookies } from './cookies.ts';
import { cors, corsOfForeign } from './cors.ts';
import { differences } from './differences.ts';
import { framing } from './framing.ts';
import { dates, freshness } from './freshness.ts';
import { clearSiteData, links } from './hints.ts';
import { isolation } from './isolation.ts';
import { lasting } from './lasting.ts';
import { obsolete } from './obsolete.ts';
import { openPolicy } from './open-policy.ts';
import { permissionsPolicy } from './permissions-policy.ts';
import { placedIn } from './placed.ts';
import { referrer } from './referrer.ts';
import { repeated } from './repeated.ts';
import { type Concern, listed } from './said.ts';
import { strictOverHttp, strictTransport } from './strict-transport.ts';
import { sharedCookie, targeted, validators, vary } from './validators.ts';
import { versions } from './versions.ts';

const CONCERNS: readonly Concern[] = [
  permissionsPolicy,
  strictTransport,
  framing,
  contentPolicy,
  openPolicy,
  contentType,
  referrer,
  isolation,
  cors,
  cookies,
  sharedCookie,
  repeated,
  obsolete,
  cacheDirectives,
  cacheTogether,
  freshness,
  lasting,
  dates,
  validators,
  vary,
  targeted,
  clearSiteData,
  links,
  versions,
];
/** Of one concern and answer; who has more is known to be in a bad way. */
const MOST_OF_ONE = 20;
const MOST = 200;
const ORDER = ['fail', 'warn', 'info'] as const;

/** What plumbline says of the headers of a site, beyond the graders: what is worst first, each thing once. Pure. */
export const lintOf = (seen: SiteSeen): readonly Lint[] => {
  const answers = placedIn(seen);
  const all: Lint[] = [];
  for (const concern of CONCERNS) for (const answer of answers) all.push(...first(concern(answer, seen)));
  const page = answers.find(({ place }) => place === 'page');
  if (page !== undefined) all.push(...first(corsOfForeign(page, seen)));
  all.push(...strictOverHttp(seen), ...first(differences(answers)));
  const once = saidOnce(all);
  return ORDER.flatMap((severity) => once.filter((lint) => lint.severity === severity)).slice(0, MOST);
};
const first = (lints: Iterable<Lint>): readonly Lint[] => {
  const some: Lint[] = [];
  for (const lint of lints) {
    if (some.length === MOST_OF_ONE) break;
    some.push(lint);
  }
  return some;
};

const ALSO = {
  page: 'on the page',
  missing: 'on a page that is missing',
  asset: 'on a static file',
  redirect: 'on a redirect',
};
/** What is the same in several answers is said of the first, with where else. */
const saidOnce = (lints: readonly Lint[]): readonly Lint[] => {
  const groups = new Map<string, [Lint, ...Lint[]]>();
  for (const lint of lints) {
    const key = JSON.stringify([lint.code, lint.header, lint.said, lint.words]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [lint]);
    else group.push(lint);
  }
  return [...groups.values()].map(([lint, ...more]) => {
    const others = [...new Set(more.map(({ place }) => place))].filter((place) => place !== lint.place);
    if (others.length === 0) return lint;
    return Object.assign({}, lint, { words: `${lint.words} (Also ${listed(others.map((place) => ALSO[place]))}.)` });
  });
};
