import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { aloneOf, camps, voicesOf, voteOf, type Voice } from '../../../src/probes/geoip/judge.ts';
import type { GeoAnswer } from '../../../src/probes/geoip/report.ts';

const answer = (source: string, country: string | undefined, more: Partial<GeoAnswer> = {}): GeoAnswer => ({
  source,
  kind: 'mmdb',
  says: 'location',
  ...(country === undefined ? { why: 'silent' } : { country }),
  ...more,
});
const voice = (who: string, country: string): Voice => ({ who, country });

describe('the voices', () => {
  it('are one a maker: of two databases the one that was built last, in whatever order', () => {
    const old = answer('a', 'AE', { maker: 'MaxMind', builtAt: 1 });
    const young = answer('b', 'GB', { maker: 'MaxMind', builtAt: 2 });
    for (const both of [
      [old, young],
      [young, old],
    ])
      expect(voicesOf(both)).toEqual([voice('MaxMind', 'GB')]);
  });
  it('are their own where the maker is not known', () => {
    expect(voicesOf([answer('a', 'GB'), answer('b', 'GB')])).toHaveLength(2);
  });
  it('are none of who is silent, and none of whom an address was given to', () => {
    expect(voicesOf([answer('a', undefined), answer('b', 'NL', { says: 'registration' })])).toEqual([]);
  });
});

describe('the vote', () => {
  it.each<readonly [string, readonly Voice[], object | undefined, readonly string[]]>([
    ['of nobody is none', [], undefined, []],
    ['of one is his, and he stands with nobody against him', [voice('a', 'GB')], { country: 'GB', says: 1, of: 1 }, []],
    ['of two who disagree is none, and neither stands alone', [voice('a', 'GB'), voice('b', 'AE')], undefined, []],
    [
      'of two against one is theirs',
      [voice('a', 'AE'), voice('b', 'GB'), voice('c', 'GB')],
      { country: 'GB', says: 2, of: 3 },
      ['a'],
    ],
    [
      'of two against two is none',
      [voice('a', 'AE'), voice('b', 'GB'), voice('c', 'GB'), voice('d', 'AE')],
      undefined,
      [],
    ],
    [
      'of the story: the Emirates, the Netherlands, and twice the truth',
      [voice('a', 'AE'), voice('b', 'NL'), voice('c', 'GB'), voice('d', 'GB')],
      { country: 'GB', says: 2, of: 4 },
      ['a', 'b'],
    ],
  ])('%s', (_, voices, vote, alone) => {
    expect(voteOf(voices)).toEqual(vote);
    expect(aloneOf(voices)).toEqual(alone);
  });

  const voices = fc
    .array(fc.constantFrom('GB', 'DE', 'NL', 'AE'), { maxLength: 12 })
    .map((countries) => countries.map((country, i) => voice(`s${i}`, country)));
  it('is more than anybody else has, and the same in any order', () => {
    fc.assert(
      fc.property(voices, fc.func(fc.integer()), (all, order) => {
        const vote = voteOf(all);
        const shuffled = all.toSorted((a, b) => order(a.who) - order(b.who));
        expect(voteOf(shuffled)).toEqual(vote);
        expect(aloneOf(shuffled).toSorted()).toEqual(aloneOf(all).toSorted());
        if (vote === undefined) return;
        expect(vote.of).toBe(all.length);
        for (const [country, who] of camps(all))
          expect(country === vote.country ? who.length === vote.says : who.length < vote.says).toBe(true);
      }),
    );
  });
  it('leaves nobody out: the camps are all the voices', () => {
    fc.assert(
      fc.property(voices, (all) => {
        expect(camps(all).flatMap(([country, who]) => who.map((w) => voice(w, country)))).toHaveLength(all.length);
        for (const who of aloneOf(all)) {
          const { country } = all.find((v) => v.who === who) ?? voice('', '');
          expect(all.filter((v) => v.country === country)).toHaveLength(1);
        }
      }),
    );
  });
});
