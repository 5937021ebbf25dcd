import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { SiteRow } from '../../src/api/sites/schema.ts';
import type { TargetSummary } from '../../src/api/schema.ts';
import { gradeChanges, gradeHeight, gradeLines, gradeLook, gradeRank, worstGrade } from '../../web/src/model/grades.ts';
import { routeOf, sitePath } from '../../web/src/model/route.ts';
import { daysUntil, livedShare, pointsWords } from '../../web/src/model/site-words.ts';
import {
  daysLeftWords,
  findingWords,
  hstsWords,
  maxAgeWords,
  nextSort,
  preloadWords,
  sitesPath,
  sitesVerdict,
  sortOf,
  sortSites,
  SORT_KEYS,
  told,
  troubleWords,
  whyNoList,
} from '../../web/src/model/sites.ts';
import {
  daysLeftNow,
  standingNow,
  wallRows,
  wallSites,
  WALL_COLUMNS,
  type GlancedSite,
} from '../../web/src/model/wall-sites.ts';
import { leadsTo } from '../../web/src/model/event-links.ts';
import { sentence, tellEvent } from '../../web/src/model/words.ts';
import { event, T0, target } from './support.ts';

const DAY = 86_400_000_000;
const spaced = (text: string): string => text.replaceAll('\u00a0', ' ');
const graded = (grade: string) => ({ at: T0, grade, version: '6' });
const certificate = (
  daysLeft: number,
  more: Partial<NonNullable<SiteRow['tls']>> = {},
): NonNullable<SiteRow['tls']> => ({
  at: T0,
  notAfter: T0 + daysLeft * DAY,
  daysLeft,
  standing: daysLeft < 7 ? 'fail' : 'ok',
  trusted: true,
  issuer: 'E7',
  protocol: 'TLSv1.3',
  ...more,
});
const HSTS = { at: T0, header: 'max-age=1', maxAge: 1, includeSubDomains: false, preload: false, preloadable: false };
const row = (name: string, more: Partial<SiteRow> = {}): SiteRow => ({
  name,
  label: name,
  url: `https://${name}/`,
  every: 6 * 3_600_000,
  intervals: {},
  findings: [],
  troubles: [],
  ...more,
});
const well = (name: string, grade = 'A'): SiteRow => row(name, { observatory: graded(grade), tls: certificate(60) });
const targets = (...all: readonly TargetSummary[]) => new Map(all.map((t) => [t.name, t]));
const NONE = targets();

describe('the pages of sites', () => {
  it('have addresses of their own', () => {
    expect(routeOf('/sites/')).toEqual({ page: 'sites' });
    expect(routeOf(sitePath('shop.example/ä'))).toEqual({ page: 'site', name: 'shop.example/ä' });
  });
  it('say a length of time, days and points as people do', () => {
    const lengths = [0, 45, 300, 86_400, 15_552_000, 31_536_000, 63_072_000];
    expect(lengths.map(maxAgeWords).map(spaced)).toEqual([
      'switched off (0)',
      '45 s',
      '5 min',
      '1 day',
      '180 days',
      '1 year',
      '2 years',
    ]);
    expect([-2, 0, 1, 61].map(daysLeftWords).map(spaced)).toEqual([
      'expired 2 days ago',
      'expires today',
      '1 day left',
      '61 days left',
    ]);
    expect([5, 0, -25].map(pointsWords)).toEqual(['+5', '0', '−25']);
    expect([T0 + 3 * DAY + 1, T0 - 1].map((at) => daysUntil(at, T0))).toEqual([3, -1]);
    expect(
      [T0 - 9 * DAY, T0, T0 + 9 * DAY].map((at) => livedShare({ notBefore: T0, notAfter: T0 + 6 * DAY }, at)),
    ).toEqual([0, 0, 1]);
    expect(livedShare({ notBefore: T0, notAfter: T0 }, T0)).toBe(1);
  });
  it('say how a site stands with HSTS and the list', () => {
    const { header: _, maxAge: __, ...bare } = HSTS;
    expect(hstsWords(bare).more).toBe('no header');
    expect(hstsWords({ ...bare, header: 'max-age=x' }).more).toBe('a header that does not count');
    expect(hstsWords({ ...HSTS, includeSubDomains: true }).more).toBe('with subdomains');
    expect(preloadWords({ ...HSTS, preloaded: true, portal: 'preloaded' })).toEqual({ main: 'on the list', more: '' });
    expect(preloadWords({ ...HSTS, preloaded: false, preloadable: true }).more).toBe('could be put there');
    expect(preloadWords({ ...HSTS, preloaded: false, portal: 'pending-removal' }).more).toBe('portal: pending removal');
    expect(preloadWords({ ...HSTS, whyUnknown: 'no answer' })).toEqual({ main: 'not known', more: 'no answer' });
  });
  it('say why there is no list, by whichever site tells', () => {
    expect(whyNoList([row('a'), row('b', { hsts: HSTS })])).toBeUndefined();
    expect(whyNoList([row('a'), row('b', { hsts: { ...HSTS, whyUnknown: 'it is off' } })])).toBe('it is off');
  });
  it('tell checks that failed for one reason together', () => {
    const failed = (probe: string, detail: string) => ({ probe, at: T0, detail });
    const troubles = [failed('headers', 'refused'), failed('hsts', 'refused'), failed('tls', 'reset')];
    expect(troubleWords(row('a', { troubles }))).toEqual([
      'The checks headers and hsts failed: refused',
      'The check tls failed: reset',
    ]);
  });
  it('say why the list is not known once', () => {
    const unknown = { ...HSTS, whyUnknown: 'it is off' };
    expect(preloadWords(unknown, 'it is off')).toEqual({ main: 'not known', more: '' });
    expect(preloadWords(unknown, 'another')).toEqual({ main: 'not known', more: 'it is off' });
    expect(preloadWords(unknown)).toEqual({ main: 'not known', more: 'it is off' });
  });
  it('name what a finding is about: its words alone may not', () => {
    const found = { probe: 'headers', code: 'hsts-short', severity: 'warn', summary: 'It is for a day.' } as const;
    expect([findingWords(found), findingWords({ ...found, summary: '' })]).toEqual([
      'HSTS short: It is for a day.',
      'HSTS short',
    ]);
  });
  it('show nothing of a stranger that acts, and no more than there is room for', () => {
    expect(told('a\u202Eb\u0007')).toBe('a\u{fffd}b\u{fffd}');
    expect(told('x'.repeat(400))).toHaveLength(301);
  });
});

describe('the verdict on all sites', () => {
  it.each<[string, readonly SiteRow[], string, string]>([
    ['none', [], 'unknown', 'No sites'],
    ['nothing asked', [row('a'), row('b')], 'unknown', 'Not known yet how the sites fare'],
    ['all well', [well('a', 'A+'), well('b', 'B')], 'up', 'All 2 sites are well: worst grade B'],
    ['one alone', [well('a', 'A+')], 'up', 'It is well: grade A+'],
    ['some asked', [well('a'), row('b')], 'up', '1 of 2 sites are well, the others were not asked yet: worst grade A'],
    ['an end', [well('a'), row('shop', { tls: certificate(3) })], 'down', 'shop: certificate expires in 3 days'],
    ['an end past', [row('shop', { tls: certificate(-1) })], 'down', 'shop: certificate expired 1 day ago'],
    ['no trust', [row('a', { tls: certificate(60, { trusted: false }) })], 'down', 'a: certificate is not trusted'],
    ['a C', [well('a', 'C')], 'degraded', 'a: grade C'],
    ['an F', [well('a', 'C'), well('b', 'F')], 'down', 'b: grade F'],
    [
      'a failed check',
      [row('a', { troubles: [{ probe: 'hsts', at: T0, detail: 'reset' }] })],
      'degraded',
      'a: the check hsts failed',
    ],
    [
      'a bad finding',
      [
        {
          ...well('a'),
          findings: [{ probe: 'headers', code: 'x', severity: 'fail', summary: 'Cached for ten years.' }],
        },
      ],
      'degraded',
      'a: Cached for ten years',
    ],
  ])('%s', (_, sites, word, title) => {
    const verdict = sitesVerdict(sites, NONE);
    expect({ word: verdict.word, title: spaced(verdict.title) }).toEqual({ word, title });
  });
  it('begins with a site that does not answer, and names others', () => {
    const down = target('a', { role: 'site', state: { word: 'down', since: T0 } });
    const { title, detail } = sitesVerdict([well('b', 'F'), well('a'), well('c')], targets(down));
    expect(title).toBe('a: does not answer');
    expect(spaced(detail)).toBe('1 more site to look at: b.');
    expect(spaced(sitesVerdict([well('a'), well('c')], targets(down)).detail)).toBe('The other one is well.');
  });
});

describe('the table of sites', () => {
  const sites = [
    { ...well('b', 'F'), securityheaders: graded('R'), hsts: { ...HSTS, preloaded: true } },
    { ...well('a', 'A+'), hsts: { ...HSTS, maxAge: 9 } },
    row('c'),
  ];
  const names = (search: string, known = NONE) =>
    sortSites(sites, sortOf(search), known)
      .map((s) => s.name)
      .join('');
  it('is sorted as the address says; what was never measured is last either way', () => {
    expect(names('')).toBe('bac');
    expect(names('?sort=site')).toBe('abc');
    expect(names('?sort=-site')).toBe('cba');
    expect(names('?sort=observatory')).toBe('bac');
    expect(names('?sort=-observatory')).toBe('abc');
    expect(names('?sort=hsts')).toBe('bac');
    expect(names('?sort=-certificate')).toBe('abc');
    expect(names('?sort=nonsense')).toBe('bac');
    expect(names('?sort=connect', targets(target('c', { state: { word: 'down', since: T0 } }), target('a')))).toBe(
      'cab',
    );
  });
  it('is sorted upwards, downwards, and as it was, and the address keeps it', () => {
    for (const key of SORT_KEYS) {
      const up = nextSort(undefined, key);
      const down = nextSort(up, key);
      expect([up, down, nextSort(down, key)]).toEqual([{ key, down: false }, { key, down: true }, undefined]);
      for (const sort of [up, down, undefined]) expect(sortOf(sitesPath(sort).slice('/sites'.length))).toEqual(sort);
    }
    expect(nextSort({ key: 'site', down: true }, 'hsts')).toEqual({ key: 'hsts', down: false });
  });
  it('loses and doubles none, whatever it is sorted by', () => {
    const anySite = fc.record({
      name: fc.string(),
      grade: fc.constantFrom(undefined, 'A+', 'D', 'F', '?'),
      days: fc.option(fc.integer({ min: -9, max: 90 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(anySite), fc.constantFrom(...SORT_KEYS), fc.boolean(), (all, key, down) => {
        const rows = all.map(({ name, grade, days }) => ({
          ...row(name),
          ...(grade === undefined ? {} : { observatory: graded(grade) }),
          ...(days === undefined ? {} : { tls: certificate(days) }),
        }));
        const ordered = sortSites(rows, { key, down }, NONE);
        expect(new Set(ordered)).toEqual(new Set(rows));
        expect(ordered).toHaveLength(rows.length);
      }),
    );
  });
});

describe('grades', () => {
  it('go from A+ to R, each with a look', () => {
    expect(['A+', 'A-', 'B+', 'C-', 'D+', 'F', 'R', '?', undefined].map(gradeLook)).toEqual([
      'good',
      'good',
      'fair',
      'fair',
      'poor',
      'poor',
      'poor',
      'none',
      'none',
    ]);
    expect(worstGrade(['A', undefined, 'C+', 'B'])).toBe('C+');
    expect(worstGrade([undefined])).toBeUndefined();
    expect(gradeRank('A+')).toBe(0);
  });
  const runs = [
    { at: T0, grades: { observatory: 'A', securityheaders: 'A' } },
    { at: T0 - DAY },
    { at: T0 - 2 * DAY, grades: { observatory: 'F', securityheaders: 'A' } },
    { at: T0 - 4 * DAY, grades: { observatory: 'A' } },
  ];
  it('are a line that steps where one changes, and stays until a run says otherwise', () => {
    const lines = gradeLines(runs, T0 - 4 * DAY, T0);
    expect(lines.map((l) => [l.grader, l.last])).toEqual([
      ['observatory', 'A'],
      ['securityheaders', 'A'],
    ]);
    const [a, f] = [gradeHeight('A')?.toFixed(2), gradeHeight('F')?.toFixed(2)];
    expect(lines[0]?.d).toBe(`M0.00 ${a}H50.00V${f}H100.00V${a}H100.00`);
    expect(gradeLines(runs, T0, T0)).toEqual([]);
    expect(gradeHeight('R')).toBe(gradeHeight('F'));
  });
  it('are told where they changed, newest first', () => {
    expect(gradeChanges(runs).map((c) => `${c.grader} ${c.from ?? '-'} ${c.to}`)).toEqual([
      'observatory F A',
      'securityheaders - A',
      'observatory A F',
      'observatory - A',
    ]);
  });
});

describe('sites on the wall', () => {
  const site = (name: string, standing: GlancedSite['standing'], grade?: string, daysLeft?: number): GlancedSite => ({
    name,
    label: name,
    every: 6 * 3_600_000,
    standing,
    ...(grade === undefined ? {} : { grade }),
    ...(daysLeft === undefined ? {} : { daysLeft }),
  });
  const glance = {
    sites: [
      site('a', 'ok', 'A', 9),
      site('b', 'ok', 'A', 5),
      site('c', 'unknown'),
      site('d', 'fail'),
      site('e', 'ok', 'C'),
    ],
  };
  it('come worst first; the last place counts what finds no room', () => {
    expect(
      wallSites(glance, 5)
        .shown.map((s) => s.name)
        .join(''),
    ).toBe('dceba');
    const few = wallSites({ sites: [...glance.sites, site('f', 'warn')] }, 3);
    expect([few.shown.map((s) => s.name).join(''), few.more, few.moreBad]).toEqual(['df', 4, 0]);
  });
  it('count the days that a certificate has left by themselves, and one that ran out fails', () => {
    const told = { ...site('a', 'ok', 'A', 9), at: 0, notAfter: 9.5 * DAY };
    expect([0, 8 * DAY, 9.4 * DAY, 11 * DAY].map((now) => daysLeftNow(told, now))).toEqual([9, 1, 0, -2]);
    expect(daysLeftNow(site('b', 'ok', 'A', 5), 11 * DAY)).toBe(5);
    expect([0, 9.4 * DAY, 11 * DAY].map((now) => standingNow(told, now))).toEqual(['ok', 'old', 'fail']);
  });
  it('take the room that there is, never more', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.boolean(), (n, upright) => {
        const room = wallRows(n, upright) * WALL_COLUMNS[upright ? 'upright' : 'wide'];
        const { shown, more } = wallSites({ sites: Array.from({ length: n }, (_, i) => site(String(i), 'ok')) }, room);
        expect(shown.length + more).toBe(n);
        expect(shown.length + (more > 0 ? 1 : 0)).toBeLessThanOrEqual(room);
        expect(wallRows(n, upright)).toBeLessThanOrEqual(3);
      }),
    );
  });
  it('are old once they were not looked at for long', () => {
    expect(standingNow({ ...site('a', 'ok'), at: T0 }, T0 + 19 * 3_600_000_000)).toBe('old');
    expect(standingNow({ ...site('a', 'ok'), at: T0 }, T0 + 17 * 3_600_000_000)).toBe('ok');
    expect(standingNow(site('a', 'warn'), T0)).toBe('warn');
    // Over a metered line alone it is looked at once a day.
    const daily = { ...site('a', 'ok'), at: T0, every: 24 * 3_600_000 };
    expect(standingNow(daily, T0 + 71 * 3_600_000_000)).toBe('ok');
    expect(standingNow(daily, T0 + 73 * 3_600_000_000)).toBe('old');
  });
});

describe('an event of a site', () => {
  const told = (summary: string, on?: boolean) =>
    tellEvent(
      event(
        'site-finding',
        { code: 'hsts-gone', summary, ...(on === undefined ? {} : { on }) },
        { severity: 'warn', subject: { target: 'blog', vantage: 'home' } },
      ),
      { label: () => 'Blog', now: T0 },
    );
  it('is told in the watcher’s words or by its code, leads to the site, and carries nothing that acts', () => {
    expect(sentence(told('Blog sends no HSTS any more.', true))).toBe('Blog sends no HSTS any more');
    expect(sentence(told('', true))).toBe('Blog HSTS gone');
    expect(sentence(told('Blog: the grade stays A now.', false))).toBe(
      'Blog HSTS gone, no longer: the grade stays A now',
    );
    expect(sentence(told('The certificate of Blog expires in 3 d.'))).toBe(
      'Blog HSTS gone: The certificate expires in 3 d',
    );
    expect(told('It is back.', false)).toMatchObject({ severity: 'good', target: 'blog' });
    expect(leadsTo(told('It is back.', false))).toMatch(/^\/sites\/blog\?at=\d+$/);
    expect(sentence(told('Blog \u202Esaid'))).toBe('Blog \u{fffd}said');
  });
});
