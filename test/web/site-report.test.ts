import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SiteDetail, Sites, SitesGlance } from '../../src/api/sites/schema.ts';
import { headersReport, type HeadersReport } from '../../src/probes/headers/report.ts';
import { hstsReport } from '../../src/probes/hsts/report.ts';
import { tlsReport } from '../../src/probes/tls/report.ts';
import { defaultPair, diffReports, isQuiet, worth, type SiteDiff } from '../../web/src/model/site-diff.ts';
import { headersReportOf, hstsReportOf, tlsReportOf } from '../../web/src/model/site-report.ts';
import { fakeSites } from '../e2e/support/fake-sites.mjs';
import { T0 } from './support.ts';

const DETAILS = ['sites', 'sites-fresh', 'sites-many'].flatMap((variant) => {
  const fake = fakeSites(T0, variant);
  return fake.now(T0).sites.flatMap(({ name }) => fake.detail(name, T0) ?? []);
});

describe('what the fake api tells of sites', () => {
  it.each(['sites', 'sites-fresh', 'sites-many', 'sites-hostile'])('is by the contract (%s)', (variant) => {
    const fake = fakeSites(T0, variant);
    const all = Sites.parse(fake.now(T0));
    SitesGlance.parse(fake.glance());
    for (const { name } of all.sites) SiteDetail.parse(fake.detail(name, T0));
  });
});

describe('a report of a site', () => {
  it('is read as its probe wrote it', () => {
    let reports = 0;
    for (const { headers, hsts, tls } of DETAILS) {
      for (const [found, shape, read] of [
        [headers, headersReport, headersReportOf],
        [hsts, hstsReport, hstsReportOf],
        [tls, tlsReport, tlsReportOf],
      ] as const) {
        if (found === undefined) continue;
        reports += 1;
        const asSent: unknown = JSON.parse(JSON.stringify(found.report));
        expect(read(asSent)).toEqual(shape.parse(asSent));
      }
    }
    expect(reports).toBeGreaterThan(100);
  });
  it('is read whatever it is, and what is missing is empty', () => {
    const report = DETAILS[0]?.headers?.report as Record<string, unknown>;
    const without = fc
      .subarray(Object.entries(report))
      .map((left): Record<string, unknown> => Object.fromEntries(left));
    const spoilt = fc
      .tuple(fc.constantFrom(...Object.keys(report)), fc.anything())
      .map(([key, value]) => Object.assign({}, report, { [key]: value }));
    const inside = fc.anything().map((v) => ({
      grades: [v, { grader: 'observatory', rules: [v] }],
      lint: [v],
      answers: [v, { place: 'page', headers: [v, [v, v]] }],
    }));
    fc.assert(
      fc.property(fc.oneof(fc.anything(), without, spoilt, inside), (v) => {
        const read = headersReportOf(v);
        hstsReportOf(v);
        tlsReportOf(v);
        if (read !== undefined) headersReport.parse({ ...read, grades: [] });
      }),
    );
    expect(headersReportOf(undefined)).toBeUndefined();
    expect(tlsReportOf({})?.order).toBe('cannot-be-read');
    expect(hstsReportOf({})?.list).toEqual({ known: false, why: 'it was not looked up' });
  });
  it('has no text that acts, and none without end', () => {
    const read = headersReportOf({ lint: [{ place: 'page', words: '\u202Eevil\u0000', said: 'x'.repeat(9_999) }] });
    expect(read?.lint[0]?.words).toBe('\u{fffd}evil\u{fffd}');
    expect(read?.lint[0]?.said).toHaveLength(4_096);
    expect(headersReportOf({ fixes: { caddy: 'a {\n\tb\u001b\n}' } })?.fixes.caddy).toBe('a {\n\tb\u{fffd}\n}');
    const many = headersReportOf({ lint: Array.from({ length: 9_999 }, () => ({ words: 'a' })) });
    expect(many?.lint).toHaveLength(500);
  });
});

const place = fc.constantFrom('page', 'missing', 'asset', 'redirect');
const anyHeader = fc.tuple(
  fc.constantFrom('Server', 'server', 'Date', 'Set-Cookie', 'Content-Security-Policy', 'X-A'),
  fc.constantFrom('', '1', 'id=1; Path=/', 'id=2; Path=/', "script-src 'nonce-1'", "script-src 'nonce-2'"),
);
const anyRule = fc.record({
  rule: fc.constantFrom('csp', 'hsts', 'cookies'),
  result: fc.constantFrom('good', 'bad'),
  points: fc.constantFrom(-25, 0, 5),
  counts: fc.boolean(),
  pass: fc.boolean(),
  words: fc.constantFrom('', 'seen'),
});
const anyReport: fc.Arbitrary<HeadersReport> = fc
  .record({
    grades: fc.uniqueArray(
      fc.record({
        grader: fc.constantFrom('observatory', 'securityheaders'),
        version: fc.constant('6'),
        grade: fc.constantFrom('A', 'F'),
        score: fc.constantFrom(100, 0),
        rules: fc.uniqueArray(anyRule, { selector: (r) => r.rule }),
        raises: fc.constant<HeadersReport['grades'][number]['raises']>([]),
      }),
      { selector: (g) => g.grader },
    ),
    lint: fc.array(
      fc.record({
        code: fc.constantFrom('a', 'b'),
        severity: fc.constantFrom('info', 'fail'),
        place,
        words: fc.constant('w'),
      }),
      { maxLength: 4 },
    ),
    answers: fc.uniqueArray(
      fc.record({
        place,
        url: fc.constant('https://a.example/'),
        status: fc.constantFrom(200, 404),
        http: fc.constant('2'),
        headers: fc.array(anyHeader, { maxLength: 6 }),
      }),
      { selector: (a) => a.place },
    ),
  })
  .map((r) => Object.assign({ url: 'https://a.example/', secure: [], edge: [], fixes: {} }, r));

/** Each list by its keys, with before and after the other way round. */
const turned = (d: SiteDiff) =>
  Object.values(d).map(
    (changes: readonly { key: string; before?: unknown; after?: unknown; place?: string }[]) =>
      new Map(changes.map((c) => [`${c.place ?? ''} ${c.key}`, [c.after, c.before]])),
  );
const straight = (d: SiteDiff) =>
  Object.values(d).map(
    (changes: readonly { key: string; before?: unknown; after?: unknown; place?: string }[]) =>
      new Map(changes.map((c) => [`${c.place ?? ''} ${c.key}`, [c.before, c.after]])),
  );

describe('what differs between two reports', () => {
  it('is nothing between one and itself', () => {
    fc.assert(
      fc.property(anyReport, (a) => {
        const diff = diffReports(a, structuredClone(a));
        expect(Object.values(diff).every((list: readonly unknown[]) => list.length === 0)).toBe(true);
        expect(isQuiet(diff)).toBe(true);
      }),
    );
  });
  it('is the same the other way round, before and after changed about', () => {
    fc.assert(
      fc.property(anyReport, anyReport, (a, b) => {
        expect(turned(diffReports(a, b))).toEqual(straight(diffReports(b, a)));
        expect(isQuiet(diffReports(a, b))).toBe(isQuiet(diffReports(b, a)));
      }),
    );
  });
  it('has before and after as they are in the two', () => {
    fc.assert(
      fc.property(anyReport, anyReport, (a, b) => {
        for (const { key, place: at, before, after } of diffReports(a, b).headers) {
          const values = (r: HeadersReport) =>
            r.answers.find((x) => x.place === at)?.headers.flatMap(([n, v]) => (n.toLowerCase() === key ? [v] : [])) ??
            [];
          expect([before ?? [], after ?? []]).toEqual([values(a), values(b)]);
        }
      }),
    );
  });
  const answer = (headers: HeadersReport['answers'][number]['headers'], status = 200) => ({
    place: 'page' as const,
    url: '',
    status,
    http: '2',
    headers,
  });
  const report = (more: Partial<HeadersReport>): HeadersReport => ({
    url: '',
    secure: [],
    grades: [],
    lint: [],
    answers: [],
    edge: [],
    fixes: {},
    ...more,
  });
  it('tells what came, went and changed, and sets aside what is another every time', () => {
    const a = report({
      answers: [
        answer([
          ['Date', '1'],
          ['Server', 'nginx'],
          ['Set-Cookie', 'id=1; Path=/'],
          ['X', '1'],
        ]),
      ],
    });
    const b = report({
      answers: [
        answer(
          [
            ['date', '2'],
            ['X', '1'],
            ['X', '2'],
            ['set-cookie', 'id=2; Path=/'],
            ['CSP', 'a'],
          ],
          404,
        ),
      ],
    });
    const diff = diffReports(a, b);
    expect(diff.headers.map((h) => [h.header, h.before, h.after, h.restless])).toEqual([
      ['date', ['1'], ['2'], true],
      ['X', ['1'], ['1', '2'], false],
      ['set-cookie', ['id=1; Path=/'], ['id=2; Path=/'], true],
      ['CSP', undefined, ['a'], false],
      ['Server', ['nginx'], undefined, false],
    ]);
    expect(diff.statuses).toEqual([{ key: 'page', place: 'page', before: 200, after: 404 }]);
    expect(diffReports(a, report({})).headers).toEqual([]);
  });
  it('counts a bonus that does not count as nothing', () => {
    const rule = { rule: 'a', result: 'b', points: 10, counts: true, pass: true, words: '' };
    expect([worth(rule), worth({ ...rule, counts: false }), worth(undefined)]).toEqual([10, 0, 0]);
  });
  it('is looked for first between the newest run and the one before the last change', () => {
    const run = (id: string, grade?: string) =>
      grade === undefined
        ? { id, at: Number(id), failed: 'no answer' }
        : { id, at: Number(id), grades: { observatory: grade } };
    expect(defaultPair([run('5'), run('4', 'A'), run('3', 'A'), run('2', 'F'), run('1', 'F')])).toEqual({
      before: '2',
      after: '4',
    });
    expect(defaultPair([run('2', 'A'), run('1', 'A')])).toEqual({ before: '1', after: '2' });
    expect(defaultPair([run('1', 'A')])).toBeUndefined();
    expect(defaultPair([])).toBeUndefined();
    // What was told at 3 may have been told by the second run that had it.
    const all = ['5', '4', '3', '2', '1'].map((id) => run(id, 'A'));
    expect(defaultPair(all, 3)).toEqual({ before: '1', after: '3' });
    expect(defaultPair(all, 2)).toEqual({ before: '1', after: '2' });
    expect(defaultPair(all, 1)).toBeUndefined();
  });
});
