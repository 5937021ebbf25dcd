import { array, assert, integer, property, stringMatching, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readName, sameName, writeName } from '../../src/wire/dns-name.ts';

const bytes = (...all: readonly (number | string)[]): Uint8Array =>
  Uint8Array.from(
    Buffer.concat(all.map((each) => (typeof each === 'number' ? Buffer.from([each]) : Buffer.from(each, 'latin1')))),
  );

describe('a name on the wire', () => {
  it('is a label after the other', () => {
    expect(writeName('origin.asn.Example.')).toEqual(bytes(6, 'origin', 3, 'asn', 7, 'Example', 0));
    expect(writeName('.')).toEqual(bytes(0));
    expect(readName(bytes(0, 0), 0)).toEqual({ name: '.', end: 1 });
  });
  it.each(['', 'a..b', '.a', 'a'.repeat(64), 'a.'.repeat(128), 'ä.example', 'a b', 'a\\.b', '..'])(
    'is none: %j',
    (name) => expect(writeName(name)).toBeUndefined(),
  );
  it('goes there and back', () => {
    const label = stringMatching(/^[a-z0-9_-]{1,63}$/);
    assert(
      property(array(label, { minLength: 1, maxLength: 6 }), (labels) => {
        const name = labels.join('.');
        const written = writeName(name);
        if (written === undefined) return expect(name.length).toBeGreaterThan(253);
        expect(readName(written, 0)).toEqual({ name, end: written.length });
        for (let length = 0; length < written.length; length += 1)
          expect(readName(written.slice(0, length), 0)).toBeUndefined();
      }),
    );
  });
  it('may end in another, further ahead', () => {
    const both = bytes(7, 'example', 0, 3, 'asn', 0xc0, 0, 6, 'origin', 0xc0, 9);
    expect(readName(both, 9)).toEqual({ name: 'asn.example', end: 15 });
    expect(readName(both, 15)).toEqual({ name: 'origin.asn.example', end: 24 });
  });
  it('is none in a circle, beyond the end, or longer than 255 bytes', () => {
    expect(readName(bytes(0xc0, 0), 0)).toBeUndefined();
    expect(readName(bytes(1, 'a', 0xc0, 0), 0)).toBeUndefined();
    expect(readName(bytes(0xc0, 2, 0xc0, 0), 2)).toBeUndefined();
    expect(readName(bytes(0xc0), 0)).toBeUndefined();
    expect(readName(bytes(0x40, 'a'), 0)).toBeUndefined();
    const long = bytes(...Array.from({ length: 5 }, () => [63, 'a'.repeat(63)]).flat(), 0);
    expect(readName(long, 0)).toBeUndefined();
  });
  it('shows what is no sign as an escape', () => {
    expect(readName(bytes(5, 'a.b\\\n', 0), 0)?.name).toBe(String.raw`a\.b\\\010`);
  });
  it('may be any bytes', () => {
    assert(
      property(uint8Array({ maxLength: 300 }), integer({ min: 0, max: 320 }), (any, from) => {
        const read = readName(any, from);
        expect(read?.end ?? 0).toBeLessThanOrEqual(any.length);
      }),
    );
  });
  it('is the same whatever the case, with or without the last dot', () => {
    expect(sameName('Example.COM.', 'example.com')).toBe(true);
    expect(sameName('.', '.')).toBe(true);
    expect(sameName(String.raw`a\.`, 'a')).toBe(false);
    expect(sameName('a.example', 'b.example')).toBe(false);
  });
});
