import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { at, parseJsonPath } from '../../../src/probes/geoip/json-path.ts';

describe('a path in JSON', () => {
  it.each<readonly [string, unknown]>([
    ['country', 'GB'],
    ['data.country_code', 'DE'],
    ['results[1].cc', 'NL'],
    ['[0]', undefined],
    ['results[2].cc', undefined],
    ['results.length', undefined],
    ['country.length', undefined],
    ['constructor.name', undefined],
    ['__proto__', undefined],
    ['nothing.at.all', undefined],
  ])('%s', (path, expected) => {
    const value = { country: 'GB', data: { country_code: 'DE' }, results: [{}, { cc: 'NL' }], nothing: null };
    expect(at(value, parseJsonPath(path) ?? [])).toBe(expected);
  });
  it('leads into a list at its top', () => {
    expect(at([{ cc: 'FR' }], parseJsonPath('[0].cc') ?? [])).toBe('FR');
  });
  it.each(['', '.', 'a.', '.a', 'a[', 'a[x]', 'a]', '[0]a', 'a..b', 'a[0]b', `${'a.'.repeat(20)}a`, 'a'.repeat(300)])(
    'is not "%s"',
    (text) => {
      expect(parseJsonPath(text)).toBeUndefined();
    },
  );
  it('finds whatever was put there', () => {
    const step = fc.oneof(fc.stringMatching(/^[^.[\]]{1,8}$/), fc.nat(3));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const value = steps.reduceRight<unknown>((inner, key) => {
          if (typeof key === 'string') return Object.fromEntries([[key, inner]]);
          return Array.from({ length: key + 1 }, (_, i) => (i === key ? inner : undefined));
        }, 'here');
        const text = steps.map((s, i) => (typeof s === 'number' ? `[${s}]` : `${i === 0 ? '' : '.'}${s}`)).join('');
        expect(at(value, parseJsonPath(text) ?? [])).toBe('here');
      }),
    );
  });
  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (text, value) => {
        const path = parseJsonPath(text);
        if (path !== undefined) at(value, path);
      }),
    );
  });
});
