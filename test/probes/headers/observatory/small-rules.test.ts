import { describe, expect, it } from 'vitest';

import { resultIn, ruled } from './one.ts';
import { HTTP, HTTPS, LISTED, UNKNOWN, visitOf } from './seen.ts';

const HTML = 'Content-Type: text/html';

describe('referrer-policy', () => {
  const policy = (value: string, body = ''): string =>
    resultIn('referrer-policy', { headers: `${HTML}\nReferrer-Policy: ${value}`, body });
  it.each<readonly [string, string]>([
    ...['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin', 'STRICT-ORIGIN'].map(
      (value) => [value, 'referrer-policy-private'] as const,
    ),
    ...['origin', 'origin-when-cross-origin', 'unsafe-url', 'no-referrer-when-downgrade'].map(
      (value) => [value, 'referrer-policy-unsafe'] as const,
    ),
    ['no-referrer, unsafe-url', 'referrer-policy-unsafe'],
    ['unsafe-url, no-referrer', 'referrer-policy-private'],
    ['no-referrer, new-policy', 'referrer-policy-private'],
    ['no referrer', 'referrer-policy-header-invalid'],
    ['', 'referrer-policy-header-invalid'],
  ])('%s: %s', (value, result) => expect(policy(value)).toBe(result));
  it('the page has the last word', () => {
    expect(policy('no-referrer', '<meta name=Referrer content=unsafe-url>')).toBe('referrer-policy-unsafe');
    expect(policy('unsafe-url', '<meta name=referrer content="">')).toBe('referrer-policy-unsafe');
    const two = '<meta name=referrer content=unsafe-url><meta name=referrer content=origin,no-referrer>';
    expect(resultIn('referrer-policy', { headers: HTML, body: two })).toBe('referrer-policy-private');
    expect(resultIn('referrer-policy', { headers: 'Content-Type: text/plain', body: two })).toBe(
      'referrer-policy-not-implemented',
    );
  });
  it('two lines are one list', () => {
    const headers = 'Referrer-Policy: unsafe-url\nReferrer-Policy: same-origin';
    expect(resultIn('referrer-policy', { headers })).toBe('referrer-policy-private');
  });
});

describe('strict-transport-security', () => {
  const six = 'hsts-implemented-max-age-at-least-six-months';
  const less = 'hsts-implemented-max-age-less-than-six-months';
  const invalid = 'hsts-header-invalid';
  const hsts = (...lines: readonly string[]): string =>
    resultIn('strict-transport-security', {
      headers: lines.map((line) => `Strict-Transport-Security: ${line}`).join('\n'),
    });
  it.each([
    [['max-age=15552000'], six],
    [['MAX-AGE=15552000 ; includeSubDomains'], six],
    [['includeSubDomains; max-age=15552000; preload'], six],
    [['max-age=15551999'], less],
    [['max-age=0'], less],
    [['max-age=-1'], less],
    [['max-age=31536000; max-age=1'], less],
    // What is no number is not less than six months.
    [['max-age="31536000"'], six],
    [['max-age='], six],
    [['max-age=99999999999999999999'], six],
    [['max-age = 31536000'], invalid],
    [['includeSubDomains'], invalid],
    [[''], invalid],
    [['max-age=31536000', 'max-age=31536000'], invalid],
    [['max-age=31536000, max-age=31536000'], invalid],
    [[`${'x'.repeat(1_100)};max-age=31536000`], invalid],
  ])('%j: %s', (lines, result) => expect(hsts(...lines)).toBe(result));
  it('is read where redirects lead', () => {
    const secure = visitOf([
      { url: HTTPS, status: 301, headers: 'Location: https://far.example/' },
      { url: 'https://far.example/', headers: 'Strict-Transport-Security: max-age=31536000' },
    ]);
    expect(resultIn('strict-transport-security', { secure })).toBe(six);
  });
  it('a preloaded host needs no header, and no trusted certificate, but https', () => {
    expect(resultIn('strict-transport-security', { distrust: 'expired' }, LISTED)).toBe('hsts-preloaded');
    const none = { secure: visitOf([{ url: HTTPS, dead: true }]) };
    expect(resultIn('strict-transport-security', none, LISTED)).toBe('hsts-not-implemented-no-https');
  });
  it('says where the list is not known', () => {
    expect(ruled('strict-transport-security', {}, UNKNOWN).words).toMatch(/preload list is not known: the list/);
  });
});

describe('cross-origin-resource-sharing', () => {
  const cors = (foreign: string): string => resultIn('cross-origin-resource-sharing', { foreign });
  const reflected = 'Access-Control-Allow-Origin: https://stranger.example';
  it.each([
    ['Access-Control-Allow-Origin: *\nAccess-Control-Allow-Credentials: true', 'public-access'],
    [reflected, 'restricted-access'],
    [`${reflected}\nAccess-Control-Allow-Credentials: TRUE`, 'universal-access'],
    [`${reflected}\nAccess-Control-Allow-Credentials: yes`, 'restricted-access'],
    [`${reflected}/\nAccess-Control-Allow-Credentials: true`, 'restricted-access'],
    ['Access-Control-Allow-Origin: null\nAccess-Control-Allow-Credentials: true', 'restricted-access'],
  ])('%j: %s', (said, result) => expect(cors(said)).toBe(`cross-origin-resource-sharing-implemented-with-${result}`));
  it('not asked is told as such', () => {
    const { result, words } = ruled('cross-origin-resource-sharing', {});
    expect(result).toBe('cross-origin-resource-sharing-not-implemented');
    expect(words).toContain('not asked');
    expect(cors('Access-Control-Allow-Origin:')).toBe(result);
  });
});

describe('one header each', () => {
  it.each([
    ['x-content-type-options', 'NoSniff', 'x-content-type-options-nosniff'],
    ['x-content-type-options', 'nosniff, nosniff', 'x-content-type-options-header-invalid'],
    ['x-content-type-options', '', 'x-content-type-options-not-implemented'],
    ['x-frame-options', 'sameorigin', 'x-frame-options-sameorigin-or-deny'],
    ['x-frame-options', 'DENY, DENY', 'x-frame-options-header-invalid'],
    ['x-frame-options', 'allow-from', 'x-frame-options-allow-from-origin'],
    ['cross-origin-resource-policy', 'Same-Origin', 'corp-implemented-with-same-origin'],
    ['cross-origin-resource-policy', 'same-origin;', 'corp-header-invalid'],
    ['cross-origin-resource-policy', '', 'corp-not-implemented'],
    ['cross-origin-resource-policy', 'constructor', 'corp-header-invalid'],
    ['cross-origin-embedder-policy', 'require-corp; report-to="x"', 'coep-implemented-with-require-corp'],
    ['cross-origin-embedder-policy', 'require-corp; report-to', 'coep-implemented-with-require-corp'],
    ['cross-origin-embedder-policy', 'require-corp; report-to=a b', 'coep-header-invalid'],
    ['cross-origin-embedder-policy', 'require-corp, require-corp', 'coep-header-invalid'],
    ['cross-origin-embedder-policy', '"require-corp"', 'coep-header-invalid'],
    ['cross-origin-opener-policy', 'SAME-ORIGIN', 'coop-header-invalid'],
    ['cross-origin-opener-policy', 'same-origin;report-to="x";y=?1', 'coop-implemented-with-same-origin'],
    ['cross-origin-opener-policy', 'toString', 'coop-header-invalid'],
  ] as const)('%s: %s: %s', (rule, value, result) => {
    expect(resultIn(rule, { headers: [[rule, value]] })).toBe(result);
  });
  it('twice is read as Node joins them', () => {
    const twice = (name: string, value: string): [string, string][] => [
      [name, value],
      [name.toUpperCase(), value],
    ];
    expect(resultIn('x-frame-options', { headers: twice('x-frame-options', 'DENY') })).toMatch(/invalid$/);
    expect(resultIn('x-content-type-options', { headers: twice('x-content-type-options', 'nosniff') })).toMatch(
      /invalid$/,
    );
    expect(
      resultIn('cross-origin-opener-policy', { headers: twice('cross-origin-opener-policy', 'same-origin') }),
    ).toMatch(/invalid$/);
  });
});

describe('x-frame-options by a policy', () => {
  const frames = (headers: string, body = ''): string =>
    resultIn('x-frame-options', { headers: `${HTML}\n${headers}`, body });
  const via = 'x-frame-options-implemented-via-csp';
  it('goes before the header, whatever either says', () => {
    expect(frames("Content-Security-Policy: frame-ancestors 'self'")).toBe(via);
    expect(frames('Content-Security-Policy: frame-ancestors *\nX-Frame-Options: NEVER')).toBe(via);
    expect(frames('Content-Security-Policy: frame-ancestors')).toBe(via);
  });
  it('counts in a meta element too, if anything stands beside it', () => {
    const meta = (policy: string): string => `<meta http-equiv=Content-Security-Policy content="${policy}">`;
    expect(frames('', meta("frame-ancestors 'none'; default-src 'self'"))).toBe(via);
    expect(frames('', meta("frame-ancestors 'none'"))).toBe('x-frame-options-not-implemented');
  });
  it('not where the policy cannot be read, or only reports', () => {
    expect(frames("Content-Security-Policy: frame-ancestors 'self',")).toBe('x-frame-options-not-implemented');
    expect(frames("Content-Security-Policy-Report-Only: frame-ancestors 'self'")).toBe(
      'x-frame-options-not-implemented',
    );
    // It is read up to the end, and only then is 'strict-dynamic' found wanting.
    expect(frames("Content-Security-Policy: script-src 'strict-dynamic'; frame-ancestors 'self'")).toBe(via);
  });
});

describe('subresource-integrity', () => {
  const own = 'sri-not-implemented-but-all-scripts-loaded-from-secure-origin';
  const all = 'sri-implemented-and-all-scripts-loaded-securely';
  const foreign = 'sri-implemented-and-external-scripts-loaded-securely';
  const bare = 'sri-not-implemented-but-external-scripts-loaded-securely';
  const clear = 'sri-implemented-but-external-scripts-not-loaded-securely';
  const worst = 'sri-not-implemented-and-external-scripts-not-loaded-securely';
  const sri = (body: string, headers = HTML): string => resultIn('subresource-integrity', { headers, body });
  const script = (src: string, integrity = ''): string => `<script src="${src}" integrity="${integrity}"></script>`;
  it.each([
    [script('/a.js'), own],
    ['<script>alert(1)</script>', own],
    [script('/a.js', 'sha384-x'), all],
    [script('https://www.site.example/a.js'), own],
    [script('https://www.site.example/a.js', 'sha384-x'), all],
    [script('http://www.site.example/a.js', 'sha384-x'), own],
    [script('http://www.site.example/a.js'), own],
    [script('//site.example/a.js'), worst],
    [script('//cdn.example/a.js', 'sha384-x'), clear],
    [script('///cdn.example/a.js'), own],
    [script('https://cdn.example/a.js'), bare],
    [script('https://cdn.example/a.js', 'sha384-x'), foreign],
    [script('http://cdn.example/a.js'), worst],
    [script('HTTPS://cdn.example/a.js'), own],
    [script('data:text/javascript,1'), own],
    [script('https://cdn.example/a.js', 'sha384-x') + script('/a.js', 'sha384-x'), all],
    [script('/a.js', 'sha384-x') + script('https://cdn.example/a.js'), bare],
    // Its order is not that of the points: -5 goes before -20.
    [script('https://cdn.example/a.js') + script('http://cdn.example/b.js', 'sha384-x'), bare],
    [script('https://cdn.example/a.js') + script('http://cdn.example/b.js'), worst],
    ['<!-- <script src="http://cdn.example/a.js"></script> -->', 'sri-not-implemented-but-no-scripts-loaded'],
    ['<SCRIPT SRC="https://cdn.example/a.js?a&amp;b"></SCRIPT>', bare],
    ['<noscript><script src="//x.example/a.js"></script></noscript>', worst],
    ['', 'sri-not-implemented-but-no-scripts-loaded'],
  ])('%s: %s', (body, result) => expect(sri(body)).toBe(result));
  it('reads what says no type as HTML, and no other type', () => {
    const body = script('https://cdn.example/a.js');
    expect(sri(body, '')).toBe(bare);
    expect(sri(body, 'Content-Type: application/xhtml+xml; charset=utf-8')).toBe(bare);
    expect(sri(body, 'Content-Type: TEXT/HTML')).toBe('sri-not-implemented-response-not-html');
    expect(sri(body, 'Content-Type: text/html\nContent-Type: text/plain')).toBe(bare);
  });
  it('over http an own script is not loaded securely', () => {
    const plain = visitOf([{ url: HTTP, headers: HTML }], script('/a.js', 'sha384-x'));
    expect(resultIn('subresource-integrity', { secure: visitOf([{ url: HTTPS, dead: true }]), plain })).toBe(own);
  });
});
