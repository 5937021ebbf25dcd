import { MINUTE, microsOf, type EpochMicros } from '../../domain/time.ts';
import type { Column, Row } from '../../store/table.ts';
import { csvField, isoMicros } from '../csv.ts';

/** Text formats, which the owner of a record tells; a typed one is made of the first. */
export const TEXT_FORMATS = ['csv', 'jsonl'] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/** A cell as text; most of a column says what it said in the row before, and times lie in the same minute. */
type Tell = (cell: unknown) => string;

const MINUTE_US = microsOf(MINUTE);
const times = (): Tell => {
  let minute = -1;
  let text = '';
  return (cell) => {
    const at = cell as EpochMicros;
    const micros = at % MINUTE_US;
    if (at - micros !== minute) {
      minute = at - micros;
      text = isoMicros(minute).slice(0, 'YYYY-MM-DDTHH:MM:'.length);
    }
    const digits = String(micros + 100_000_000); // the one in front keeps the zeros
    return `${text}${digits.slice(1, 3)}.${digits.slice(3)}Z`;
  };
};
const remembering = (tell: Tell): Tell => {
  let last: unknown;
  let text = '';
  return (cell) => {
    if (cell !== last || text === '') [last, text] = [cell, tell(cell)];
    return text;
  };
};

const csvCell = ({ kind }: Column): Tell => {
  if (kind === 'time') return times();
  return remembering((cell) => {
    if (kind === 'json') return csvField(JSON.stringify(cell));
    return typeof cell === 'string' ? csvField(cell) : JSON.stringify(cell);
  });
};
const jsonCell = ({ kind }: Column): Tell => {
  const time = times();
  return kind === 'time' ? (cell) => `"${time(cell)}"` : remembering((cell) => JSON.stringify(cell));
};
const isNothing = (cell: unknown): boolean => cell === null || cell === undefined;

/** Writes rows as lines; `head` comes first, once. */
export interface Writer {
  readonly head: string;
  lines(rows: readonly Row[]): string;
}

/** RFC 4180 but with bare line feeds: a line with the names, then a line a row. Nothing stands for nothing. */
const csv = (columns: readonly Column[]): Writer => {
  const cells = columns.map(csvCell);
  return {
    head: `${columns.map((c) => csvField(c.name)).join(',')}\n`,
    lines: (rows) =>
      rows.map((row) => `${cells.map((tell, i) => (isNothing(row[i]) ? '' : tell(row[i]))).join(',')}\n`).join(''),
  };
};
/** An object a row with every column in it, null for nothing. Times are as in CSV. */
const jsonl = (columns: readonly Column[]): Writer => {
  const keys = columns.map(({ name }, i) => `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  const cells = columns.map(jsonCell);
  const cell = (tell: Tell, value: unknown): string => (isNothing(value) ? 'null' : tell(value));
  return {
    head: '',
    lines: (rows) =>
      rows.map((row) => `${cells.map((tell, i) => `${keys[i]}${cell(tell, row[i])}`).join('')}}\n`).join(''),
  };
};

const WRITERS: Readonly<Record<TextFormat, (columns: readonly Column[]) => Writer>> = { csv, jsonl };

export const writerFor = (format: TextFormat, columns: readonly Column[]): Writer => WRITERS[format](columns);
