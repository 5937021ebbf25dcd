import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { STATE_WORDS, type StateWord } from '../../src/domain/state.ts';
import { blamesOf, type Blame, type Seen } from '../../src/watch/blame.ts';

const WORDS: Readonly<Record<string, StateWord>> = { '+': 'up', '-': 'down', '~': 'degraded', '?': 'unknown' };
/** A row for each place, a letter for each target: a, b, c and so on. */
const seen = (rows: Readonly<Record<string, string>>): readonly Seen[] =>
  Object.entries(rows).flatMap(([vantage, words]) =>
    Array.from(words).flatMap((sign, i) => {
      const word = WORDS[sign];
      const target = 'abcdef'[i] ?? '';
      return word === undefined ? [] : [{ subject: { target, vantage }, word, same: target }];
    }),
  );
const faults = (blames: readonly Blame[]) => Object.fromEntries(blames.map((b) => [b.target, b.fault]));

describe('my line, or their site', () => {
  it('is the site where it fares badly from every place', () => {
    const [blame] = blamesOf(seen({ home: '-+++', office: '~+++' }));
    expect(blame).toMatchObject({ target: 'a', fault: 'site', places: 2, bad: 2 });
    expect(blame?.words).toBe('The site (or what all 2 places share): a fares badly from home and office.');
  });
  it('is the line of the one place from which most others fare badly too', () => {
    const blames = blamesOf(seen({ home: '--~+', office: '++++' }));
    expect(faults(blames)).toEqual({ a: 'line', b: 'line', c: 'line' });
    expect(blames[0]?.evidence).toEqual([{ vantage: 'home', word: 'down', fault: 'line', others: 3, othersBad: 2 }]);
    expect(blames[0]?.words).toBe(
      'The line of home: 2 of 3 other targets from there fare badly too; from office all is well.',
    );
  });
  it('is the path where it fares badly from one place, and most else from there is well', () => {
    const [blame] = blamesOf(seen({ home: '-+++', office: '++++' }));
    expect(blame).toMatchObject({ target: 'a', fault: 'path' });
    expect(blame?.words).toBe('The path from home to a: most else from there answers; from office all is well.');
  });
  it('does not let a line that is down hide a site that is', () => {
    expect(faults(blamesOf(seen({ home: '----', office: '-+++' })))).toEqual({
      a: 'site',
      b: 'line',
      c: 'line',
      d: 'line',
    });
    const [blame] = blamesOf(seen({ home: '----', office: '-+++' }));
    expect(blame?.evidence.map((e) => [e.vantage, e.fault])).toEqual([
      ['home', 'line'],
      ['office', 'site'],
    ]);
  });
  it('is what all share where all fares badly from everywhere', () => {
    expect(faults(blamesOf(seen({ home: '---', office: '---' })))).toEqual({ a: 'site', b: 'site', c: 'site' });
  });
  it('counts neither what is unknown nor too few others', () => {
    expect(blamesOf(seen({ home: '-?', office: '??' }))).toMatchObject([{ fault: 'unclear', places: 1 }]);
    // One other is not most of anything.
    expect(faults(blamesOf(seen({ home: '--', office: '++' })))).toEqual({ a: 'path', b: 'path' });
    expect(blamesOf(seen({ home: '+?', office: '++' }))).toEqual([]);
  });
  it('tells two uplinks of one place apart', () => {
    const over = (via: string, words: string): readonly Seen[] =>
      seen({ home: words }).map(({ subject, word, same }) => ({ subject: { ...subject, via }, word, same }));
    const blames = blamesOf([...over('dsl', '---'), ...over('5g', '+++')]);
    expect(blames[0]?.words).toBe(
      'The line of home over dsl: 2 of 2 other targets from there fare badly too; from home over 5g all is well.',
    );
  });
  it('compares what is the same machine alone, and counts the others of the place all the same', () => {
    const own = (all: readonly Seen[]): readonly Seen[] =>
      all.map((s) => ({ ...s, same: `a of ${s.subject.vantage}` }));
    // Each has a gateway of its own: down at both, it is nobody's site.
    const both = seen({ home: '-+++', office: '-+++' });
    const gateways = both.filter((s) => s.subject.target === 'a');
    const rest = both.filter((s) => s.subject.target !== 'a');
    const blames = blamesOf([...own(gateways), ...rest]);
    expect(blames.map((b) => [b.target, b.same, b.fault, b.places])).toEqual([
      ['a', 'a of home', 'unclear', 1],
      ['a', 'a of office', 'unclear', 1],
    ]);
    const down = seen({ home: '-~++', office: '++++' });
    const [first] = blamesOf([...own(down.filter((s) => s.subject.target === 'a')), ...down.slice(1, 4)]);
    expect(first?.evidence).toMatchObject([{ othersBad: 1, others: 3 }]);
  });
  it('says one thing of each target that fares badly, and nothing of the others', () => {
    const row = fc.string({ unit: fc.constantFrom('+', '-', '~', '?'), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('home', 'office', 'flat'), row), (rows) => {
        const all = seen(rows);
        const bad = all.filter((s) => s.word === 'down' || s.word === 'degraded').map((s) => s.subject.target);
        const blames = blamesOf(all);
        expect(new Set(blames.map((b) => b.target))).toEqual(new Set(bad));
        expect(blames).toHaveLength(new Set(bad).size);
        for (const b of blames) expect([b.evidence.length, b.words.endsWith('.')]).toEqual([b.bad, true]);
        expect(STATE_WORDS).toHaveLength(Object.keys(WORDS).length);
      }),
    );
  });
});
