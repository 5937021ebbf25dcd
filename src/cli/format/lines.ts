import type { LineInfo, Lines } from '../../api/line-schema.ts';
import { isCode } from '../../domain/codes.ts';
import { lengthWords } from '../../domain/length-words.ts';
import type { Standing } from '../../domain/line-now.ts';
import { findingLines } from './findings.ts';
import { value } from './number.ts';
import type { Standing as Shade, Style } from './style.ts';
import { table, type Column } from './table.ts';
import { indent, printable, wrap } from './text.ts';

const SHADES: Readonly<Record<Standing, Shade>> = {
  live: 'ok',
  standby: 'ok',
  degraded: 'warn',
  dark: 'fail',
  unknown: 'unmeasured',
};
const SHAPES: Readonly<Record<Standing, string>> = {
  live: '●',
  standby: '○',
  degraded: '▲',
  dark: '■',
  unknown: '?',
};
const COLUMNS: readonly Column[] = [
  { title: 'LINE', least: 8 },
  { title: 'STANDS' },
  { title: 'FOR' },
  { title: 'MEDIAN', side: 'right' },
  { title: 'P90', side: 'right', drop: 3 },
  { title: 'LOST/MIN', side: 'right' },
  { title: 'LOST/H', side: 'right', drop: 2 },
  { title: 'SEEN AS', least: 15, drop: 1 },
];
const lost = ({ n, lost }: LineInfo['minute']): string => (n === 0 ? '–' : value(lost / n, 'ratio'));
const us = (n: number | undefined): string => (n === undefined ? '–' : value(n, 'us'));
const shapeOf = ({ standing, live }: LineInfo): string =>
  `${SHAPES[standing]} ${standing}${live && standing !== 'live' ? ', live' : ''}`;

/** Since when it stands so: a line that was well before it went live is live since then. */
const sinceOf = ({ standing, since }: LineInfo, liveSince: number): number =>
  standing === 'live' ? Math.max(since, liveSince) : since;
const rowOf = (line: LineInfo, now: number, liveSince: number): readonly string[] => [
  printable(line.label),
  shapeOf(line),
  lengthWords(now - sinceOf(line, liveSince)),
  us(line.minute.p50 ?? line.hour.p50),
  us(line.minute.p90 ?? line.hour.p90),
  lost(line.minute),
  lost(line.hour),
  line.egress.map((e) => printable(e.address)).join(' ') || '–',
];

/** Which line is live, how all of them stand, and what the last failover cost. */
export const linesCard = ({ now, live, house, lines, lastFailover }: Lines, style: Style): string => {
  if (lines.length === 0)
    return 'No lines are configured: `plumbline config init` proposes `uplinks` from the default routes.\n';
  const label = (name: string): string => printable(lines.find((l) => l.name === name)?.label ?? name);
  const first =
    live === undefined
      ? 'Not known which line is live.'
      : `${style.strong(label(live.line))} has been live for ${lengthWords(now - live.since)}.`;
  const [head = '', ...rows] = table(
    COLUMNS,
    lines.map((l) => rowOf(l, now, live?.since ?? 0)),
    style.width,
  );
  const painted = rows.map((row, i) => {
    const line = lines[i];
    return line === undefined ? row : row.replace(shapeOf(line), style.standing(SHADES[line.standing], shapeOf(line)));
  });
  const places = [{ name: 'The house', findings: house?.findings ?? [] }, ...lines];
  const findings = places.flatMap((place) =>
    place.findings.flatMap(({ code, severity, evidence, remedy, summary }) => {
      const told = { severity, evidence: summary === '' ? evidence : { ...evidence, summary } };
      if (!isCode(code)) return ['', `${label(place.name)}: ${printable(code)}`];
      const finding = { code, ...told, ...(remedy === undefined ? {} : { remedy }) };
      return ['', `${label(place.name)}:`, ...indent(findingLines(finding, style), 2)];
    }),
  );
  const failover =
    lastFailover === undefined
      ? ['No failover on record.']
      : wrap(
          `Last failover ${lengthWords(now - lastFailover.at)} ago: ${printable(lastFailover.summary)}.`,
          style.width,
        );
  return `${[first, '', style.strong(head), ...painted, '', ...failover, ...findings].join('\n')}\n`;
};
