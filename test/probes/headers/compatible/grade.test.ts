import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { securityHeaders } from '../../../../src/probes/headers/compatible/grade.ts';
import { GOOD, PAGE, butFor, redirect, seen, step, type Lines } from '../seen.ts';

const grade = (headers: Lines) => securityHeaders(seen(headers)).grade;
const SIX = [
  'Strict-Transport-Security',
  'Content-Security-Policy',
  'X-Frame-Options',
  'X-Content-Type-Options',
  'Referrer-Policy',
  'Permissions-Policy',
] as const;
/** What one rule found where only that header is another. */
const found = (rule: string, header: string, ...values: readonly string[]) => {
  const lines: Lines = butFor(
    // frame-ancestors would speak for X-Frame-Options.
    rule === 'x-frame-options' ? [header, 'Content-Security-Policy'] : [header],
    values.map((value) => [header, value] as const),
  );
  const told = securityHeaders(seen(lines)).rules.find((r) => r.rule === rule);
  return [told?.result, told?.pass];
};

describe('securityheaders, compatible', () => {
  it('gives A+ for all six without a warning, and says by which rules', () => {
    const told = securityHeaders(seen(GOOD));
    expect(told).toMatchObject({ grader: 'securityheaders', version: '2023-11-07', grade: 'A+', raises: [] });
    expect(told.score).toBeUndefined();
    expect(told.rules.every((r) => r.pass && r.raise === undefined)).toBe(true);
  });
  it('gives a grade less the more of them are missing', () => {
    const order = [...SIX].toSorted((a, b) => (a === 'Content-Security-Policy' ? -1 : a === b ? 0 : b < a ? 1 : -1));
    const grades = order.map((_, i) => grade(butFor(order.slice(0, i))));
    expect([...grades, grade([])]).toEqual(['A+', 'A', 'B', 'C', 'D', 'D', 'F']);
  });
  it('is what people showed of the service', () => {
    // securityheaders-bugs 70 (2019): all but Feature-Policy, as it was called then, and the policy.
    expect(grade(butFor(['Content-Security-Policy', 'Permissions-Policy']))).toBe('B');
    // 100_days_100_web_project 4775 (May 2026): HSTS alone.
    expect(grade([['Strict-Transport-Security', 'max-age=63072000']])).toBe('D');
    // securityheaders-bugs 68 (2019): a policy of frame-ancestors alone is one.
    expect(grade(butFor(['Content-Security-Policy'], [['Content-Security-Policy', "frame-ancestors 'self'"]]))).toBe(
      'A+',
    );
  });
  it('takes a warning as A, and several as no less', () => {
    expect(grade(butFor(['Referrer-Policy'], [['Referrer-Policy', 'unsafe-url']]))).toBe('A');
    const two: Lines = [
      ['Referrer-Policy', 'origin'],
      ['Strict-Transport-Security', 'max-age=300'],
    ];
    expect(grade(butFor(['Referrer-Policy', 'Strict-Transport-Security'], two))).toBe('A');
  });

  it.each([
    ['content-security-policy', 'Content-Security-Policy', ["script-src 'unsafe-inline'"], 'csp-unsafe-inline', false],
    ['content-security-policy', 'Content-Security-Policy', ["default-src 'unsafe-eval'"], 'csp-unsafe-eval', false],
    ['content-security-policy', 'Content-Security-Policy', ["style-src 'unsafe-inline'"], 'csp-there', true],
    [
      'content-security-policy',
      'Content-Security-Policy',
      ["default-src 'unsafe-inline'; script-src 'self'"],
      'csp-there',
      true,
    ],
    ['content-security-policy', 'Content-Security-Policy', ["script-src 'unsafe-inline' 'nonce-a'"], 'csp-there', true],
    [
      'content-security-policy',
      'Content-Security-Policy',
      ["script-src 'unsafe-inline'", "script-src 'self'"],
      'csp-there',
      true,
    ],
    ['content-security-policy', 'Content-Security-Policy', [' ; '], 'csp-missing', false],
    ['content-security-policy', 'Content-Security-Policy-Report-Only', ["default-src 'self'"], 'csp-there', true],
    ['strict-transport-security', 'Strict-Transport-Security', ['max-age=2591999'], 'hsts-short', false],
    ['strict-transport-security', 'Strict-Transport-Security', ['Max-Age="2592000"'], 'hsts-there', true],
    ['strict-transport-security', 'Strict-Transport-Security', ['includeSubDomains'], 'hsts-invalid', false],
    ['strict-transport-security', 'Strict-Transport-Security', ['max-age=31536000; max-age=1'], 'hsts-invalid', false],
    ['strict-transport-security', 'Strict-Transport-Security', [], 'hsts-missing', false],
    ['x-frame-options', 'X-Frame-Options', [], 'framing-missing', false],
    ['x-frame-options', 'X-Frame-Options', ['sameorigin'], 'framing-there', true],
    ['x-frame-options', 'X-Frame-Options', ['ALLOW-FROM https://a.example'], 'framing-invalid', false],
    ['x-content-type-options', 'X-Content-Type-Options', ['NoSniff'], 'nosniff-there', true],
    ['x-content-type-options', 'X-Content-Type-Options', ['none'], 'nosniff-invalid', false],
    ['x-content-type-options', 'X-Content-Type-Options', [], 'nosniff-missing', false],
    ['referrer-policy', 'Referrer-Policy', ['no-referrer-when-downgrade'], 'referrer-there', true],
    ['referrer-policy', 'Referrer-Policy', ['unsafe-url, same-origin'], 'referrer-there', true],
    ['referrer-policy', 'Referrer-Policy', ['"no-referrer, unsafe-url', 'x"'], 'referrer-unsafe-url', false],
    ['referrer-policy', 'Referrer-Policy', [',', ''], 'referrer-missing', false],
    ['referrer-policy', 'Referrer-Policy', ['origin-when-cross-origin'], 'referrer-origin-when-cross-origin', false],
    ['referrer-policy', 'Referrer-Policy', ['always'], 'referrer-invalid', false],
    ['referrer-policy', 'Referrer-Policy', [], 'referrer-missing', false],
    ['permissions-policy', 'Permissions-Policy', ['geolocation=(self)'], 'permissions-there', true],
    ['permissions-policy', 'Permissions-Policy', [], 'permissions-missing', false],
  ] as const)('%s: %s %j is %s', (rule, header, values, result, pass) => {
    expect(found(rule, header, ...values)).toEqual([result, pass]);
  });
  it('counts no Report-Only, and nothing by its old name', () => {
    const lines = butFor(
      ['Content-Security-Policy', 'Permissions-Policy'],
      [
        ['content-security-policy-report-only', "default-src 'self'"],
        ['Feature-Policy', "camera 'none'"],
      ],
    );
    const results = securityHeaders(seen(lines)).rules.map((r) => r.result);
    expect(results).toContain('csp-report-only');
    expect(results).toContain('permissions-by-its-old-name');
  });
  it('takes frame-ancestors for X-Frame-Options', () => {
    expect(grade(butFor(['X-Frame-Options']))).toBe('A+');
  });
  it('grades the page that redirects end at, and gives R where they end at none', () => {
    const page = seen(GOOD);
    const way = (steps: (typeof page)['secure']['steps']) =>
      securityHeaders({ ...page, secure: { ...page.secure, steps } });
    const first = redirect(PAGE, 'https://www.site.example/');
    expect(way([first, step('https://www.site.example/', GOOD)]).grade).toBe('A+');
    const led = way([redirect(PAGE, 'https://a.example/', GOOD)]);
    expect([led.grade, led.rules.map((r) => r.result)]).toEqual(['R', ['redirect-not-followed']]);
  });
  it('grades what answers over http where nothing does over https', () => {
    const page = seen([]);
    const failed = { url: PAGE, outcome: { ok: false, reason: 'refused', detail: 'nobody' } } as const;
    const open = { ...page.secure, steps: [step('http://site.example/', GOOD)] };
    expect(securityHeaders({ ...page, secure: { ...page.secure, steps: [failed] }, plain: open }).grade).toBe('A+');
  });

  it('says what to do, what costs most first, and the grade that it leads to', () => {
    const lines: Lines = [
      ['Content-Security-Policy', "script-src 'unsafe-inline'"],
      ['Strict-Transport-Security', 'max-age=31536000'],
      ['X-Content-Type-Options', 'nosniff'],
    ];
    const { grade: now, raises } = securityHeaders(seen(lines));
    expect(now).toBe('C');
    expect(raises.map((r) => [r.rule, r.grade])).toEqual([
      ['x-frame-options', 'B'],
      ['referrer-policy', 'A'],
      ['permissions-policy', 'A'],
      ['content-security-policy', 'A+'],
    ]);
  });
  it('leads every site to A+, and never down', () => {
    const names = [...SIX, 'Feature-Policy', 'Content-Security-Policy-Report-Only'];
    const values = ['nosniff', 'max-age=1', "script-src 'unsafe-eval'", 'origin', 'x', '', 'DENY', 'a=(b), c;;,"'];
    const line = fc.tuple(fc.constantFrom(...names), fc.oneof(fc.constantFrom(...values), fc.string()));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const { grade: now, raises } = securityHeaders(seen(lines));
        const order = 'FDCBA'.split('').concat('A+');
        const ranks = [now, ...raises.map((r) => r.grade)].map((g) => order.indexOf(g));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        expect(raises.at(-1)?.grade ?? now).toBe('A+');
      }),
    );
  });
});
