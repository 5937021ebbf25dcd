import type { Values } from '../../domain/outcome.ts';
import { readHsts } from '../../wire/http/hsts.ts';
import { observatory, ungraded } from '../headers/observatory/grade.ts';
import { preloadedOnTheWay } from '../headers/observatory/preloaded-on-the-way.ts';
import { cutTo, waysOf } from '../headers/told.ts';
import type { Context, Once } from '../probe.ts';
import { aimOf, noSite } from '../site/aim.ts';
import { notSeen } from '../site/not-seen.ts';
import { seeSite } from '../site/see.ts';
import type { SiteSeen } from '../site/seen.ts';
import { findingsOf } from './findings.ts';
import type { Options } from './options.ts';
import { askPortal } from './portal.ts';
import { preloadedOf } from '../site/preload/preload-list.ts';
import type { Preloaded } from '../site/preload/preloaded.ts';
import { whyNotPublic } from './public-name.ts';
import type { HstsReport, Issue } from './report.ts';
import { hstsLines } from './rules/header.ts';
import { preloadable, removable, stays, type Asked, type Judged } from './rules/judge.ts';
import { askWww } from './www.ts';

const MOST_HEADER = 1_000;
const NOT_PUBLIC = 'hsts-not-public';

/** The line that a browser reads: the first of the first answer over https, where that is trusted. */
const headerIn = ({ secure }: SiteSeen): string | undefined => {
  const first = secure.steps[0]?.outcome;
  return first?.ok === true ? hstsLines(first.answer.headers)[0] : undefined;
};
const getsIn = ({ secure }: SiteSeen): boolean => {
  const first = secure.steps[0]?.outcome;
  return first?.ok === true && first.answer.tls?.distrust === undefined;
};
const notOnList = (why: string): Judged => {
  const issue: Issue = { code: NOT_PUBLIC, level: 'error', words: why };
  return { ok: false, issues: [issue] };
};

type Of = (host: string) => Promise<Preloaded>;
/** As `headers` has it: the list speaks of every host on the way. */
const gradeOf = async (seen: SiteSeen, preloaded: Preloaded, of: Of): Promise<HstsReport['grade']> => {
  if (ungraded(seen) !== undefined) return undefined;
  const { grade, score = 0 } = observatory(seen, preloaded, await preloadedOnTheWay(seen, preloaded, of));
  return { grade, score };
};

interface Known {
  readonly preloaded: Preloaded;
  readonly portal: HstsReport['portal'];
  readonly www: Asked['www'];
  /** Why it is none of the names that everybody has. */
  readonly private: string | undefined;
  readonly grade: HstsReport['grade'];
}
const reportOf = (seen: SiteSeen, { preloaded, portal, www, private: why, grade }: Known): HstsReport => {
  const { aim, secure, plain } = seen;
  const { host } = aim;
  const asked = askedOf(seen, www);
  const header = headerIn(seen);
  const read = header === undefined ? undefined : readHsts(header);
  const judged = preloadable(asked);
  return {
    host,
    ...(header === undefined ? {} : { header: cutTo(header, MOST_HEADER) }),
    ...(read === undefined ? {} : { maxAge: read.maxAge }),
    includeSubDomains: read?.includeSubDomains ?? false,
    preload: read?.preload ?? false,
    preloadable: why === undefined ? judged : withHeaderIssues(notOnList(why), judged),
    removable: why === undefined ? removable(asked) : notOnList(why),
    list: preloaded,
    ...(portal === undefined ? {} : { portal }),
    secure: [...waysOf(secure)],
    ...(plain === undefined ? {} : { plain: [...waysOf(plain)] }),
    ...(www === undefined ? {} : { www }),
    ...(grade === undefined ? {} : { grade }),
  };
};
const askedOf = ({ aim: { host }, secure, plain }: SiteSeen, www: Asked['www']): Asked => ({
  host,
  secure,
  ...(plain === undefined ? {} : { plain }),
  ...(www === undefined ? {} : { www }),
});
/** What is wrong with a header is wrong in the house, too. */
const withHeaderIssues = ({ issues }: Judged, { issues: all }: Judged): Judged => ({
  ok: false,
  issues: [
    ...issues,
    ...all.filter(({ code }) => code.startsWith('header.parse.') || code === 'response.multiple_headers'),
  ],
});

const valuesOf = ({ maxAge, preloadable: { ok }, list, grade }: HstsReport): Values => ({
  ...(maxAge === undefined ? {} : { max_age: maxAge }),
  preloadable: ok ? 1 : 0,
  ...(list.known ? { preloaded: list.preloaded ? 1 : 0 } : {}),
  ...(grade === undefined ? {} : { score: grade.score }),
});

const askAbout = async (seen: SiteSeen, { list, portal, metered }: Options, ctx: Context): Promise<Known> => {
  const { host } = seen.aim;
  const why = whyNotPublic(seen);
  const of: Of = (name) => preloadedOf(name, list, ctx, { metered });
  const asking = portal === false ? undefined : why === undefined ? askPortal(host, portal, ctx) : { why };
  const [preloaded, said, www] = await Promise.all([
    of(host),
    asking,
    why === undefined ? askWww(seen, ctx) : undefined,
  ]);
  return { preloaded, portal: said, www, private: why, grade: await gradeOf(seen, preloaded, of) };
};

export const run: Once<Options, HstsReport>['run'] = async (aim, asked, ctx) => {
  const site = aimOf(aim, asked);
  if (site === undefined) return noSite(aim);
  const seen = await seeSite(site, { foreign: true }, ctx);
  const failed = notSeen(aim, seen, ctx.signal);
  if (failed !== undefined) return failed;
  const known = await askAbout(seen, asked, ctx);
  const report = reportOf(seen, known);
  const entry = report.list.known ? report.list.entry : undefined;
  const isOwn = report.list.known && report.list.preloaded && entry?.name === report.host;
  const found = {
    report,
    ...(isOwn ? { stays: stays(askedOf(seen, known.www), entry?.policy) } : {}),
    getsIn: getsIn(seen),
    isPublic: known.private === undefined,
  };
  return { status: 'measured', values: valuesOf(report), findings: findingsOf(found), report };
};
