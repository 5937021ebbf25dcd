import { csvText, isoMicros } from '../csv.ts';
import type { SiteRow } from './schema.ts';

const text = (value: string | undefined): string => csvText(value ?? '');
const number = (value: number | undefined): string => (value === undefined ? '' : String(value));
const time = (at: number | undefined): string => (at === undefined ? '' : isoMicros(at));
const yesNo = (value: boolean | undefined): string => (value === undefined ? '' : value ? 'yes' : 'no');

const COLUMNS: readonly (readonly [name: string, of: (row: SiteRow) => string])[] = [
  ['name', (r) => text(r.name)],
  ['label', (r) => text(r.label)],
  ['url', (r) => text(r.url)],
  ['observatory', (r) => text(r.observatory?.grade)],
  ['observatory_score', (r) => number(r.observatory?.score)],
  ['observatory_was', (r) => text(r.observatory?.was?.grade)],
  ['securityheaders', (r) => text(r.securityheaders?.grade)],
  ['securityheaders_was', (r) => text(r.securityheaders?.was?.grade)],
  ['graded_at', (r) => time(r.observatory?.at ?? r.securityheaders?.at)],
  ['hsts', (r) => (r.hsts === undefined ? '' : yesNo(r.hsts.maxAge !== undefined && r.hsts.maxAge > 0))],
  ['hsts_header', (r) => text(r.hsts?.header)],
  ['max_age', (r) => number(r.hsts?.maxAge)],
  ['include_subdomains', (r) => yesNo(r.hsts?.includeSubDomains)],
  ['preload', (r) => yesNo(r.hsts?.preload)],
  ['preloadable', (r) => yesNo(r.hsts?.preloadable)],
  ['preloaded', (r) => (r.hsts === undefined ? '' : yesNo(r.hsts.preloaded) || 'unknown')],
  ['portal', (r) => text(r.hsts?.portal)],
  ['certificate_until', (r) => time(r.tls?.notAfter)],
  ['days_left', (r) => number(r.tls?.daysLeft)],
  ['certificate', (r) => text(r.tls?.standing)],
  ['trusted', (r) => yesNo(r.tls?.trusted)],
  ['issuer', (r) => text(r.tls?.issuer)],
  ['protocol', (r) => text(r.tls?.protocol)],
  ['group', (r) => text(r.tls?.group)],
  ['findings', (r) => text(r.findings.map((f) => f.code).join(' '))],
  ['troubles', (r) => text(r.troubles.map((t) => `${t.probe}: ${t.detail}`).join('; '))],
];

/** The table of all sites as a file (RFC 4180, but with bare line feeds). */
export const sitesCsv = (rows: readonly SiteRow[]): string =>
  [COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, of]) => of(row)))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
