import type { AnyProbe } from '../../probes/probe.ts';
import { standingOf, worst, type Checked } from '../checked.ts';
import { value } from './number.ts';
import { SHAPES, WORDS, type Style } from './style.ts';
import { table, type Column } from './table.ts';
import { indent, printable, widthOf, words, wrap } from './text.ts';

const remark = ({ outcome }: Checked): string => {
  if (outcome.status === 'failed') return printable(outcome.detail);
  return worst(outcome.findings)?.code ?? '';
};

/** A remark of at most so many columns, as codes are, has its place in the line. */
const SHORT = 20;

/** Several targets side by side: one line each, with the values that any of them brought; a long remark goes below. */
export const comparison = (all: readonly Checked[], probe: AnyProbe, style: Style): string => {
  const valuesOf = ({ outcome }: Checked): Readonly<Record<string, number>> =>
    outcome.status === 'measured' ? outcome.values : {};
  const fields = Object.keys(probe.values).filter((field) => all.some((c) => valuesOf(c)[field] !== undefined));
  // What can be neither good nor bad goes first where there is no room, then counts, then from the right.
  const dropOf = (field: string, i: number): number => {
    const info = probe.values[field];
    return i + (info?.better === 'neither' ? 200 : 0) + (info?.unit === 'count' ? 100 : 0);
  };
  const columns: readonly Column[] = [
    { title: 'TARGET', least: 16 },
    { title: 'STATE' },
    ...fields.map((field, i): Column => ({ title: words(field).toUpperCase(), side: 'right', drop: dropOf(field, i) })),
  ];
  const remarks = all.map(remark);
  const rows = all.map((checked) => {
    const standing = standingOf(checked);
    const cells = fields.map((field) => {
      const n = valuesOf(checked)[field];
      const unit = probe.values[field]?.unit;
      return n === undefined || unit === undefined ? '–' : value(n, unit);
    });
    return [printable(checked.subject.target ?? ''), `${SHAPES[standing]} ${WORDS[standing]}`, ...cells];
  });
  const withRemarks = (cells: readonly string[], width: number): readonly string[] =>
    cells.every((c) => c === '')
      ? table(columns, rows, width)
      : table(
          [...columns, { title: 'REMARK', least: SHORT, drop: -1 }],
          rows.map((row, i) => row.concat(cells[i] ?? '')),
          width,
        );
  const whole = withRemarks(remarks, Number.POSITIVE_INFINITY);
  const fits = whole.every((line) => widthOf(line) <= style.width);
  const beside = remarks.map((r) => (widthOf(r) <= SHORT ? r : ''));
  const [head = '', ...lines] = fits ? whole : withRemarks(beside, style.width);
  const painted = lines.map((line, i) => {
    const checked = all[i];
    if (checked === undefined) return line;
    const standing = standingOf(checked);
    const shape = `${SHAPES[standing]} ${WORDS[standing]}`;
    const below = fits || beside[i] !== '' ? [] : indent(wrap(remarks[i] ?? '', style.width - 2), 2);
    return [line.replace(shape, style.standing(standing, shape)), ...below].join('\n');
  });
  return `${[style.strong(head), ...painted].join('\n')}\n`;
};
