import type { Run } from '../../domain/entry.ts';
import type { EpochMicros } from '../../domain/time.ts';
import { isObject, listIn, numberIn, textIn } from '../read.ts';
import { headersKept } from './page-headers.ts';

// What the runs of sites say, as far as it is watched; reports may be of another version.

const MOST_GRADES = 4;
const MOST_RULES = 24;
const MOST_PORTAL = 40;

export interface RuleSeen {
  readonly result: string;
  readonly points: number;
  readonly words: string;
}
export interface GradeSeen {
  readonly grader: string;
  readonly version: string;
  readonly grade: string;
  readonly score: number | null;
  readonly rules: ReadonlyMap<string, RuleSeen>;
}
export interface PageSeen {
  readonly status: number;
  readonly grades: readonly GradeSeen[];
  readonly headers: Readonly<Record<string, string>>;
}
export interface CertificateSeen {
  readonly fingerprint: string;
  readonly issuer: string;
  readonly notBefore: EpochMicros;
  readonly notAfter: EpochMicros;
  /** Why it is not to be trusted; null where it is. */
  readonly distrust: string | null;
}
export interface HstsSeen {
  readonly has: boolean;
  readonly list: { readonly preloaded: boolean; readonly at: EpochMicros } | null;
  readonly portal: string | null;
}

const reportOf = ({ outcome }: Run): Readonly<Record<string, unknown>> | undefined =>
  outcome.status === 'measured' && isObject(outcome.report) ? outcome.report : undefined;

const gradeOf = (given: Readonly<Record<string, unknown>>): readonly GradeSeen[] => {
  const [grader, version, grade] = [
    textIn(given['grader'], 40),
    textIn(given['version'], 40),
    textIn(given['grade'], 8),
  ];
  if (grader === '' || grade === '') return [];
  const rules = listIn(given['rules'], MOST_RULES).map((rule): readonly [string, RuleSeen] => [
    textIn(rule['rule'], 60),
    { result: textIn(rule['result'], 100), points: numberIn(rule['points']) ?? 0, words: textIn(rule['words'], 200) },
  ]);
  return [{ grader, version, grade, score: numberIn(given['score']) ?? null, rules: new Map(rules) }];
};
/** Of a run of `headers`: the page and what it is graded; undefined: there was none. */
export const pageOf = (run: Run): PageSeen | undefined => {
  const report = reportOf(run);
  const page = listIn(report?.['answers'], 8).find((answer) => answer['place'] === 'page');
  const status = numberIn(page?.['status']);
  if (report === undefined || page === undefined || status === undefined) return undefined;
  const grades = listIn(report['grades'], MOST_GRADES).flatMap(gradeOf);
  return { status, grades, headers: headersKept(page['headers'], listIn(report['edge'], 32)) };
};

/** Of a run of `tls`: the server's own certificate. */
export const certificateOf = (run: Run): CertificateSeen | undefined => {
  const report = reportOf(run);
  const [own] = listIn(report?.['chain'], 1);
  const [notBefore, notAfter] = [numberIn(own?.['notBefore']), numberIn(own?.['notAfter'])];
  const fingerprint = textIn(own?.['fingerprint'], 64);
  if (report === undefined || notBefore === undefined || notAfter === undefined || fingerprint === '') return undefined;
  const { distrust } = report;
  const why = isObject(distrust) ? textIn(distrust['text']) || textIn(distrust['code']) : '';
  const isTrusted = report['trusted'] !== false && report['nameMatches'] !== false;
  const isOther = report['nameMatches'] === false ? 'it is for another name' : 'it is not trusted';
  return {
    fingerprint,
    issuer: textIn(own?.['issuer']),
    notBefore,
    notAfter,
    distrust: isTrusted ? null : why || isOther,
  };
};

/** Of a run of `hsts` in which the site answered over https. */
export const hstsOf = (run: Run): HstsSeen | undefined => {
  const report = reportOf(run);
  if (report === undefined || !listIn(report['secure'], 32).some((step) => numberIn(step['status']) !== undefined))
    return undefined;
  const { list, portal } = report;
  const listAt = isObject(list) && list['known'] === true ? numberIn(list['listAt']) : undefined;
  return {
    has: (numberIn(report['maxAge']) ?? 0) > 0,
    list: listAt === undefined || !isObject(list) ? null : { preloaded: list['preloaded'] === true, at: listAt },
    portal: (isObject(portal) ? textIn(portal['status'], MOST_PORTAL) : '') || null,
  };
};
