import { array, assert, oneof, property, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { linesOf, partsOf, valueOf } from '../../../src/wire/http/fields.ts';
import { anyField } from './any-field.ts';

describe('header lines', () => {
  const headers = [
    ['Vary', 'Accept'],
    ['X', 'y'],
    ['VARY', ' Origin '],
  ] as const;
  it('of a name in any case, and put together', () => {
    expect(linesOf(headers, 'vary')).toEqual(['Accept', 'Origin']);
    expect(valueOf(headers, 'vary')).toBe('Accept, Origin');
    expect(valueOf(headers, 'age')).toBeUndefined();
  });
});
describe('parts of a list', () => {
  it('are what stands between commas that are not in quotes', () => {
    expect(partsOf('a, ,"b, \\", c" ,d')).toEqual(['a', '"b, \\", c"', 'd']);
    expect(partsOf('a; b="x;y"', ';')).toEqual(['a', 'b="x;y"']);
    const part = oneof(stringMatching(/^[a-z]{1,5}$/), stringMatching(/^"[ a-z,;]{0,5}"$/));
    assert(
      property(array(part), (parts) => {
        expect(partsOf(parts.join(' , '))).toEqual(parts);
      }),
    );
    assert(property(anyField, (text) => partsOf(text).every((one) => one.trim() !== '')));
  });
});
