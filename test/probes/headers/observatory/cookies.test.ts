import { describe, expect, it } from 'vitest';

import { resultIn, ruled } from './one.ts';
import { HTTP, HTTPS, LISTED, siteOf, visitOf } from './seen.ts';
import { observatory } from '../../../../src/probes/headers/observatory/grade.ts';

const BEST = 'cookies-secure-with-httponly-sessions-and-samesite';
const SECURE = 'cookies-secure-with-httponly-sessions';
const NONE = 'cookies-not-found';
const PLAIN = 'cookies-without-secure-flag';
const PLAIN_HSTS = 'cookies-without-secure-flag-but-protected-by-hsts';
const SESSION = 'cookies-session-without-secure-flag';
const SESSION_HSTS = 'cookies-session-without-secure-flag-but-protected-by-hsts';
const READABLE = 'cookies-session-without-httponly-flag';
const SAMESITE = 'cookies-samesite-flag-invalid';
const CSRF = 'cookies-anticsrf-without-samesite-flag';
const HSTS = 'Strict-Transport-Security: max-age=31536000';
const cookies = (...set: readonly string[]): string =>
  resultIn('cookies', { headers: set.map((line) => (line === HSTS ? line : `Set-Cookie: ${line}`)).join('\n') });

describe('cookies', () => {
  it.each<readonly [readonly string[], string]>([
    [['a=1; Secure; SameSite=Strict'], BEST],
    [['a=1; SECURE; samesite=NONE'], BEST],
    [['a=1; Secure; SameSite=Lax', 'b=1; Secure'], SECURE],
    [['a=1; Secure; HttpOnly'], SECURE],
    [['a=1'], PLAIN],
    [['a=1', HSTS], PLAIN_HSTS],
    [['a=1; SameSite=None', HSTS], SAMESITE],
    [['a=1; SameSite=None; Secure', HSTS], BEST],
    [['a=1; Secure; SameSite'], SAMESITE],
    [['a=1; Secure; SameSite='], SAMESITE],
    [['samesite=1; Secure'], SAMESITE],
    [['LoginToken=1; HttpOnly'], SESSION],
    [['PHPSESSID=1; Secure'], READABLE],
    [['PHPSESSID=1', HSTS], READABLE],
    [['PHPSESSID=1'], SESSION],
    [['PHPSESSID=1; HttpOnly', HSTS], SESSION_HSTS],
    [['XSRF-csrf=1; Secure'], CSRF],
    [['csrf=1; Secure; SameSite=Lax'], BEST],
    [['csrf=1', HSTS], CSRF],
    [['csrf=1; Secure', 'sess=1; Secure; SameSite=Lax'], READABLE],
    [['heroku-session-affinity=1'], NONE],
    [['heroku-session-affinity=1', 'a=1; Secure; SameSite=Lax'], BEST],
    [['=1'], NONE],
    [['a'], NONE],
    [['SameSite=wrong; Max-Age=0'], NONE],
    [['sess=1; Max-Age=0', 'a=1; Secure; SameSite=Lax'], BEST],
    [['sess=1', 'sess=1; Max-Age=-1', 'a=1; Secure; SameSite=Lax'], BEST],
    [['sess=1', 'sess=; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'a=1; Secure; SameSite=Lax'], BEST],
    [['sess=1', 'sess=1; Secure; HttpOnly; SameSite=Lax'], BEST],
    [['sess=1', 'sess=1; Secure; HttpOnly; SameSite=Lax; Path=/shop'], SESSION],
    [['sess=1; Domain=other.example', 'a=1; Secure; SameSite=Lax'], BEST],
    [['sess=1; Domain=example'], NONE],
    [['sess=1; Domain=.site.example'], SESSION],
    [['__Host-sess=1; Secure; HttpOnly; SameSite=Lax; Path=/'], BEST],
    [['__Host-sess=1; Secure; SameSite=Lax'], NONE],
    [['__Host-sess=1; Secure; Path=/; Domain=site.example'], NONE],
    [['__Secure-sess=1; HttpOnly'], NONE],
    [[`sess=${'x'.repeat(5_000)}`], NONE],
    [['sess=1\u0001'], NONE],
  ])('%j: %s', (set, result) => expect(cookies(...set)).toBe(result));

  it('of all redirects count, and those over http only where the page is', () => {
    const secure = visitOf([
      { url: HTTPS, status: 302, headers: 'Location: /home\nSet-Cookie: sess=1; Path=/' },
      { url: `${HTTPS}home` },
    ]);
    expect(resultIn('cookies', { secure })).toBe(SESSION);
    const plain = visitOf([{ url: HTTP, headers: 'Set-Cookie: sess=1' }]);
    expect(resultIn('cookies', { plain })).toBe(NONE);
    expect(resultIn('cookies', { secure: visitOf([{ url: HTTPS, dead: true }]), plain })).toBe(SESSION);
  });
  it('a preloaded host protects them as HSTS does', () => {
    expect(resultIn('cookies', { headers: 'Set-Cookie: a=1' }, LISTED)).toBe(PLAIN_HSTS);
  });
  it('a wrong SameSite counts in the answer of the page alone', () => {
    const secure = visitOf([
      { url: HTTPS, status: 302, headers: 'Location: /home\nSet-Cookie: a=1; Secure; SameSite=Loose; Path=/' },
      { url: `${HTTPS}home` },
    ]);
    expect(resultIn('cookies', { secure })).toBe(SECURE);
  });
  it('names those that are meant', () => {
    expect(ruled('cookies', { headers: 'Set-Cookie: a=1\nSet-Cookie: sess=1' }).words).toContain('Seen: sess');
  });
  it('are looked at again where HSTS comes first', () => {
    const { raises } = observatory(siteOf({ headers: 'Set-Cookie: sess=1; HttpOnly' }), {
      known: true,
      preloaded: false,
      listAt: 0,
    });
    // 100 - 25 (policy) - 40 (cookie) - 20 (HSTS) - 5 (sniffing) - 20 (frames) is below nothing: HSTS gives 20, and 30 of the cookie's 40.
    expect(raises.map(({ rule, score }) => [rule, score])[0]).toEqual(['strict-transport-security', 40]);
  });
});
