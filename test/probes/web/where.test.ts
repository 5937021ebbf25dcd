import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { hostOf, redirectOf, webAddress } from '../../../src/probes/web/where.ts';

const base = new URL('https://one.example/a/b?c');

describe('where an answer leads', () => {
  it.each([
    ['/x', 'https://one.example/x'],
    ['x', 'https://one.example/a/x'],
    ['?y', 'https://one.example/a/b?y'],
    ['//two.example', 'https://two.example/'],
    ['HTTP://TWO.example/%7e#z', 'http://two.example/%7e'],
    [' /x ', 'https://one.example/x'],
    ['/gr\xc3\xbc', 'https://one.example/gr%C3%BC'],
    ['', 'https://one.example/a/b?c'],
  ])('%j: %s', (location, expected) => {
    expect(String(redirectOf(base, 301, [['LOCATION', location]]))).toBe(expected);
  });
  it('is told by the first Location of a redirect alone', () => {
    const two = [
      ['location', '/1'],
      ['Location', '/2'],
    ] as const;
    expect(String(redirectOf(base, 308, two))).toBe('https://one.example/1');
    for (const status of [200, 201, 300, 304, 305, 400]) expect(redirectOf(base, status, two)).toBeUndefined();
    expect(redirectOf(base, 302, [['Refresh', '0; url=/']])).toBeUndefined();
  });
  it('is http or https without a user, or nowhere, whatever is written', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      fc.stringMatching(/^[a-z]{1,6}:[/\\@:#?\w.]{0,30}$/),
    );
    fc.assert(
      fc.property(text, (location) => {
        const to = redirectOf(base, 302, [['Location', location]]);
        if (to === 'bad' || to === undefined) return;
        expect(to.href).toMatch(/^https?:\/\/[^/@]+\//);
        expect([to.username, to.password, to.hash]).toEqual(['', '', '']);
        expect(hostOf(to)).not.toMatch(/^\[|\]$/);
        expect(webAddress(to.href)?.href).toBe(to.href);
      }),
      { numRuns: 1_000 },
    );
  });
  it.each([
    ['http://[2001:DB8::1]:8080/', '2001:db8::1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://EXAMPLE.org./', 'example.org.'],
  ])('asks %s of %s', (text, host) => {
    expect(hostOf(new URL(text))).toBe(host);
  });
});
