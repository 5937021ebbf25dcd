import { describe, expect, it } from 'vitest';

import { headers } from '../../../src/probes/headers/headers.ts';
import { headersReport } from '../../../src/probes/headers/report.ts';
import { options } from '../../../src/probes/headers/options.ts';
import type { NetFailure } from '../../../src/net/net.ts';
import { HandClock } from '../../support/clock.ts';
import { FakeNet, type FetchAnswer, type FetchAsk, type Slow } from '../../support/net.ts';

type Page = FetchAnswer | Slow<NetFailure>;
const NAMES = { 'one.example': ['9.9.9.9'], 'two.example': ['8.8.8.8'] };
const refused: NetFailure = { ok: false, reason: 'refused', detail: 'nobody listens' };
const late: NetFailure = { ok: false, reason: 'timeout', detail: 'too late' };
const to = (location: string): FetchAnswer => ({ status: 301, headers: [['Location', location]] });

const check = async (
  fetch: (url: string, ask: FetchAsk) => Page,
  text = 'one.example',
  signal = AbortSignal.any([]),
) => {
  const clock = new HandClock();
  const net = new FakeNet({ clock, resolve: NAMES, fetch: (ask) => fetch(ask.request.url, ask) });
  const run = headers.run({ subject: { vantage: 'v' }, address: text }, options.parse({ list: false }), {
    net,
    clock,
    signal,
  });
  await clock.advance(31_000);
  return run;
};
const pages =
  (of: Readonly<Record<string, Page>>) =>
  (url: string): Page =>
    of[url] ?? { status: 404 };

describe('the headers of a site', () => {
  it('get no grade of Observatory where the page is an error, and that is said', async () => {
    const outcome = await check(() => ({ status: 503 }));
    expect(outcome).toMatchObject({ status: 'measured', report: { grades: [{ grader: 'securityheaders' }] } });
    expect(outcome).not.toHaveProperty('values.score');
    expect(outcome).toHaveProperty(
      'report.lint',
      expect.arrayContaining([expect.objectContaining({ code: 'observatory-gives-no-grade' })]),
    );
  });
  it('are told without cookies, tokens of a redirect, and users of an address', async () => {
    const kept = ['Set-Cookie', 'sid=SECRET1; Path=/'] as const;
    const away: FetchAnswer = { status: 302, headers: [['Location', '/end?token=SECRET2#x=SECRET3'], kept] };
    const outcome = await check(
      pages({
        'https://one.example/': away,
        'https://one.example/end?token=SECRET2': {
          status: 200,
          headers: [kept, ['Set-Cookie', 'SECRET4; SameSite=no'], ['Link', '</a?t=SECRET5>; rel=preload']],
          body: '<script src="https://u:SECRET6@two.example/x.js?k=SECRET7"></script>',
        },
        'http://one.example/': to('https://user:SECRET8@one.example/'),
      }),
    );
    expect(outcome.status).toBe('measured');
    expect(JSON.stringify(outcome)).not.toContain('SECRET');
  });
  it('do not tell the token of a redirect that leads to nobody', async () => {
    const outcome = await check((url) => (url.includes('token') ? refused : to('https://one.example/?token=SECRET')));
    expect(outcome).toMatchObject({ status: 'failed' });
    expect(JSON.stringify(outcome)).not.toContain('SECRET');
  });
  it('are told with the way to them', async () => {
    const outcome = await check(
      pages({
        'https://one.example/': {
          status: 200,
          headers: [
            ['Content-Type', 'text/html'],
            ['X-A', 'b'],
          ],
          body: '<link rel=stylesheet href=/s.css>',
        },
        'http://one.example/': to('https://one.example/'),
      }),
    );
    expect(outcome).toMatchObject({
      status: 'measured',
      values: { score: expect.any(Number) as unknown, took: 0 },
      report: {
        url: 'https://one.example/',
        grades: [{ grader: 'observatory' }, { grader: 'securityheaders', grade: 'F' }],
        secure: [{ url: 'https://one.example/', address: '9.9.9.9', status: 200 }],
        plain: [{ url: 'http://one.example/', status: 301, to: 'https://one.example/' }, { status: 200 }],
        answers: [
          {
            place: 'page',
            headers: [
              ['Content-Type', 'text/html'],
              ['X-A', 'b'],
            ],
          },
          { place: 'missing', status: 404 },
          { place: 'asset', url: 'https://one.example/s.css' },
          { place: 'redirect', url: 'http://one.example/', status: 301 },
        ],
      },
    });
    if (outcome.status === 'measured') expect(headersReport.parse(outcome.report)).toEqual(outcome.report);
  });
  it('are those of http where https does not answer, which is said', async () => {
    const outcome = await check((url) => (url.startsWith('https:') ? refused : { status: 200 }));
    expect(outcome).toMatchObject({
      status: 'measured',
      report: { ended: 'http://one.example/', secure: [{ why: 'nobody listens' }], plain: [{ status: 200 }] },
    });
  });
  it.each([
    ['http://10.0.0.1/', 'private network'],
    ['/', 'circle'],
    ['ftp://one.example/', 'no web address'],
  ])('are those of the redirect where that leads to %s', async (location, why) => {
    const outcome = await check((url) => (url.startsWith('https:') ? to(location) : refused));
    expect(outcome).toMatchObject({
      status: 'measured',
      report: {
        secure: [
          {
            status: 301,
            to: new URL(location, 'https://one.example').href,
            why: expect.stringContaining(why) as unknown,
          },
        ],
        answers: [
          { place: 'page', status: 301 },
          { place: 'redirect', status: 301 },
        ],
      },
    });
  });
  it.each([
    [() => refused, 'refused', 'over https nobody listens; over http nobody listens'],
    [
      (url: string) => (url.startsWith('https:') ? refused : late),
      'refused',
      'over https nobody listens; over http too late',
    ],
    [(url: string) => (url.startsWith('https:') ? late : to('https://one.example/')), 'timeout', 'too late'],
    [
      (url: string) => (url.includes('one') ? to('https://two.example/') : refused),
      'refused',
      'https://one.example/ leads to https://two.example/: nobody listens',
    ],
  ])('are none where nobody answers (%#)', async (fetch, reason, detail) => {
    expect(await check(fetch)).toMatchObject({
      status: 'failed',
      reason,
      detail: detail.replace(/^over https (.*); over http \1$/, '$1'),
    });
  });
  it('are none where there is no such name, or no site at all', async () => {
    expect(await check(() => refused, 'none.example')).toMatchObject({
      status: 'failed',
      reason: 'no-address',
      findings: [{ code: 'name-not-resolved', evidence: { name: 'none.example' } }],
    });
    expect(await check(() => refused, 'https://user@one.example/')).toMatchObject({ reason: 'unsupported' });
    expect(await check(() => refused, 'one.example', AbortSignal.abort())).toMatchObject({ reason: 'cancelled' });
  });
  it('fit in 256 KiB, whatever is sent', async () => {
    const long = Array.from({ length: 900 }, (_, i): [string, string] => [`X-${i}`, '\\"ÿ'.repeat(2_000)]);
    const way = (n: number) => `/${n}?${'%00'.repeat(1_300)}`;
    const outcome = await check((url) => {
      const n = Number(/\/(\d+)\?/.exec(url)?.[1] ?? 0);
      return n < 20
        ? { status: 302, headers: [['Location', way(n + 1)], ...long] }
        : { status: 200, headers: [['Content-Type', 'text/html'], ...long], body: '<script src=a.js></script>' };
    });
    expect(outcome.status === 'measured' && Buffer.byteLength(JSON.stringify(outcome.report))).toBeLessThan(
      256 * 1_024,
    );
    expect(outcome).toMatchObject({ report: { answers: [{}, {}, {}, {}, {}] } });
    if (outcome.status !== 'measured') return;
    const [page] = outcome.report.answers;
    expect(page?.headers[1]?.[1]).toMatch(/… \(6000 characters\)$/);
    expect((page?.headers.length ?? 0) + (page?.more ?? 0)).toBe(901);
  });
});
