import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateHeaderValue } from 'node:http';

import { Cookies } from '../../../src/probes/site/cookies.ts';

const NOW = Date.parse('2026-11-21') * 1_000;
const setBy = (url: string, ...lines: string[]): Cookies => {
  const cookies = new Cookies(() => NOW);
  cookies.take(
    new URL(url),
    lines.map((line) => ['Set-Cookie', line]),
  );
  return cookies;
};
const said = (url: string, lines: readonly string[], asked = url) => setBy(url, ...lines).said(new URL(asked));
const SITE = 'https://one.example/';

describe('the cookies of a visit', () => {
  it.each([
    [['a=b', 'c=d; Path=/; HttpOnly'], 'a=b; c=d'],
    [['a=b', 'a=c'], 'a=c'],
    [['a=b; Max-Age=60', 'c=d; Max-Age=0'], 'a=b'],
    [['a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], undefined],
    [['a=b', 'a=; Max-Age=-1'], undefined],
    [['a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=1'], 'a=b'],
    [['a=b; Expires=never'], 'a=b'],
    [['a=b; Expires=Donnerstag, 01 Jan 1970 00:00:00 Uhr'], undefined],
    [['a=b; Max-Age=0; Max-Age=soon'], undefined],
    [['lonely', '=', ''], 'lonely'],
    [['a="b; c"'], 'a="b'],
    [['a=b\u0001'], undefined],
    [[`a=${'x'.repeat(4_096)}`], undefined],
  ])('%j are said as %j', (lines, expected) => {
    expect(said(SITE, lines)).toBe(expected);
  });
  it('are told to the very host that set them, whatever they want', () => {
    expect(said(SITE, ['a=b; Domain=.one.example'], 'https://www.one.example/')).toBeUndefined();
    expect(said(SITE, ['a=b; Domain=example'], 'https://two.example/')).toBeUndefined();
    expect(said(SITE, ['a=b'], 'https://one.example:8443/')).toBe('a=b');
  });
  it('keep to their path', () => {
    expect(said('https://one.example/a/b', ['x=1'], 'https://one.example/a/c')).toBe('x=1');
    expect(said('https://one.example/a/b', ['x=1'], 'https://one.example/ab')).toBeUndefined();
    expect(said(SITE, ['x=1; Path=/', 'y=2; Path=/a'], 'https://one.example/a')).toBe('y=2; x=1');
  });
  it('that are for https alone are neither said over http nor set by it', () => {
    expect(said(SITE, ['a=b; Secure'], 'http://one.example/')).toBeUndefined();
    expect(said('http://one.example/', ['a=b; Secure'], SITE)).toBeUndefined();
  });
  it('are bounded, and can be said, whatever is set', () => {
    const line = fc.oneof(
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)), maxLength: 60 }),
      fc.constant(`${'k'.repeat(90)}=${'v'.repeat(4_000)}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 200 }), (lines) => {
        const text = said(SITE, lines);
        if (text === undefined) return;
        expect(text.length).toBeLessThanOrEqual(16_384);
        validateHeaderValue('Cookie', text);
      }),
    );
    const many = Array.from({ length: 500 }, (_, i) => `c${i}=1`);
    expect(said(SITE, many)?.split('; ')).toHaveLength(50);
  });
});
