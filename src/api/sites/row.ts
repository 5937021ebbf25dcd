import type { Event } from '../../domain/entry.ts';
import { expiryStanding } from '../../domain/expiry.ts';
import type { Severity } from '../../domain/finding.ts';
import { present } from '../../domain/present.ts';
import { DAY, microsOf, type EpochMicros } from '../../domain/time.ts';
import { GRADERS, type HeadersReport } from '../../probes/headers/report.ts';
import type { HstsReport } from '../../probes/hsts/report.ts';
import type { TlsReport } from '../../probes/tls/report.ts';
import { summaryOf } from '../addresses/findings.ts';
import type { AskedSite } from './asked.ts';
import type { Measured, SiteRuns } from './runs.ts';
import type { SiteRow, SitesGlance } from './schema.ts';

/** What the record has of one site. */
export interface SiteRecord {
  readonly headers: SiteRuns<HeadersReport>;
  readonly hsts: SiteRuns<HstsReport>;
  readonly tls: SiteRuns<TlsReport>;
  /** `site-finding` of it, newest first. */
  readonly events: readonly Event[];
}

const MOST_TEXT = 300;
const MOST_FINDINGS = 50;
const DAY_MICROS = microsOf(DAY);
const cut = (text: string): string => text.slice(0, MOST_TEXT);

type Grader = (typeof GRADERS)[number];
type GradeNow = NonNullable<SiteRow['observatory']>;
const gradeIn = ({ report }: Measured<HeadersReport>, grader: Grader) => report.grades.find((g) => g.grader === grader);
const scored = (score: unknown): { readonly score?: number } => (typeof score === 'number' ? { score } : {});

/** What it was before, by the newest runs; where they all say the same, by the last that was told of it. */
const before = (grader: Grader, grade: string, { headers, events }: SiteRecord): GradeNow['was'] => {
  for (const run of headers.measured) {
    const other = gradeIn(run, grader);
    if (other !== undefined && other.grade !== grade) return { at: run.at, grade: other.grade, ...scored(other.score) };
  }
  const told = events.find(
    ({ evidence }) => evidence['grader'] === grader && evidence['to'] === grade && typeof evidence['from'] === 'string',
  );
  if (told === undefined) return undefined;
  return { at: told.at, grade: cut(String(told.evidence['from'])), ...scored(told.evidence['scoreFrom']) };
};
const gradeNow = (grader: Grader, record: SiteRecord): GradeNow | undefined => {
  const run = record.headers.measured.find((r) => gradeIn(r, grader) !== undefined);
  const found = run === undefined ? undefined : gradeIn(run, grader);
  if (run === undefined || found === undefined) return undefined;
  const { grade, score, version } = found;
  const was = before(grader, grade, record);
  return { at: run.at, grade, version, ...scored(score), ...(was === undefined ? {} : { was }) };
};

const hstsNow = ([run]: readonly Measured<HstsReport>[]): SiteRow['hsts'] => {
  if (run === undefined) return undefined;
  const { header, maxAge, includeSubDomains, preload, preloadable, list, portal } = run.report;
  return {
    at: run.at,
    includeSubDomains,
    preload,
    preloadable: preloadable.ok,
    ...present({
      header: header === undefined ? undefined : cut(header),
      maxAge,
      preloaded: list.known ? list.preloaded : undefined,
      whyUnknown: list.known ? undefined : cut(list.why),
      portal: portal !== undefined && 'status' in portal ? portal.status : undefined,
    }),
  };
};
const tlsNow = ([run]: readonly Measured<TlsReport>[], now: EpochMicros): SiteRow['tls'] => {
  const own = run?.report.chain[0];
  if (run === undefined || own === undefined) return undefined;
  const { trusted, nameMatches, protocol, group } = run.report;
  return {
    at: run.at,
    notAfter: own.notAfter,
    daysLeft: Math.floor((own.notAfter - now) / DAY_MICROS),
    standing: expiryStanding(own.notBefore, own.notAfter, now),
    trusted: trusted && nameMatches,
    issuer: cut(own.issuer),
    protocol: cut(protocol),
    ...(group === undefined ? {} : { group: cut(group) }),
  };
};

const RANKS: Readonly<Record<Severity, number>> = { fail: 0, warn: 1, info: 2 };
const findingsOf = ({ headers, hsts, tls }: SiteRecord): SiteRow['findings'] => {
  const newest = [
    ['headers', headers.measured[0]],
    ['hsts', hsts.measured[0]],
    ['tls', tls.measured[0]],
  ] as const;
  return newest
    .flatMap(([probe, run]) =>
      (run?.findings ?? []).map(({ code, severity, evidence }) => ({
        probe,
        code,
        severity,
        summary: summaryOf(code, evidence),
      })),
    )
    .toSorted((a, b) => RANKS[a.severity] - RANKS[b.severity])
    .slice(0, MOST_FINDINGS);
};

/** One site as the table has it. */
export const rowOf = (
  { name, label, url, every, intervals }: AskedSite,
  record: SiteRecord,
  now: EpochMicros,
): SiteRow => {
  const { headers, hsts, tls } = record;
  return {
    name,
    label,
    every,
    intervals,
    url: url === '' ? cut(headers.measured[0]?.report.url ?? '') : url,
    findings: findingsOf(record),
    troubles: [headers.trouble, hsts.trouble, tls.trouble].filter((t) => t !== undefined),
    ...present({
      observatory: gradeNow('observatory', record),
      securityheaders: gradeNow('securityheaders', record),
      hsts: hstsNow(hsts.measured),
      tls: tlsNow(tls.measured, now),
    }),
  };
};

type Standing = SitesGlance['sites'][number]['standing'];
/** F of either grader; the worst that one may have by the rules of the other is told by a letter too. */
const isFailed = (grade: string | undefined): boolean => grade === 'F';
const isPoor = (grade: string | undefined): boolean => grade !== undefined && /^[CDE]/.test(grade);
/**
 * A word for the wall. `fail`: it is not reached, its certificate is not to be trusted, expired or all but, or its headers are an F. `warn`:
 * a certificate that should have been renewed, a C or less, or a finding that says so.
 */
const standingOf = ({ observatory, tls, hsts, findings, troubles }: SiteRow): Standing => {
  const measured = [observatory, tls, hsts].filter((part) => part !== undefined).length;
  if (troubles.length > 0 && troubles.length >= Math.max(1, measured)) return 'fail';
  if (measured === 0) return 'unknown';
  if (tls?.trusted === false || tls?.standing === 'fail' || isFailed(observatory?.grade)) return 'fail';
  const isWarned =
    tls?.standing === 'warn' || isPoor(observatory?.grade) || findings.some((f) => f.severity === 'fail');
  return isWarned || troubles.length > 0 ? 'warn' : 'ok';
};
/** The same for the overview. */
export const glanceOf = (rows: readonly SiteRow[]): SitesGlance => ({
  sites: rows.map((row) => {
    const { name, label, every, observatory, tls, hsts } = row;
    const seen = [observatory, tls, hsts].flatMap((part) => part?.at ?? []);
    return {
      name,
      label,
      every,
      standing: standingOf(row),
      ...present({
        grade: observatory?.grade,
        at: seen.length === 0 ? undefined : Math.max(...seen),
        notAfter: tls?.notAfter,
        daysLeft: tls?.daysLeft,
      }),
    };
  }),
});
