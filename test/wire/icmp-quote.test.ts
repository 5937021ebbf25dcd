import { assert, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readQuote } from '../../src/wire/icmp-quote.ts';

/** An IPv4 header without options. */
const ip = (protocol: number, fragment: number, to: readonly number[]): readonly number[] =>
  [0x45, 0, 0, 56, 0, 0, fragment, 0, 63, protocol, 0, 0].concat([192, 0, 2, 1], to);
const HEAD = [1, 2, 3, 4, 5, 6, 7, 8];
const error = (type: number, fragment: number): Uint8Array =>
  Uint8Array.of(
    ...ip(1, 0, [192, 0, 2, 1]),
    type,
    4,
    0,
    0,
    0,
    0,
    5,
    0x78,
    ...ip(17, fragment, [192, 0, 2, 9]),
    ...HEAD,
  );

describe('what an ICMP error quotes', () => {
  it('is the packet as it came by, DF and all', () => {
    const quote = { protocol: 17, to: Uint8Array.of(192, 0, 2, 9), head: Uint8Array.from(HEAD) };
    expect(readQuote(error(3, 0x40))).toEqual({ ...quote, df: true });
    expect(readQuote(error(11, 0))).toEqual({ ...quote, df: false });
  });
  it('is undefined where it is no error, or too short', () => {
    expect(readQuote(error(0, 0x40))).toBeUndefined();
    expect(readQuote(error(3, 0x40).subarray(0, 55))).toBeUndefined();
  });
  it('may be any bytes', () => {
    assert(
      property(uint8Array({ maxLength: 120 }), uint8Array({ maxLength: 100 }), (some, inner) => {
        readQuote(some);
        const quote = readQuote(Uint8Array.of(...error(3, 0).subarray(0, 28), ...inner));
        return quote === undefined || quote.head.length === 8;
      }),
    );
  });
});
