import { array, assert, constantFrom, oneof, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CACHE_CODES } from '../../../../src/domain/headers/cache-codes.ts';
import { DIFFERENCE_CODES } from '../../../../src/domain/headers/difference-codes.ts';
import { ORIGIN_CODES } from '../../../../src/domain/headers/origin-codes.ts';
import { POLICY_CODES } from '../../../../src/domain/headers/policy-codes.ts';
import { PROTECTION_CODES } from '../../../../src/domain/headers/protection-codes.ts';
import { edgeOf } from '../../../../src/probes/headers/edge.ts';
import { lintOf } from '../../../../src/probes/headers/lint/lint.ts';
import { headersReport } from '../../../../src/probes/headers/report.ts';
import { anyField, mutated } from '../../../wire/http/any-field.ts';
import { CACHE_CASES } from './cases/cache.ts';
import { DIFFERENCE_CASES } from './cases/difference.ts';
import { ORIGIN_CASES } from './cases/origin.ts';
import { POLICY_CASES } from './cases/policy.ts';
import { PROTECTION_CASES } from './cases/protection.ts';
import { GOOD_SITES } from './good-sites.ts';
import { type Lines, site, type SiteOf } from './site.ts';

const OWN_CODES = { ...POLICY_CODES, ...PROTECTION_CODES, ...ORIGIN_CODES, ...CACHE_CODES, ...DIFFERENCE_CODES };
const CASES = [POLICY_CASES, PROTECTION_CASES, ORIGIN_CASES, CACHE_CASES, DIFFERENCE_CASES].flat();
const saidOf = (of: SiteOf, code: string): readonly string[] =>
  lintOf(site(of)).flatMap((lint) => (lint.code === code ? [lint.words] : []));

const HEADERS = [...new Set(CASES.flatMap(({ bad }) => (bad.page?.headers ?? []).map(([name]) => name)))];
const VALUES = CASES.flatMap(({ bad }) => (bad.page?.headers ?? []).map(([, value]) => value.slice(0, 400)));
const mutatedValue = constantFrom(...VALUES).chain(mutated);

describe('the lint of headers', () => {
  it.each(Object.entries(GOOD_SITES))('finds nothing to be changed: %s', (_, of) => {
    expect(lintOf(site(of)).filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
  it.each(CASES.map((one) => [one.code, one.words[0], one] as const))('%s: %s', (code, _, { bad, good, words }) => {
    expect(saidOf(bad, code)).toEqual(words.map((piece) => expect.stringContaining(piece)));
    for (const one of good) expect([one, saidOf(one, code)]).toEqual([one, []]);
  });
  it('has a case, and one that is not, for each code', () => {
    const cases = Object.keys(OWN_CODES).map((code) => [code, CASES.some((one) => one.code === code)]);
    expect(cases.filter(([, has]) => has === false)).toEqual([]);
  });
  it('says what is the same in several answers once, and where else it is', () => {
    const headers: Lines = [['Server', 'nginx/1.22.1']];
    const told = lintOf(site({ page: { headers }, missing: { headers }, asset: { headers }, plain: { headers } }));
    expect(told.filter(({ code }) => code === 'version-told')).toEqual([
      {
        code: 'version-told',
        severity: 'info',
        place: 'page',
        header: 'Server',
        said: 'nginx/1.22.1',
        words: 'It tells `nginx/1.22.1`. (Also on a page that is missing, on a static file and on a redirect.)',
      },
    ]);
  });
  it('says nothing twice of one answer, and what is worst first', () => {
    for (const { bad } of CASES) {
      const lint = lintOf(site(bad));
      const keys = lint.map(({ code, place, header = '', words }) => [code, place, header, words].join(' '));
      expect(new Set(keys).size).toBe(keys.length);
      const order = lint.map(({ severity }) => ['fail', 'warn', 'info'].indexOf(severity));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
  });
  it('keeps the values of cookies to itself', () => {
    const headers: Lines = [['Set-Cookie', 'sid=secret; SameSite=None; Path=/']];
    expect(JSON.stringify(lintOf(site({ page: { headers } })))).not.toContain('secret');
    expect(lintOf(site({ page: { headers } }))[0]?.said).toBe('sid=…; SameSite=None; Path=/');
  });
  it('judges the page where the visit ended, and nothing that was not seen', () => {
    const seen = site({ page: { headers: [['Server', 'a/1.0']] } });
    const failed = { url: 'https://www.example.org/', outcome: { ok: false, reason: 'refused', detail: 'x' } } as const;
    const none = { ...seen, secure: { ...seen.secure, steps: [failed], end: 'failed' }, missing: failed } as const;
    expect(lintOf(none)).toEqual([]);
    expect(lintOf({ ...none, plain: seen.secure }).map(({ code }) => code)).toContain('version-told');
  });
  it('may be of any headers: it is bounded, and in the form of a report', () => {
    const lines = array(tuple(oneof(constantFrom(...HEADERS), anyField), oneof(anyField, mutatedValue)), {
      maxLength: 30,
    });
    const answer = record({ status: constantFrom(200, 301, 404, 500), headers: lines });
    const form = headersReport.pick({ lint: true, edge: true });
    assert(
      property(answer, answer, answer, lines, (page, missing, asset, foreign) => {
        const seen = site({ page, missing, asset, foreign: { origin: 'https://stranger.example', headers: foreign } });
        const told = { lint: [...lintOf(seen)], edge: [...edgeOf(seen)] };
        expect(form.parse(told)).toEqual(told);
        expect(told.lint.length).toBeLessThanOrEqual(200);
        for (const { said = '', words } of told.lint) expect(Math.max(said.length, words.length)).toBeLessThan(1_000);
      }),
      { numRuns: 500 },
    );
  });
  it('of 10,000 lines takes a moment', () => {
    const headers = Array.from({ length: 10_000 }, (_, i): [string, string] => [
      HEADERS[i % HEADERS.length] ?? '',
      `${'zqx-'.repeat(i % 20)}${i}=${'('.repeat(i % 7)}`,
    ]);
    expect(lintOf(site({ page: { headers }, missing: { headers }, asset: { headers } })).length).toBeGreaterThan(10);
  });
});
