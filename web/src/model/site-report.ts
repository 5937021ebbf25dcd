import type { FixKind, Grade, HeadersReport, Lint, Ruled } from '../../../src/probes/headers/report.ts';
import type { HstsReport, Issue } from '../../../src/probes/hsts/report.ts';
import type { CertificateTold, TlsReport } from '../../../src/probes/tls/report.ts';
import {
  amount,
  isLoose,
  lines,
  listOf,
  maybe,
  maybeAmount,
  maybeText,
  oneOf,
  raw,
  text,
  textsOf,
  type Loose,
} from './loose.ts';

// The reports of a site's probes, read with care: they may be of another version. Texts can be shown as they are here,
// but for the values of headers, which are as they came.

export type PlaceOfSite = Lint['place'];
export const PLACES: readonly PlaceOfSite[] = ['page', 'missing', 'asset', 'redirect'];
export const FIX_KINDS: readonly FixKind[] = ['nginx', 'caddy', 'cloudfront', 'hono'];
const GRADERS = ['observatory', 'securityheaders'] as const;
const SEVERITIES = ['info', 'warn', 'fail'] as const;
export type Way = HeadersReport['secure'][number];
export type Answered = HeadersReport['answers'][number];

const ruledOf = (r: Loose): Ruled => ({
  rule: text(r['rule']),
  result: text(r['result']),
  points: amount(r['points']),
  counts: r['counts'] !== false,
  pass: r['pass'] === true,
  words: text(r['words']),
  ...maybeText('raise', r),
});
const gradeOf = (g: Loose): Grade | undefined => {
  const grader = oneOf(GRADERS, g['grader']);
  if (grader === undefined) return undefined;
  return {
    grader,
    version: text(g['version']),
    grade: text(g['grade']),
    ...maybeAmount('score', g),
    rules: listOf(g['rules'], ruledOf),
    raises: listOf(g['raises'], (r) => ({
      rule: text(r['rule']),
      words: text(r['words']),
      grade: text(r['grade']),
      ...maybeAmount('score', r),
    })),
  };
};
const lintOf = (l: Loose): Lint => ({
  code: text(l['code']),
  severity: oneOf(SEVERITIES, l['severity']) ?? 'info',
  place: oneOf(PLACES, l['place']) ?? 'page',
  ...maybeText('header', l),
  ...maybeText('said', l),
  words: text(l['words']),
  ...maybe('hiddenBy', oneOf(GRADERS, l['hiddenBy'])),
});
const wayOf = (w: Loose): Way => ({
  url: text(w['url']),
  ...maybeText('address', w),
  ...maybeAmount('status', w),
  ...maybeText('to', w),
  ...maybeText('why', w),
});
const pairsOf = (v: unknown): [string, string][] =>
  Array.isArray(v)
    ? v.slice(0, 200).flatMap((pair) => (Array.isArray(pair) ? [[raw(pair[0]), raw(pair[1])] as [string, string]] : []))
    : [];
const answeredOf = (a: Loose): Answered | undefined => {
  const place = oneOf(PLACES, a['place']);
  if (place === undefined) return undefined;
  return {
    place,
    url: text(a['url']),
    ...maybeText('address', a),
    status: amount(a['status']),
    http: text(a['http']),
    headers: pairsOf(a['headers']),
    ...maybeAmount('more', a),
  };
};

/** Undefined where it is no report of headers. */
export const headersReportOf = (report: unknown): HeadersReport | undefined => {
  if (!isLoose(report)) return undefined;
  const fixes = isLoose(report['fixes']) ? report['fixes'] : {};
  return {
    url: text(report['url']),
    ...maybeText('ended', report),
    secure: listOf(report['secure'], wayOf),
    ...maybe('plain', Array.isArray(report['plain']) ? listOf(report['plain'], wayOf) : undefined),
    grades: listOf(report['grades'], gradeOf),
    lint: listOf(report['lint'], lintOf),
    answers: listOf(report['answers'], answeredOf),
    edge: listOf(report['edge'], (e) => ({
      place: oneOf(PLACES, e['place']) ?? 'page',
      header: text(e['header']),
      value: text(e['value']),
    })),
    fixes: Object.fromEntries(FIX_KINDS.flatMap((k) => (lines(fixes[k]) === '' ? [] : [[k, lines(fixes[k])]]))),
  };
};

const issueOf = (i: Loose): Issue => ({
  code: text(i['code']),
  level: oneOf(['error', 'warning'], i['level']) ?? 'warning',
  words: text(i['words']),
});
const suitOf = (v: unknown): HstsReport['preloadable'] => {
  const suit = isLoose(v) ? v : {};
  return { ok: suit['ok'] === true, issues: listOf(suit['issues'], issueOf) };
};
const entryOf = (e: Loose) => ({
  name: text(e['name']),
  ...maybeText('mode', e),
  includeSubdomains: e['includeSubdomains'] === true,
  ...maybeText('policy', e),
});
const preloadOf = (v: unknown): HstsReport['list'] => {
  if (!isLoose(v)) return { known: false, why: 'it was not looked up' };
  if (v['known'] !== true) return { known: false, why: text(v['why']) };
  return {
    known: true,
    preloaded: v['preloaded'] === true,
    ...maybe('entry', isLoose(v['entry']) ? entryOf(v['entry']) : undefined),
    listAt: amount(v['listAt']),
    ...maybeText('stale', v),
  };
};
/** What hstspreload.org says, or why it does not; its words are kept as they are, also those that are new. */
export interface Portal {
  readonly status?: string;
  readonly message?: string;
  readonly bulk?: boolean;
  readonly why?: string;
}
export type HstsTold = Omit<HstsReport, 'portal'> & { readonly portal?: Portal };
export const hstsReportOf = (report: unknown): HstsTold | undefined => {
  if (!isLoose(report)) return undefined;
  const { portal, www, grade } = report;
  return {
    host: text(report['host']),
    ...maybeText('header', report),
    ...maybeAmount('maxAge', report),
    includeSubDomains: report['includeSubDomains'] === true,
    preload: report['preload'] === true,
    preloadable: suitOf(report['preloadable']),
    removable: suitOf(report['removable']),
    list: preloadOf(report['list']),
    ...maybe(
      'portal',
      isLoose(portal)
        ? {
            ...maybeText('status', portal),
            ...maybeText('message', portal),
            ...maybe('bulk', typeof portal['bulk'] === 'boolean' ? portal['bulk'] : undefined),
            ...maybeText('why', portal),
          }
        : undefined,
    ),
    secure: listOf(report['secure'], wayOf),
    ...maybe('plain', Array.isArray(report['plain']) ? listOf(report['plain'], wayOf) : undefined),
    ...maybe('www', isLoose(www) ? { answers: www['answers'] === true, ...maybeText('why', www) } : undefined),
    ...maybe('grade', isLoose(grade) ? { grade: text(grade['grade']), score: amount(grade['score']) } : undefined),
  };
};

const certificateOf = (c: Loose): CertificateTold => ({
  subject: text(c['subject']),
  issuer: text(c['issuer']),
  names: textsOf(c['names']),
  ...maybeAmount('moreNames', c),
  notBefore: amount(c['notBefore']),
  notAfter: amount(c['notAfter']),
  serial: text(c['serial']),
  fingerprint: text(c['fingerprint']),
  key: text(c['key']),
  signature: text(c['signature']),
  isCa: c['isCa'] === true,
  selfSigned: c['selfSigned'] === true,
  mustStaple: c['mustStaple'] === true,
});
const ORDERS = ['complete', 'incomplete', 'out-of-order', 'with-others', 'cannot-be-read'] as const;
export const tlsReportOf = (report: unknown): TlsReport | undefined => {
  if (!isLoose(report)) return undefined;
  const { distrust, versions } = report;
  return {
    host: text(report['host']),
    port: amount(report['port']),
    address: text(report['address']),
    protocol: text(report['protocol']),
    cipher: text(report['cipher']),
    ...maybeText('group', report),
    ...maybeText('alpn', report),
    trusted: report['trusted'] === true,
    ...maybe(
      'distrust',
      isLoose(distrust) ? { code: text(distrust['code']), text: text(distrust['text']) } : undefined,
    ),
    nameMatches: report['nameMatches'] === true,
    chain: listOf(report['chain'], certificateOf),
    order: oneOf(ORDERS, report['order']) ?? 'cannot-be-read',
    stapled: report['stapled'] === true,
    ...maybe(
      'versions',
      Array.isArray(versions)
        ? listOf(versions, (v) => ({
            version: text(v['version']),
            offered: v['offered'] === true,
            ...maybeText('why', v),
          }))
        : undefined,
    ),
  };
};
