import type { z } from 'zod';

import { headersReport, type HeadersReport } from '../../probes/headers/report.ts';
import { hstsReport, type HstsReport } from '../../probes/hsts/report.ts';
import { tlsReport, type TlsReport } from '../../probes/tls/report.ts';
import { ageText } from './hsts.ts';
import type { Column } from './table.ts';
import { printable } from './text.ts';
import { daysLeft } from './tls.ts';

/** What one target has in a table of its probe's own. `remark`: in place of the worst finding's code. */
interface Read {
  readonly cells: readonly string[];
  readonly remark?: string;
}
interface SiteTable {
  readonly columns: readonly Column[];
  /** The title of the last column. */
  readonly remark: string;
  /** Undefined: a report of another version. `at`: when it was measured. */
  readonly read: (report: unknown, at: number) => Read | undefined;
}
const of = <R>(
  report: z.ZodType<R>,
  { columns, remark, cells }: Pick<SiteTable, 'columns' | 'remark'> & { readonly cells: (r: R, at: number) => Read },
): SiteTable => ({
  columns,
  remark,
  read: (told, at) => {
    const read = report.safeParse(told);
    return read.success ? cells(read.data, at) : undefined;
  },
});

const headersCells = ({ grades, lint }: HeadersReport): Read => {
  const by = (grader: string) => grades.find((grade) => grade.grader === grader);
  const observatory = by('observatory');
  const score = observatory?.score === undefined ? '–' : String(observatory.score);
  const worst = (['fail', 'warn'] as const).map((s) => lint.find(({ severity }) => severity === s)?.code);
  return {
    cells: [observatory?.grade ?? '–', score, by('securityheaders')?.grade ?? '–'].map(printable),
    remark: printable(worst.find((code) => code !== undefined) ?? ''),
  };
};

/** Where it stands with the list: on it, on its way, fit for it; or not known. */
const preloadText = ({ list, portal, preloadable }: HstsReport): string => {
  if (list.known && list.preloaded) return 'on the list';
  if (portal !== undefined && 'status' in portal && !/^(?:unknown|preloaded)$/.test(portal.status))
    return portal.status;
  if (!list.known) return 'unknown';
  return preloadable.ok ? 'preloadable' : 'no';
};
const hstsCells = (report: HstsReport): Read => {
  const { header, maxAge, includeSubDomains, list, preloadable, grade } = report;
  const error = preloadable.issues.find(({ level }) => level === 'error');
  const why = list.known ? (list.preloaded ? '' : (error?.code ?? '')) : list.why;
  return {
    cells: [
      header === undefined ? 'no' : maxAge === undefined ? 'invalid' : 'yes',
      maxAge === undefined ? '–' : ageText(maxAge),
      includeSubDomains ? 'yes' : 'no',
      preloadText(report),
      printable(grade?.grade ?? '–'),
    ],
    remark: printable(why),
  };
};

const tlsCells = ({ chain, protocol, trusted, distrust, order }: TlsReport, at: number): Read => {
  const [own] = chain;
  const disorder = order === 'complete' ? '' : `chain ${order.replaceAll('-', ' ')}`;
  return {
    cells: [
      own === undefined ? '–' : String(daysLeft(own, at)),
      printable(own?.issuer ?? '–'),
      printable(protocol),
      trusted ? 'yes' : 'no',
    ],
    remark: printable(trusted ? disorder : (distrust?.text ?? disorder)),
  };
};

/** Probes of sites have a table of their own. */
export const SITE_TABLES: ReadonlyMap<string, SiteTable> = new Map([
  [
    'headers',
    of(headersReport, {
      columns: [
        { title: 'OBSERVATORY' },
        { title: 'SCORE', side: 'right', drop: 2 },
        { title: 'SECURITYHEADERS', drop: 1 },
      ],
      remark: 'WORST',
      cells: headersCells,
    }),
  ],
  [
    'hsts',
    of(hstsReport, {
      columns: [
        { title: 'HSTS', drop: 3 },
        { title: 'MAX-AGE', side: 'right', drop: 2 },
        { title: 'SUBDOMAINS', drop: 4 },
        { title: 'PRELOAD' },
        { title: 'GRADE', drop: 1 },
      ],
      remark: 'WHY',
      cells: hstsCells,
    }),
  ],
  [
    'tls',
    of(tlsReport, {
      columns: [
        { title: 'DAYS', side: 'right' },
        { title: 'ISSUER', least: 10, drop: 3 },
        { title: 'PROTOCOL', drop: 2 },
        { title: 'TRUSTED' },
      ],
      remark: 'WHY',
      cells: tlsCells,
    }),
  ],
]);
