import { describe, expect, it } from 'vitest';

import { correctionsOf } from '../../../src/probes/geoip/corrections.ts';
import { findingsOf } from '../../../src/probes/geoip/findings.ts';
import { voicesOf, voteOf } from '../../../src/probes/geoip/judge.ts';
import type { GeoAnswer, PlacedAddress } from '../../../src/probes/geoip/report.ts';
import type { Registered } from '../../../src/probes/registry/registered.ts';

const NOW = Date.UTC(2026, 10, 21) * 1_000;
const daysAgo = (days: number): number => NOW - days * 86_400_000_000;
const answer = (maker: string, country: string, more: Partial<GeoAnswer> = {}): GeoAnswer => ({
  source: maker.toLowerCase(),
  kind: 'mmdb',
  says: 'location',
  country,
  maker,
  builtAt: daysAgo(10),
  ...more,
});
const network: Registered = {
  handle: 'H',
  name: 'EXAMPLE-NET',
  from: '81.2.69.0',
  to: '81.2.69.255',
  country: 'NL',
  abuse: 'abuse@example.net',
  by: 'rdap.db.ripe.net',
};
const placed = (answers: readonly GeoAnswer[], here?: string, registered?: Registered): PlacedAddress => {
  const vote = voteOf(voicesOf(answers));
  const country = here ?? vote?.country;
  const address = '81.2.69.142';
  return {
    family: 4,
    address,
    answers: [...answers],
    ...(vote === undefined ? {} : { vote }),
    ...(registered === undefined ? {} : { registered }),
    ...(country === undefined ? {} : { corrections: [...correctionsOf(address, { country }, answers, registered)] }),
  };
};
const findings = (one: PlacedAddress, here?: string) =>
  findingsOf([one], here === undefined ? undefined : { country: here }, NOW);

describe('where databases place an address', () => {
  const three = [answer('MaxMind', 'GB'), answer('DB-IP', 'GB'), answer('IPinfo', 'AE')];

  it('is no finding where all agree, and that is here', () => {
    expect(findings(placed([answer('MaxMind', 'GB'), answer('DB-IP', 'GB')], 'GB'), 'GB')).toEqual([]);
  });
  it('in different countries: who stands alone, and whom to write to', () => {
    const [found, ...more] = findings(placed(three, 'GB', network), 'GB');
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      code: 'geo-disagreement',
      severity: 'info',
      evidence: {
        summary:
          'Databases place 81.2.69.142 in different countries: GB (MaxMind, DB-IP), AE (IPinfo); IPinfo stands alone.',
        family: 4,
        country: 'GB',
        says: 2,
        of: 3,
        alone: 'IPinfo',
        registeredIn: 'NL',
      },
    });
    expect(found?.remedy).toMatch(/^Write to IPinfo \(https:\/\/ipinfo\.io\/corrections\), Google \(https/);
    expect(found?.remedy).toContain(
      '“The IP address 81.2.69.142 is in use in GB. Your data place it in AE. It lies in 81.2.69.0 - 81.2.69.255 (EXAMPLE-NET). Please correct',
    );
  });
  it('where the config does not say where that is, the letter is for whoever knows', () => {
    expect(findings(placed(three))[0]?.remedy).toMatch(/^If it is in GB: write to IPinfo/);
  });
  it('in another country than this: told with who says so, and that it may be a VPN', () => {
    const all = [answer('MaxMind', 'AE'), answer('DB-IP', 'AE')];
    const [found, ...more] = findings(placed(all, 'GB'), 'GB');
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      code: 'geo-unexpected-country',
      severity: 'warn',
      evidence: { country: 'AE', here: 'GB', says: 2, of: 2 },
    });
    expect(found?.remedy).toMatch(/^If that is a VPN, it is what was asked for\. Else write to MaxMind \(.*DB-IP \(/);
  });
  it('has one letter for all, which says what they say only where that is the same', () => {
    const letter = (...countries: readonly string[]): string => {
      const answers = ['MaxMind', 'DB-IP', 'IPinfo'].map((maker, i) => answer(maker, countries[i] ?? 'GB'));
      return findings(placed(answers, 'GB'), 'GB')[0]?.remedy ?? '';
    };
    expect(letter('AE', 'AE')).toContain('Your data place it in AE.');
    expect(letter('AE', 'NL')).not.toMatch(/Your data place it in (?:AE|NL)/);
    expect(letter('AE', 'NL')).toContain('in use in GB. Please correct');
  });
  it('is told in the number that it is', () => {
    const [found] = findings(placed([answer('MaxMind', 'AE')], 'GB'), 'GB');
    expect(found?.evidence['summary']).toBe('1 of 1 database places 81.2.69.142 in AE, not in GB: AE (MaxMind).');
  });
  it('is not told by whom it is registered to: that is beside it', () => {
    const registration = answer('RIPE NCC', 'NL', { says: 'registration', kind: 'delegated' });
    expect(findings(placed([answer('MaxMind', 'GB'), registration], 'GB', network), 'GB')).toEqual([]);
    const [found] = findings(placed([answer('MaxMind', 'AE'), registration], 'GB'), 'GB');
    expect(found?.evidence).toMatchObject({ country: 'AE', registeredIn: 'NL' });
  });
  it('where two are even, is told as a disagreement alone', () => {
    const found = findings(placed([answer('MaxMind', 'GB'), answer('DB-IP', 'AE')], 'GB'), 'GB');
    expect(found.map((f) => f.code)).toEqual(['geo-disagreement']);
    expect(found[0]?.evidence['alone']).toBeUndefined();
  });
});

describe('a database', () => {
  it.each<readonly [string, number, boolean]>([
    ['MaxMind', 30, false],
    ['MaxMind', 31, true],
    ['DB-IP', 60, false],
    ['DB-IP', 61, true],
    ['Somebody', 61, true],
  ])('of %s is stale after its time: %i days', (maker, days, isStale) => {
    const one = placed([answer(maker, 'GB', { builtAt: daysAgo(days) })], 'GB');
    const found = findingsOf([one, { ...one, family: 6, address: '2a00::1' }], { country: 'GB' }, NOW);
    expect(found.map((f) => f.code)).toEqual(isStale ? ['geo-database-stale'] : []);
    if (isStale) expect(found[0]?.evidence).toMatchObject({ source: maker.toLowerCase(), days });
  });
  it('is not stale where its age is not known, nor is what is not on a disk', () => {
    const answers = [
      answer('MaxMind', 'GB', { builtAt: undefined }),
      answer('RIPE NCC', 'GB', { kind: 'delegated', builtAt: 1 }),
    ];
    expect(findings(placed(answers, 'GB'), 'GB')).toEqual([]);
  });
});

describe('corrections', () => {
  const at = (answers: readonly GeoAnswer[], registered?: Registered) =>
    correctionsOf('81.2.69.142', { country: 'GB', region: 'England', city: 'London' }, answers, registered);

  it('are none where nobody is wrong, and registration is not wrong', () => {
    expect(at([answer('MaxMind', 'GB'), answer('RIPE NCC', 'NL', { says: 'registration' })])).toEqual([]);
  });
  it.each(['MaxMind', 'DB-IP', 'IPinfo', 'IP2Location', 'ipdata', 'Cloudflare'])(
    'of %s go to its own desk',
    (maker) => {
      const [first, google] = at([answer(maker, 'AE')]);
      expect(first).toMatchObject({ source: maker, country: 'AE', to: expect.stringMatching(/^https:\/\//) });
      expect(first?.text).toContain('in use in London, England, GB. Your data place it in AE.');
      expect(google).toMatchObject({ source: 'Google', wants: expect.stringContaining('no look-up') });
      expect(google?.text).not.toContain('AE');
    },
  );
  it('are one a maker', () => {
    expect(at([answer('MaxMind', 'AE'), answer('MaxMind', 'AE', { source: 'other' })]).map((c) => c.source)).toEqual([
      'MaxMind',
      'Google',
    ]);
  });
  it("of a feed are its owner's, of nobody that we know whoever's it is", () => {
    const feed = answer('x', 'AE', { kind: 'geofeed', source: 'geofeed of its owner', maker: undefined });
    expect(at([feed], network)[0]).toMatchObject({ source: 'geofeed of its owner', to: 'abuse@example.net' });
    expect(at([feed])[0]).toMatchObject({ to: 'the provider' });
    expect(at([answer('Somebody', 'AE')])[0]).toMatchObject({ to: 'whoever makes it' });
  });
});
