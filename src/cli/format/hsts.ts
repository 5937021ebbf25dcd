import type { HstsReport, Issue } from '../../probes/hsts/report.ts';
import { gradeText } from './grade.ts';
import { SHAPES, type Style } from './style.ts';
import { cut, dotted, indent, pairs, printable, wrap } from './text.ts';

/** Seconds as people say them: `1 year`, `180 days`, `300 s`. */
export const ageText = (seconds: number): string => {
  const units = [
    [31_536_000, 'year'],
    [86_400, 'day'],
    [3_600, 'hour'],
  ] as const;
  const fits = units.find(([size]) => seconds >= size && seconds % size === 0);
  if (fits === undefined) return seconds >= 86_400 ? `${(seconds / 86_400).toFixed(1)} days` : `${seconds} s`;
  const n = seconds / fits[0];
  return `${n} ${fits[1]}${n === 1 ? '' : 's'}`;
};
const yes = (is: boolean): string => (is ? 'yes' : 'no');
const dateOf = (micros: number): string => new Date(micros / 1_000).toISOString().slice(0, 10);

const listText = (list: HstsReport['list'], host: string): string => {
  if (!list.known) return `not known: ${printable(list.why)}`;
  const { entry, preloaded, listAt, stale } = list;
  const by = entry === undefined || entry.name === host ? '' : `, by ${printable(entry.name)}`;
  const policy = entry?.policy === undefined ? '' : ` (${printable(entry.policy)})`;
  const old = stale === undefined ? '' : `; a newer one could not be had: ${printable(stale)}`;
  return `${preloaded ? `yes${by}${policy}` : 'no'}, by the list of ${dateOf(listAt)}${old}`;
};
const portalText = (portal: NonNullable<HstsReport['portal']>): string => {
  if ('why' in portal) return `not known: ${printable(portal.why)}`;
  return portal.message === undefined ? portal.status : `${portal.status}: ${printable(portal.message)}`;
};

type Steps = HstsReport['secure'];
const wayLines = (steps: Steps, width: number): readonly string[] =>
  steps.flatMap(({ url, status, to, why }, i) => {
    const text = `${printable(url)}${status === undefined ? '' : ` ${status}`}${to === undefined ? '' : ` to ${printable(to)}`}${why === undefined ? '' : `: ${printable(why)}`}`;
    const [first = '', ...more] = wrap(text, width - 2);
    return [i === 0 ? first : `→ ${first}`, ...indent(more, 2)];
  });
const issueLine = ({ code, level, words }: Issue, style: Style): readonly string[] => {
  const severity = level === 'error' ? 'fail' : 'warn';
  const [first = '', ...more] = dotted(printable(code), style.width - 6);
  return [
    style.standing(severity, `${SHAPES[severity]} ${first}`),
    ...indent([...more, ...wrap(printable(words), style.width - 6)], 2),
  ];
};
const issueLines = (issues: readonly Issue[], style: Style): readonly string[] =>
  issues
    .toSorted((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'))
    .flatMap((issue) => issueLine(issue, style));

/** How a site stands with HSTS and the list that browsers have built in. */
export const hstsLines = (report: HstsReport, style: Style): readonly string[] => {
  const width = style.width - 2;
  const { header, maxAge, includeSubDomains, preload, preloadable, removable, portal, www, grade } = report;
  const rows: readonly (readonly [string, string])[] = [
    ['Header', header === undefined ? 'none' : cut(printable(header), 300)],
    ['Kept for', maxAge === undefined ? 'not at all' : `${ageText(maxAge)} (max-age=${maxAge})`],
    ['Names below', includeSubDomains ? 'included' : 'not included'],
    ['Wants listing', yes(preload)],
    ['On the list', listText(report.list, report.host)],
    ...(portal === undefined ? [] : [['hstspreload.org', portalText(portal)] as const]),
    ['May be listed', yes(preloadable.ok)],
    ['May leave it', yes(removable.ok)],
    ...(www === undefined
      ? []
      : [['www', www.answers ? 'answers over https' : `does not answer: ${printable(www.why ?? '')}`] as const]),
    ...(grade === undefined ? [] : [['MDN Observatory', gradeText(grade)] as const]),
  ];
  // A code is told once: what keeps it off the list is what people look for.
  const keeps = preloadable.issues;
  const off = removable.issues.filter(({ code }) => !keeps.some((k) => k.code === code));
  const onList = report.list.known && report.list.preloaded;
  return [
    ...wayLines(report.secure, width),
    ...(report.plain === undefined ? [] : wayLines(report.plain, width)),
    '',
    ...pairs(rows, width),
    ...(keeps.length === 0
      ? []
      : [
          '',
          style.strong(preloadable.ok ? 'To look at' : 'What keeps it off the list'),
          ...indent(issueLines(keeps, style), 2),
        ]),
    ...(off.length === 0 || !onList
      ? []
      : ['', style.strong('What keeps it on the list'), ...indent(issueLines(off, style), 2)]),
  ];
};
