import { isIP } from 'node:net';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  addressText,
  canonicalAddress,
  familyOf,
  hasPrefix,
  isLoopback,
  isPublic,
  parseAddress,
  scopeOf,
} from '../../src/domain/address.ts';

const bytes = (n: number) => fc.uint8Array({ minLength: n, maxLength: n });
// Many zeros, so that `::` comes up in all its places.
const bytes6 = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 })
  .map((groups) => Uint8Array.from(groups.flatMap((g) => [g >> 8, g & 0xff])));

describe('numeric addresses', () => {
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.oneof(bytes(4), bytes6), (b) => {
        const family = b.length === 4 ? 4 : 6;
        const text = addressText({ family, bytes: b });
        expect(isIP(text)).toBe(family);
        expect(parseAddress(text)).toEqual({ family, bytes: b });
      }),
    );
  });

  it('takes exactly what the system takes', () => {
    const text = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.stringMatching(/^[0-9a-f:.]{0,24}$/),
      fc.stringMatching(/^([0-9a-f]{0,4}:){0,8}[0-9a-f.]{0,6}$/),
    );
    fc.assert(
      fc.property(text, (t) => {
        expect(familyOf(t) ?? 0).toBe(isIP(t));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
    ['2001:0:0:1:0:0:0:0', '2001:0:0:1::'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['::ffff:102:304', '::ffff:1.2.3.4'],
    ['FE80::1%eth0', 'fe80::1%eth0'],
    ['192.168.1.1', '192.168.1.1'],
  ])('writes %s as %s (RFC 5952)', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.04',
    '1.2.3.256',
    '1:2',
    ':::',
    '1::2::3',
    '::1%',
    '::1%a%b',
    '::1%a/b',
    'g::',
    '1.2.3.4%a',
    '::1.2.3.4:5',
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it.each([
    ['8.8.8.8', 'public'],
    ['2606:4700:4700::1111', 'public'],
    ['9.255.255.255', 'public'],
    ['10.0.0.1', 'private'],
    ['172.15.255.255', 'public'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['192.168.255.255', 'private'],
    ['100.63.255.255', 'public'],
    ['100.64.0.1', 'shared'],
    ['100.127.255.255', 'shared'],
    ['100.128.0.0', 'public'],
    ['169.254.1.1', 'link-local'],
    ['127.255.0.1', 'loopback'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['0.0.0.0', 'reserved'],
    ['203.0.113.9', 'reserved'],
    ['::', 'reserved'],
    ['::1', 'loopback'],
    ['fe80::1%eth0', 'link-local'],
    ['febf::1', 'link-local'],
    ['fd00::1', 'private'],
    ['fec0::1', 'private'],
    ['ff02::1', 'multicast'],
    ['2001:db8::1', 'reserved'],
    ['4000::1', 'reserved'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['64:ff9b::a00:1', 'private'],
    ['2002:c0a8:101::1', 'private'],
    ['64:ff9b::808:808', 'public'],
  ])('%s is %s', (address, scope) => {
    expect(scopeOf(address)).toBe(scope);
  });

  it('knows no scope of a name', () => {
    expect([scopeOf('localhost'), isPublic('example.org'), isLoopback('localhost')]).toEqual([undefined, false, false]);
  });

  it('compares prefixes bit by bit', () => {
    fc.assert(
      fc.property(bytes(4), bytes(4), fc.integer({ min: 0, max: 32 }), (a, b, n) => {
        const bits = (x: Uint8Array): string => [...x].map((v) => v.toString(2).padStart(8, '0')).join('');
        expect(hasPrefix(a, b, n)).toBe(bits(a).slice(0, n) === bits(b).slice(0, n));
      }),
    );
  });
});
