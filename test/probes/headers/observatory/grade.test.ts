import { describe, expect, it } from 'vitest';

import { observatory, ungraded } from '../../../../src/probes/headers/observatory/grade.ts';
import { GRADES } from '../../../../src/probes/headers/observatory/score.ts';
import { GOLDEN } from './golden.ts';
import { HTTP, HTTPS, LISTED, NOT_LISTED, siteOf, visitOf, type Headers, type SiteOf } from './seen.ts';

const grade = (site: SiteOf, preloaded = NOT_LISTED): ReturnType<typeof observatory> =>
  observatory(siteOf(site), preloaded);

describe('score and letters', () => {
  it('letters begin where Observatory has them begin', () => {
    expect(GRADES.map(([from, letter]) => `${letter} ${from}`).join(', ')).toBe(
      'A+ 100, A 90, A- 85, B+ 80, B 70, B- 65, C+ 60, C 50, C- 45, D+ 40, D 30, D- 25, F 0',
    );
  });
  it('bonuses count from 90, penalties taken off, and which do not is told', () => {
    const base = `Content-Security-Policy: default-src 'none'
      Strict-Transport-Security: max-age=1
      X-Content-Type-Options: nosniff
      Referrer-Policy: no-referrer`;
    const at90 = grade({ headers: `${base}\nX-Frame-Options: DENY` });
    expect([at90.score, at90.grade]).toEqual([110, 'A+']);
    expect(at90.rules.every(({ counts }) => counts)).toBe(true);
    const at85 = grade({ headers: `${base.replace('nosniff', 'x')}\nX-Frame-Options: DENY` });
    expect([at85.score, at85.grade]).toEqual([85, 'A-']);
    expect(at85.rules.filter(({ counts }) => !counts).map(({ rule }) => rule)).toEqual([
      'content-security-policy',
      'referrer-policy',
      'x-frame-options',
    ]);
  });
  it('is never below nothing', () => {
    const worst = grade({
      headers: 'Set-Cookie: session=1\nReferrer-Policy: x\nCross-Origin-Opener-Policy: x',
      foreign: 'Access-Control-Allow-Origin: https://stranger.example\nAccess-Control-Allow-Credentials: true',
    });
    expect([worst.score, worst.grade]).toEqual([0, 'F']);
  });
  it('says whose rules, in the order of Observatory, with its words cut', () => {
    const { grader, version, rules } = grade({ headers: `Content-Security-Policy: default-src ${'x'.repeat(2_000)}` });
    expect([grader, version, rules.length]).toEqual(['observatory', '6', 12]);
    expect(rules[0]?.words.length).toBeLessThan(500);
    expect(rules[0]?.words.endsWith('…')).toBe(true);
  });
});

describe('what raises a grade', () => {
  it('least work first, each with what it leads to, until A+', () => {
    const { raises } = grade({ headers: 'Content-Type: text/html' });
    expect(raises.map(({ rule, score, grade }) => `${rule} ${score} ${grade}`)).toEqual([
      'strict-transport-security 50 C',
      'x-frame-options 70 B',
      'x-content-type-options 75 B',
      // At 75 only the policy is missing; from 90 on its bonus and that of the frames count.
      'content-security-policy 110 A+',
    ]);
    expect(raises[0]?.words).toContain('max-age=31536000');
  });
  it('nothing where A+ is reached', () => {
    for (const { site, preloaded } of GOLDEN.filter((each) => each.grade === 'A+'))
      expect(grade(site, preloaded ?? NOT_LISTED).raises).toEqual([]);
  });
  it('all golden sites come to A+, and every step raises the score', () => {
    for (const { name, site, preloaded, grade: letter } of GOLDEN.filter((each) => each.grade !== 'A+')) {
      const { score = 0, raises } = grade(site, preloaded ?? NOT_LISTED);
      const scores = [score, ...raises.map((raise) => raise.score ?? 0)];
      // Of the very worst some of the first steps only bring it up to nothing, and are not told.
      expect([name, letter, scores, raises.at(-1)?.grade]).toEqual([
        name,
        letter,
        scores.toSorted((a, b) => a - b),
        'A+',
      ]);
      expect(new Set(scores).size).toBe(scores.length);
    }
  });
  it('is what the rules give when it is done', () => {
    const does: Readonly<Record<string, Headers[number]>> = {
      'strict-transport-security': ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
      'x-frame-options': ['X-Frame-Options', 'DENY'],
      'x-content-type-options': ['X-Content-Type-Options', 'nosniff'],
      'referrer-policy': ['Referrer-Policy', 'strict-origin-when-cross-origin'],
      'cross-origin-resource-policy': ['Cross-Origin-Resource-Policy', 'same-origin'],
      'cross-origin-embedder-policy': ['Cross-Origin-Embedder-Policy', 'credentialless'],
      'cross-origin-opener-policy': ['Cross-Origin-Opener-Policy', 'same-origin'],
      'content-security-policy': [
        'Content-Security-Policy',
        "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'",
      ],
    };
    let headers: Headers = [
      ['Content-Type', 'text/html'],
      ['Referrer-Policy', 'unsafe-url'],
      ['Cross-Origin-Embedder-Policy', 'x'],
      ['Set-Cookie', 'session=1; HttpOnly'],
      ['Set-Cookie', 'theme=1'],
    ];
    for (const { rule, score, grade: letter } of grade({ headers }).raises) {
      const done = does[rule];
      headers =
        done === undefined
          ? headers.map(
              ([name, value]) => [name, name === 'Set-Cookie' ? `${value}; Secure; SameSite=Lax` : value] as const,
            )
          : [...headers.filter(([name]) => name !== done[0]), done];
      expect(grade({ headers })).toMatchObject({ score, grade: letter });
    }
    expect(grade({ headers }).grade).toBe('A+');
  });
});

describe('what Observatory gives no grade', () => {
  it.each([200, 204, 301, 401, 403])('%d gets one', (status) => expect(ungraded(siteOf({ status }))).toBeUndefined());
  it.each([100, 400, 404, 500, 503])('%d gets none', (status) =>
    expect(ungraded(siteOf({ status }))).toContain(`answers with ${status}`),
  );
  it('nothing gets none', () => {
    const plain = visitOf([{ url: HTTP, dead: true }]);
    const seen = siteOf({ secure: visitOf([{ url: HTTPS, dead: true }]), plain });
    expect(ungraded(seen)).toBe('The site does not answer.');
    expect(observatory(seen, LISTED)).toMatchObject({ grade: 'D', score: 30 });
  });
  it('a way that leads where nobody may go gets none, and it is not said that nobody answers', () => {
    const led = visitOf([{ url: HTTPS, status: 302 }], '', 'private', 'http://192.168.1.1/');
    const seen = siteOf({ secure: led, plain: visitOf([{ url: HTTP, dead: true }]) });
    expect(ungraded(seen)).toBe('The site leads on to where no page is.');
  });
});
