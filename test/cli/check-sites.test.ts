import { describe, expect, it } from 'vitest';

import { widthOf } from '../../src/cli/format/text.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { headers } from '../../src/probes/headers/headers.ts';
import { hstsReport, type HstsReport } from '../../src/probes/hsts/report.ts';
import type { HeadersReport, Lint } from '../../src/probes/headers/report.ts';
import type { AnyOnce } from '../../src/probes/probe.ts';
import { tlsReport, type TlsReport } from '../../src/probes/tls/report.ts';
import { cliForTest } from './support.ts';

const DAY_US = 86_400_000_000;
const hidden: Lint = {
  code: 'grade-hides-short-hsts',
  severity: 'warn',
  place: 'page',
  header: 'strict-transport-security',
  said: 'max-age=300',
  words: 'HSTS lasts for 300 s: whoever comes back later than that is open to being led to http.',
  hiddenBy: 'observatory',
};
const headersOf = (more: Partial<HeadersReport> = {}): HeadersReport => ({
  url: 'https://site.example/',
  secure: [
    { url: 'https://site.example/', status: 301, to: 'https://www.site.example/' },
    { url: 'https://www.site.example/', status: 200 },
  ],
  plain: [{ url: 'http://site.example/', status: 301, to: 'https://site.example/' }],
  grades: [
    {
      grader: 'observatory',
      version: '6',
      grade: 'A',
      score: 90,
      rules: [
        {
          rule: 'strict-transport-security',
          result: 'x',
          points: -10,
          counts: true,
          pass: false,
          words: 'HSTS holds for less than six months.',
        },
        {
          rule: 'referrer-policy',
          result: 'y',
          points: 5,
          counts: true,
          pass: true,
          words: 'Other sites learn at most from which site somebody comes.',
        },
        { rule: 'redirection', result: 'z', points: 0, counts: true, pass: true, words: 'All is well.' },
      ],
      raises: [{ rule: 'strict-transport-security', words: 'Send a max-age of a year.', grade: 'A+', score: 105 }],
    },
    {
      grader: 'securityheaders',
      version: '2023-11-07',
      grade: 'A',
      rules: [
        {
          rule: 'strict-transport-security',
          result: 'hsts-short',
          points: 0,
          counts: true,
          pass: false,
          words: 'Less than 30 days warns.',
        },
      ],
      raises: [],
    },
  ],
  lint: [
    hidden,
    {
      code: 'cache-control-misspelt',
      severity: 'warn',
      place: 'asset',
      said: 'max-agee=3\u001b[2J',
      words: 'There is no such directive.',
    },
  ],
  answers: [
    { place: 'page', url: 'https://www.site.example/', address: '192.0.2.1', status: 200, http: '2', headers: [] },
  ],
  edge: [{ place: 'page', header: 'x-edge-version', value: '42' }],
  fixes: { nginx: 'add_header A "b" always;\n', caddy: 'header A "b"\n' },
  ...more,
});
const hstsOf = (more: Partial<HstsReport> = {}): HstsReport => ({
  host: 'site.example',
  header: 'max-age=31536000',
  maxAge: 31_536_000,
  includeSubDomains: false,
  preload: false,
  preloadable: {
    ok: false,
    issues: [
      {
        code: 'header.preloadable.include_sub_domains.missing',
        level: 'error',
        words: 'includeSubDomains is missing.',
      },
      { code: 'redirects.http.useless_header', level: 'warning', words: 'The header over http is for nobody.' },
    ],
  },
  removable: { ok: true, issues: [] },
  list: { known: true, preloaded: false, listAt: 1_780_000_000_000_000 },
  portal: { status: 'unknown' },
  secure: [{ url: 'https://site.example/', status: 200 }],
  plain: [{ url: 'http://site.example/', why: 'refused' }],
  www: { answers: false, why: 'no address' },
  grade: { grade: 'B', score: 70 },
  ...more,
});
const tlsOf = (days: number, more: Partial<TlsReport> = {}): TlsReport => ({
  host: 'site.example',
  port: 443,
  address: '192.0.2.1',
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  group: 'X25519',
  trusted: true,
  nameMatches: true,
  chain: ['site.example', 'R12'].map((subject) => ({
    subject,
    issuer: subject === 'R12' ? 'ISRG Root X1' : 'R12',
    names: [subject],
    notBefore: 1_780_000_000_000_000,
    notAfter: 1_780_000_000_000_000 + days * DAY_US,
    serial: '1',
    fingerprint: 'aa',
    key: 'EC prime256v1',
    signature: 'sha256WithRSAEncryption',
    isCa: subject === 'R12',
    selfSigned: false,
    mustStaple: false,
  })),
  order: 'complete',
  stapled: false,
  ...more,
});

const reporting = (
  base: Pick<AnyOnce, 'name' | 'title' | 'report'>,
  reports: Readonly<Record<string, unknown>>,
): AnyOnce => ({
  ...headers,
  ...base,
  run: (aim): Promise<Outcome<unknown>> => {
    const report = reports[aim.subject.target ?? ''];
    const failed = { status: 'failed', reason: 'timeout', detail: 'nobody answers within 10 s', findings: [] } as const;
    return Promise.resolve(report === undefined ? failed : { status: 'measured', values: {}, findings: [], report });
  },
});
const HSTS = { name: 'hsts', title: 'HSTS', report: hstsReport };
const TLS = { name: 'tls', title: 'TLS', report: tlsReport };
const at = async (columns: number, probe: AnyOnce, command: string) => {
  const cli = cliForTest({ deps: { probes: [probe] }, env: { NO_COLOR: '1' } });
  Object.assign(cli.stdout, { isTTY: true, columns });
  const done = await cli.run(command, 1);
  return { ...done, out: done.out };
};
const fits = (out: string, columns: number): void => {
  for (const line of out.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
};

describe('the card of', () => {
  it('headers: the way, the grades large, what costs, what would raise it, what it hides, lint by place', async () => {
    const { out } = await at(80, reporting(headers, { 'site.example': headersOf() }), 'check headers site.example');
    expect(out).toMatchInlineSnapshot(`
      "● ok  Headers: site.example
        https://site.example/ 301 to https://www.site.example/
        → https://www.site.example/ 200, HTTP/2 from 192.0.2.1
        http://site.example/ 301 to https://site.example/

        ┌────┐ MDN Observatory        ┌────┐ securityheaders
        │ A  │ 90 points              │ A  │ compatible, no score
        └────┘ version 6              └────┘ rules of 2023-11-07

        MDN Observatory: A (90)
        ▲ strict-transport-security  −10  HSTS holds for less than six months.
        ● referrer-policy             +5  Other sites learn at most from which site
                                          somebody comes.
          In order: redirection.
        What would raise it, each with those before it:
          A+ (105)  Send a max-age of a year.

        securityheaders: A
        ▲ strict-transport-security  Less than 30 days warns.

        Hidden behind a good grade
          ▲ grade-hides-short-hsts
            HSTS lasts for 300 s: whoever comes back later than that is open to being
            led to http.
            sent: max-age=300

        A static file
          ▲ cache-control-misspelt
            There is no such directive.
            sent: max-agee=3�[2J

        Who answered
          The page: x-edge-version: 42

        \`plumbline explain CODE\` says what to do about each. \`--fix nginx|caddy\`
        prints lines to paste.
      "
    `);
    fits(out, 80);
  });
  it('hsts', async () => {
    const { out } = await at(80, reporting(HSTS, { 'site.example': hstsOf() }), 'check hsts site.example');
    expect(out).toMatchInlineSnapshot(`
      "● ok  HSTS: site.example
        https://site.example/ 200
        http://site.example/: refused

        Header           max-age=31536000
        Kept for         1 year (max-age=31536000)
        Names below      not included
        Wants listing    no
        On the list      no, by the list of 2026-05-28
        hstspreload.org  unknown
        May be listed    no
        May leave it     yes
        www              does not answer: no address
        MDN Observatory  B (70)

        What keeps it off the list
          ■ header.preloadable.include_sub_domains.missing
            includeSubDomains is missing.
          ▲ redirects.http.useless_header
            The header over http is for nobody.
      "
    `);
  });
  it('tls', async () => {
    const { out } = await at(80, reporting(TLS, { 'site.example': tlsOf(90) }), 'check tls site.example');
    expect(out).toMatchInlineSnapshot(`
      "● ok  TLS: site.example
        Asked        192.0.2.1, port 443, for site.example
        Trusted      yes
        Name         matches
        Certificate  site.example, by R12
        For          site.example
        Valid        2026-05-28 to 2026-08-26, 90 days in all
        Key          EC prime256v1, signed by sha256WithRSAEncryption
        Protocol     TLSv1.3, TLS_AES_128_GCM_SHA256, X25519
        Chain        2 sent; whole, in order
        OCSP         not stapled

        Chain as it was sent
          1. site.example, until 2026-08-26
          2. R12, until 2026-08-26
      "
    `);
  });
  it.each([40, 60, 120, 200])('each of them fits %i columns', async (columns) => {
    const all = [
      [reporting(headers, { a: headersOf() }), 'headers'],
      [reporting(HSTS, { a: hstsOf() }), 'hsts'],
      [
        reporting(TLS, {
          a: tlsOf(1, { trusted: false, distrust: { code: 'CERT_HAS_EXPIRED', text: 'it has expired' } }),
        }),
        'tls',
      ],
    ] as const;
    for (const [probe, name] of all) fits((await at(columns, probe, `check ${name} a`)).out, columns);
  });
});

describe('the table of many', () => {
  const lists = {
    'on.example': hstsOf({ list: { known: true, preloaded: true, listAt: 0 }, grade: { grade: 'A+', score: 105 } }),
    'no.example': hstsOf(),
    'what.example': hstsOf({ list: { known: false, why: 'the list could not be fetched: no route' } }),
    'fit.example': hstsOf({ includeSubDomains: true, preloadable: { ok: true, issues: [] } }),
  };
  it('of hsts has what one asks of a list, and why', async () => {
    const targets = 'on.example no.example what.example fit.example gone.example';
    const { out, code } = await at(80, reporting(HSTS, lists), `check hsts ${targets}`);
    expect(code).toBe(3);
    expect(out).toMatchInlineSnapshot(`
      "SITE            HSTS  MAX-AGE  SUBDOMAINS  PRELOAD      GRADE
      ● on.example    yes    1 year  no          on the list  A+
      ● no.example    yes    1 year  no          no           B
        header.preloadable.include_sub_domains.missing
      ● what.example  yes    1 year  no          unknown      B
        the list could not be fetched: no route
      ● fit.example   yes    1 year  yes         preloadable  B
      ○ gone.example  –           –  –           –            –
        nobody answers within 10 s
      "
    `);
    fits(out, 80);
    fits((await at(40, reporting(HSTS, lists), `check hsts ${targets}`)).out, 40);
    expect((await at(200, reporting(HSTS, lists), `check hsts ${targets}`)).out.split('\n')).toHaveLength(7);
  });
  it('tells once what is to be said of many', async () => {
    const what = lists['what.example'];
    const { out } = await at(80, reporting(HSTS, { a: what, b: what, c: what, d: hstsOf() }), 'check hsts a b c d');
    expect(out).toMatchInlineSnapshot(`
      "SITE  HSTS  MAX-AGE  SUBDOMAINS  PRELOAD  GRADE  WHY
      ● a   yes    1 year  no          unknown  B      (1)
      ● b   yes    1 year  no          unknown  B      (1)
      ● c   yes    1 year  no          unknown  B      (1)
      ● d   yes    1 year  no          no       B
        header.preloadable.include_sub_domains.missing

      (1) the list could not be fetched: no route
      "
    `);
  });
  it('of headers', async () => {
    const { out } = await at(
      80,
      reporting(headers, { a: headersOf(), b: headersOf({ lint: [] }) }),
      'check headers a b',
    );
    expect(out).toMatchInlineSnapshot(`
      "SITE  OBSERVATORY  SCORE  SECURITYHEADERS  WORST
      ● a   A               90  A                grade-hides-short-hsts
      ● b   A               90  A
      "
    `);
  });
  it('of tls', async () => {
    const bad = tlsOf(3, { trusted: false, distrust: { code: 'X', text: 'self-signed certificate' } });
    const { out } = await at(
      80,
      reporting(TLS, { a: tlsOf(90), b: bad, c: tlsOf(-1, { order: 'incomplete' }) }),
      'check tls a b c',
    );
    expect(out).toMatchInlineSnapshot(`
      "SITE  DAYS  ISSUER  PROTOCOL  TRUSTED  WHY
      ● a     90  R12     TLSv1.3   yes
      ● b      3  R12     TLSv1.3   no       self-signed certificate
      ● c     -1  R12     TLSv1.3   yes      chain incomplete
      "
    `);
  });
});

describe('--fix', () => {
  const probe = reporting(headers, { 'site.example': headersOf(), 'long.example': headersOf({ fixes: {} }) });
  const fix = (command: string) => cliForTest({ deps: { probes: [probe, reporting(HSTS, {})] } }).run(command, 1);
  it('prints the lines and nothing else', async () => {
    expect(await fix('check headers site.example --fix nginx')).toMatchObject({
      code: 0,
      out: 'add_header A "b" always;\n',
    });
  });
  it('with --json is the whole object, with these lines alone', async () => {
    const { out } = await fix('check headers site.example --fix caddy --json');
    expect(JSON.parse(out).report.fixes).toEqual({ caddy: 'header A "b"\n' });
  });
  it('says why there are none: exit code 3, and nothing to paste', async () => {
    expect(await fix('check headers long.example --fix hono')).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('no lines for hono'),
    });
    expect(await fix('check headers gone.example --fix hono')).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('nobody answers'),
    });
  });
  it.each([
    ['check headers a --fix ngin', '--fix ngin; expected perhaps nginx'],
    ['check headers a b --fix nginx', '--fix with 2 targets; expected one site'],
    ['check hsts a --fix nginx', '--fix with hsts; expected --fix with check headers alone'],
  ])('%s is refused', async (command, words) => {
    const { code, told } = await fix(command);
    expect([code, told.includes(words)]).toEqual([2, true]);
  });
});

describe('explain', () => {
  it('lists our own codes, and the codes of others by their names', async () => {
    const { out } = await cliForTest().run('explain', 0);
    expect(out).toContain('grade-hides-short-hsts');
    expect(out).not.toContain('observatory/');
    expect(out).toMatch(/\d+ more of observatory: plumbline explain observatory\n/);
    const of = await cliForTest().run('explain observatory', 0);
    expect(
      of.out
        .split('\n')
        .slice(1, -1)
        .every((line) => line.startsWith('observatory/')),
    ).toBe(true);
    const one = await cliForTest().run('explain observatory/csp-not-implemented', 0);
    expect(one).toMatchObject({ code: 0, out: expect.stringContaining('To do:') });
    expect((await cliForTest().run('explain observatry', 0)).told).toContain('perhaps observatory');
  });
  it('explains types of events, and what their evidence is called', async () => {
    const list = await cliForTest().run('explain events', 0);
    expect(list).toMatchObject({ code: 0, out: expect.stringMatching(/^failover\s/m) });
    const { out } = await cliForTest().run('explain failover', 0);
    expect(out).toMatch(/^failover {2}Failover\n/);
    expect(out).toMatch(/darkSeconds\s+dark for\n/);
    expect((await cliForTest().run('explain failovers', 0)).told).toContain('perhaps failover');
  });
});
