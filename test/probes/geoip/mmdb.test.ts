import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { metadataFault } from '../../../src/probes/geoip/mmdb-metadata.ts';
import { mmdbSource, MOST_DATABASE_BYTES, openMmdb } from '../../../src/probes/geoip/mmdb.ts';
import type { Asked, Asking, Said } from '../../../src/probes/geoip/source.ts';
import { encode, pointer, writeMmdb, writeTree, type MmdbOptions, type MmdbValue } from '../../support/mmdb-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-mmdb-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { signal } = new AbortController();
const asking: Asking = { get: () => Promise.reject(new Error('nobody is asked')), signal, metered: false };
const v4 = (address: string): Asked => ({ family: 4, address });
const v6 = (address: string): Asked => ({ family: 6, address });

let count = 0;
const fileOf = (bytes: Uint8Array, name = 'test.mmdb'): string => {
  const file = join(folder, `${(count += 1)}-${name}`);
  writeFileSync(file, bytes);
  return file;
};
const ask = (bytes: Uint8Array, asked: readonly Asked[], name?: string): Promise<readonly Said[]> =>
  mmdbSource(fileOf(bytes, name))(asked, asking);
const first = async (value: MmdbValue, options?: MmdbOptions, name?: string): Promise<Said | undefined> =>
  (await ask(writeMmdb([['81.2.69.0/24', value]], options), [v4('81.2.69.142')], name))[0];

describe('a database of places', () => {
  it.each<readonly [string, string, MmdbValue, object]>([
    [
      'MaxMind, towns',
      'GeoLite2-City',
      {
        country: { iso_code: 'GB', names: { en: 'United Kingdom' } },
        registered_country: { iso_code: 'US' },
        subdivisions: [{ iso_code: 'ENG', names: { en: 'England' } }],
        city: { names: { de: 'London', en: 'London' } },
      },
      { says: 'location', maker: 'MaxMind', country: 'GB', region: 'England', city: 'London' },
    ],
    ['MaxMind, countries', 'GeoLite2-Country', { country: { iso_code: 'GB' } }, { maker: 'MaxMind', country: 'GB' }],
    [
      'DB-IP',
      'DBIP-City-Lite (compat=City)',
      { country: { iso_code: 'GB' }, city: { names: { en: 'Ely' } } },
      { maker: 'DB-IP', city: 'Ely' },
    ],
    [
      'IPinfo Lite',
      'ipinfo bundle_location_lite.mmdb',
      { country: 'United Kingdom', country_code: 'GB', asn: 'AS1' },
      { maker: 'IPinfo', country: 'GB' },
    ],
    [
      'IPinfo, towns',
      'ipinfo standard_location.mmdb',
      { country: 'GB', region: 'England', city: 'London' },
      { maker: 'IPinfo', country: 'GB', region: 'England', city: 'London' },
    ],
    ['IP2Location', 'IP2LITE-Country', { country: { iso_code: 'GB' } }, { maker: 'IP2Location', country: 'GB' }],
  ])('of %s', async (_, type, record, expected) => {
    expect(await first(record, { type, buildEpoch: 1_790_000_000 })).toMatchObject({
      ...expected,
      builtAt: 1_790_000_000_000_000,
    });
  });
  it.each<readonly [string, object]>([
    ['geolite2-country.mmdb', { maker: 'MaxMind', says: 'location' }],
    ['dbip-city-lite-2026-11.mmdb', { maker: 'DB-IP', says: 'location' }],
    ['iptoasn-country.mmdb', { maker: 'iptoasn', says: 'registration' }],
    ['geo-whois-asn-country.mmdb', { maker: 'ip-location-db', says: 'registration' }],
  ])("of ip-location-db is its maker's by the name of the file: %s", async (name, expected) => {
    expect(await first({ country_code: 'GB' }, { type: 'country ipvAll' }, name)).toMatchObject({
      ...expected,
      country: 'GB',
    });
  });
  it('of nobody that we know has no maker, and says where addresses are', async () => {
    expect(await first({ country_code: 'gb' })).toEqual({
      says: 'location',
      builtAt: 1_780_000_000_000_000,
      country: 'GB',
    });
  });
  it.each<readonly [string, MmdbValue]>([
    ['a registered country alone', { registered_country: { iso_code: 'US' } }],
    ['no country', { city: { names: { en: 'London' } } }],
    ['a country that is none', { country: { iso_code: 'A1' } }],
    ['a text', 'GB'],
  ])('says nothing by %s', async (_, record) => {
    expect(await first(record)).toMatchObject({ why: 'Test-Country does not have it' });
  });
  it.each([24, 28, 32] as const)('is read with records of %i bits, both families', async (recordSize) => {
    const bytes = writeMmdb(
      [
        ['81.0.0.0/8', { country_code: 'FR' }],
        ['81.2.69.0/24', { country_code: 'GB' }],
        ['2a00:1450::/32', { country_code: 'IE' }],
      ],
      { recordSize },
    );
    const said = await ask(bytes, [v4('81.2.69.1'), v4('81.3.0.0'), v4('82.0.0.0'), v6('2a00:1450::1'), v6('2a01::1')]);
    expect(said.map((s) => s.country)).toEqual(['GB', 'FR', undefined, 'IE', undefined]);
  });
  it('of IPv4 alone does not take an IPv6 address for another', async () => {
    const bytes = writeMmdb([['42.0.0.0/8', { country_code: 'CN' }]], { ipVersion: 4 });
    const said = await ask(bytes, [v4('42.1.2.3'), v6('2a00:1450::1')]);
    expect(said).toMatchObject([{ country: 'CN' }, { why: 'Test-Country knows no IPv6 addresses' }]);
  });
});

describe('a file that is no database', () => {
  const whole = writeMmdb([['81.2.69.0/24', { country: { iso_code: 'GB' } }]]);

  it('is told with its path: not there, a folder, a text, too large', async () => {
    const why = async (path: string): Promise<string | undefined> =>
      (await mmdbSource(path)([v4('81.2.69.1')], asking))[0]?.why;
    expect(await why(join(folder, 'none.mmdb'))).toMatch(/none\.mmdb: ENOENT/);
    expect(await why(folder)).toBe(`${folder}: no file`);
    expect(await why(fileOf(Buffer.from('hello')))).toMatch(
      /test\.mmdb: no database \(mmdb\), or a broken one: it has no metadata/,
    );
    const large = fileOf(whole, 'large.mmdb');
    truncateSync(large, MOST_DATABASE_BYTES + 1);
    expect(await why(large)).toMatch(/large\.mmdb: 536870913 bytes, at most 536870912 are read/);
  });
  it('is broken wherever it is cut', async () => {
    const metadata = whole.indexOf('MaxMind.com') - 3;
    for (let length = 0; length < whole.length; length += 7) {
      const opened = await openMmdb(fileOf(whole.subarray(0, length), 'cut.mmdb'), signal);
      expect(opened.ok).toBe(false);
    }
    // Without the beginning, the tree is not as long as the metadata say.
    const beheaded = await openMmdb(fileOf(whole.subarray(metadata), 'beheaded.mmdb'), signal);
    expect(beheaded).toMatchObject({ ok: false, why: expect.stringContaining('it ends before its tree does') });
  });
  it.each<readonly [string, Buffer]>([
    ['a pointer to itself', pointer(0)],
    ['two that point at each other', Buffer.concat([pointer(5), pointer(0)])],
    ['maps in a circle', Buffer.concat([Buffer.from([0xe1]), encode('country'), pointer(0)])],
  ])('goes round in circles: %s', async (_, data) => {
    const said = await ask(writeTree([['81.2.69.0/24', 0]], data), [v4('81.2.69.1')]);
    expect(said[0]?.why).toMatch(/is broken: /);
  });
  it('is not followed into ever more of the same', async () => {
    // Each of 40 lists holds the next one twice: 2^40 of the last.
    const list = (next: number): Buffer => Buffer.concat([Buffer.from([0x02, 0x04]), pointer(next), pointer(next)]);
    const data = Buffer.concat([...Array.from({ length: 40 }, (_, i) => list(12 * (i + 1))), encode('GB')]);
    const said = await ask(writeTree([['81.2.69.0/24', 0]], data), [v4('81.2.69.1'), v4('8.8.8.8')]);
    expect(said).toMatchObject([{ why: expect.any(String) }, { why: 'Test-Country does not have it' }]);
  });
  it('is not followed by thousands of pointers', async () => {
    const texts = Array.from({ length: 3_000 }, () => encode('x'));
    // A list of 3,000: 285 and 2,715.
    const head = Buffer.from([0x1e, 0x04, 0x0a, 0x9b]);
    const at = head.length + 5 * texts.length;
    const data = Buffer.concat([head, ...texts.map((_, i) => pointer(at + 2 * i)), ...texts]);
    const said = await ask(writeTree([['81.2.69.0/24', 0]], data), [v4('81.2.69.1')]);
    expect(said[0]?.why).toMatch(/is broken: a record with more than 2000 pointers$/);
  });
  it('is not read where its metadata point to more than texts', () => {
    const base = Buffer.from('\u{ab}\u{cd}\u{ef}MaxMind.com', 'latin1');
    const fault = (metadata: Buffer): string | undefined => metadataFault(Buffer.concat([base, metadata]));
    const map = (...parts: readonly Buffer[]): Buffer =>
      Buffer.concat([Buffer.from([0xe0 | (parts.length / 2)]), ...parts]);
    expect(fault(map(encode('a'), encode(['b', { c: 1, d: true, e: 2n ** 40n }])))).toBeUndefined();
    // `a` stands after the control byte of the map.
    expect(fault(map(encode('a'), pointer(1)))).toBeUndefined();
    expect(fault(map(encode('a'), pointer(0)))).toBe('its metadata is broken');
    expect(fault(encode('a'))).toBe('its metadata is none');
    expect(fault(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x41]))).toBe('its metadata is broken');
  });
  it('may be any bytes: it is told or read, and nothing is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        async (changes) => {
          const bytes = Buffer.from(whole);
          for (const [i, byte] of changes) bytes[i] = byte;
          const said = await ask(bytes, [v4('81.2.69.1'), v6('2a00::1')], 'any.mmdb');
          expect(said).toHaveLength(2);
        },
      ),
      { numRuns: 300 },
    );
  });
});

it('finds what was written, whatever it is', async () => {
  const country = fc.constantFrom('GB', 'DE', 'NL', 'AE');
  const prefix = fc.tuple(fc.nat({ max: 2 ** 16 - 1 }), fc.integer({ min: 8, max: 16 })).map(([n, length]) => {
    const kept = (n >>> (16 - length)) << (16 - length);
    return { kept, length, text: `${kept >> 8}.${kept & 255}.0.0/${length}` };
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(prefix, country), { minLength: 1, maxLength: 20 }),
      fc.nat(65_535),
      async (given, n) => {
        // The longest last, so that it lies over the others.
        const entries = given.toSorted(([a], [b]) => a.length - b.length);
        const bytes = writeMmdb(entries.map(([p, code]) => [p.text, { country_code: code }]));
        const expected = entries.findLast(([p]) => n >>> (16 - p.length) === p.kept >>> (16 - p.length))?.[1];
        const said = await ask(bytes, [v4(`${n >> 8}.${n & 255}.1.1`)]);
        expect(said[0]?.country).toBe(expected);
      },
    ),
    { numRuns: 100 },
  );
});
