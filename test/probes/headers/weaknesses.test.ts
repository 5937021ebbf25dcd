import { describe, expect, it } from 'vitest';

import { isCode } from '../../../src/domain/codes.ts';
import { securityHeaders } from '../../../src/probes/headers/compatible/grade.ts';
import type { Grade } from '../../../src/probes/headers/report.ts';
import { weaknessesOf } from '../../../src/probes/headers/weaknesses.ts';
import type { SiteSeen } from '../../../src/probes/site/seen.ts';
import { GOOD, PAGE, butFor, redirect, seen, step, type Lines } from './seen.ts';

const observatory = (grade: string): Grade => ({
  grader: 'observatory',
  version: '6',
  grade,
  score: 100,
  rules: [],
  raises: [],
});
const told = (site: SiteSeen, grades: readonly Grade[] = [observatory('A+'), securityHeaders(site)]) => {
  const all = weaknessesOf(site, grades);
  expect(all.every(({ code }) => isCode(code))).toBe(true);
  return all.map(({ code, hiddenBy, place }) => [code.replace('grade-hides-', ''), hiddenBy, place]);
};
const withPage = (names: readonly string[], more: Lines, of: Parameters<typeof seen>[1] = {}) =>
  told(seen(butFor(names, more), of));

describe('what a good grade hides', () => {
  it('is nothing where nothing is hidden', () => {
    expect(told(seen(GOOD))).toEqual([]);
  });
  it('is told of good grades alone: what costs a grade is told by its rule', () => {
    const site = seen(butFor(['Strict-Transport-Security'], [['Strict-Transport-Security', 'max-age=1']]));
    expect(told(site, [observatory('C'), { ...observatory('D'), grader: 'securityheaders' }])).toEqual([]);
    expect(told(site, [observatory('C'), { ...observatory('A'), grader: 'securityheaders' }])[0]?.[1]).toBe(
      'securityheaders',
    );
  });
  it('HSTS under six months, or without the names below', () => {
    expect(withPage(['Strict-Transport-Security'], [['Strict-Transport-Security', 'max-age=15551999']])).toEqual([
      ['short-hsts', 'observatory', 'page'],
      ['hsts-without-subdomains', 'observatory', 'page'],
    ]);
    expect(
      withPage(['Strict-Transport-Security'], [['Strict-Transport-Security', 'max-age=15552000;includeSubDomains']]),
    ).toEqual([]);
  });
  it('a first redirect to another host', () => {
    const page = seen(GOOD);
    const steps = [
      redirect('http://site.example/', 'https://www.other.example/'),
      step('https://www.other.example/', GOOD),
    ];
    const site = { ...page, plain: { ...page.secure, steps } };
    expect(told(site)).toEqual([['off-host-redirect', 'observatory', 'redirect']]);
  });
  it('a session without Secure, HttpOnly, or in what shared caches keep; its value is told to nobody', () => {
    const lines = butFor(
      ['Cache-Control'],
      [
        ['Cache-Control', 'public, max-age=60'],
        ['Set-Cookie', 'PHPSESSID=s3cret; path=/'],
        ['Set-Cookie', 'theme=dark'],
      ],
    );
    const all = weaknessesOf(seen(lines), [observatory('A')]);
    expect(all.map(({ code, said }) => [code, said])).toEqual([
      ['grade-hides-cookie-without-secure', 'PHPSESSID'],
      ['grade-hides-cookie-without-httponly', 'PHPSESSID'],
      ['grade-hides-shared-cookie', 'PHPSESSID'],
    ]);
    expect(JSON.stringify(all)).not.toContain('s3cret');
    expect(withPage([], [['Set-Cookie', 'sid=1; SECURE; HttpOnly']])).toEqual([]);
  });
  it('no cookie that browsers read as safe, however it is written', () => {
    expect(withPage([], [['Set-Cookie', 'sid=1; Secure=; HttpOnly=true']])).toEqual([]);
  });
  it('a shared session, whatever the words of an extension say', () => {
    const rule = 'public, community="a, private"';
    expect(
      withPage(
        ['Cache-Control'],
        [
          ['Cache-Control', rule],
          ['Set-Cookie', 'sid=1; Secure; HttpOnly'],
        ],
      ),
    ).toEqual([['shared-cookie', 'observatory', 'page']]);
  });
  it('frame-ancestors in a meta tag alone, where Observatory takes it and browsers do not', () => {
    const html = `<head><META http-equiv="Content-Security-Policy" content="frame-ancestors 'none'"></head>`;
    const own: Lines = [['Content-Security-Policy', "default-src 'self'"]];
    expect(withPage(['Content-Security-Policy', 'X-Frame-Options'], own, { html })).toEqual([
      ['frame-ancestors-in-meta', 'observatory', 'page'],
    ]);
    expect(withPage(['Content-Security-Policy'], own, { html })).toEqual([]);
  });
  it('a policy that stops no script', () => {
    const csp = (value: string) => withPage(['Content-Security-Policy'], [['Content-Security-Policy', value]]);
    const open = [['open-policy', 'observatory', 'page']];
    expect(csp("frame-ancestors 'none'")).toEqual(open);
    expect(csp('script-src https:')).toEqual(open);
    expect(csp("default-src 'self' *")).toEqual(open);
    expect(csp("script-src https: 'strict-dynamic' 'nonce-a'")).toEqual([]);
    expect(csp("script-src *, script-src 'self'")).toEqual([]);
  });
  it('no Permissions-Policy, which Observatory does not look for', () => {
    expect(withPage(['Permissions-Policy'], [])).toEqual([['no-permissions-policy', 'observatory', 'page']]);
  });
  it('nothing on caching', () => {
    expect(withPage(['Cache-Control'], [])).toEqual([['no-caching-rule', 'observatory', 'page']]);
  });
  it('a certificate that nobody trusts, and TLS of long ago', () => {
    const page = seen(GOOD);
    const tls = {
      protocol: 'TLSv1.1',
      cipher: 'x',
      chain: [],
      distrust: { code: 'CERT_HAS_EXPIRED', text: 'it has expired' },
    };
    expect(told({ ...page, secure: { ...page.secure, steps: [step(PAGE, GOOD, { tls })] } })).toEqual([
      ['untrusted-certificate', 'observatory', 'page'],
      ['old-tls', 'observatory', 'page'],
    ]);
  });
  it('a 404 and a redirect without the headers', () => {
    const page = seen(GOOD);
    const to = 'https://www.site.example/';
    const site = {
      ...page,
      secure: { ...page.secure, steps: [redirect(PAGE, to), step(to, GOOD)] },
      missing: step('https://www.site.example/none', [['X-Content-Type-Options', 'nosniff']], { status: 404 }),
    };
    expect(told(site)).toEqual([
      ['bare-404', 'observatory', 'missing'],
      ['bare-redirect', 'observatory', 'redirect'],
    ]);
  });
});
