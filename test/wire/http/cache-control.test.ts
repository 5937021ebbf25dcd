import { array, assert, integer, oneof, option, property, stringMatching, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseCacheControl, parseSeconds, secondsOf } from '../../../src/wire/http/cache-control.ts';
import { anyField, mutated } from './any-field.ts';

const name = stringMatching(/^[a-z][a-z-]{0,20}$/);
const token = stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const text = stringMatching(/^[ -~]{0,20}$/);
const argument = oneof(
  token.map((argument) => ({ argument, quoted: false, written: `=${argument}` })),
  text.map((argument) => ({
    argument,
    quoted: true,
    written: `="${argument.replaceAll(/["\\]/g, String.raw`\$&`)}"`,
  })),
);

describe('Cache-Control (RFC 9111, 5.2)', () => {
  it('is read as it was written', () => {
    assert(
      property(array(tuple(name, option(argument, { nil: undefined })), { maxLength: 10 }), (all) => {
        const value = all.map(([name, said]) => name + (said?.written ?? '')).join(', ');
        expect(parseCacheControl(value)).toEqual(
          all.map(([name, said]) => ({
            name,
            quoted: said?.quoted ?? false,
            ...(said === undefined ? {} : { argument: said.argument }),
          })),
        );
      }),
    );
  });
  it('has names in any case, empty parts, commas in quotes', () => {
    expect(parseCacheControl(',, Public ,, private="a, b",MAX-AGE = 3, ')).toEqual([
      { name: 'public', quoted: false },
      { name: 'private', argument: 'a, b', quoted: true },
      { name: 'max-age', argument: '3', quoted: false },
    ]);
    expect(parseCacheControl('x='.padEnd(100_000, 'a,'))).toHaveLength(100);
  });
  it('has seconds, at most 2^31', () => {
    expect(['0', '60', '2147483648', '9'.repeat(400)].map(parseSeconds)).toEqual([0, 60, 2 ** 31, 2 ** 31]);
    expect(['', '-1', '1.5', '1h', ' 1', '0x10', '1e3'].map(parseSeconds)).toEqual(Array.from({ length: 7 }));
    expect(secondsOf(parseCacheControl('max-age=60, max-age=70'), 'max-age')).toBe(60);
    expect(secondsOf(parseCacheControl('max-age'), 'max-age')).toBeUndefined();
    assert(
      property(integer({ min: 0, max: 2 ** 31 }), (n) => {
        expect(parseSeconds(String(n))).toBe(n);
      }),
    );
  });
  it('may be any text', () => {
    const real = 'public, max-age=31536000, s-maxage="60", private="set-cookie, x", no-cache';
    assert(
      property(oneof(anyField, mutated(real)), (value) => {
        for (const { name } of parseCacheControl(value)) expect(name).toBe(name.trim().toLowerCase());
      }),
      { numRuns: 2_000 },
    );
  });
});
