import { describe, expect, it } from 'vitest';

import { visitOf, HTTP, HTTPS } from './seen.ts';
import { resultIn, ruled } from './one.ts';

const NONE = 'csp-implemented-with-no-unsafe-default-src-none';
const SAFE = 'csp-implemented-with-no-unsafe';
const STYLE = 'csp-implemented-with-unsafe-inline-in-style-src-only';
const PASSIVE = 'csp-implemented-with-insecure-scheme-in-passive-content-only';
const EVAL = 'csp-implemented-with-unsafe-eval';
const INLINE = 'csp-implemented-with-unsafe-inline';
const HTTP_ACTIVE = 'csp-implemented-with-insecure-scheme';
const TWICE = 'csp-implemented-but-duplicate-directives';
const INVALID = 'csp-header-invalid';
const MISSING = 'csp-not-implemented';

const header = (...policies: readonly string[]): string =>
  ['Content-Type: text/html', ...policies.map((policy) => `Content-Security-Policy: ${policy}`)].join('\n');
const meta = (policy: string): string => `<meta http-equiv="content-security-policy" content="${policy}">`;
const csp = (...policies: readonly string[]): string =>
  resultIn('content-security-policy', { headers: header(...policies) });
const inPage = (page: string, ...policies: readonly string[]): string =>
  resultIn('content-security-policy', { headers: header(...policies), body: page });

describe('one policy', () => {
  it.each([
    ["default-src 'none'", NONE],
    ['default-src', NONE],
    ["default-src 'none' 'self'", SAFE],
    ["DEFAULT-SRC 'NONE'; script-src 'self'", NONE],
    ["default-src 'self'", SAFE],
    ["script-src 'self'; object-src 'none'", STYLE],
    ["script-src 'self'; object-src 'none'; style-src 'self'", SAFE],
    ["script-src 'self'; style-src 'self'", INLINE],
    ["default-src https://a.example; script-src 'self' 'unsafe-inline'", INLINE],
    ["default-src 'self' data:", INLINE],
    // What begins with another source of its list is dropped.
    ["default-src 'self' d data:", SAFE],
    ["default-src 'self'; style-src data:", STYLE],
    ["default-src 'self'; style-src https:", STYLE],
    ["default-src 'self'; object-src *", INLINE],
    ["default-src 'self'; object-src data:", SAFE],
    ["default-src 'self'; script-src https:", INLINE],
    ["default-src 'self'; script-src https://*", INLINE],
    ["default-src 'self'; script-src *.example", SAFE],
    ["default-src 'self'; script-src 'self' 'unsafe-eval'", EVAL],
    ["default-src 'self'; style-src 'self' 'unsafe-eval'", EVAL],
    ["default-src 'self'; script-src 'self' 'wasm-unsafe-eval'", SAFE],
    ["default-src 'self'; img-src http://a.example", PASSIVE],
    ["default-src 'self'; media-src ftp://a.example", PASSIVE],
    ["default-src 'self'; font-src http://a.example", HTTP_ACTIVE],
    ["default-src 'self'; script-src http://a.example", HTTP_ACTIVE],
    ["default-src 'self'; report-uri http://a.example/csp", HTTP_ACTIVE],
    ["default-src 'self'; script-src 'self' 'unsafe-inline' http://a.example", INLINE],
    ["default-src 'self'; script-src 'unsafe-eval' http://a.example", HTTP_ACTIVE],
    ["default-src 'self'; script-src 'unsafe-eval'; img-src http:", EVAL],
    ["default-src 'self'; style-src 'unsafe-inline'; img-src http:", PASSIVE],
    ['upgrade-insecure-requests', INLINE],
    ["frame-ancestors 'none'", INLINE],
    ["default-src 'self'; default-src 'self'", INVALID],
    ["default-src 'self',", INVALID],
    ["a 'b'", INVALID],
    [';;;;;;', MISSING],
    ['', INVALID],
    ["default-src 'self'; report-to a; report-to b", TWICE],
    ["default-src 'self'; script-src 'unsafe-inline'; report-to a; report-to b", INLINE],
    ["default-src 'self'; img-src http:; report-uri /a; report-uri /b", TWICE],
  ])('%s: %s', (policy, result) => expect(csp(policy)).toBe(result));
});

describe('nonces, hashes and strict-dynamic', () => {
  it.each([
    ["default-src 'self'; script-src 'nonce-r4nd0m' 'unsafe-inline'", SAFE],
    ["default-src 'self'; script-src 'SHA256-abc=' 'unsafe-inline'", SAFE],
    ["default-src 'self'; script-src 'sha1-abc' 'unsafe-inline'", INLINE],
    ["default-src 'self'; style-src 'sha512-abc' 'unsafe-inline'", SAFE],
    ["default-src 'self'; script-src 'nonce-a' data:", INLINE],
    ["default-src 'self'; script-src 'nonce-a' https:", INLINE],
    ["default-src 'self'; script-src 'nonce-a' 'strict-dynamic' 'unsafe-inline' https: http: 'self' *", SAFE],
    ["default-src 'self'; script-src 'nonce-a' 'strict-dynamic' data:", INLINE],
    ["default-src 'self'; script-src 'strict-dynamic' 'self'", INVALID],
    ["script-src 'nonce-a' 'strict-dynamic' https: 'unsafe-inline'; base-uri 'none'", INLINE],
    ["script-src 'nonce-a' 'strict-dynamic' https: 'unsafe-inline'; object-src 'none'", STYLE],
    // What default-src loses as the list of scripts it loses for objects and styles.
    ["default-src 'nonce-a' 'strict-dynamic' https: 'unsafe-inline'", SAFE],
    ["default-src 'nonce-a' 'strict-dynamic' http:; img-src 'self'; media-src 'self'", SAFE],
  ])('%s: %s', (policy, result) => expect(csp(policy)).toBe(result));
});

describe('several policies', () => {
  it.each<readonly [string, readonly string[], string]>([
    ['what both say stays', ["default-src 'self' 'unsafe-inline'", "default-src 'self' 'unsafe-inline'"], INLINE],
    ['what one alone says falls', ["default-src 'self' 'unsafe-inline'", "default-src 'self'"], SAFE],
    ['of nothing in common nothing is left', ['default-src https://a.example', 'default-src https://b.example'], NONE],
    ['a comma is as good as a line', ["default-src 'self' *, default-src 'self'"], SAFE],
    ['what only the first says stays', ["default-src 'self'; script-src 'unsafe-inline'", "img-src 'self'"], INLINE],
    ["what only a later one says comes to 'none'", ["default-src 'self'", "script-src 'unsafe-inline'"], SAFE],
    ['three: what two say stays', ['default-src *', 'default-src *', "default-src 'self'"], INLINE],
    ['a path covers what is below it', ['default-src https://a.example/x/', 'default-src https://a.example/x/y'], SAFE],
    ['a broken percent sign cannot be compared', ['default-src https://a/%zz', 'default-src https://a/%zz'], INVALID],
    ['one that is too short spoils all', ["default-src 'self'", 'abc'], INVALID],
    ['each may report', ["default-src 'self'; report-uri /a", "default-src 'self'; report-uri /a"], SAFE],
  ])('%s', (_, policies, result) => expect(csp(...policies)).toBe(result));

  it('a beginning takes in what begins with it', () => {
    expect(csp("default-src 'self'; style-src http:; style-src-elem https://a https://a/b")).toBe(HTTP_ACTIVE);
    expect(csp("default-src 'self'; script-src *.a *")).toBe(INLINE);
    // `*` is before all that begins with it, so that nothing is left but it.
    expect(csp("default-src 'self'; font-src http: http://a.example")).toBe(HTTP_ACTIVE);
  });
});

describe('meta elements', () => {
  it.each([
    ['one is a policy', meta("default-src 'none'"), [], NONE],
    ['with the header they are two', meta("default-src 'self'"), ["default-src 'self' *"], SAFE],
    ['frame-ancestors alone is none', meta("frame-ancestors 'none'"), [], MISSING],
    ['sandbox and report-uri alone are none', meta('sandbox; report-uri /a'), [], MISSING],
    ['an empty one is passed over', meta(''), [], MISSING],
    ['one of spaces is too short', meta(' '), [], INVALID],
    ['line ends are taken out', meta("default-src 'none';\n script-src 'self'"), [], NONE],
    ['also in the body', `<body><p>${meta("default-src 'none'")}`, [], NONE],
    ['not in a comment', `<!-- ${meta("default-src 'none'")} -->`, [], MISSING],
    ['not in a script', `<script>'${meta("default-src 'none'")}'</script>`, [], MISSING],
    [
      'Report-Only is none',
      '<meta http-equiv=content-security-policy-report-only content="default-src *">',
      [],
      MISSING,
    ],
  ])('%s', (_, page, policies, result) => expect(inPage(page, ...policies)).toBe(result));

  it('count in HTML alone', () => {
    const body = meta("default-src 'none'");
    for (const type of ['text/plain', 'Text/HTML', 'text/html ;charset=utf-8', ''])
      expect(resultIn('content-security-policy', { headers: `Content-Type: ${type}`, body })).toBe(MISSING);
    expect(resultIn('content-security-policy', { headers: 'Content-Type: application/xhtml+xml', body })).toBe(NONE);
  });
});

it('Report-Only is told where nothing else is there, and no more than that', () => {
  const only = "Content-Security-Policy-Report-Only: default-src 'none'";
  expect(resultIn('content-security-policy', { headers: only })).toBe('csp-not-implemented-but-reporting-enabled');
  expect(resultIn('content-security-policy', { headers: `${only}\n${header("default-src 'self'")}` })).toBe(SAFE);
});
it('a page over http may load over http', () => {
  const headers = header("default-src 'self'; connect-src http:; img-src http:");
  const site = { secure: visitOf([{ url: HTTPS, dead: true }]), plain: visitOf([{ url: HTTP, headers }]) };
  expect(resultIn('content-security-policy', site)).toBe(SAFE);
});
it('a repeated report-uri hides what it would be otherwise: naming it once raises only what is sound', () => {
  const twice = (policy: string): string => header(`${policy}; report-uri /a; report-uri /b`);
  const hidden = ruled('content-security-policy', { headers: twice("default-src 'self'; img-src http:") });
  expect(hidden).toMatchObject({ points: 0, pass: true });
  expect(hidden.raise).toBeUndefined();
  const sound = ruled('content-security-policy', { headers: twice("default-src 'self'") });
  expect(sound.raise).toBe('Name each directive once.');
  expect(sound.words).toContain('Seen: default-src');
});
