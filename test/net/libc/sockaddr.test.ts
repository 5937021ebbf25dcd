import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { addressText } from '../../../src/domain/address.ts';
import { readPort, readSockaddr, sockaddrBytes, writeSockaddr } from '../../../src/net/libc/sockaddr.ts';

const address = fc.oneof(
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => ({ family: 4 as const, bytes })),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ({ family: 6 as const, bytes })),
);

it('reads the address that was written', () => {
  fc.assert(
    fc.property(address, fc.nat(8), (address, at) => {
      const view = new DataView(new ArrayBuffer(at + 28));
      writeSockaddr(view, at, address, 3);
      expect(readSockaddr(view, at, at + sockaddrBytes(address.family))).toBe(addressText(address));
      expect(readPort(view, at)).toBe(0);
    }),
  );
});

it('reads any bytes without throwing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(40), fc.nat(50), (bytes, at, end) => {
      const text = readSockaddr(new DataView(bytes.buffer, 0, bytes.length), at, end);
      expect(text === undefined || /^[\da-f.:]+$/.test(text)).toBe(true);
    }),
  );
});
