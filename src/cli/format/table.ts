import { cut, pad, widthOf } from './text.ts';

export interface Column {
  readonly title: string;
  readonly side?: 'left' | 'right';
  /** May be cut down to this many characters where the lines are too long. */
  readonly least?: number;
  /** May be left out where cutting is not enough, the highest first. */
  readonly drop?: number;
}
interface Sized extends Column {
  readonly index: number;
  readonly size: number;
}
const GAP = 2;

const total = (columns: readonly Sized[]): number => columns.reduce((sum, c) => sum + c.size + GAP, -GAP);

/** Cuts the widest that gives way, then leaves out what may be, until the columns fit. */
const fit = (columns: readonly Sized[], width: number): readonly Sized[] => {
  const excess = total(columns) - width;
  if (excess <= 0) return columns;
  const widest = columns.filter((c) => c.size > (c.least ?? c.size)).toSorted((a, b) => b.size - a.size)[0];
  if (widest !== undefined) {
    const size = Math.max(widest.least ?? 1, widest.size - excess);
    return fit(
      columns.map((c) => (c === widest ? { ...c, size } : c)),
      width,
    );
  }
  const [spare] = columns.filter((c) => c.drop !== undefined).toSorted((a, b) => (b.drop ?? 0) - (a.drop ?? 0));
  if (spare === undefined) return columns;
  return fit(
    columns.filter((c) => c !== spare),
    width,
  );
};

/** Rows under titles, in lines of at most `width` columns as far as the columns give way. */
export const table = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] => {
  const natural = columns.map((c, index): Sized => {
    const size = rows.reduce((w, r) => Math.max(w, widthOf(r[index] ?? '')), widthOf(c.title));
    return { ...c, index, size };
  });
  const fitting = fit(natural, width);
  const line = (cells: readonly string[]): string =>
    fitting
      .map((c) => pad(cut(cells[c.index] ?? '', c.size), c.size, c.side ?? 'left'))
      .join(' '.repeat(GAP))
      .trimEnd();
  return [line(columns.map((c) => c.title)), ...rows.map(line)];
};
