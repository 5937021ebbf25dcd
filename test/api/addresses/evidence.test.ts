import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { evidenceOf } from '../../../src/api/addresses/evidence.ts';
import { addressNow, placeNow, says } from './support.ts';

const four = (country: string) => ({ country, says: 4, of: 5 });
const dsl = (vote?: string, registered?: string, answers = [says('dbip', vote)]) =>
  placeNow('dsl', 'dsl', [
    addressNow('198.51.100.7', vote === undefined ? undefined : four(vote), registered, answers),
  ]);
const mobile = (vote?: string, registered?: string) =>
  placeNow('5g', '5g', [addressNow('203.0.113.9', vote === undefined ? undefined : four(vote), registered)]);

describe('evidence of place', () => {
  it('is two pieces of different kinds and of different lines that agree', () => {
    const told = evidenceOf([dsl('GB', 'GB'), mobile('GB', 'GB')]);
    expect(told).toMatchObject({ standing: 'two', country: 'GB', contradicts: [] });
    const [a, b] = told.agree.map((i) => told.pieces[i]);
    expect(a?.item).not.toBe(b?.item);
    expect(a?.line).not.toBe(b?.line);
    expect(told.words).toMatch(
      /^Two pieces of evidence agree on United Kingdom: DSL: 4 of 5 place 198\.51\.100\.7 in /,
    );
  });
  it('two of one origin do not count as two: databases and the registry of one address, or of two by databases alone', () => {
    expect(evidenceOf([dsl('GB', 'GB')])).toMatchObject({
      standing: 'one',
      country: 'GB',
      agree: [],
      words: expect.stringMatching(/^2 pieces of one origin, which count as one, say United Kingdom/) as string,
    });
    expect(evidenceOf([dsl('GB'), mobile('GB')])).toMatchObject({ standing: 'one', agree: [] });
    expect(evidenceOf([dsl('GB')])).toMatchObject({ words: expect.stringContaining('billing address') as string });
  });
  it('says what contradicts, down to the one database that stands alone', () => {
    const told = evidenceOf([
      dsl('GB', 'GB', [says('maxmind', 'GB'), says('dbip', 'AE'), says('odd', 'EU')]),
      mobile('NL', 'GB'),
    ]);
    expect(told).toMatchObject({ standing: 'two', country: 'GB' });
    expect(told.contradicts).toEqual([
      '5G: 4 of 5 place 203.0.113.9 in Netherlands',
      'DSL: dbip places 198.51.100.7 in United Arab Emirates',
    ]);
    expect(told.words).toContain('2 things said otherwise.');
  });
  it('is none where nothing is known, and none where pairs contradict one another', () => {
    expect(evidenceOf([])).toMatchObject({ standing: 'none', pieces: [] });
    expect(evidenceOf([dsl('AE', 'GB'), mobile('GB', 'AE')])).toMatchObject({ standing: 'conflicting', agree: [] });
    expect(evidenceOf([dsl('AE', 'GB')])).toMatchObject({
      standing: 'conflicting',
      words: expect.stringContaining('United Arab Emirates and United Kingdom') as string,
    });
  });
  it('leaves a VPN out: its address tells where its server is', () => {
    const vpn = placeNow('vpn', 'vpn', [addressNow('192.0.2.3', four('NL'), 'NL')]);
    const told = evidenceOf([dsl('GB', 'GB'), vpn]);
    expect(told).toMatchObject({ standing: 'one', country: 'GB' });
    expect(told.leftOut).toEqual(['VPN: the address of a VPN tells where its server is']);
  });
  it('does not count the house beside its lines, nor two lines that share an address', () => {
    const house = placeNow('internet', undefined, [addressNow('198.51.100.7', four('GB'), 'GB')]);
    expect(evidenceOf([house, dsl('GB', 'GB')])).toMatchObject({ standing: 'one' });
    expect(evidenceOf([house])).toMatchObject({ standing: 'one', pieces: [{ item: 'b' }] });
    const same = placeNow('5g', '5g', [addressNow('198.51.100.7', four('GB'), 'GB')]);
    expect(evidenceOf([dsl('GB', 'GB'), same])).toMatchObject({ standing: 'one' });
  });
  it('takes the registries’ statistics where RDAP tells no country, and no text for a country', () => {
    const statistics = [says('ripe', 'DE', { kind: 'delegated', says: 'registration' })];
    expect(evidenceOf([dsl(undefined, undefined, statistics)]).pieces).toMatchObject([{ item: 'e', country: 'DE' }]);
    expect(evidenceOf([dsl('<b>', 'EU zone')]).pieces).toEqual([]);
  });
  it('never claims two that are not there', () => {
    const country = fc.constantFrom('GB', 'AE', 'NL', undefined);
    const place = fc.record({
      kind: fc.constantFrom('dsl', '5g', 'vpn', 'cable', undefined),
      vote: country,
      registered: country,
    });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 4 }), (all) => {
        const places = all.map(({ kind, vote, registered }, i) =>
          placeNow(`l${i}`, kind as 'dsl' | undefined, [
            addressNow(`192.0.2.${i}`, vote === undefined ? undefined : four(vote), registered),
          ]),
        );
        const { standing, pieces, agree, country } = evidenceOf(places);
        const pair = agree.flatMap((i) => pieces[i] ?? []);
        expect(pair).toHaveLength(standing === 'two' ? 2 : 0);
        expect(new Set(pair.map((p) => p.line)).size).toBe(pair.length);
        expect(new Set(pair.map((p) => p.item)).size).toBe(pair.length);
        for (const p of pair) expect(p.country).toBe(country);
        if (standing === 'none') expect(pieces).toEqual([]);
        if (standing === 'one') expect(new Set(pieces.map((p) => p.country))).toEqual(new Set([country]));
      }),
    );
  });
});
