import { CODES, isCode } from '../../domain/codes.ts';
import type { Grade, HeadersReport, Lint, Ruled } from '../../probes/headers/report.ts';
import type { PlaceOfSite } from '../../probes/site/seen.ts';
import { gradeBoxes, GRADERS, gradeText } from './grade.ts';
import { SHAPES, type Standing, type Style } from './style.ts';
import { cut, indent, pad, printable, widthOf, wrap } from './text.ts';

const NARROW = 60;

type Way = HeadersReport['secure'][number];
const stepText = ({ url, status, to, why }: Way): string =>
  [
    printable(url),
    status === undefined ? '' : ` ${status}`,
    to === undefined ? '' : ` to ${printable(to)}`,
    why === undefined ? '' : `: ${printable(why)}`,
  ].join('');
/** Where it was asked for, and where that led. */
const wayLines = ({ secure, plain, answers }: HeadersReport, width: number): readonly string[] => {
  const page = answers.find(({ place }) => place === 'page');
  const by =
    page === undefined ? '' : `, HTTP/${page.http}${page.address === undefined ? '' : ` from ${page.address}`}`;
  const lines = (steps: readonly Way[], last: string): readonly string[] =>
    steps.flatMap((step, i) => {
      const [first = '', ...more] = wrap(`${stepText(step)}${i === steps.length - 1 ? last : ''}`, width - 2);
      return [i === 0 ? first : `→ ${first}`, ...indent(more, 2)];
    });
  return [...lines(secure, by), ...(plain === undefined ? [] : lines(plain, ''))];
};

const pointsText = ({ points, counts }: Ruled): string => {
  if (points === 0) return '0';
  const text = points > 0 ? `+${points}` : `−${-points}`;
  return counts ? text : `(${text})`;
};
const standingOfRule = ({ pass, points }: Ruled): Standing => {
  if (pass) return 'ok';
  return points <= -20 ? 'fail' : 'warn';
};
/** A rule, what it costs, and beside it (below, where there is little room) what it found. */
const ruleLines = (
  rules: readonly Ruled[],
  { style, scored }: { style: Style; scored: boolean },
): readonly string[] => {
  const width = style.width - 2;
  const name = Math.max(...rules.map(({ rule }) => widthOf(printable(rule))), 0);
  const cost = scored ? Math.max(...rules.map((r) => widthOf(pointsText(r))), 0) + 2 : 0;
  const taken = 2 + name + cost + 2;
  const isNarrow = style.width < NARROW || width - taken < 24;
  return rules.flatMap((ruled) => {
    const standing = standingOfRule(ruled);
    const points = scored ? pad(pointsText(ruled), cost, 'right') : '';
    const head = `${style.standing(standing, SHAPES[standing])} ${pad(printable(ruled.rule), name)}${points}`;
    const words = printable(ruled.words);
    if (isNarrow) return [head.trimEnd(), ...indent(wrap(words, width - 4), 4)];
    const [first = '', ...more] = wrap(words, width - taken);
    return [`${head}  ${first}`, ...indent(more, taken)];
  });
};
const raiseLines = (raises: Grade['raises'], width: number): readonly string[] => {
  const taken = Math.max(...raises.map((raise) => widthOf(gradeText(raise))), 0) + 4;
  return raises.flatMap((raise) => {
    const [first = '', ...more] = wrap(printable(raise.words), width - taken);
    return [`  ${pad(gradeText(raise), taken - 2)}${first}`, ...indent(more, taken)];
  });
};
const gradeLines = (grade: Grade, style: Style): readonly string[] => {
  const width = style.width - 2;
  // What costs or earns first; what is merely in order is named.
  const [told, quiet] = [
    grade.rules.filter((r) => !r.pass || r.points !== 0),
    grade.rules.filter((r) => r.pass && r.points === 0),
  ];
  const scored = grade.score !== undefined;
  const unused = grade.rules.some((r) => !r.counts && r.points > 0);
  const order = told.toSorted((a, b) => Number(a.pass) - Number(b.pass) || a.points - b.points);
  return [
    style.strong(`${GRADERS[grade.grader]}: ${gradeText(grade)}`),
    ...ruleLines(order, { style, scored }),
    ...(quiet.length === 0
      ? []
      : indent(wrap(`In order: ${quiet.map((r) => printable(r.rule)).join(', ')}.`, width - 2), 2)),
    ...(unused ? indent(wrap('In brackets: more than is asked, and counted from 90 points on.', width - 2), 2) : []),
    ...(grade.raises.length === 0
      ? []
      : [...wrap('What would raise it, each with those before it:', width), ...raiseLines(grade.raises, width)]),
  ];
};

const PLACES: Readonly<Record<PlaceOfSite, string>> = {
  page: 'The page',
  missing: 'A path that is not there',
  asset: 'A static file',
  redirect: 'A redirect',
};
const ORDER = { fail: 0, warn: 1, info: 2 } as const;
const lintLine = ({ code, severity, words, said, hiddenBy }: Lint, style: Style): readonly string[] => {
  const width = style.width - 6;
  // What a grade hides says all by itself.
  const meaning = hiddenBy === undefined && isCode(code) ? `${CODES[code].meaning} ` : '';
  const sent = said === undefined || words.includes(said) ? [] : [cut(`sent: ${printable(said)}`, width)];
  return [
    style.standing(severity, `${SHAPES[severity]} ${printable(code)}`),
    ...indent([...wrap(meaning + printable(words), width), ...sent], 2),
  ];
};
const lintLines = (all: readonly Lint[], style: Style): readonly string[] =>
  all.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity]).flatMap((lint) => lintLine(lint, style));
const section = (title: string, lines: readonly string[], style: Style): readonly string[] =>
  lines.length === 0 ? [] : ['', style.strong(title), ...indent(lines, 2)];

/** How a site's headers fare: the way there, its grades and what cost them, what they hide, and what else is to be said. */
export const headersLines = (report: HeadersReport, style: Style): readonly string[] => {
  const { grades, lint, edge, fixes } = report;
  const width = style.width - 2;
  const hidden = lint.filter(({ hiddenBy }) => hiddenBy !== undefined);
  const places = (Object.keys(PLACES) as PlaceOfSite[]).map(
    (place) => [place, lint.filter((l) => l.place === place && l.hiddenBy === undefined)] as const,
  );
  const edges = edge.map(({ place, header, value }) => `${PLACES[place]}: ${printable(header)}: ${printable(value)}`);
  const kinds = Object.keys(fixes);
  const hints = [
    ...(lint.length > 0 ? ['`plumbline explain CODE` says what to do about each.'] : []),
    ...(kinds.length > 0 ? [`\`--fix ${kinds.join('|')}\` prints lines to paste.`] : []),
  ];
  return [
    ...wayLines(report, width),
    ...(grades.length === 0 ? [] : ['', ...gradeBoxes(grades, style)]),
    ...grades.flatMap((grade) => [''].concat(gradeLines(grade, style))),
    ...section('Hidden behind a good grade', lintLines(hidden, style), style),
    ...places.flatMap(([place, of]) => section(PLACES[place], lintLines(of, style), style)),
    ...section(
      'Who answered',
      edges.map((line) => cut(line, width - 2)),
      style,
    ),
    ...(hints.length === 0 ? [] : ['', ...wrap(hints.join(' '), width)]),
  ];
};
