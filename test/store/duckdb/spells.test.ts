import { describe, expect, it } from 'vitest';

import { spellsIn } from '../../../src/store/duckdb/spells.ts';

const NOTHING = { reply: undefined, silence: undefined };
const marks = (text: string) => text.split('').flatMap((c, at) => (c === ' ' ? [] : [{ at, lost: c === 'x' }]));
const all = { from: 0, to: 100 };

describe('spells of silence', () => {
  it('lie between replies, whatever their length', () => {
    expect(spellsIn(all, NOTHING, marks('o x xo x'), [])).toEqual({
      over: [{ reply: 0, first: 2, last: 4, lost: 2, to: 5 }],
      carried: { reply: 5, silence: { first: 7, last: 7, lost: 1 } },
    });
  });
  it('go on from what was carried', () => {
    const before = { reply: 3, silence: { first: 4, last: 9, lost: 6 } };
    const later = { from: 10, to: 20 };
    expect(spellsIn(later, before, marks('          xx'), [])).toEqual({
      over: [],
      carried: { reply: 3, silence: { first: 4, last: 11, lost: 8 } },
    });
    expect(spellsIn(later, before, [], [{ from: 5, to: 12 }]).over).toEqual([
      { reply: 3, first: 4, last: 9, lost: 6, to: 12 },
    ]);
  });
  it('end at the edges of gaps, in which nothing counts and after which no reply is known', () => {
    const gaps = [
      { from: 3, to: 3 },
      { from: 5, to: 9 },
      { from: 6, to: 7 },
    ];
    expect(spellsIn(all, NOTHING, marks('oxxxxxxxxxx'), gaps)).toEqual({
      over: [
        { reply: 0, first: 1, last: 2, lost: 2, to: 3 },
        { reply: undefined, first: 3, last: 4, lost: 2, to: 5 },
      ],
      carried: { reply: undefined, silence: { first: 9, last: 10, lost: 2 } },
    });
    expect(spellsIn(all, NOTHING, marks('  oo'), [{ from: 1, to: 3 }]).carried).toEqual({
      reply: 3,
      silence: undefined,
    });
    expect(spellsIn(all, NOTHING, marks('  oo'), [{ from: 1, to: 4 }]).carried).toEqual(NOTHING);
  });
});
