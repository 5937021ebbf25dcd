import { byValue, type Case, page } from './case.ts';

const CSP = 'Content-Security-Policy';
const XFO = 'X-Frame-Options';
const xss = byValue('X-XSS-Protection');
const frame = byValue(XFO);
const csp = byValue(CSP);
const FINE_CSP =
  "default-src 'none'; script-src 'self' 'nonce-abc=' 'sha256-abc=' 'strict-dynamic' https: a.example; sandbox allow-forms; trusted-types 'none' a; upgrade-insecure-requests;;";
const hsts = byValue('Strict-Transport-Security');
const referrer = byValue('Referrer-Policy');
const FINE_HSTS = 'max-age=31536000; includeSubDomains; preload;';
const asset = (type: string, url = 'https://www.example.org/app.js', nosniff = true): Case['bad'] => ({
  asset: {
    url,
    headers: [['Content-Type', type], ...(nosniff ? [['X-Content-Type-Options', 'nosniff'] as const] : [])],
  },
});

export const PROTECTION_CASES: readonly Case[] = [
  xss('xss-auditor', '1; mode=block', 'turns the filter on', '0'),
  {
    code: 'feature-policy-obsolete',
    bad: page(['Feature-Policy', "camera 'none'"]),
    words: ['Only old browsers'],
    good: [page(['Permissions-Policy', 'camera=()'])],
  },
  {
    code: 'feature-policy-obsolete',
    bad: page(['Feature-Policy', "camera 'none'"], ['Permissions-Policy', 'camera=()']),
    words: ['is the one that counts'],
    good: [],
  },
  {
    code: 'hpkp-obsolete',
    bad: page(['Public-Key-Pins', 'pin-sha256="x"; max-age=1']),
    words: ['pins keys'],
    good: [page()],
  },
  {
    code: 'csp-old-name',
    bad: page(['X-WebKit-CSP', "default-src 'self'"]),
    words: ['until 2013'],
    good: [page([CSP, 'x'])],
  },
  {
    code: 'report-to-obsolete',
    bad: page(['Report-To', '{}']),
    words: ['Reporting-Endpoints'],
    good: [page(['Report-To', '{}'], ['NEL', '{}']), page(['Reporting-Endpoints', 'a="https://a.example/"'])],
  },
  {
    code: 'obsolete-header',
    bad: page(
      ['Expect-CT', 'max-age=0'],
      ['P3P', 'CP="x"'],
      ['X-UA-Compatible', 'IE=edge'],
      ['Warning', '110 - "Stale"'],
    ),
    words: ['2022', 'Internet Explorer', 'Internet Explorer', 'RFC 9111'],
    good: [page(['X-Robots-Tag', 'noindex'])],
  },
  csp('csp-directive-unknown', "script-scr 'self'; default-src 'self'", '`script-src` may be meant', FINE_CSP),
  csp('csp-directive-unknown', 'zzzzzzzz', '`zzzzzzzz` is no directive.', FINE_CSP),
  csp('csp-directive-obsolete', 'block-all-mixed-content', 'gone', FINE_CSP),
  csp(
    'csp-directive-repeated',
    "img-src 'self'; IMG-SRC a.example",
    '`img-src` stands there twice',
    FINE_CSP,
    "img-src 'self', img-src a.example",
  ),
  csp(
    'csp-keyword-unquoted',
    'default-src self; img-src none',
    ["`'self'` is meant", "`'none'` is meant"],
    FINE_CSP,
    'sandbox none',
  ),
  csp(
    'csp-keyword-unknown',
    "script-src 'unsafe-inlin'",
    "`'unsafe-inline'` may be meant",
    FINE_CSP,
    "trusted-types 'allow-duplicates'",
  ),
  csp('csp-none-beside', "img-src 'none' 'self'", 'beside other sources', FINE_CSP),
  frame('frame-options-unknown', 'SAME-ORIGIN', 'SAMEORIGIN may be meant', 'sameorigin', 'DENY'),
  frame('frame-options-unknown', 'none', '`none` is no value', 'deny'),
  frame('frame-options-unknown', 'a, b', 'anybody may frame', 'deny, DENY'),
  frame('frame-options-allow-from', 'ALLOW-FROM https://a.example', 'passed over', 'DENY'),
  frame('frame-options-conflict', 'DENY, SAMEORIGIN', 'nobody may frame', 'DENY', 'SAMEORIGIN, sameorigin'),
  {
    code: 'frame-options-contradicts',
    bad: page([XFO, 'DENY'], [CSP, "default-src 'self'; frame-ancestors 'self'"]),
    words: ["`frame-ancestors 'self'`"],
    good: [
      page([XFO, 'DENY'], [CSP, "frame-ancestors 'none'"]),
      page([XFO, 'SAMEORIGIN'], [CSP, 'frame-ancestors https://a.example']),
    ],
  },
  {
    code: 'frame-options-redundant',
    bad: page([XFO, 'SAMEORIGIN'], [CSP, "frame-ancestors 'self'"]),
    words: ["`frame-ancestors 'self'`"],
    good: [page([XFO, 'DENY']), page([XFO, 'DENY'], [`${CSP}-Report-Only`, "frame-ancestors 'none'"])],
  },
  {
    code: 'repeated-void',
    bad: page(['Cross-Origin-Opener-Policy', 'same-origin'], ['cross-origin-opener-policy', 'same-origin']),
    words: ['2 lines of it, the same each time'],
    good: [
      page(
        ['Cross-Origin-Opener-Policy', 'same-origin'],
        ['Vary', 'a'],
        ['Vary', 'b'],
        ['Set-Cookie', 'a=b'],
        ['Set-Cookie', 'c=d'],
      ),
    ],
  },
  {
    code: 'repeated-header',
    bad: page(
      ['Strict-Transport-Security', 'max-age=1'],
      ['Strict-Transport-Security', 'max-age=2'],
      [XFO, 'DENY'],
      [XFO, 'deny'],
    ),
    words: ['with different values: only the first counts', 'they count as one'],
    good: [page(['Strict-Transport-Security', 'max-age=1'], [XFO, 'DENY'])],
  },
  {
    code: 'hsts-over-http',
    bad: { plain: { headers: [['Strict-Transport-Security', FINE_HSTS]] } },
    words: ['`http://www.example.org/` sends it'],
    good: [{ plain: {} }, page(['Strict-Transport-Security', FINE_HSTS])],
  },
  hsts(
    'hsts-invalid',
    'max-age=31536000, includeSubDomains',
    'Semicolons separate',
    FINE_HSTS,
    'MAX-AGE=1 ; INCLUDESUBDOMAINS',
  ),
  hsts('hsts-invalid', 'includeSubDomains', 'no max-age', FINE_HSTS),
  hsts('hsts-invalid', 'max-age=1; max-age=1', 'twice', FINE_HSTS),
  hsts('hsts-invalid', 'max-age=1y', '`1y`, no number', FINE_HSTS, 'max-age="1"'),
  hsts('hsts-zero', 'max-age=0', 'forget', FINE_HSTS),
  hsts('hsts-quoted', 'max-age="31536000"', '`"31536000"`', FINE_HSTS),
  hsts('hsts-unknown-directive', 'max-age=1; includeSubDomain', '`includeSubDomains` may be meant', FINE_HSTS),
  byValue('X-Content-Type-Options')('nosniff-unknown', 'no-sniff', '`nosniff` is the only one', 'nosniff', 'NOSNIFF'),
  {
    code: 'nosniff-blocks',
    bad: asset('text/plain'),
    words: ['A script comes as `text/plain`'],
    good: [
      asset('text/javascript; charset=utf-8'),
      asset('application/x-javascript'),
      asset('text/plain', undefined, false),
      asset('text/css', 'https://www.example.org/a.css'),
      asset('image/png', 'https://www.example.org/a.png'),
    ],
  },
  {
    code: 'nosniff-blocks',
    bad: asset('text/html', 'https://www.example.org/a.css'),
    words: ['A style sheet'],
    good: [],
  },
  {
    code: 'content-type-missing',
    bad: page(['X-Content-Type-Options', 'nosniff']),
    words: ['and nosniff'],
    good: [page(['Content-Type', 'text/html']), page(['Content-Length', '0']), { page: { status: 204 } }],
  },
  byValue('Content-Type')(
    'content-type-invalid',
    'html',
    '`html` is no media type',
    'text/html',
    'application/xhtml+xml;q=1',
  ),
  {
    code: 'charset-missing',
    bad: { ...page(['Content-Type', 'text/html']), body: `<html>${' '.repeat(1_024)}<meta charset=utf-8>` },
    words: ['Neither the header nor the page'],
    good: [
      { ...page(['Content-Type', 'text/html;charset="utf-8"']), body: 'x' },
      { ...page(['Content-Type', 'text/html']), body: '<META http-equiv=x content="text/html; charset=utf-8">' },
      { ...page(['Content-Type', 'text/plain']), body: 'x' },
      { ...page(['Content-Type', 'text/html']), body: '' },
    ],
  },
  referrer(
    'referrer-policy-unknown',
    'no-referer',
    '(`no-referrer` may be meant): the default',
    'no-referrer',
    'same-origin, Origin',
  ),
  // A comma ends a word, also in quotes.
  referrer('referrer-policy-unknown', '"a, Unsafe-URL', '`"a` is no policy: `unsafe-url` counts', 'origin'),
  referrer('referrer-policy-unknown', 'origin, strictest', '`strictest` is no policy: `origin` counts', 'origin'),
  byValue('Cross-Origin-Opener-Policy')(
    'isolation-unknown',
    'sameorigin',
    '`same-origin` may be meant',
    'same-origin',
    'same-origin;report-to="x"',
  ),
  byValue('Cross-Origin-Embedder-Policy')(
    'isolation-unknown',
    '"require-corp"',
    'may be meant',
    'require-corp',
    'credentialless',
  ),
  byValue('Cross-Origin-Resource-Policy')('isolation-unknown', 'Everybody', 'it is one of', 'cross-origin'),
  {
    code: 'coep-without-coop',
    bad: page(
      ['Cross-Origin-Embedder-Policy', 'require-corp'],
      ['Cross-Origin-Opener-Policy', 'same-origin-allow-popups'],
    ),
    words: ['not isolated'],
    good: [
      page(['Cross-Origin-Embedder-Policy', 'require-corp'], ['Cross-Origin-Opener-Policy', 'same-origin']),
      page(['Cross-Origin-Embedder-Policy', 'unsafe-none']),
    ],
  },
  {
    code: 'corp-on-page',
    bad: page(['Cross-Origin-Resource-Policy', 'same-origin']),
    words: ['opened or framed'],
    good: [page(['Cross-Origin-Resource-Policy', 'same-origin'], ['Content-Type', 'image/png'])],
  },
  byValue('Server')('version-told', 'nginx/1.22.1', '`nginx/1.22.1`', 'nginx', 'cloudflare'),
  byValue('X-Powered-By')('version-told', 'PHP/8.2.7', '`PHP/8.2.7`', 'Express'),
];
