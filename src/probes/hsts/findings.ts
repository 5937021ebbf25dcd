import { CODES, isCode, type Code } from '../../domain/codes.ts';
import type { Evidence, Finding, Severity } from '../../domain/finding.ts';
import { SIX_MONTHS } from '../headers/observatory/strict-transport-security.ts';
import type { HstsReport, Issue } from './report.ts';
import { registeredNameOf } from './rules/domain.ts';
import type { Judged } from './rules/judge.ts';

const FORCED = 'force-https';

export interface Found {
  readonly report: HstsReport;
  /** By the policy that its entry came by, where it has one of its own. */
  readonly stays?: Judged;
  /** Over https somebody answered, who may be trusted. */
  readonly getsIn: boolean;
  readonly isPublic: boolean;
}

const found = (
  code: Code,
  host: string,
  evidence: Evidence = {},
  severity: Severity = CODES[code].severity,
): Finding => ({
  code,
  severity,
  evidence: { host, ...evidence },
});
const ofIssue = ({ code, words }: Issue, host: string): readonly Finding[] => {
  const own = `hstspreload/${code}`;
  return isCode(own) ? [found(own, host, { summary: words })] : [];
};

/** What matters to a site that does not ask to be on the list, too: what is wrong with the header itself, and with TLS. */
const ALWAYS =
  /^(?:header\.parse\.|response\.multiple_headers|domain\.tls\.|tls\.|domain\.www\.|redirects\.http\.useless_header)/;

/** Whether the header does what it says. */
const headerFindings = ({ report: { host, header, maxAge, list }, getsIn, isPublic }: Found): readonly Finding[] => {
  if (!getsIn) return [];
  const preloaded = list.known && list.preloaded;
  if (header === undefined)
    return preloaded ? [] : [found('hsts-missing', host, {}, isPublic ? CODES['hsts-missing'].severity : 'info')];
  if (maxAge === undefined) return [found('hsts-ignored', host, { header })];
  if (maxAge === 0) return [found('hsts-off', host, { header })];
  return maxAge < SIX_MONTHS ? [found('hsts-short', host, { header, max_age: maxAge })] : [];
};

/** How it stands with the list. */
const listFindings = ({ report, stays, getsIn }: Found): readonly Finding[] => {
  const { host, list, portal, preload, preloadable } = report;
  const findings: Finding[] = [];
  const entry = list.known ? list.entry : undefined;
  const status = portal !== undefined && 'status' in portal ? portal : undefined;
  const told =
    status === undefined
      ? {}
      : { portal: status.status, ...(status.message === undefined ? {} : { message: status.message }) };
  if (list.known && list.preloaded && !getsIn)
    findings.push(
      found('hsts-locked-out', host, { entry: entry?.name ?? host, summary: preloadable.issues[0]?.words ?? '' }),
    );
  if (list.known && list.preloaded && entry !== undefined && entry.name !== host)
    findings.push(found('hsts-parent-preloaded', host, { entry: entry.name }));
  if (stays !== undefined && !stays.ok && getsIn) {
    const codes = stays.issues.filter(({ level }) => level === 'error').map(({ code }) => code);
    findings.push(found('hsts-removal-risk', host, { policy: entry?.policy ?? '', codes: codes.join(', '), ...told }));
  }
  if (status?.status === 'rejected') findings.push(found('hsts-rejected', host, told));
  if (preload && (status?.status === 'pending-removal' || status?.status === 'pending-automated-removal'))
    findings.push(found('hsts-removal-pending', host, told));
  if (preload && preloadable.ok && list.known && !list.preloaded && status?.status !== 'rejected')
    findings.push(found('hsts-not-on-list', host, told));
  return findings;
};

/**
 * What is found. Nobody has to be on the list: what keeps a name from it is told only where its header asks for it, or where it is
 * there already.
 */
export const findingsOf = (all: Found): readonly Finding[] => {
  const { report, isPublic } = all;
  const { host, list, preload, preloadable } = report;
  const isOnList = list.known && list.entry?.name === host && list.entry.mode === FORCED;
  const wants = isPublic && (isOnList || (preload && registeredNameOf(host) === host));
  const told = preloadable.issues.filter(({ code }) => wants || ALWAYS.test(code));
  const own = [...headerFindings(all), ...listFindings(all)];
  const isMissing = own.some(({ code }) => code === 'hsts-missing');
  const theirs = told.filter(({ code }) => !isMissing || code !== 'response.no_header');
  return [...own, ...theirs.flatMap((each) => ofIssue(each, host))].toSorted(
    (a, b) => RANK[a.severity] - RANK[b.severity],
  );
};
const RANK: Readonly<Record<Severity, number>> = { fail: 0, warn: 1, info: 2 };
