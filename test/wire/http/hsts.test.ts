import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseHstsForPreload, readHsts } from '../../../src/wire/http/hsts.ts';

const anyLine = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
const nearly = fc
  .array(
    fc.constantFrom(
      'max-age',
      '=',
      '0',
      '31536000',
      '"',
      '\\',
      ';',
      ' ',
      '\t',
      'includeSubDomains',
      'preload',
      ',',
      'x',
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));
const whole = fc.record({
  maxAge: fc.integer({ min: 0, max: 1e12 }),
  includeSubDomains: fc.boolean(),
  preload: fc.boolean(),
});
const cased = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) =>
      Array.from(text, (char, i) => (upper[i] === true ? char.toUpperCase() : char.toLowerCase())).join(''),
    );

describe('the header as a browser reads it', () => {
  it.each([
    ['max-age=31536000', 31_536_000, false, false],
    ['max-age=31536000; includeSubDomains; preload', 31_536_000, true, true],
    ['  MAX-AGE = "63072000" ;;includesubdomains ; other="a;b\\"" ;', 63_072_000, true, false],
    ['max-age=0', 0, false, false],
    ['max-age=007', 7, false, false],
    [`max-age=${'9'.repeat(60)}`, Number.MAX_SAFE_INTEGER, false, false],
    ['max-age=1; preload; preload', 1, false, true],
    ['max-age=1; preload=yes', 1, false, false],
    ['max-age="\\1"', 1, false, false],
  ])('%j', (line, maxAge, includeSubDomains, preload) => {
    expect(readHsts(line)).toEqual({ maxAge, includeSubDomains, preload });
  });
  it.each([
    '',
    ' ; ;',
    'includeSubDomains; preload',
    'max-age',
    'max-age=',
    'max-age=-1',
    'max-age=+1',
    'max-age=1.0',
    'max-age="1',
    'max-age="',
    'max-age=1, max-age=1',
    'max-age=1; max-age=1',
    'max-age=1; includeSubDomains; includesubdomains',
    'max-age=1; includeSubDomains=true',
    'max-age=1; includeSubDomains=""',
    'max-age=1 includeSubDomains',
    'max-age=1; x=',
    'max-age=1; =x',
    'max-age=1; \u00fc',
    'max-age=1;\u00a0',
    'max-age=1\u0000',
  ])('ignores %j', (line) => {
    expect(readHsts(line)).toBeUndefined();
  });
  it('may be any bytes', () => {
    fc.assert(
      fc.property(fc.oneof(anyLine, nearly), (line) => {
        const read = readHsts(line);
        if (read !== undefined) expect(Number.isSafeInteger(read.maxAge) && read.maxAge >= 0).toBe(true);
      }),
    );
  });
  it('is what was written, in any order, case and spacing', () => {
    const said = whole.chain((meant) =>
      fc
        .tuple(
          cased('max-age'),
          cased('includeSubDomains'),
          cased('preload'),
          fc.boolean(),
          fc.constantFrom('', ' ', '\t '),
        )
        .chain(([maxAge, sub, preload, quoted, blank]) => {
          const value = quoted ? `"${meant.maxAge}"` : String(meant.maxAge);
          const parts = [
            `${maxAge}${blank}=${blank}${value}`,
            ...(meant.includeSubDomains ? [sub] : []),
            ...(meant.preload ? [preload] : []),
          ];
          return fc
            .shuffledSubarray(parts, { minLength: parts.length })
            .map((all) => ({ meant, line: all.join(`${blank};${blank}`) }));
        }),
    );
    fc.assert(
      fc.property(said, ({ meant, line }) => {
        expect(readHsts(line)).toEqual(meant);
      }),
    );
  });
  it('takes no time that grows with the square of its length', () => {
    const long = 200_000;
    for (const part of [' ', ';', '; ', 'a', 'a;', '\\', '"', '"\\', 'max-age ='])
      for (const line of [part.repeat(long / part.length) + '\u0000', `a${part.repeat(long / part.length)}\u0000`]) {
        expect(readHsts(line)).toBeUndefined();
        expect(parseHstsForPreload(line).maxAge).toBeUndefined();
      }
  });
});

const YEAR = 31_536_000;
/** Headers and what hstspreload.org says of each: errors and warnings as they come. */
const CASES: readonly (readonly [line: string, issues: readonly string[], maxAge?: number | undefined])[] = [
  ['includeSubDomains; max-age=1337', [], 1337],
  [`   max-age=${YEAR}  ;     inCLUDESUBDomaINs    ;     preload      `, [], YEAR],
  ['preload; includeSubDomains', []],
  ['', ['empty']],
  [' \t\n', ['empty']],
  [';', ['empty_directive']],
  ['max-age=1;;;', ['empty_directive'], 1],
  ['; max-age=1', ['empty_directive'], 1],
  ['preload; preload; max-age=1; preload', ['repeated.preload'], 1],
  ['includeSubDomains; includesubdomains; max-age=1', ['repeated.include_sub_domains'], 1],
  ['max-age=1; max-age=2', ['repeated.max_age'], 1],
  ['max-age=x; max-age=2', ['max_age.non_digit_characters'], 2],
  ['max-age=1; preload=yes', ['invalid.preload'], 1],
  ['max-age=1; preloaded', ['invalid.preload'], 1],
  ['max-age=1; includeSubDomains=1', ['invalid.include_sub_domains'], 1],
  ['max-age=1; includeSubDomain', ['unknown_directive'], 1],
  ['max-age=1; extra; directives', ['unknown_directive', 'unknown_directive'], 1],
  ['max-age=1, includeSubDomains', ['max_age.non_digit_characters']],
  ['max-age=01234', ['max_age.leading_zero'], 1234],
  ['max-age=0', [], 0],
  ['max-age=0x', ['max_age.leading_zero', 'max_age.non_digit_characters']],
  ['max-age="31536000"', ['max_age.non_digit_characters']],
  ['max-age=-101', ['max_age.non_digit_characters']],
  ['max-age=+101', ['max_age.non_digit_characters']],
  ['max-age= 101', ['max_age.non_digit_characters']],
  ['max-age=', ['max_age.parse_int_error']],
  ['max-age=18446744073709551615', [], Number.MAX_SAFE_INTEGER],
  ['max-age=18446744073709551616', ['max_age.parse_int_error']],
  [`max-age=${'9'.repeat(4_000)}`, ['max_age.parse_int_error']],
  ['max-age', ['invalid.max_age.no_value']],
  ['max-age =1', ['invalid.max_age.no_value']],
  ['max-age; max-age', ['invalid.max_age.no_value']],
  ['includeDomains; max-age;', ['unknown_directive', 'invalid.max_age.no_value', 'empty_directive']],
];

describe('the header as hstspreload.org reads it', () => {
  it.each(CASES.map(([line, issues, maxAge]) => [line, issues, maxAge] as const))('%j: %j', (line, issues, maxAge) => {
    const read = parseHstsForPreload(line);
    expect(read.issues.map((issue) => issue.code)).toEqual(issues.map((code) => `header.parse.${code}`));
    expect(read.maxAge).toBe(maxAge);
  });
  it('says what it takes amiss', () => {
    expect(parseHstsForPreload('max-age=1; eXtra=1').issues).toEqual([
      { code: 'header.parse.unknown_directive', said: 'eXtra=1' },
    ]);
  });
  it('may be any bytes, and says a bounded number of things', () => {
    fc.assert(
      fc.property(fc.oneof(anyLine, nearly), (line) => {
        const { maxAge = 0, issues } = parseHstsForPreload(line);
        expect(Number.isSafeInteger(maxAge)).toBe(true);
        expect(issues.length).toBeLessThanOrEqual(100);
      }),
    );
    const many = parseHstsForPreload(`${'x'.repeat(500)};`.repeat(500)).issues;
    expect(many).toHaveLength(100);
    expect(many[0]?.said).toHaveLength(100);
  });
  it('reads what a browser reads, where nothing is wrong with it', () => {
    fc.assert(
      fc.property(fc.oneof(nearly, anyLine), (line) => {
        const { issues, maxAge, includeSubDomains, preload } = parseHstsForPreload(line);
        if (issues.length === 0 && maxAge !== undefined && !/[^\t -~]/.test(line))
          expect(readHsts(line)).toEqual({ maxAge, includeSubDomains, preload });
      }),
    );
  });
});
