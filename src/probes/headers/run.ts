import type { Code } from '../../domain/codes.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Values } from '../../domain/outcome.ts';
import { microsOf } from '../../domain/time.ts';
import type { Once } from '../probe.ts';
import { aimOf, noSite } from '../site/aim.ts';
import { notSeen } from '../site/not-seen.ts';
import { preloadedOf } from '../site/preload/preload-list.ts';
import type { Preloaded } from '../site/preload/preloaded.ts';
import { seeSite } from '../site/see.ts';
import type { SiteSeen } from '../site/seen.ts';
import { securityHeaders } from './compatible/grade.ts';
import { edgeOf } from './edge.ts';
import { fixesOf } from './fix/fix.ts';
import { joined } from './joined.ts';
import { lintOf } from './lint/lint.ts';
import { observatory, ungraded } from './observatory/grade.ts';
import { preloadedOnTheWay } from './observatory/preloaded-on-the-way.ts';
import type { Options } from './options.ts';
import type { HeadersReport, Lint } from './report.ts';
import { reportOf, type Judged } from './reported.ts';
import { weaknessesOf } from './weaknesses.ts';

const judge = (seen: SiteSeen, preloaded: Preloaded, others: ReadonlyMap<string, Preloaded>): Judged => {
  const none = ungraded(seen);
  const grades = [...(none === undefined ? [observatory(seen, preloaded, others)] : []), securityHeaders(seen)];
  const lint = [...joined(lintOf(seen), weaknessesOf(seen, grades)), ...(none === undefined ? [] : [noGrade(none)])];
  return { grades, lint, edge: edgeOf(seen), fixes: fixesOf(seen, grades, lint) };
};

const noGrade = (words: string): Lint => ({
  code: 'observatory-gives-no-grade',
  severity: 'info',
  place: 'page',
  words,
});

const findingsOf = ({ lint }: HeadersReport): readonly Finding[] =>
  lint
    .filter(({ severity }) => severity !== 'info')
    .map(({ code, severity, place, header, said, words }) => ({
      code: code as Code,
      severity,
      evidence: {
        place,
        ...(header === undefined ? {} : { header }),
        ...(said === undefined ? {} : { said }),
        summary: words,
      },
    }));

const valuesOf = ({ grades, lint }: HeadersReport, { secure, plain }: SiteSeen): Values => {
  const score = grades.find((grade) => grade.grader === 'observatory')?.score;
  const count = (severity: 'warn' | 'fail'): number => lint.filter((each) => each.severity === severity).length;
  const page = secure.end === 'answer' ? secure : plain?.end === 'answer' ? plain : undefined;
  return {
    ...(score === undefined ? {} : { score }),
    lint_fail: count('fail'),
    lint_warn: count('warn'),
    ...(page === undefined ? {} : { took: microsOf(page.tookMs) }),
  };
};

export const run: Once<Options, HeadersReport>['run'] = async (aim, asked, ctx) => {
  const site = aimOf(aim, asked);
  if (site === undefined) return noSite(aim);
  const { list, metered } = asked;
  const of = (host: string): Promise<Preloaded> => preloadedOf(host, list, ctx, { metered });
  const [seen, preloaded] = await Promise.all([
    seeSite(site, { foreign: true, missing: true, asset: true }, ctx),
    of(site.host),
  ]);
  const failed = notSeen(aim, seen, ctx.signal);
  if (failed !== undefined) return failed;
  const others = await preloadedOnTheWay(seen, preloaded, of);
  const report = reportOf(seen, judge(seen, preloaded, others));
  return { status: 'measured', values: valuesOf(report, seen), findings: findingsOf(report), report };
};
