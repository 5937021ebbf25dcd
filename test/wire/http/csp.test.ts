import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isNonceOrHash, readPolicy, splitPolicies } from '../../../src/wire/http/csp.ts';
import { anyField } from './any-field.ts';

describe('a policy', () => {
  it('is its directives in their order, names in lower case, values as they were written', () => {
    expect(
      readPolicy(" Default-Src  'self' 'nonce-AbC' ;; script-src\thttps://A.example/ ; sandbox;script-src *"),
    ).toEqual([
      { name: 'default-src', values: ["'self'", "'nonce-AbC'"] },
      { name: 'script-src', values: ['https://A.example/'] },
      { name: 'sandbox', values: [] },
      { name: 'script-src', values: ['*'] },
    ]);
    expect(readPolicy(' ; ;')).toEqual([]);
  });
  it('is separated by the blanks of ASCII alone', () => {
    expect(readPolicy("\f default-src\t'self'\r\n*\u00a0;img-src\u00a0*; \u2003font-src *\v")).toEqual([
      { name: 'default-src', values: ["'self'", '*\u00a0'] },
      { name: 'img-src\u00a0*', values: [] },
      { name: '\u2003font-src', values: ['*\v'] },
    ]);
    expect(splitPolicies(["\u00a0default-src 'self'\u00a0 , \f\t "])).toEqual(["\u00a0default-src 'self'\u00a0", '']);
  });
  it('ends at a comma, wherever the lines are', () => {
    expect(splitPolicies(["default-src 'self', img-src *", 'font-src *,'])).toEqual([
      "default-src 'self'",
      'img-src *',
      'font-src *',
      '',
    ]);
    expect(splitPolicies([])).toEqual([]);
  });
  it('may be any text', () => {
    fc.assert(
      fc.property(fc.array(anyField), (lines) => {
        for (const policy of splitPolicies(lines))
          for (const { name, values } of readPolicy(policy)) {
            expect(name).toMatch(/^[^\t\n\f\r ;,]+$/);
            expect(values.every((value) => value !== '' && !/[\t\n\f\r ;,]/.test(value))).toBe(true);
          }
      }),
    );
  });
});
it.each([
  ["'nonce-a'", true],
  ["'NONCE-a'", true],
  ["'sha256-a='", true],
  ["'sha384-a'", true],
  ["'sha512-a'", true],
  ["'sha1-a'", false],
  ['nonce-a', false],
  ["'self'", false],
])('%s is a nonce or a hash: %s', (source, is) => expect(isNonceOrHash(source)).toBe(is));
