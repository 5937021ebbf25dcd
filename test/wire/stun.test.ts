import { crc32 } from 'node:zlib';

import { assert, constantFrom, integer, oneof, property, tuple, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { addressText } from '../../src/domain/address.ts';
import { bindingRequest, readStunAnswer } from '../../src/wire/stun.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const TRANSACTION = hex('b7e7a701 bc34d686 fa87dfae');
/** RFC 5769, 2.2 and 2.3. */
const VECTOR_4 = hex(`0101003c 2112a442 b7e7a701 bc34d686 fa87dfae  8022000b 74657374 20766563 746f7220
  00200008 0001a147 e112a643  00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7  80280004 c07d4c96`);
const VECTOR_6 = hex(`01010048 2112a442 b7e7a701 bc34d686 fa87dfae  8022000b 74657374 20766563 746f7220
  00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9
  00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41  80280004 c8fb0b4c`);

type Attribute = readonly [kind: number, value: Uint8Array];
const message = (type: number, attributes: readonly Attribute[], transaction = TRANSACTION): Uint8Array => {
  const body = Buffer.concat(
    attributes.map(([kind, value]) => {
      const out = Buffer.alloc(4 + ((value.length + 3) & ~3));
      out.writeUInt16BE(kind, 0);
      out.writeUInt16BE(value.length, 2);
      out.set(value, 4);
      return out;
    }),
  );
  const head = Buffer.from(`00000000 2112a442`.replace(' ', ''), 'hex');
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(body.length, 2);
  return Uint8Array.from(Buffer.concat([head, transaction, body]));
};
const plain = (family: 4 | 6, address: Uint8Array, port: number): Uint8Array =>
  Uint8Array.of(0, family === 4 ? 1 : 2, port >> 8, port & 0xff, ...address);
const xored = (value: Uint8Array, transaction: Uint8Array): Uint8Array => {
  const key = Uint8Array.of(0x21, 0x12, 0xa4, 0x42, ...transaction);
  return value.map((b, i) => (i < 2 ? b : b ^ (key[i < 4 ? i - 2 : i - 4] ?? 0)));
};
const withFingerprint = (bytes: Uint8Array): Uint8Array => {
  const out = Buffer.concat([bytes, hex('80280004 00000000')]);
  out.writeUInt16BE(out.length - 20, 2);
  out.writeUInt32BE((crc32(out.subarray(0, -8)) ^ 0x5354554e) >>> 0, out.length - 4);
  return Uint8Array.from(out);
};

describe('a Binding request', () => {
  it('is a header alone', () => {
    expect(bindingRequest(TRANSACTION)).toEqual(hex('00010000 2112a442 b7e7a701 bc34d686 fa87dfae'));
    expect(() => bindingRequest(new Uint8Array(11))).toThrow(RangeError);
  });
});

describe('the answer to it', () => {
  it('is read as the test vectors of RFC 5769 say', () => {
    const told = { kind: 'mapped', port: 32_853, software: 'test vector' };
    expect(readStunAnswer(VECTOR_4, TRANSACTION)).toEqual({ ...told, address: '192.0.2.1' });
    expect(readStunAnswer(VECTOR_6, TRANSACTION)).toEqual({
      ...told,
      address: '2001:db8:1234:5678:11:2233:4455:6677',
    });
  });
  it('tells any address and port, with and without a fingerprint', () => {
    const address = oneof(
      tuple(constantFrom(4 as const), uint8Array({ minLength: 4, maxLength: 4 })),
      tuple(constantFrom(6 as const), uint8Array({ minLength: 16, maxLength: 16 })),
    );
    assert(
      property(
        address,
        integer({ min: 0, max: 65_535 }),
        uint8Array({ minLength: 12, maxLength: 12 }),
        ([family, bytes], port, transaction) => {
          const value = plain(family, bytes, port);
          const told = { kind: 'mapped', address: addressText({ family, bytes }), port };
          for (const attribute of [[0x20, xored(value, transaction)] as const, [0x01, value] as const]) {
            const answer = message(0x0101, [attribute], transaction);
            expect(readStunAnswer(answer, transaction)).toEqual(told);
            expect(readStunAnswer(withFingerprint(answer), transaction)).toEqual(told);
          }
        },
      ),
    );
  });
  it('is the XOR-MAPPED-ADDRESS where there is another too, which a router may have changed, and of each the first', () => {
    const [seen, changed] = [Uint8Array.of(192, 0, 2, 1), Uint8Array.of(10, 0, 0, 1)];
    const answer = message(0x0101, [
      [0x01, plain(4, changed, 1)],
      [0x7f00, new Uint8Array(3)], // nobody's
      [0x20, xored(plain(4, seen, 2), TRANSACTION)],
      [0x20, xored(plain(4, changed, 3), TRANSACTION)],
    ]);
    expect(readStunAnswer(answer, TRANSACTION)).toEqual({ kind: 'mapped', address: '192.0.2.1', port: 2 });
  });
  it('may be an error', () => {
    const answer = message(0x0111, [[0x09, Uint8Array.of(0, 0, 4, 20, ...Buffer.from('Unknown\u0007'))]]);
    expect(readStunAnswer(answer, TRANSACTION)).toEqual({ kind: 'error', code: 420, reason: 'Unknown\uFFFD' });
    for (const wrong of [
      [0, 0, 2, 0],
      [0, 0, 7, 0],
      [0, 0, 4, 100],
      [0, 0, 4],
    ])
      expect(readStunAnswer(message(0x0111, [[0x09, Uint8Array.from(wrong)]]), TRANSACTION)).toBeUndefined();
  });
  it('is none for another transaction, another kind of message, with a wrong fingerprint, or cut short', () => {
    expect(readStunAnswer(VECTOR_4, new Uint8Array(12))).toBeUndefined();
    const value = xored(plain(4, Uint8Array.of(192, 0, 2, 1), 1), TRANSACTION);
    for (const type of [0x0001, 0x0011, 0x0102, 0xc101])
      expect(readStunAnswer(message(type, [[0x20, value]]), TRANSACTION)).toBeUndefined();
    const forged = VECTOR_4.slice();
    forged[60] = 0;
    expect(readStunAnswer(forged, TRANSACTION)).toBeUndefined();
    for (let length = 0; length < VECTOR_4.length; length += 1)
      expect(readStunAnswer(VECTOR_4.slice(0, length), TRANSACTION)).toBeUndefined();
    expect(readStunAnswer(message(0x0101, []), TRANSACTION)).toBeUndefined();
  });
  it('may be any bytes, and its texts stay short', () => {
    const attributes = tuple(constantFrom(1, 9, 0x20, 0x8022, 0x8028), uint8Array({ maxLength: 300 }));
    const shaped = tuple(constantFrom(0x0101, 0x0111), attributes, attributes).map(([type, a, b]) =>
      message(type, [a, b]),
    );
    assert(
      property(oneof(uint8Array({ maxLength: 200 }), shaped), integer({ min: 0, max: 40 }), (bytes, cut) => {
        for (const some of [bytes, bytes.slice(0, -cut)]) {
          const said = readStunAnswer(some, TRANSACTION);
          expect(said?.software?.length ?? 0).toBeLessThanOrEqual(127);
          if (said?.kind === 'error') expect(said.reason.length).toBeLessThanOrEqual(127);
        }
      }),
    );
  });
});
