import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addressText } from '../../../src/domain/address.ts';
import { DelegationReader, holds, parseDelegation } from '../../../src/probes/geoip/delegated.ts';
import type { Said } from '../../../src/probes/geoip/source.ts';

const read = (text: string, ...addresses: readonly string[]): readonly Said[] => {
  const reader = new DelegationReader(addresses.map((address) => ({ family: address.includes(':') ? 6 : 4, address })));
  for (const line of text.split('\n')) reader.line(line);
  return reader.said();
};
const FILE = `2|ripencc|1700000000|6|19830705|20261120|+0100
ripencc|*|ipv4|*|3|summary
ripencc|*|ipv6|*|1|summary
ripencc|GB|asn|5378|1|19951101|allocated|aaaa
ripencc|GB|ipv4|81.2.64.0|16384|20020115|allocated|bbbb
ripencc|NL|ipv4|81.3.0.0|768|20020115|assigned|cccc
ripencc||ipv4|81.4.0.0|256||available|
ripencc|IE|ipv6|2a00:1450::|29|20091005|allocated|dddd
ripencc|IE|ipv6|2a00:1450::|200|20091005|allocated|eeee
# comment
`;

describe('the statistics of a registry', () => {
  it('tell whom an address was given to, which is not where it is', () => {
    const all = { says: 'registration', maker: 'RIPE NCC', builtAt: Date.UTC(2026, 10, 20) * 1_000 };
    expect(read(FILE, '81.2.64.0', '81.2.127.255', '81.3.2.255', '2a00:1457:ffff::1')).toEqual([
      { ...all, country: 'GB' },
      { ...all, country: 'GB' },
      { ...all, country: 'NL' },
      { ...all, country: 'IE' },
    ]);
  });
  it('say why they do not: beyond a range, given to nobody, of another registry', () => {
    expect(read(FILE, '81.3.3.0', '81.4.0.7', '2a00:1458::1')).toMatchObject([
      { why: 'none of 4 records has it (1 lines of it are not as they should be)' },
      { why: 'no country: available' },
      { why: expect.stringContaining('none of 4 records') },
    ]);
    expect(read('<html>', '81.2.64.0')).toEqual([
      { says: 'registration', why: 'no statistics of a registry (no record of an address in it)' },
    ]);
  });
  it('of all registries together name the one of each record', () => {
    const text = '2|nro|20261120|2||20261120|+0000\narin|US|ipv4|8.0.0.0|16777216|19921201|allocated|x|e-stats';
    expect(read(text, '8.8.8.8')).toMatchObject([{ country: 'US', maker: 'ARIN' }]);
  });
  it.each<readonly [string, object | 'bad' | undefined]>([
    ['apnic|AU|ipv4|1.0.0.0|256|20110811|assigned', { registry: 'apnic', country: 'AU', value: 256 }],
    ['apnic|AU|ipv6|2001:200::|35|19990813|allocated', { family: 6, value: 35 }],
    ['apnic|AU|asn|1234|1|20110811|assigned', undefined],
    ['apnic|*|ipv4|*|50000|summary', undefined],
    ['apnic|AU|ipv4|1.0.0|256|20110811|assigned', 'bad'],
    ['apnic|AU|ipv4|2001:200::|256|20110811|assigned', 'bad'],
    ['apnic|AU|ipv4|1.0.0.0|99999999999|20110811|assigned', 'bad'],
    ['apnic|AU|ipv6|2001:200::|129|20110811|assigned', 'bad'],
    ['some text', 'bad'],
  ])('hold the record "%s"', (line, expected) => {
    const record = parseDelegation(line);
    if (typeof expected === 'object') expect(record).toMatchObject(expected);
    else expect(record).toBe(expected);
  });
  it('may be any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 5 }), (lines) => {
        expect(read(lines.join('\n'), '192.0.2.1', '2001:db8::1')).toHaveLength(2);
      }),
    );
  });
});

it('a range of IPv4 holds its first and its last address, whatever its length, and none beside', () => {
  const bytesOf = (n: number): Uint8Array => Uint8Array.of(n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 - 70_000 }), fc.integer({ min: 1, max: 65_536 }), (start, count) => {
      const line = `arin|US|ipv4|${addressText({ family: 4, bytes: bytesOf(start) })}|${count}|20000101|allocated`;
      const record = parseDelegation(line);
      if (record === undefined || record === 'bad') throw new Error(line);
      const held = [start - 1, start, start + count - 1, start + count].map((n) => holds(record, bytesOf(n)));
      expect(held).toEqual([false, true, true, false]);
    }),
  );
});
