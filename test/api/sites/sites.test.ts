import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildOwnerApi } from '../../../src/api/owner/app.ts';
import type { Overview } from '../../../src/api/schema.ts';
import { sitesCsv } from '../../../src/api/sites/csv.ts';
import type { SiteDetail, SiteRow, Sites } from '../../../src/api/sites/schema.ts';
import { sitesTeller } from '../../../src/api/sites/teller.ts';
import type { Config } from '../../../src/config/config.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import type { Event } from '../../../src/domain/entry.ts';
import { tcp } from '../../../src/probes/tcp.ts';
import { fakePing } from '../../support/fake-probes.ts';
import { fakeSiteProbes } from '../../support/site-probes.ts';
import { BLOG, certificateOf, failedAt, gradeOf, headersOf, hstsOf, ranAt, tlsOf } from '../../support/site-runs.ts';
import { apiForTest, START } from '../support.ts';

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;
const configOf = (text: string): Config => {
  const parsed = parseConfig(text, { probes: [fakePing, tcp, ...fakeSiteProbes], vantage: 'here' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
};
const CONFIG = configOf(`
sites:
  blog: {url: "https://blog.example/", label: My blog}
  shop: https://shop.example:8443/de
targets:
  other: {address: other.example, tls: on}
  router: {address: 192.168.1.1}
`);
const api = () => apiForTest({ config: CONFIG });
const told = async (a: ReturnType<typeof api>) => (await a.ask('/api/sites')).body as Sites;
const rowIn = (all: Sites, name: string) => all.sites.find((s) => s.name === name);
const happened = (at: number, evidence: Event['evidence'], subject = BLOG): Event => ({
  kind: 'event',
  type: 'site-finding',
  at,
  severity: 'warn',
  subject,
  evidence,
});
const cert = certificateOf(START + 30 * DAY);

/** As the checks of a site come where nothing else is said, in milliseconds. */
const EVERY = 6 * 3_600_000;
const SITE = { headers: EVERY, hsts: 4 * EVERY, tls: EVERY };
const NEVER = { every: EVERY, findings: [], troubles: [] };
describe('all sites', () => {
  it('are those of the config, and targets with a check of sites; nothing is known before they are looked at', async () => {
    expect((await told(api())).sites).toEqual([
      { name: 'blog', label: 'My blog', url: 'https://blog.example/', intervals: SITE, ...NEVER },
      { name: 'shop', label: 'shop', url: 'https://shop.example:8443/de', intervals: SITE, ...NEVER },
      { name: 'other', label: 'other', url: 'https://other.example/', intervals: { tls: EVERY }, ...NEVER },
    ]);
  });
  it('are told by the newest run of each probe', async () => {
    const a = api();
    const second = { ...gradeOf('A', undefined), grader: 'securityheaders' as const, version: '2026-08' };
    const lint = {
      code: 'site-refuses',
      severity: 'warn',
      evidence: { place: 'page', summary: 'It is dropped whole.' },
    } as const;
    const weak = {
      code: 'certificate-untrusted',
      severity: 'fail',
      evidence: { summary: 'RSA 1024 is too short.' },
    } as const;
    await a.store.journal.append([
      ranAt('headers', START - 9 * HOUR, headersOf([], { grades: [gradeOf('A+', 115)] })),
      ranAt('headers', START - 3 * HOUR, headersOf([], { grades: [gradeOf('B', 75), second] }), { findings: [lint] }),
      ranAt('hsts', START - 2 * HOUR, hstsOf({ portal: { status: 'pending' } })),
      ranAt('tls', START - HOUR, tlsOf(cert), { findings: [weak] }),
      // Of another place, and of another target.
      ranAt('headers', START - 10, headersOf([], { grades: [gradeOf('F', 0)] }), {
        subject: { ...BLOG, vantage: 'there' },
      }),
    ]);
    const all = await told(a);
    expect(all.list).toEqual({ at: hstsOf().list.known ? 1_779_900_000_000_000 : 0 });
    expect(rowIn(all, 'blog')).toEqual({
      name: 'blog',
      label: 'My blog',
      url: 'https://blog.example/',
      every: EVERY,
      intervals: SITE,
      observatory: {
        at: START - 3 * HOUR,
        grade: 'B',
        score: 75,
        version: '6',
        was: { at: START - 9 * HOUR, grade: 'A+', score: 115 },
      },
      securityheaders: { at: START - 3 * HOUR, grade: 'A', version: '2026-08' },
      hsts: {
        at: START - 2 * HOUR,
        header: 'max-age=63072000; includeSubDomains',
        maxAge: 63_072_000,
        includeSubDomains: true,
        preload: false,
        preloadable: false,
        preloaded: false,
        portal: 'pending',
      },
      tls: {
        at: START - HOUR,
        notAfter: START + 30 * DAY,
        daysLeft: 30,
        standing: 'ok',
        trusted: true,
        issuer: 'Example CA R3',
        protocol: 'TLSv1.3',
        group: 'X25519',
      },
      findings: [
        { probe: 'tls', code: 'certificate-untrusted', severity: 'fail', summary: 'RSA 1024 is too short.' },
        { probe: 'headers', code: 'site-refuses', severity: 'warn', summary: 'It is dropped whole.' },
      ],
      troubles: [],
    });
  });
  it('keep what was seen before they were no longer reached, however long ago, and say why', async () => {
    const a = api();
    await a.store.journal.append([
      ranAt('headers', START - 20 * DAY, headersOf()),
      ...Array.from({ length: 40 }, (_, i) => failedAt('headers', START - 19 * DAY + i * 6 * HOUR)),
      failedAt('tls', START - HOUR, { reason: 'refused', detail: 'port 443 is closed' }),
    ]);
    const row = rowIn(await told(a), 'blog');
    expect(row?.observatory).toMatchObject({ at: START - 20 * DAY, grade: 'B' });
    expect(row?.troubles).toEqual([
      { probe: 'headers', at: START - 19 * DAY + 39 * 6 * HOUR, detail: 'no answer within 10 s' },
      { probe: 'tls', at: START - HOUR, detail: 'port 443 is closed' },
    ]);
  });
  it('have the last grade that was another from what was told, where no run that is looked at has it', async () => {
    const a = api();
    await a.store.journal.append([
      happened(START - 30 * DAY, {
        code: 'grade-fell',
        grader: 'observatory',
        from: 'A+',
        to: 'B',
        scoreFrom: 110,
        summary: 'it fell',
      }),
      ...Array.from({ length: 8 }, (_, i) => ranAt('headers', START - (9 - i) * 6 * HOUR, headersOf())),
    ]);
    expect(rowIn(await told(a), 'blog')?.observatory?.was).toEqual({ at: START - 30 * DAY, grade: 'A+', score: 110 });
  });
  it('do not know of the list what nobody said, and whose reports are of another version', async () => {
    const a = api();
    await a.store.journal.append([
      ranAt('hsts', START - HOUR, hstsOf({ list: { known: false, why: 'the list is off' } })),
      ranAt('headers', START - 2 * HOUR, headersOf()),
      ranAt('headers', START - HOUR, { of: 'another version' }),
    ]);
    const all = await told(a);
    expect(all).not.toHaveProperty('list');
    expect(rowIn(all, 'blog')?.hsts).toMatchObject({ whyUnknown: 'the list is off' });
    expect(rowIn(all, 'blog')?.hsts).not.toHaveProperty('preloaded');
    expect(rowIn(all, 'blog')?.observatory?.at).toBe(START - 2 * HOUR);
  });
  it('whose certificate is late, expired or not trusted say so', async () => {
    const a = api();
    const standing = async () => {
      const row = rowIn(await told(a), 'blog')?.tls;
      return [row?.daysLeft, row?.standing, row?.trusted];
    };
    await a.store.journal.append([ranAt('tls', START - HOUR, tlsOf(certificateOf(START + 10 * DAY)))]);
    expect(await standing()).toEqual([10, 'warn', true]);
    await a.clock.advance(11 * 24 * 3_600_000);
    expect(await standing()).toEqual([-1, 'fail', true]);
    await a.store.journal.append([ranAt('tls', START + DAY, tlsOf(cert, { nameMatches: false }))]);
    await a.clock.advance(6_000);
    expect((await standing())[2]).toBe(false);
  });
  it('are asked of the store once in five seconds, however many ask', async () => {
    const a = api();
    let asked = 0;
    const query = {
      ...a.store.query,
      runs: (q: Parameters<typeof a.store.query.runs>[0]) => ((asked += 1), a.store.query.runs(q)),
    };
    const tell = sitesTeller({ config: CONFIG, clock: a.clock, query });
    await Promise.all(Array.from({ length: 20 }, () => tell()));
    expect(asked).toBe(9);
    await a.clock.advance(5_000);
    await tell();
    expect(asked).toBe(18);
  });
});

describe('one site', () => {
  it('has the newest report of each probe, its grades before, and what happened', async () => {
    const a = api();
    const page = headersOf([['Server', 'nginx']]);
    const remedy = 'Write it in brackets.';
    const lint = { code: 'site-refuses', severity: 'warn', evidence: { place: 'page' }, remedy } as const;
    await a.store.journal.append([
      ranAt('headers', START - 13 * HOUR, headersOf([], { grades: [gradeOf('A', 90)] })),
      failedAt('headers', START - 7 * HOUR),
      ranAt('headers', START - HOUR, page, { findings: [lint] }),
      ranAt('tls', START - HOUR, tlsOf(cert)),
      happened(START - 100 * DAY, { code: 'grade-rose', summary: 'long ago' }),
      happened(START - 7 * HOUR, { code: 'hsts-gone', on: true, summary: 'HSTS is gone' }),
      happened(START - HOUR, { code: 'grade-fell', summary: 'A → B' }),
      happened(START - HOUR, { code: 'grade-fell', summary: 'of another' }, { target: 'shop', vantage: 'here' }),
    ]);
    const { status, body } = await a.ask('/api/sites/blog');
    const detail = body as SiteDetail;
    expect(status).toBe(200);
    expect(detail.site.observatory).toMatchObject({ grade: 'B', was: { grade: 'A' } });
    expect(detail.headers).toEqual({
      id: `headers-blog-${START - HOUR}`,
      at: START - HOUR,
      report: page,
      findings: [lint],
    });
    expect(detail.tls?.report).toEqual(tlsOf(cert));
    expect(detail).not.toHaveProperty('hsts');
    expect(detail.history).toEqual([
      { id: `headers-blog-${START - HOUR}`, at: START - HOUR, grades: { observatory: 'B' } },
      { id: `headers-blog-${START - 7 * HOUR}`, at: START - 7 * HOUR, failed: 'no answer within 10 s' },
      { id: `headers-blog-${START - 13 * HOUR}`, at: START - 13 * HOUR, grades: { observatory: 'A' } },
    ]);
    expect(detail.happened).toEqual([
      { at: START - HOUR, code: 'grade-fell', severity: 'warn', summary: 'A → B' },
      { at: START - 7 * HOUR, code: 'hsts-gone', severity: 'warn', summary: 'HSTS is gone', on: true },
    ]);
  });
  it('that nobody has is told with the nearest', async () => {
    expect(await api().ask('/api/sites/blgo')).toMatchObject({
      status: 404,
      body: { error: { where: 'path name', expected: 'perhaps "blog"' } },
    });
    expect((await api().ask('/api/sites/router')).status).toBe(404);
    expect((await api().ask(`/api/sites/${'x'.repeat(254)}`)).status).toBe(400);
  });
});

describe('the overview', () => {
  const glance = async (runs: Parameters<ReturnType<typeof api>['store']['journal']['append']>[0]) => {
    const a = api();
    await a.store.journal.append(runs);
    return ((await a.ask('/api/overview')).body as Overview).sites?.sites[0];
  };
  it('has each site’s grade, days left and how it stands', async () => {
    expect(await glance([])).toEqual({ name: 'blog', label: 'My blog', every: EVERY, standing: 'unknown' });
    expect(await glance([ranAt('headers', START - 2, headersOf()), ranAt('tls', START - 1, tlsOf(cert))])).toEqual({
      name: 'blog',
      label: 'My blog',
      every: EVERY,
      grade: 'B',
      at: START - 1,
      notAfter: cert.notAfter,
      daysLeft: 30,
      standing: 'ok',
    });
  });
  it.each([
    ['fail', 'an F', [ranAt('headers', START - 2, headersOf([], { grades: [gradeOf('F', 0)] }))]],
    ['warn', 'a C', [ranAt('headers', START - 2, headersOf([], { grades: [gradeOf('C-', 45)] }))]],
    ['fail', 'an expired certificate', [ranAt('tls', START - 2, tlsOf(certificateOf(START - DAY)))]],
    ['warn', 'a late one', [ranAt('tls', START - 2, tlsOf(certificateOf(START + 9 * DAY)))]],
    ['fail', 'one that is not trusted', [ranAt('tls', START - 2, tlsOf(cert, { trusted: false }))]],
    ['fail', 'no answer', [ranAt('headers', START - 9, headersOf()), failedAt('headers', START - 2)]],
    [
      'warn',
      'no answer to one of two',
      [ranAt('headers', START - 9, headersOf()), ranAt('tls', START - 9, tlsOf(cert)), failedAt('tls', START - 2)],
    ],
    ['ok', 'a B', [ranAt('headers', START - 9, headersOf())]],
  ])('is %s by %s', async (standing, _, runs) => {
    expect((await glance(runs))?.standing).toBe(standing);
  });
  it('has no sites where there are none', async () => {
    expect((await apiForTest().ask('/api/overview')).body).not.toHaveProperty('sites');
  });
});

describe('the table as a file', () => {
  it('has a line a site', async () => {
    const a = api();
    await a.store.journal.append([
      ranAt('headers', START - HOUR, headersOf()),
      ranAt('hsts', START - HOUR, hstsOf()),
      ranAt('tls', START - HOUR, tlsOf(cert)),
    ]);
    const { answer, headers } = await a.ask('/api/sites.csv');
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toMatch(/attachment; filename="sites-\d{8}T\d{6}Z\.csv"/);
    const [head = '', blog = '', ...more] = (await answer.text()).trimEnd().split('\n');
    expect(more).toHaveLength(2);
    const cells = Object.fromEntries(head.split(',').map((name, i) => [name, blog.split(',')[i]]));
    expect(cells).toMatchObject({
      name: 'blog',
      observatory: 'B',
      observatory_score: '75',
      hsts: 'yes',
      max_age: '63072000',
      preloaded: 'no',
      days_left: '30',
      certificate: 'ok',
      issuer: 'Example CA R3',
    });
  });
  it('is no formula, and no other line, whatever a stranger wrote', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 900 }),
        fc.constantFrom('=', '+', '-', '@', '\t', '"', '\r\n', ''),
        (said, first) => {
          const stranger = first + said;
          const row: SiteRow = {
            name: 'blog',
            label: 'blog',
            url: 'https://blog.example/',
            every: 1,
            intervals: {},
            hsts: { at: 1, header: stranger, includeSubDomains: false, preload: false, preloadable: false },
            tls: {
              at: 1,
              notAfter: 1,
              daysLeft: -3,
              standing: 'fail',
              trusted: true,
              issuer: stranger,
              protocol: 'TLSv1.3',
            },
            findings: [],
            troubles: [{ probe: 'tls', at: 1, detail: stranger }],
          };
          const lines = sitesCsv([row]).split('\n');
          expect(lines).toHaveLength(3);
          const cells = [...(lines[1] ?? '').matchAll(/("(?:[^"]|"")*"|[^",]*)(?:,|$)/gy)].map(([, cell = '']) => cell);
          expect(cells.slice(0, -1)).toHaveLength((lines[0] ?? '').split(',').length);
          for (const cell of cells) {
            const text = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
            expect(text.length).toBeLessThanOrEqual(501);
            if (text !== '-3') expect(text).not.toMatch(/^[=+\-@\t\r]/);
          }
        },
      ),
    );
  });
});

it('the owner of a record is told of sites by a running service', async () => {
  const a = api();
  await a.store.journal.append([ranAt('headers', START - HOUR, headersOf())]);
  const about = {
    query: a.store.query,
    probes: [],
    backup: () => Promise.reject(new Error('not asked')),
    onBug: () => undefined,
  };
  const running = buildOwnerApi({
    ...about,
    sites: sitesTeller({ config: CONFIG, clock: a.clock, query: a.store.query }),
  });
  expect(await (await running.request('/sites')).json()).toMatchObject({
    sites: [{ name: 'blog', observatory: { grade: 'B' } }, {}, {}],
  });
  expect((await buildOwnerApi(about).request('/sites')).status).toBe(503);
});
