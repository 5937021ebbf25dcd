import { assert, boolean, constantFrom, integer, oneof, option, property, record, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseSetCookie, type SetCookie } from '../../../src/wire/http/set-cookie.ts';
import { anyField, mutated } from './any-field.ts';

const print = (cookie: SetCookie): string =>
  [
    `${cookie.name}=${cookie.value}`,
    cookie.domain === undefined ? [] : `Domain=${cookie.domain}`,
    cookie.path === undefined ? [] : `Path=${cookie.path}`,
    cookie.maxAge === undefined ? [] : `Max-Age=${cookie.maxAge}`,
    typeof cookie.expires === 'number' ? `Expires=${new Date(cookie.expires * 1_000).toUTCString()}` : [],
    cookie.sameSite === undefined ? [] : `SameSite=${cookie.sameSite}`,
    cookie.secure ? 'Secure' : [],
    cookie.httpOnly ? 'HttpOnly' : [],
    cookie.partitioned ? 'Partitioned' : [],
  ]
    .flat()
    .join('; ');
const anyCookie = record(
  {
    name: stringMatching(/^[A-Za-z_-]{1,12}$/),
    value: stringMatching(/^[A-Za-z0-9+/=]{0,20}$/),
    domain: stringMatching(/^[a-z]{1,8}\.example$/),
    path: constantFrom('/', '/a/b'),
    sameSite: constantFrom('Lax', 'Strict', 'None', 'odd'),
    maxAge: integer(),
    expires: integer({ min: 0, max: 4_000_000_000 }),
    secure: boolean(),
    httpOnly: boolean(),
    partitioned: boolean(),
  },
  { requiredKeys: ['name', 'value', 'secure', 'httpOnly', 'partitioned'] },
);

describe('Set-Cookie (RFC 6265bis, 5.6)', () => {
  it('is read as it was written', () => {
    assert(
      property(anyCookie, (cookie) => {
        expect(parseSetCookie(print(cookie))).toEqual(cookie);
      }),
    );
  });
  it('is read as browsers do', () => {
    const none = { secure: false, httpOnly: false, partitioned: false };
    expect(parseSetCookie('alone')).toEqual({ name: '', value: 'alone', ...none });
    expect(parseSetCookie(' = ; Secure')).toBeUndefined();
    expect(parseSetCookie('a=b=c; DOMAIN=.A.Example; domain=; max-age=1h; path')).toEqual({
      name: 'a',
      value: 'b=c',
      domain: 'a.example',
      path: '',
      ...none,
    });
    expect(parseSetCookie('a=b; expires=soon')).toMatchObject({ expires: 'invalid' });
    expect(parseSetCookie(`a=b; path=/${'x'.repeat(1_024)}`)).toEqual({ name: 'a', value: 'b', ...none });
  });
  it('may be any text', () => {
    const real = 'sid=31d4d96e407aad42; Path=/; Domain=example.org; Expires=Wed, 09 Jun 2021 10:18:14 GMT; Secure';
    assert(
      property(oneof(anyField, option(mutated(real), { nil: real })), (text) => void parseSetCookie(text)),
      {
        numRuns: 2_000,
      },
    );
  });
});
