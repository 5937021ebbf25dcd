import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { table } from '../../../src/cli/format/table.ts';
import { cut, printable, widthOf, wrap } from '../../../src/cli/format/text.ts';

describe('table', () => {
  const columns = [
    { title: 'NAME', least: 6 },
    { title: 'N', side: 'right' },
    { title: 'NOTE', least: 4, drop: 0 },
  ] as const;
  it('aligns, cuts what gives way, then leaves out what may be', () => {
    const rows = [
      ['a-long-name', '12', 'something'],
      ['b', '7', ''],
    ];
    expect(table(columns, rows, 80)).toEqual([
      'NAME          N  NOTE',
      'a-long-name  12  something',
      'b             7',
    ]);
    expect(table(columns, rows, 18)).toEqual(['NAME     N  NOTE', 'a-lon…  12  somet…', 'b        7']);
    expect(table(columns, rows, 10)).toEqual(['NAME     N', 'a-lon…  12', 'b        7']);
  });
  it('fits where its columns can give way that far, whatever is in it', () => {
    const cell = fc.string({ maxLength: 30, unit: 'grapheme' }).map(printable);
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            cell,
            cell.map((c) => cut(c, 5)),
            cell,
          ),
          { maxLength: 8 },
        ),
        fc.integer({ min: 13, max: 60 }),
        (rows, width) => {
          for (const line of table(columns, rows, width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('text', () => {
  it('printable takes out what a terminal would act on', () => {
    expect(printable('a\u001b[31m\u0007b\u202ec')).toBe('a\u{fffd}[31m\u{fffd}b\u{fffd}c');
    expect(printable('größe 東京 ok')).toBe('größe 東京 ok');
  });
  it('cut never leaves more than the width, and nothing out without saying so', () => {
    expect(cut('東京都', 4)).toBe('東…');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, width) => {
        const short = cut(text, width);
        expect(widthOf(short)).toBeLessThanOrEqual(width);
        if (short !== text && width > 0) expect(short.endsWith('…')).toBe(true);
      }),
    );
  });
  it('wrap keeps every word', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 20 });
    fc.assert(
      fc.property(words, fc.integer({ min: 12, max: 40 }), (given, width) => {
        const lines = wrap(given.join('  '), width);
        expect(lines.flatMap((l) => l.split(' '))).toEqual(given);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});
