import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { TABLES } from '../../../src/api/owner/tables.ts';
import { writerFor } from '../../../src/api/owner/text.ts';
import type { Column, Row } from '../../../src/store/table.ts';

const COLUMNS: readonly Column[] = [
  { name: 'at', kind: 'time' },
  { name: 'who', kind: 'text' },
  { name: 'value', kind: 'number' },
  { name: 'n', kind: 'count' },
  { name: 'all', kind: 'json' },
];
const nothing = fc.constant(null);
const rowArb: fc.Arbitrary<Row> = fc.tuple(
  fc.integer({ min: 0, max: 7_000_000_000_000_000 }),
  fc.oneof(nothing, fc.string({ minLength: 1, unit: 'binary' }), fc.constantFrom('a,b', 'say "so"', 'two\nlines', ' ')),
  fc.oneof(
    nothing,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((v) => v + 0),
  ),
  fc.oneof(nothing, fc.nat()),
  fc.oneof(
    nothing,
    fc.dictionary(fc.string(), fc.jsonValue()).map((v) => JSON.parse(JSON.stringify(v)) as unknown),
  ),
);
const rowsArb = fc.array(rowArb, { maxLength: 30 });

/** RFC 4180, by the book: records of fields. */
const readCsv = (text: string): readonly (readonly string[])[] => {
  const records: string[][] = [];
  let fields: string[] = [];
  const pattern = /("(?:[^"]|"")*"|[^,\n]*)(,|\n)/gy;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const [, field = '', end] = found;
    fields.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === ',') continue;
    records.push(fields);
    fields = [];
  }
  return records;
};
const iso = (at: unknown): string => {
  const micros = at as number;
  return `${new Date(Math.floor(micros / 1_000)).toISOString().slice(0, -1)}${String(micros % 1_000).padStart(3, '0')}Z`;
};

describe('CSV', () => {
  it('says what the rows say, whatever is in them', () => {
    fc.assert(
      fc.property(rowsArb, (rows) => {
        const writer = writerFor('csv', COLUMNS);
        const told = readCsv(writer.head + writer.lines(rows));
        const text = (cell: unknown, i: number): string => {
          if (cell === null) return '';
          if (i === 0) return iso(cell);
          return typeof cell === 'string' && i !== 4 ? cell : JSON.stringify(cell);
        };
        expect(told).toEqual([COLUMNS.map((c) => c.name), ...rows.map((row) => row.map(text))]);
      }),
    );
  });
});
describe('JSON lines', () => {
  it('are an object a row with every column in it', () => {
    fc.assert(
      fc.property(rowsArb, (rows) => {
        const lines = writerFor('jsonl', COLUMNS).lines(rows).split('\n').slice(0, -1);
        const expected = rows.map((row) =>
          Object.fromEntries(COLUMNS.map((c, i) => [c.name, c.kind === 'time' ? iso(row[i]) : row[i]])),
        );
        expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(expected);
      }),
    );
  });
});
describe('the tables', () => {
  it.each(Object.entries(TABLES))('%s have columns of their own names', (_, columns) => {
    const names = columns.map((c) => c.name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, kind } of columns) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(['time', 'text', 'number', 'count', 'json']).toContain(kind);
    }
  });
});
