import type { Values } from '../../domain/outcome.ts';
import type { AnyProbe } from '../../probes/probe.ts';
import { standingOf, worst, type Checked } from '../checked.ts';
import { standingWith } from './grade.ts';
import { value } from './number.ts';
import { rowsTable } from './rows.ts';
import { SITE_TABLES } from './site-tables.ts';
import { SHAPES, WORDS, type Standing, type Style } from './style.ts';
import type { Column } from './table.ts';
import { printable, words } from './text.ts';

/** What a table keeps of one target: its report is gone once this is read from it. */
export interface Brief {
  readonly target: string;
  readonly standing: Standing;
  readonly values: Values;
  readonly remark: string;
  /** Of a probe that has a table of its own; missing where it could not be measured. */
  readonly cells?: readonly string[];
}
export const briefOf = (checked: Checked): Brief => {
  const { probe, subject, at, outcome } = checked;
  const standing = standingOf(checked);
  const target = printable(subject.target ?? '');
  if (outcome.status === 'failed') return { target, standing, values: {}, remark: printable(outcome.detail) };
  const own = SITE_TABLES.get(probe)?.read(outcome.report, at);
  const code = worst(outcome.findings)?.code ?? '';
  if (own === undefined) return { target, standing, values: outcome.values, remark: code };
  const shown = standingWith(standing, outcome.report);
  return { target, standing: shown, values: {}, remark: own.remark ?? code, cells: own.cells };
};

const generic = (all: readonly Brief[], probe: AnyProbe, style: Style): string => {
  const fields = Object.keys(probe.values).filter((field) => all.some(({ values }) => values[field] !== undefined));
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
  const rows = all.map(({ target, standing, values, remark }) => {
    const mark = `${SHAPES[standing]} ${WORDS[standing]}`;
    const cells = fields.map((field) => {
      const n = values[field];
      const unit = probe.values[field]?.unit;
      return n === undefined || unit === undefined ? '–' : value(n, unit);
    });
    return { cells: [target, mark].concat(cells), mark, standing, remark };
  });
  return rowsTable(columns, rows, style);
};

/** Several targets side by side: one line each, with what a probe has for that, or the values that any of them brought. */
export const comparison = (all: readonly Brief[], probe: AnyProbe, style: Style): string => {
  const own = SITE_TABLES.get(probe.name);
  if (own === undefined) return generic(all, probe, style);
  const rows = all.map(({ target, standing, remark, cells = own.columns.map(() => '–') }) => {
    const mark = SHAPES[standing];
    return { cells: [`${mark} ${target}`].concat(cells), mark, standing, remark };
  });
  return rowsTable([{ title: 'SITE', least: 16 }, ...own.columns], rows, style, own.remark);
};
