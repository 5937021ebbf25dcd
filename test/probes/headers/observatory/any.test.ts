import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { observatory } from '../../../../src/probes/headers/observatory/grade.ts';
import { resultOf } from '../../../../src/probes/headers/observatory/rules.ts';
import { GRADES } from '../../../../src/probes/headers/observatory/score.ts';
import { headersReport } from '../../../../src/probes/headers/report.ts';
import { GOLDEN } from './golden.ts';
import { HTTP, HTTPS, LISTED, lines, NOT_LISTED, siteOf, UNKNOWN, visitOf, type Headers } from './seen.ts';

const NAMES = [
  'Content-Security-Policy',
  'Content-Security-Policy-Report-Only',
  'Set-Cookie',
  'Strict-Transport-Security',
  'Referrer-Policy',
  'X-Content-Type-Options',
  'X-Frame-Options',
  'Cross-Origin-Resource-Policy',
  'Cross-Origin-Embedder-Policy',
  'Cross-Origin-Opener-Policy',
  'Access-Control-Allow-Origin',
  'Access-Control-Allow-Credentials',
  'Content-Type',
];
const latin1 = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCodePoint(byte)),
  maxLength: 80,
});
const PIECES = `default-src 'self' 'none' * ; , script-src 'unsafe-inline' 'nonce-a' 'strict-dynamic' max-age= 31536000 preload secure
  SameSite= none Lax sess=1 no-referrer unsafe-url http: https://a/%zz % data: frame-ancestors report-uri nosniff DENY same-origin "`;
const words = fc
  .array(fc.constantFrom('\t', ...PIECES.split(/\s+/)), { maxLength: 14 })
  .map((parts) => parts.join(' '));
const header = fc.tuple(fc.constantFrom(...NAMES), fc.oneof(latin1, words));
const headers = fc.array(header, { maxLength: 12 });
const tag = fc.oneof(
  words.map((said) => `<meta http-equiv="Content-Security-Policy" content="${said}">`),
  words.map((said) => `<meta name=referrer content="${said}">`),
  fc.webUrl().map((url) => `<script src="${url}">`),
  fc.constantFrom(
    '<script src="//a/b" integrity=x>',
    '</script>',
    '<script src="http://[">',
    '<!--',
    '-->',
    '<p',
    '<svg><script',
  ),
  latin1,
);
const body = fc.array(tag, { maxLength: 8 }).map((parts) => parts.join(''));
const preloaded = fc.constantFrom(LISTED, NOT_LISTED, UNKNOWN);
const MOST = 165;

const holds = (seen: Parameters<typeof observatory>[0], list: Parameters<typeof observatory>[1]): void => {
  const graded = observatory(seen, list);
  expect(observatory(seen, list)).toEqual(graded);
  expect(headersReport.shape.grades.parse([graded])).toEqual([graded]);
  const { score = -1, grade, rules, raises } = graded;
  expect(score).toBeGreaterThanOrEqual(0);
  expect(score).toBeLessThanOrEqual(MOST);
  expect(grade).toBe(GRADES.find(([from]) => score >= from)?.[1]);
  const penalised = 100 + rules.reduce((sum, { points }) => sum + Math.min(0, points), 0);
  const counted = 100 + rules.reduce((sum, { points, counts }) => sum + (counts ? points : 0), 0);
  expect(score).toBe(Math.max(0, counted));
  for (const { rule, result, points, counts, words: said } of rules) {
    expect(resultOf(rule as Parameters<typeof resultOf>[0], result).points).toBe(points);
    expect(counts).toBe(points <= 0 || penalised >= 90);
    expect(said.length).toBeLessThan(800);
  }
  let before = score;
  for (const raise of raises) {
    expect(raise.score).toBeGreaterThan(before);
    before = raise.score ?? 0;
  }
};

describe('any site', () => {
  it('is graded, within bounds, the same each time, and told with what raises it', () => {
    fc.assert(
      fc.property(headers, headers, body, preloaded, fc.boolean(), (page, foreign, html, list, dead) => {
        const plain = visitOf([{ url: HTTP, headers: page }], html);
        const asStranger = foreign.map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]/g, '')}`).join('\n');
        const secure = dead ? { secure: visitOf([{ url: HTTPS, dead }]) } : {};
        holds(siteOf({ headers: page, body: html, plain, foreign: asStranger, ...secure }), list);
      }),
      { numRuns: 400 },
    );
  });
  it('real headers are, with a few characters of them changed, left out or put in', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 3 }), latin1);
    fc.assert(
      fc.property(
        fc.constantFrom(...GOLDEN),
        fc.array(change, { maxLength: 6 }),
        preloaded,
        ({ site }, changes, list) => {
          let page: Headers = typeof site.headers === 'string' ? lines(site.headers) : (site.headers ?? []);
          for (const [at, cut, put] of changes) {
            const i = at % Math.max(1, page.length);
            const [name, value] = page[i] ?? ['X-Frame-Options', ''];
            const from = at % (value.length + 1);
            const next = [name, value.slice(0, from) + put + value.slice(from + cut)] as const;
            page = cut === 3 || page.length === 0 ? page.concat([next]) : page.with(i, next);
          }
          holds(siteOf({ ...site, headers: page }), list);
        },
      ),
      { numRuns: 400 },
    );
  });
  it('what is endless takes no longer for it', () => {
    const policies = Array.from({ length: 8_000 }, () => 'default-src x').join(',');
    const wide = Array.from({ length: 8_000 }, (_, i) => `a${i}`).join(' ');
    const page = Array.from({ length: 20_000 }, () => '<b><script src="https://a.example/x">').join('');
    const cookies = Array.from({ length: 5_000 }, (_, i) => ['Set-Cookie', `a${i}=1`] as const);
    holds(
      siteOf({
        headers: [['Content-Security-Policy', policies], ['Content-Security-Policy', `script-src ${wide}`], ...cookies],
        body: page,
      }),
      NOT_LISTED,
    );
  });
});

describe('a header that was missing', () => {
  it('never lowers the score, where it is sent as the remedy says', () => {
    const sound = fc.constantFrom<Headers[number]>(
      ['Content-Security-Policy', "default-src 'none'"],
      ['Strict-Transport-Security', 'max-age=31536000'],
      ['Referrer-Policy', 'no-referrer'],
      ['X-Content-Type-Options', 'nosniff'],
      ['X-Frame-Options', 'DENY'],
      ['Cross-Origin-Resource-Policy', 'same-origin'],
      ['Cross-Origin-Embedder-Policy', 'require-corp'],
      ['Cross-Origin-Opener-Policy', 'same-origin'],
    );
    fc.assert(
      fc.property(headers, fc.array(sound, { minLength: 1, maxLength: 8 }), preloaded, (page, added, list) => {
        let now: Headers = page;
        let { score = 0 } = observatory(siteOf({ headers: now }), list);
        for (const [name, value] of added) {
          if (now.some(([own]) => own === name)) continue;
          now = now.concat([[name, value]]);
          const after = observatory(siteOf({ headers: now }), list).score ?? 0;
          expect(after).toBeGreaterThanOrEqual(score);
          score = after;
        }
      }),
      { numRuns: 400 },
    );
  });
});
