export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;
/** Rows of one series or group. */
export interface Table {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

/** No answer has more rows, of all its statements together. */
const MOST_ROWS = 2_000_000;

export const isRecord = (x: unknown): x is Readonly<Record<string, unknown>> =>
  typeof x === 'object' && x !== null && !Array.isArray(x);
const isCell = (x: unknown): x is Cell =>
  x === null || typeof x === 'string' || typeof x === 'number' || typeof x === 'boolean';
const listOf = (x: unknown): readonly unknown[] => (Array.isArray(x) ? x : []);
const textOf = (x: unknown): string => (typeof x === 'string' ? x : '');
const tagsOf = (x: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(isRecord(x) ? x : {}).map(([k, v]) => [k, textOf(v)]));

/** The tables of the statements of one request, put together from the lines of a chunked answer. */
export class StatementTables {
  readonly all: (Table & { readonly rows: Row[] })[][];
  #rows = 0;

  constructor(statements: number) {
    this.all = Array.from({ length: statements }, () => []);
  }
  /** Takes one line. Answers with what is wrong where InfluxDB says so; throws for what is no answer of it. */
  add(line: string): string | undefined {
    if (line.trim() === '') return undefined;
    const told: unknown = JSON.parse(line);
    if (!isRecord(told)) throw new Error('no JSON object where one was expected');
    if (typeof told['error'] === 'string') return told['error'].slice(0, 300);
    for (const result of listOf(told['results'])) {
      if (!isRecord(result)) continue;
      if (typeof result['error'] === 'string') return result['error'].slice(0, 300);
      const tables = this.all[Number(result['statement_id'] ?? 0)];
      for (const series of listOf(result['series'])) if (isRecord(series)) this.#addSeries(tables ?? [], series);
    }
    return undefined;
  }
  #addSeries(tables: (Table & { readonly rows: Row[] })[], series: Readonly<Record<string, unknown>>): void {
    const name = textOf(series['name']);
    const tags = tagsOf(series['tags']);
    const columns = listOf(series['columns']).map(textOf);
    const last = tables.at(-1);
    const isMore = last !== undefined && last.name === name && JSON.stringify(last.tags) === JSON.stringify(tags);
    const table = isMore ? last : { name, tags, rows: [] };
    if (!isMore) tables.push(table);
    for (const values of listOf(series['values'])) {
      this.#rows += 1;
      if (this.#rows > MOST_ROWS) throw new Error(`an answer of more than ${MOST_ROWS} rows`);
      const cells = listOf(values);
      const row: Record<string, Cell> = {};
      for (const [i, column] of columns.entries()) {
        const cell = cells[i];
        row[column] = isCell(cell) ? cell : null;
      }
      table.rows.push(row);
    }
  }
}

export const numberIn = (row: Row, column: string): number | undefined => {
  const cell = row[column];
  return typeof cell === 'number' ? cell : undefined;
};
export const textIn = (row: Row, column: string): string | undefined => {
  const cell = row[column];
  return typeof cell === 'string' ? cell : undefined;
};
