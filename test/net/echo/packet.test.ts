import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CUT_SHORT, EchoPacket, NOT_OURS, readCookie } from '../../../src/net/echo/packet.ts';
import { checksum } from '../../../src/wire/checksum.ts';
import { readEchoHeader } from '../../../src/wire/icmp.ts';

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const secret = fc.uint8Array({ minLength: 8, maxLength: 8 });

describe('echo packet', () => {
  it('carries its counter, in the sequence too, under a right checksum', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 2_000 }),
        fc.integer({ min: 0, max: 0xffff }),
        u32,
        secret,
        fc.array(u32, { minLength: 1, maxLength: 5 }),
        (size, id, link, secret, counters) => {
          const packet = new EchoPacket(new Uint8Array(8 + size), 4, id, link, secret);
          for (const counter of counters) {
            packet.number(counter);
            const { bytes } = packet;
            expect(checksum(bytes)).toBe(0);
            expect(readEchoHeader(bytes, 0, bytes.length)).toEqual({ type: 8, code: 0, id, seq: counter & 0xffff });
            expect(readCookie(bytes, 0, bytes.length, link, secret)).toBe(counter);
          }
        },
      ),
    );
  });
  it('is not ours when a bit of the secret or the link differs', () => {
    const secret = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
    for (let bit = 8 * 8; bit < 8 * 20; bit += 1) {
      const packet = new EchoPacket(new Uint8Array(24), 6, 1, 9, secret);
      packet.number(5);
      packet.bytes[bit >> 3] = (packet.bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readCookie(packet.bytes, 0, 24, 9, secret)).toBe(NOT_OURS);
    }
  });
  it('may be any bytes to the reader', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(64), fc.nat(70), secret, (bytes, from, to, secret) => {
        const counter = readCookie(bytes, from, to, 0, secret);
        expect(counter === CUT_SHORT).toBe(to - from < 24 || to > bytes.length);
      }),
    );
  });
});
