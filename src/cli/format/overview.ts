import type { AnyProbe } from '../../probes/probe.ts';
import { standingOf, worst, type Checked } from '../checked.ts';
import { value } from './number.ts';
import { SHAPES, WORDS, type Style } from './style.ts';
import { table, type Column } from './table.ts';
import { printable, words } from './text.ts';

const remark = ({ outcome }: Checked): string => {
  if (outcome.status === 'failed') return printable(outcome.detail);
  return worst(outcome.findings)?.code ?? '';
};

/** Several targets side by side: one line each, with the values that any of them brought. */
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
    { title: 'REMARK', least: 20, drop: -1 },
  ];
  const rows = all.map((checked) => {
    const standing = standingOf(checked);
    const cells = fields.map((field) => {
      const n = valuesOf(checked)[field];
      const unit = probe.values[field]?.unit;
      return n === undefined || unit === undefined ? '–' : value(n, unit);
    });
    return [
      printable(checked.subject.target ?? ''),
      `${SHAPES[standing]} ${WORDS[standing]}`,
      ...cells,
      remark(checked),
    ];
  });
  const [head = '', ...lines] = table(columns, rows, style.width);
  const painted = lines.map((line, i) => {
    const checked = all[i];
    if (checked === undefined) return line;
    const standing = standingOf(checked);
    const shape = `${SHAPES[standing]} ${WORDS[standing]}`;
    return line.replace(shape, style.standing(standing, shape));
  });
  return `${[style.strong(head), ...painted].join('\n')}\n`;
};
