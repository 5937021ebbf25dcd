import { assert, constantFrom, integer, property, tuple, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readSynMss } from '../../src/wire/tcp-header.ts';

/** A TCP header with these options, padded to whole words. */
const header = (flags: number, options: readonly number[]): Uint8Array => {
  const words = 5 + Math.ceil(options.length / 4);
  const bytes = new Uint8Array(words * 4);
  bytes[12] = words << 4;
  bytes[13] = flags;
  bytes.set(options, 20);
  return bytes;
};
const SYN = 0x02;

describe('the MSS of a quoted SYN', () => {
  it('is found among the options', () => {
    expect(readSynMss(header(SYN, [2, 4, 0x05, 0xb4]))).toBe(1460);
    expect(readSynMss(header(SYN, [1, 1, 4, 2, 3, 3, 7, 2, 4, 0x05, 0x3c]))).toBe(1340);
  });
  it.each([
    ['it has none', header(SYN, [1, 1, 4, 2])],
    ['the options end before', header(SYN, [0, 0, 0, 0, 2, 4, 5, 180])],
    ['it is no SYN', header(0x10, [2, 4, 5, 180])],
    ['eight bytes are quoted', header(SYN, [2, 4, 5, 180]).subarray(0, 8)],
    ['the header alone is quoted', header(SYN, [2, 4, 5, 180]).subarray(0, 20)],
    ['half the option is quoted', header(SYN, [2, 4, 5, 180]).subarray(0, 23)],
    ['an option has no length', header(SYN, [8, 0, 2, 4, 5, 180])],
  ])('is undefined where %s', (_, bytes) => {
    expect(readSynMss(bytes)).toBeUndefined();
  });
  it('never throws, and reads nothing beyond the header', () => {
    assert(
      property(uint8Array({ maxLength: 80 }), (bytes) => {
        const mss = readSynMss(bytes);
        return mss === undefined || (mss >= 0 && mss <= 0xffff);
      }),
    );
    const options = tuple(constantFrom(0, 1, 2, 3, 4, 8), integer({ min: 0, max: 12 }), uint8Array({ maxLength: 30 }));
    assert(
      property(options, ([kind, length, rest]) => {
        const whole = header(SYN, [kind, length, ...rest].slice(0, 40));
        expect(readSynMss(Uint8Array.of(...whole, 2, 4, 1, 1))).toBe(readSynMss(whole));
      }),
    );
  });
});
