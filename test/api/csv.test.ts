import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { csvText } from '../../src/api/csv.ts';

/** The cells of a line as a spreadsheet has them: quotes are around a cell only where it begins with one. */
const cellsOf = (line: string, separators: string): readonly string[] => {
  const cells: string[] = [];
  for (let at = 0; at <= line.length; at += 1) {
    let cell = '';
    if (line.charAt(at) === '"') {
      for (at += 1; at < line.length && !(line.charAt(at) === '"' && line.charAt(at + 1) !== '"'); at += 1) {
        if (line.charAt(at) === '"') at += 1;
        cell += line.charAt(at);
      }
      at += 1;
    }
    for (; at < line.length && !separators.includes(line.charAt(at)); at += 1) cell += line.charAt(at);
    cells.push(cell);
  }
  return cells;
};
const texts = fc.array(fc.constantFrom(';', '=1+1', '"', ' ', ',', '@', '-', '\t', '\r', '\n', 'a', "'"), {
  maxLength: 12,
});

describe('a text of strangers in a cell', () => {
  it.each([
    ['plain', 'plain'],
    ['a;b', '"a;b"'],
    ['a\tb', 'a b'],
    ['=1+1', "'=1+1"],
    ['＝1+1', "'＝1+1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['a;＠x', `"a;'＠x"`],
    ['a; =1', `"a;' =1"`],
    ['a;"=1', `"a;'""=1"`],
    ['loss 5%; rtt 3', '"loss 5%; rtt 3"'],
  ])('%j is written %s', (text, cell) => expect(csvText(text)).toBe(cell));

  it.each([',', ';', ',;', ',;\t'])('is no formula to a reader whose separators are %j', (separators) => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const line = `2026-01-01,${csvText(a.join(''))},${csvText(b.join(''))},end`;
        for (const cell of cellsOf(line, separators)) expect(cell).not.toMatch(/^\s*[=+\-@|%\t\r]/);
        if (!separators.includes(';')) expect(cellsOf(line, separators)).toHaveLength(4);
      }),
      { numRuns: 2_000 },
    );
  });
});
