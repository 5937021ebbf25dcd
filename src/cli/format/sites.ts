import type { SiteRow, Sites } from '../../api/sites/schema.ts';
import { gradeText } from './grade.ts';
import { ageText } from './hsts.ts';
import { rowsTable } from './rows.ts';
import { SHAPES, type Standing, type Style } from './style.ts';
import type { Column } from './table.ts';
import { cut, indent, printable, wrap } from './text.ts';

/** The worst that is said of a site; `unmeasured`: nothing was measured yet, or a check failed the last time. */
export const siteStanding = ({ findings, tls, troubles, observatory, hsts }: SiteRow): Standing => {
  const all = new Set([...findings.map(({ severity }) => severity), tls?.standing]);
  if (all.has('fail')) return 'fail';
  if (troubles.length > 0 || (observatory === undefined && hsts === undefined && tls === undefined))
    return 'unmeasured';
  return all.has('warn') ? 'warn' : 'ok';
};

const COLUMNS: readonly Column[] = [
  { title: 'SITE', least: 16 },
  { title: 'OBSERVATORY' },
  { title: 'SECURITYHEADERS', drop: 2 },
  { title: 'HSTS', drop: 3 },
  { title: 'PRELOAD', drop: 4 },
  { title: 'DAYS', side: 'right' },
];
const preloadText = (hsts: NonNullable<SiteRow['hsts']>): string => {
  if (hsts.preloaded === true) return 'on the list';
  if (hsts.portal !== undefined && !/^(?:unknown|preloaded)$/.test(hsts.portal)) return printable(hsts.portal);
  if (hsts.preloaded === undefined) return 'unknown';
  return hsts.preloadable ? 'preloadable' : 'no';
};
const cellsOf = ({ observatory, securityheaders, hsts, tls }: SiteRow): readonly string[] => [
  observatory === undefined ? '–' : gradeText(observatory),
  securityheaders === undefined ? '–' : gradeText(securityheaders),
  hsts === undefined ? '–' : hsts.maxAge === undefined ? 'no' : ageText(hsts.maxAge),
  hsts === undefined ? '–' : preloadText(hsts),
  tls === undefined ? '–' : String(tls.daysLeft),
];

const saidOf = ({ label, findings, troubles, tls }: SiteRow, style: Style): readonly string[] => {
  const lines = (standing: Standing, text: string): readonly string[] => {
    const [first = '', ...more] = wrap(`${SHAPES[standing]} ${text}`, style.width);
    return [first.replace(SHAPES[standing], () => style.standing(standing, SHAPES[standing])), ...indent(more, 2)];
  };
  const site = printable(label);
  return [
    ...(tls?.trusted === false ? lines('fail', `${site}: its certificate is not trusted.`) : []),
    ...findings
      .filter(({ severity }) => severity !== 'info')
      .flatMap(({ severity, code, summary }) => lines(severity, `${site}: ${printable(code)}: ${printable(summary)}`)),
    ...troubles.flatMap(({ probe, detail }) =>
      lines('unmeasured', `${site}: the check ${printable(probe)} failed: ${printable(detail)}`),
    ),
  ];
};

/** All sites in a table, then what is wrong with each. */
export const sitesCard = (all: Sites, style: Style): string => {
  if (all.sites.length === 0) return 'No sites: name them in the config (`sites:`).\n';
  const rows = all.sites.map((site) => {
    const standing = siteStanding(site);
    const mark = SHAPES[standing];
    return { cells: [`${mark} ${cut(printable(site.label), 60)}`].concat(cellsOf(site)), mark, standing, remark: '' };
  });
  const said = all.sites.flatMap((site) => saidOf(site, style));
  const list =
    all.list === undefined
      ? []
      : wrap(
          `Preload list of ${new Date(all.list.at / 1_000).toISOString().slice(0, 10)}${all.list.stale === undefined ? '' : `; a newer one could not be had: ${printable(all.list.stale)}`}.`,
          style.width,
        );
  const blocks = [said, list].filter((block) => block.length > 0).map((block) => `\n${block.join('\n')}\n`);
  return rowsTable(COLUMNS, rows, style) + blocks.join('');
};
