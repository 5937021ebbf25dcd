import type { Standing, Style } from './style.ts';
import { table, type Column } from './table.ts';
import { dotted, indent, widthOf, wrap } from './text.ts';

/** One line of a table, and what is to be said of it: beside it where there is room, else below. */
export interface Row {
  readonly cells: readonly string[];
  /** The part of the line that has the colour of `standing`. */
  readonly mark: string;
  readonly standing: Standing;
  readonly remark: string;
}
/** A remark of at most so many columns, as codes are, has its place in the line. */
const SHORT = 20;

const broken = (remark: string, width: number): readonly string[] =>
  remark.includes(' ') ? wrap(remark, width) : dotted(remark, width);

/** Rows under titles; a long remark goes below its row, or below all where many have it. */
export const rowsTable = (
  columns: readonly Column[],
  rows: readonly Row[],
  style: Style,
  remarkTitle = 'REMARK',
): string => {
  const plain = rows.map(({ cells }) => cells);
  const withRemarks = (remarks: readonly string[], width: number): readonly string[] =>
    remarks.every((r) => r === '')
      ? table(columns, plain, width)
      : table(
          [...columns, { title: remarkTitle, least: SHORT, drop: -1 }],
          plain.map((row, i) => row.concat(remarks[i] ?? '')),
          width,
        );
  const all = rows.map(({ remark }) => remark);
  const whole = withRemarks(all, Number.POSITIVE_INFINITY);
  if (whole.every((line) => widthOf(line) <= style.wide)) return paint(whole, rows, style);
  const notes = notesOf(all);
  const noted = (remark: string): string => {
    const n = notes.indexOf(remark);
    return n === -1 ? '' : `(${n + 1})`;
  };
  const beside = all.map((r) => (widthOf(r) <= SHORT ? r : noted(r)));
  const lines = withRemarks(beside, style.wide);
  const isBeside = lines[0]?.endsWith(remarkTitle) === true;
  const below = all.map((remark, i) => (remark === '' || (isBeside && beside[i] !== '') ? '' : remark));
  const feet = isBeside
    ? notes.flatMap((note, n) => {
        const [first = '', ...more] = wrap(`(${n + 1}) ${note}`, style.width);
        return [first].concat(indent(more, 4));
      })
    : [];
  const foot = feet.length === 0 ? '' : `\n${feet.join('\n')}\n`;
  return paint(lines, rows, style, below) + foot;
};

/** Long remarks that are said of so many rows that they are told once, below all. */
const MANY = 3;
const notesOf = (remarks: readonly string[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const remark of remarks) if (widthOf(remark) > SHORT) counts.set(remark, (counts.get(remark) ?? 0) + 1);
  return [...counts].filter(([, n]) => n >= MANY).map(([remark]) => remark);
};
const paint = (
  [head = '', ...lines]: readonly string[],
  rows: readonly Row[],
  style: Style,
  below: readonly string[] = [],
): string => {
  const painted = lines.flatMap((line, i) => {
    const { mark = '', standing = 'ok' } = rows[i] ?? {};
    const more = below[i] ?? '';
    return [line.replace(mark, () => style.standing(standing, mark))].concat(
      more === '' ? [] : indent(broken(more, style.width - 2), 2),
    );
  });
  return `${[style.strong(head), ...painted].join('\n')}\n`;
};
