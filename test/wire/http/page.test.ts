import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MOST_PAGE, readPage, type PageSaid } from '../../../src/wire/http/page.ts';

const read = (html: string): PageSaid => readPage(new TextEncoder().encode(html));
const NOTHING = { policies: [], scripts: [] };

describe('what a page says of its security', () => {
  it('its policies, its referrer policy, its scripts', () => {
    const page = `<!doctype html><META HTTP-EQUIV=" Content-Security-Policy " CONTENT="default-src 'self'">
      <meta name=" Referrer" content="no-referrer"><script>var a = '<script src=/no>'</script>
      <body><script src="/a.js?x&amp;y" integrity=sha384-x crossorigin></script><meta http-equiv=content-security-policy content=sandbox>`;
    expect(read(page)).toEqual({
      policies: ["default-src 'self'", 'sandbox'],
      referrer: 'no-referrer',
      scripts: [{}, { src: '/a.js?x&y', integrity: 'sha384-x' }],
    });
  });
  it.each([
    ['', NOTHING],
    ['<meta name=referrer><meta name=referrer content="">', NOTHING],
    ['<meta name=referrer content=origin><meta name=referrer content="">', { ...NOTHING, referrer: 'origin' }],
    [
      '<meta name=referrer content=origin><meta name=referrer content=unsafe-url>',
      { ...NOTHING, referrer: 'unsafe-url' },
    ],
    ['<meta name=referrer http-equiv=x content=origin>', NOTHING],
    ['<meta http-equiv=Content-Security-Policy>', NOTHING],
    ['<meta http-equiv=Content-Security-Policy content="">', NOTHING],
    ['<meta http-equiv=refresh content="default-src *">', NOTHING],
    ['<!-- <script src=/a></script> --><title><script src=/a></title><style><script></style>', NOTHING],
    ['<script src integrity="">', { policies: [], scripts: [{}] }],
    ['<script src=/a src=/b></script>', { policies: [], scripts: [{ src: '/a' }] }],
    ['<script src=/a', NOTHING],
  ])('%s', (html, said) => expect(read(html)).toEqual(said));
  it('is bounded', () => {
    const long = 'x'.repeat(MOST_PAGE.policies);
    const policies = `<meta http-equiv=content-security-policy content="${long}"><meta http-equiv=content-security-policy content=y>`;
    expect(read(policies).policies).toEqual([long]);
    expect(read('<script src=/a></script>'.repeat(MOST_PAGE.scripts + 5)).scripts).toHaveLength(MOST_PAGE.scripts);
    const late = `${' '.repeat(MOST_PAGE.bytes)}<script src=/a></script>`;
    expect(read(late)).toEqual(NOTHING);
  });
  it('may be any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(readPage(bytes)).toEqual(readPage(bytes));
      }),
    );
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '=',
      'meta',
      'script',
      ' ',
      '/',
      '!--',
      '-->',
      'content',
      'src',
      '&#0;',
      ']]>',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { policies, scripts } = read(pieces.join(''));
        expect(policies.length + scripts.length).toBeLessThanOrEqual(pieces.length);
      }),
    );
  });
});
