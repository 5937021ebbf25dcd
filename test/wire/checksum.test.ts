import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { checksum, fold16, sum16 } from '../../src/wire/checksum.ts';

it('is that of the example in RFC 1071 section 3', () => {
  const bytes = Uint8Array.from([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]);
  expect(fold16(sum16(bytes, 0, 8))).toBe(0xddf2);
  expect(checksum(bytes)).toBe(0x220d);
});

it('is 0 over bytes that hold it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 2, maxLength: 2_000 }), (bytes) => {
      bytes.set([0, 0]);
      const sum = checksum(bytes);
      bytes.set([sum >> 8, sum & 255]);
      expect(checksum(bytes)).toBe(0);
    }),
  );
});

it('does not overflow on the longest packet', () => {
  expect(checksum(new Uint8Array(65_535).fill(255))).toBe(0xff);
});
