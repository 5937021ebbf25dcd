import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { apiForTest } from '../api/support.ts';

// Holds docs/ways-in.md to the code.

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/ways-in.md', root), 'utf8');
const COLUMNS = 6;

/** The cells of every row, those of heads left out. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\|(?: way in |\s*:?-)/.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
const testsIn = (cell: string): readonly (readonly [string, string])[] =>
  [...cell.matchAll(/`(test\/[^`]+?) › ([^`]+)`/g)].map(([, file = '', title = '']) => [file, title] as const);

/** The titles that a file gives, by its strings; a title over several values stands there with its %s. */
const hasTitle = (file: string, title: string): boolean => {
  const text = readFileSync(new URL(file, root), 'utf8');
  return ["'", '"', '`'].some((quote) => text.includes(`${quote}${title}${quote}`));
};

describe('the table of ways in', () => {
  it('has in every row a way, its bounds, what is said, and a test', () => {
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) {
      expect(row, row[0]).toHaveLength(COLUMNS);
      for (const cell of row) expect(cell, row[0]).not.toBe('');
      const [way, time, bytes, count] = row;
      expect(testsIn(row.at(-1) ?? '').length, `tests of ${way}`).toBeGreaterThan(0);
      expect(
        [time, bytes, count, row[4]].some((cell) => cell !== '–'),
        `bounds of ${way}`,
      ).toBe(true);
    }
  });
  const named = new Map(rows.flatMap((row) => testsIn(row.at(-1) ?? '')).map((t) => [t.join(' › '), t] as const));
  it.each([...named])('%s is there', (_, [file, title]) => {
    expect(existsSync(new URL(file, root)), file).toBe(true);
    expect(hasTitle(file, title), `"${title}" in ${file}`).toBe(true);
  });
  it('names every route, and no other', async () => {
    const { body } = await apiForTest().ask('/api/openapi.json');
    const { paths } = body as { readonly paths: Readonly<Record<string, object>> };
    const there = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const told = rows.flatMap(([way = '']) => [...way.matchAll(/`([A-Z]+ \/[^`]*)`/g)].map(([, route = '']) => route));
    expect([...new Set(told)].toSorted()).toEqual([...there, 'GET /api/openapi.json'].toSorted());
  });
});
