import { assert, constantFrom, integer, oneof, property } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseCookieDate, parseHttpDate } from '../../../src/wire/http/http-date.ts';
import { anyField, mutated } from './any-field.ts';

const NOVEMBER_1994 = 784_111_777;
const seconds = integer({ min: 0, max: 4_102_444_799 });
const LONG = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

describe('dates of HTTP (RFC 9110, 5.6.7)', () => {
  it('come in three forms', () => {
    expect(parseHttpDate('Sun, 06 Nov 1994 08:49:37 GMT')).toEqual({ seconds: NOVEMBER_1994, form: 'imf-fixdate' });
    expect(parseHttpDate('Sunday, 06-Nov-94 08:49:37 GMT')).toEqual({ seconds: NOVEMBER_1994, form: 'rfc850' });
    expect(parseHttpDate('Sun Nov  6 08:49:37 1994')).toEqual({ seconds: NOVEMBER_1994, form: 'asctime' });
    expect(parseHttpDate('Fri, 01 Jan 2016 23:59:60 GMT')?.seconds).toBe(1_451_692_800);
  });
  it('are read as they were written', () => {
    assert(
      property(seconds, (at) => {
        const date = new Date(at * 1_000);
        const fixed = date.toUTCString();
        expect(parseHttpDate(fixed)).toEqual({ seconds: at, form: 'imf-fixdate' });
        expect(parseCookieDate(fixed)).toBe(at);
        const [, day = '', month = '', year = '', time = ''] = fixed.split(' ');
        expect(parseCookieDate(`${time} ${year} ${Number(day)} ${month}uary`)).toBe(at);
        if (date.getUTCFullYear() > 2069) return;
        const old = `${LONG[date.getUTCDay()]}, ${day}-${month}-${year.slice(2)} ${time} GMT`;
        expect(parseHttpDate(old)).toEqual({ seconds: at, form: 'rfc850' });
      }),
    );
  });
  it.each([
    '0',
    '-1',
    '',
    'now',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 CET',
    'Sun, 06 Nov 1994 08:49:37 +0000',
    'Sun, 31 Feb 1994 08:49:37 GMT',
    'Sun, 06 Foo 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:49:37 GMT',
    'Sun, 06 Nov 1994 08:60:37 GMT',
    `Sun, 06 Nov 1994 08:49:37 GMT${' '.repeat(40)}`,
  ])('nothing else is one: %s', (text) => {
    expect(parseHttpDate(text)).toBeUndefined();
  });
  it.each([
    ['Wed, 09-Jun-2021 10:18:14 GMT', 1_623_233_894],
    ['Wednesday, 9 june 21 10:18:14', 1_623_233_894],
    ['10:18:14 2021 Jun 9', 1_623_233_894],
    ['Thu, 01-Jan-1970 00:00:01 GMT', 1],
    ['Thu, 01 Jan 1970 00:00:00', 0],
    ['Thu, 01 Jan 1600 00:00:00', undefined],
    ['Session', undefined],
    ['9 Jun 2021', undefined],
    ['32 Jun 2021 10:18:14', undefined],
  ])('in cookies are read freely (RFC 6265, 5.1.1): %s', (text, at) => {
    expect(parseCookieDate(text)).toBe(at);
  });
  it('may be any text', () => {
    const real = constantFrom('Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT');
    assert(
      property(oneof(anyField, real.chain(mutated)), (text) => {
        for (const at of [parseHttpDate(text)?.seconds, parseCookieDate(text)])
          expect(at === undefined || Number.isSafeInteger(at)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
