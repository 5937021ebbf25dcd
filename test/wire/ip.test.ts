import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { parseAddress } from '../../src/domain/address.ts';
import { ipv4HeaderBytes, notOneHost } from '../../src/wire/ip.ts';

it.each([
  ['224.0.0.1', 'multicast'],
  ['239.255.255.255', 'multicast'],
  ['255.255.255.255', 'broadcast'],
  ['0.0.0.0', 'unspecified'],
  ['::', 'unspecified'],
  ['ff02::1', 'multicast'],
  ['223.255.255.255', undefined],
  ['240.0.0.1', undefined],
  ['127.0.0.1', undefined],
  ['fe80::1%eth0', undefined],
] as const)('%s: %s', (text, group) => {
  const address = parseAddress(text);
  expect(address && notOneHost(address)).toBe(group);
});

it('finds an IPv4 header where there is one', () => {
  const packet = (words: number): Uint8Array => Uint8Array.from([0x40 | words, ...Array.from({ length: 59 }, () => 0)]);
  expect(ipv4HeaderBytes(packet(5), 0, 60)).toBe(20);
  expect(ipv4HeaderBytes(packet(15), 0, 60)).toBe(60);
  expect(ipv4HeaderBytes(packet(15), 0, 59)).toBe(0);
  expect(ipv4HeaderBytes(packet(4), 0, 60)).toBe(0);
  expect(ipv4HeaderBytes(Uint8Array.from([0x65]), 0, 1)).toBe(0);
});

it('never tells a header that reaches beyond the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), (bytes, from) => {
      const length = ipv4HeaderBytes(bytes, from, bytes.length);
      expect(length === 0 || (length >= 20 && from + length <= bytes.length)).toBe(true);
    }),
  );
});
