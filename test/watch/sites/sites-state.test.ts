import { describe, expect, it } from 'vitest';

import type { Entry, Run } from '../../../src/domain/entry.ts';
import type { HeadersReport } from '../../../src/probes/headers/report.ts';
import { unsure } from '../../../src/watch/sites/sites-state.ts';
import { certificateOf, failedAt, gradeOf, headersOf, hstsOf, ranAt, ruled, tlsOf } from '../../support/site-runs.ts';
import { at, DAY, HOUR, play, SHOP, summaries, told } from './support.ts';

const GOOD = gradeOf('A+', 115, [
  ruled('content-security-policy', 'csp-implemented-with-no-unsafe-default-src-none', { points: 10 }),
  ruled('cookies', 'cookies-not-found'),
]);
const BARE = gradeOf('B', 75, [
  ruled('content-security-policy', 'csp-not-implemented', { points: -25, pass: false, words: 'There is none.' }),
  ruled('cookies', 'cookies-not-found'),
]);
const CSP: readonly (readonly [string, string])[] = [['Content-Security-Policy', "default-src 'none'"]];
const graded = (hours: number, grade: HeadersReport['grades'][number], more: Partial<HeadersReport> = {}): Run =>
  ranAt('headers', at(hours), headersOf([], { grades: [grade], ...more }));
const paged = (
  hours: number,
  headers: readonly (readonly [string, string])[],
  more: Partial<HeadersReport> = {},
): Run => ranAt('headers', at(hours), headersOf(headers, more));
const eventsOf = (entries: readonly Entry[]) => play(entries).events;

describe('a grade', () => {
  it('that fell is told at once, with the rule that it lost', () => {
    const [fell, ...more] = eventsOf([graded(0, GOOD), graded(6, GOOD), graded(12, BARE), graded(18, BARE)]);
    expect(more).toEqual([]);
    expect(fell).toEqual({
      kind: 'event',
      type: 'site-finding',
      at: at(12),
      severity: 'warn',
      subject: { target: 'blog', vantage: 'here' },
      evidence: {
        code: 'grade-fell',
        summary: 'My blog: A+ → B (115 → 75), HTTP Observatory: content-security-policy is gone.',
        grader: 'observatory',
        from: 'A+',
        to: 'B',
        scoreFrom: 115,
        score: 75,
        rules: 'content-security-policy: csp-implemented-with-no-unsafe-default-src-none → csp-not-implemented',
      },
    });
  });
  it('that rose is told too', () => {
    const events = eventsOf([graded(0, BARE), graded(6, GOOD)]);
    expect(told(events)).toEqual(['grade-rose']);
    expect(events[0]).toMatchObject({
      severity: 'info',
      evidence: { summary: 'My blog: B → A+ (75 → 115), HTTP Observatory: content-security-policy is there.' },
    });
  });
  it('says what is gone where the grader has no points, and not what is as good as before', () => {
    const of = (grade: string, frames: string, csp: string) =>
      gradeOf(grade, undefined, [
        ruled('x-frame-options', frames, { words: 'X-Frame-Options is there.' }),
        ruled('content-security-policy', csp, { words: 'There is no Content-Security-Policy.' }),
        ruled('cookies', frames, { words: 'All are well.' }),
      ]);
    const fell = eventsOf([
      graded(0, of('A+', 'framing-by-csp', 'csp-there')),
      graded(6, of('A', 'framing-there', 'csp-missing')),
    ]);
    expect(fell[0]?.evidence['summary']).toMatch(/: content-security-policy is gone\.$/);
    const other = eventsOf([graded(0, of('A+', 'framing-by-csp', 'a')), graded(6, of('A', 'framing-there', 'a'))]);
    expect(other[0]?.evidence['summary']).toMatch(
      /x-frame-options: X-Frame-Options is there; cookies: All are well\.$/,
    );
  });
  it('says what a rule found, where it is not just gone; what made up for it a little is no cause', () => {
    const before = gradeOf('A', undefined, [
      ruled('cookies', 'cookies-secure', { points: 5 }),
      ruled('referrer-policy', 'referrer-policy-unsafe', { points: -5 }),
    ]);
    const after = gradeOf('B', undefined, [
      ruled('cookies', 'cookies-session-without-secure-flag', {
        points: -40,
        words: 'The cookie "s" is sent over plain http.',
      }),
      ruled('referrer-policy', 'referrer-policy-private', { points: 5 }),
    ]);
    const [event] = eventsOf([graded(0, before), graded(6, after)]);
    expect(event?.evidence['summary']).toBe(
      'My blog: A → B, HTTP Observatory: cookies: The cookie "s" is sent over plain http.',
    );
    expect(event?.evidence['rules']).toContain('referrer-policy');
    expect(event?.evidence).not.toHaveProperty('score');
  });
  it('by other rules than before is no change of the site', () => {
    expect(
      eventsOf([graded(0, GOOD), graded(6, { ...BARE, version: '7' }), graded(12, { ...BARE, version: '7' })]),
    ).toEqual([]);
  });
  it('is each grader’s own', () => {
    const other = { ...gradeOf('A', undefined), grader: 'securityheaders' as const };
    const worse = { ...other, grade: 'R' };
    const both = (hours: number, b: typeof other) => ranAt('headers', at(hours), headersOf([], { grades: [GOOD, b] }));
    const events = eventsOf([both(0, other), both(6, worse)]);
    expect(summaries(events)).toEqual(['My blog: A → R, securityheaders.']);
  });
  it('that goes to and fro is told once as that, and once that it stays', () => {
    const runs = Array.from({ length: 20 }, (_, i) => graded(6 * i, i % 2 === 0 ? GOOD : BARE));
    const events = eventsOf(runs);
    expect(told(events)).toEqual(['grade-fell', 'grade-rose', 'grade-flaps on']);
    expect(events[2]?.evidence['summary']).toContain('goes to and fro between A+ and B');
    const settled = Array.from({ length: 8 }, (_, i) => graded(6 * (20 + i), BARE));
    expect(told(eventsOf([...runs, ...settled])).slice(3)).toEqual(['grade-flaps off', 'grade-fell']);
    const asBefore = Array.from({ length: 8 }, (_, i) => graded(6 * (20 + i), GOOD));
    expect(told(eventsOf([...runs, ...asBefore])).slice(3)).toEqual(['grade-flaps off']);
  });
  it('is not that of a failed run, of an error page seen once, or of a run that comes too late', () => {
    const error = headersOf([], {
      grades: [BARE],
      answers: headersOf().answers.map((a) => Object.assign({}, a, { status: 503 })),
    });
    const run = (hours: number) => ranAt('headers', at(hours), error);
    expect(eventsOf([graded(0, GOOD), failedAt('headers', at(6)), run(12), graded(18, GOOD)])).toEqual([]);
    expect(told(eventsOf([graded(0, GOOD), run(6), run(12)]))).toEqual(['grade-fell']);
    expect(eventsOf([graded(6, GOOD), graded(0, BARE), graded(12, GOOD)])).toEqual([]);
  });
  it('is not that of a site that is not watched, of another place, or of a report that says nothing', () => {
    const of = (subject: Run['subject']) => [
      ranAt('headers', at(0), headersOf([], { grades: [GOOD] }), { subject }),
      ranAt('headers', at(6), headersOf([], { grades: [BARE] }), { subject }),
    ];
    expect(eventsOf(of({ target: 'nobody', vantage: 'here' }))).toEqual([]);
    expect(eventsOf(of({ target: 'blog', vantage: 'there' }))).toEqual([]);
    expect(told(eventsOf(of(SHOP)))).toEqual(['grade-fell']);
    expect(
      eventsOf([graded(0, GOOD), ranAt('headers', at(6), { grades: 'B' }), ranAt('headers', at(7), null)]),
    ).toEqual([]);
  });
});

describe('the headers of a page', () => {
  it('that changed are told when a second run says so', () => {
    const before = [...CSP, ['Server', 'nginx'], ['X-Edge-Version', '41']] as const;
    const after = [
      ['server', 'nginx'],
      ['x-edge-version', '42'],
      ['X-Frame-Options', 'DENY'],
    ] as const;
    const first = play([paged(0, before), paged(6, after)]);
    expect(first.events).toEqual([]);
    expect(unsure(first.state)).toEqual([{ site: 'blog', probe: 'headers', at: at(6) }]);
    const { events, state } = play([paged(7, after), paged(12, after)], first.state);
    expect(unsure(state)).toEqual([]);
    expect(events).toMatchObject([
      {
        at: at(7),
        severity: 'info',
        evidence: {
          code: 'headers-changed',
          summary:
            'My blog: content-security-policy vanished; x-frame-options appeared (DENY); x-edge-version changed (41 → 42).',
          header: 'content-security-policy',
          before: "default-src 'none'",
          after: '',
          appeared: 'x-frame-options',
          vanished: 'content-security-policy',
          changed: 'x-edge-version',
        },
      },
    ]);
  });
  it('differ by nothing that differs by its nature', () => {
    const page = (n: number) =>
      paged(6 * n, [
        ['Date', `${n}`],
        ['Age', `${n}`],
        ['ETag', `"${n}"`],
        ['CF-Ray', `${n}`],
        ['X-Request-Id', `${n}`],
        ['X-Amz-Cf-Id', `${n}`],
        ['X-RateLimit-Remaining', `${n}`],
        ['Set-Cookie', `session=${n}; Path=/; Expires=${n}; Secure; HttpOnly`],
        ['Content-Security-Policy', `script-src 'nonce-${n}abc'`],
      ]);
    expect(eventsOf(Array.from({ length: 10 }, (_, n) => page(n)))).toEqual([]);
  });
  it('tell of a cookie that is no longer protected, and never its value', () => {
    const page = (hours: number, flags: string) => paged(hours, [['Set-Cookie', `session=s3cret; Path=/${flags}`]]);
    const [event] = eventsOf([page(0, '; Secure; SameSite=Lax'), page(6, ''), page(7, '')]);
    expect(event?.evidence).toMatchObject({
      header: 'set-cookie',
      before: 'session; samesite=lax; secure',
      after: 'session',
    });
    expect(JSON.stringify(event)).not.toContain('s3cret');
  });
  it('that two servers set by turns are never told as changes, and told once as unsteady', () => {
    const run = (i: number) => paged(6 * i, [['X-Version', i % 2 === 0 ? 'a' : 'b']]);
    const all = Array.from({ length: 30 }, (_, i) => run(i));
    const { events, state } = play(all);
    expect(summaries(events)).toEqual(['My blog: x-version differs from answer to answer.']);
    // It stays the same, and is watched again.
    const later = Array.from({ length: 10 }, (_, i) => paged(6 * (30 + i), [['X-Version', 'b']]));
    const calm = play(later, state);
    expect(calm.events).toEqual([]);
    expect(told(play([paged(300, [['X-Version', 'c']]), paged(301, [['X-Version', 'c']])], calm.state).events)).toEqual(
      ['headers-changed'],
    );
  });
  it('say which version of an edge function answers elsewhere than on the page', () => {
    const edge = (value: string) => ({ edge: [{ place: 'asset' as const, header: 'x-edge-version', value }] });
    const [event] = eventsOf([paged(0, [], edge('41')), paged(6, [], edge('42')), paged(7, [], edge('42'))]);
    expect(event?.evidence['summary']).toBe('My blog: x-edge-version (asset) changed (41 → 42).');
  });
  it('are bounded, however many and long', () => {
    const many = (n: number) => Array.from({ length: 200 }, (_, i) => [`x-${n}-${i}`, 'v'.repeat(4_000)] as const);
    let { state } = play([]);
    for (let n = 0; n < 40; n += 1) state = play([paged(6 * n, many(n))], state).state;
    expect(JSON.stringify(state).length).toBeLessThan(60_000);
    const { events } = play([paged(400, many(99)), paged(401, many(99))], state);
    expect(events).toHaveLength(1);
    expect(JSON.stringify(events[0]).length).toBeLessThan(3_000);
  });
});

describe('a certificate', () => {
  const until = (hours: number, days: number, fingerprint: string, more = {}) =>
    ranAt('tls', at(hours), tlsOf(certificateOf(at(0) + days * DAY, { fingerprint }), more));
  it('that is another is told once, also where two servers take turns', () => {
    const events = eventsOf([
      until(0, 60, 'a'),
      ...Array.from({ length: 10 }, (_, i) => until(6 * (i + 1), i % 2 === 0 ? 89 : 60, i % 2 === 0 ? 'b' : 'a')),
    ]);
    expect(told(events)).toEqual(['certificate-replaced']);
    expect(summaries(events)).toEqual(['My blog has another certificate, until 2026-08-25.']);
  });
  it('names the issuer where that is another, too', () => {
    const other = ranAt('tls', at(6), tlsOf(certificateOf(at(0) + 60 * DAY, { fingerprint: 'b', issuer: 'Other CA' })));
    expect(summaries(eventsOf([until(0, 60, 'a'), other]))).toEqual([
      'My blog has another certificate, until 2026-07-27, issued by Other CA and not Example CA R3 any more.',
    ]);
  });
  it('that is not renewed in time is told, and when it has expired, and when it is valid again for sure', () => {
    const events = eventsOf([
      until(0, 20, 'a'),
      until(7 * 24, 20, 'a'),
      until(8 * 24, 20, 'a'),
      until(21 * 24, 20, 'a', {
        trusted: false,
        distrust: { code: 'CERT_HAS_EXPIRED', text: 'certificate has expired' },
      }),
      until(21 * 24 + 6, 110, 'b'),
      until(21 * 24 + 7, 110, 'b'),
    ]);
    expect(told(events)).toEqual([
      'certificate-expiring on',
      'certificate-expired on',
      'certificate-replaced',
      'certificate-expired off',
      'certificate-expiring off',
    ]);
    expect(events.map((e) => e.severity)).toEqual(['warn', 'fail', 'info', 'info', 'info']);
    expect(events[0]?.evidence).toMatchObject({
      summary: 'The certificate of My blog expires on 2026-06-17, in 13 d, and is not renewed.',
      days: 13,
    });
  });
  it('that only one of two servers has renewed stays late', () => {
    const runs = Array.from({ length: 12 }, (_, i) => until(6 * i, i % 2 === 0 ? 5 : 90, i % 2 === 0 ? 'a' : 'b'));
    expect(told(eventsOf(runs))).toEqual(['certificate-expiring on', 'certificate-replaced']);
  });
  it('that is not trusted is told when it is so twice in a row', () => {
    const bad = {
      trusted: false,
      distrust: { code: 'SELF_SIGNED_CERT_IN_CHAIN', text: 'self-signed certificate in chain' },
    };
    expect(eventsOf([until(0, 80, 'a'), until(6, 80, 'a', bad), until(12, 80, 'a')])).toEqual([]);
    const events = eventsOf([
      until(0, 80, 'a'),
      until(6, 80, 'a', bad),
      until(7, 80, 'a', bad),
      until(12, 80, 'a'),
      until(13, 80, 'a'),
    ]);
    expect(told(events)).toEqual(['certificate-distrusted on', 'certificate-distrusted off']);
    expect(summaries(events)[0]).toBe(
      'The certificate of My blog is not to be trusted: self-signed certificate in chain.',
    );
    expect(summaries(events)[1]).toBe('The certificate of My blog is trusted again, after 6 h.');
    const named = eventsOf([until(0, 80, 'a', { nameMatches: false }), until(6, 80, 'a', { nameMatches: false })]);
    expect(summaries(named)).toEqual(['The certificate of My blog is not to be trusted: it is for another name.']);
  });
});

describe('HSTS', () => {
  const hsts = (hours: number, more: Parameters<typeof hstsOf>[0] = {}) => ranAt('hsts', at(hours), hstsOf(more));
  const none = (hours: number): Run => {
    const { header: _, maxAge: __, ...rest } = hstsOf();
    return ranAt('hsts', at(hours), rest);
  };
  it('that is gone twice in a row is told, and when it is back; a site that never had it has lost nothing', () => {
    expect(eventsOf([hsts(0), none(24), hsts(25)])).toEqual([]);
    const events = eventsOf([hsts(0), none(24), none(25), none(48), hsts(72)]);
    expect(told(events)).toEqual(['hsts-gone on', 'hsts-gone off']);
    expect(summaries(events)[1]).toBe('My blog has Strict-Transport-Security again, after 1 d 23 h.');
    expect(eventsOf([none(0), none(24), none(48)])).toEqual([]);
    const silent = ranAt(
      'hsts',
      at(24),
      hstsOf({ maxAge: 0, secure: [{ url: 'https://blog.example/', why: 'refused' }] }),
    );
    expect(eventsOf([hsts(0), silent, { ...silent, at: at(25) }])).toEqual([]);
  });
  it('says how the site stands with the list and the portal, where that changed', () => {
    const list = (preloaded: boolean, listAt: number) => ({ list: { known: true as const, preloaded, listAt } });
    const events = eventsOf([
      hsts(0, { ...list(false, 10), portal: { status: 'pending' } }),
      hsts(24, { ...list(true, 20), portal: { why: 'it did not answer' } }),
      hsts(48, { list: { known: false, why: 'off' }, portal: { status: 'preloaded' } }),
      // An older list, and the same again.
      hsts(72, list(false, 15)),
      hsts(96, list(true, 20)),
      hsts(120, list(false, 30)),
    ]);
    expect(summaries(events)).toEqual([
      'My blog is on the list that browsers have built in now.',
      'My blog at hstspreload.org: pending → preloaded.',
      'My blog is no longer on the list that browsers have built in.',
    ]);
    expect(events[0]?.evidence).toMatchObject({
      code: 'preload-changed',
      of: 'list',
      from: 'not preloaded',
      to: 'preloaded',
    });
  });
});

it('a clock that was set back is gone on from', () => {
  const back: Entry = { kind: 'gap', reason: 'clock-stepped', from: at(0) - 10 * DAY, to: at(0) - 10 * DAY };
  const events = eventsOf([graded(0, GOOD), back, graded(-9 * 24, BARE)]);
  expect(told(events)).toEqual(['grade-fell']);
  expect(events[0]?.at).toBe(at(0) - 9 * 24 * HOUR);
});
