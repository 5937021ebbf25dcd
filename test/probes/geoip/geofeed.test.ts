import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addressText, hasPrefix, parseAddress } from '../../../src/domain/address.ts';
import { FeedReader, parseFeedLine, parsePrefix } from '../../../src/probes/geoip/geofeed.ts';
import type { Said } from '../../../src/probes/geoip/source.ts';

const read = (text: string, ...addresses: readonly string[]): readonly Said[] => {
  const asked = addresses.map((address) => ({ family: address.includes(':') ? 6 : 4, address }) as const);
  const reader = new FeedReader(asked);
  for (const line of text.split('\n')) reader.line(line);
  return reader.said();
};
const FEED = `# Feed of a provider
81.2.68.0/22,GB,,,
81.2.69.0/24,GB,GB-ENG,London,
81.2.69.142,fr,FR-IDF,Paris,75001
2a00:1450::/32,IE,,"Dublin, South",
2a00:1450:4000::/36,,,,
nonsense
81.2.69.1/24,DE,,,
81.2.70.0/24,Germany,,,
`;

describe('a feed of places', () => {
  it('places an address by the longest prefix that has it', () => {
    expect(read(FEED, '81.2.68.1', '81.2.69.1', '81.2.69.142', '2a00:1450::1')).toEqual([
      { says: 'location', country: 'GB' },
      { says: 'location', country: 'GB', region: 'GB-ENG', city: 'London' },
      { says: 'location', country: 'FR', region: 'FR-IDF', city: 'Paris' },
      { says: 'location', country: 'IE', city: 'Dublin, South' },
    ]);
  });
  it('says why it places none: not in it, or to be nowhere', () => {
    expect(read(FEED, '8.8.8.8', '2a00:1450:4000::1')).toMatchObject([
      { why: 'none of 5 entries has it (3 lines of it are not as RFC 8805 has them)' },
      { why: 'its owner wants it to be nowhere (an entry without a country)' },
    ]);
    expect(read('81.2.69.0/24,GB', '8.8.8.8')).toMatchObject([{ why: 'none of 1 entries has it' }]);
  });
  it('with one prefix twice is wrong there: the first counts', () => {
    const reader = new FeedReader([{ family: 4, address: '81.2.69.1' }]);
    for (const line of ['81.2.69.0/24,GB', '81.2.69.0/24,AE', '81.0.0.0/8,NL']) reader.line(line);
    expect([reader.said()[0]?.country, reader.bad]).toEqual(['GB', 1]);
  });
  it.each<readonly [string, object | 'bad' | undefined]>([
    ['', undefined],
    ['  # comment', undefined],
    ['\u{feff}192.0.2.0/24,GB', { country: 'GB', length: 24 }],
    ['192.0.2.0/24,UK,,-,', { country: 'GB' }],
    ['192.0.2.7,GB', { length: 32 }],
    ['2001:DB8::/32,GB,,,,more,fields', { country: 'GB', family: 6, length: 32 }],
    ['192.0.2.0/24', { length: 24 }],
    ['192.0.2.0/24,ZZ', { length: 24 }],
    ['192.0.2.0/24, GB , GB-ENG , London ,', { region: 'GB-ENG', city: 'London' }],
    ['192.0.2.0/24,GB,"GB-ENG","King""s Lynn",', { region: 'GB-ENG', city: 'King"s Lynn' }],
    ['192.0.2.0/24,GB,"not closed', 'bad'],
    ['192.0.2.0/24,GBR', 'bad'],
    ['192.0.2.0/33,GB', 'bad'],
    ['192.0.2.1/24,GB', 'bad'],
    ['fe80::%eth0/64,GB', 'bad'],
    [',GB', 'bad'],
    ['prefix,country', 'bad'],
  ])('reads the line "%s"', (line, expected) => {
    const entry = parseFeedLine(line);
    if (typeof expected === 'object') expect(entry).toMatchObject(expected);
    else expect(entry).toBe(expected);
  });
  it('may be any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 5 }), (lines) => {
        for (const said of read(lines.join('\n'), '192.0.2.1', '2001:db8::1')) expect(said.says).toBe('location');
      }),
    );
  });
});

const BYTES = fc.oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 16, maxLength: 16 }));
/** Any prefix, as it is written. */
const PREFIX = fc.tuple(BYTES, fc.nat(128)).map(([bytes, n]) => {
  const length = n % (bytes.length * 8 + 1);
  const kept = bytes.map((byte, i) => byte & ~(0xff >> Math.min(8, Math.max(0, length - 8 * i))));
  return { family: bytes.length === 4 ? 4 : 6, bytes: kept, length } as const;
});
it('every prefix that is written is read, and none with bits beyond its length', () => {
  fc.assert(
    fc.property(PREFIX, (prefix) => {
      expect(parsePrefix(`${addressText(prefix)}/${prefix.length}`)).toEqual(prefix);
      if (prefix.length === prefix.bytes.length * 8) return;
      const beyond = prefix.bytes.map((byte, i) => (i === prefix.bytes.length - 1 ? byte | 1 : byte));
      expect(parsePrefix(`${addressText({ ...prefix, bytes: beyond })}/${prefix.length}`)).toBeUndefined();
    }),
  );
});
it('the entry that is found is the longest of all that have the address, in whatever order they stand', () => {
  const near = fc
    .tuple(fc.nat(32), fc.constantFrom('GB', 'DE', 'AE'))
    .map(([length, country]) => ({ length, country }));
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uniqueArray(near, { selector: (n) => n.length }),
      (bytes, entries) => {
        const address = [...bytes].join('.');
        const lines = entries.map(({ length, country }) => {
          const kept = bytes.map((byte, i) => byte & ~(0xff >> Math.min(8, Math.max(0, length - 8 * i))));
          expect(hasPrefix(parseAddress(address)?.bytes ?? kept, kept, length)).toBe(true);
          return `${kept.join('.')}/${length},${country}`;
        });
        const longest = entries.toSorted((a, b) => b.length - a.length)[0];
        expect(read(lines.join('\n'), address)[0]?.country).toBe(longest?.country);
      },
    ),
  );
});
