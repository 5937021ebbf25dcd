import { describe, expect, it } from 'vitest';

import type { IncidentDetail, IncidentList, LineHistory, Lines, LineUptime } from '../../../src/api/line-schema.ts';
import type { ApiDeps } from '../../../src/api/deps.ts';
import type { Overview } from '../../../src/api/schema.ts';
import type { Run } from '../../../src/domain/entry.ts';
import { apiForTest, START, TOKEN } from '../support.ts';
import { echoes, lineNow, linesNow, S, told, UPLINKS } from './support.ts';

const HOUR = 3_600 * S;
const homeWithLines = (more: Partial<ApiDeps> = {}, config: Parameters<typeof apiForTest>[1] = {}) =>
  apiForTest({ lines: () => linesNow(), incidents: () => [], ...more }, { uplinks: UPLINKS, ...config });
const failover = told('failover', START - 60 * S, {
  from: '5g',
  to: 'dsl',
  darkSeconds: 3.2,
  lost: 3,
  sent: 4,
  connection: 'broken',
});

describe('the lines', () => {
  it('are told with their echoes, what is wrong, and what the last failover cost', async () => {
    const egress = { family: 4 as const, address: '192.0.2.7', at: START, asn: 64_500, asName: 'EXAMPLE' };
    const finding = { code: 'ddns-stale', since: START, summary: 'it leads elsewhere', evidence: { name: 'x' } };
    const dsl = lineNow('dsl', {
      egress: [egress],
      pathMtu: 1492,
      findings: [finding],
      home: {
        addresses: ['198.51.100.9'],
        follows: false,
      },
    });
    const { ask, store, clock } = homeWithLines({
      lines: () => linesNow({ lines: [dsl, lineNow('5g', { word: 'down', since: START, reason: 'silent' })] }),
    });
    await store.journal.append([failover, echoes('dsl', [10_000, 20_000, null, 30_000])]);
    await clock.advance(4_000);
    const { body } = await ask('/api/lines');
    const [first, second] = (body as Lines).lines;
    expect(first).toMatchObject({
      name: 'dsl',
      label: 'DSL',
      live: true,
      standing: 'live',
      word: 'up',
      pathMtu: 1492,
      egress: [egress],
      minute: {
        n: 4,
        lost: 1,
        p50: 2e4,
        p90: 3e4,
      },
      metered: false,
      home: {
        name: 'home.example.org',
        addresses: ['198.51.100.9'],
        follows: false,
      },
      lastFailover: {
        from: '5g',
        to: 'dsl',
        darkSeconds: 3.2,
      },
    });
    expect(first?.findings).toEqual([
      { ...finding, severity: 'warn', remedy: expect.stringContaining('dynamic DNS') as string },
    ]);
    expect(second).toMatchObject({ name: '5g', live: false, standing: 'dark', reason: 'silent', minute: { n: 0 } });
    expect(second).not.toHaveProperty('home');
    expect(body).toMatchObject({ live: { line: 'dsl' }, believed: 'dsl', house: { word: 'up' } });
    expect((body as Lines).lastFailover?.summary).toBe(
      'DSL took over from 5G, 3.2 s dark, 3 of 4 echoes lost, a standing connection broke',
    );
  });
  it('are unknown while the watchers say nothing of them, and none where there are no uplinks', async () => {
    const { ask } = homeWithLines({ lines: () => linesNow({ lines: [] }) });
    expect(((await ask('/api/lines')).body as Lines).lines.map((l) => l.standing)).toEqual(['unknown', 'unknown']);
    const { lines: _, ...without } = (await apiForTest().ask('/api/lines')).body as Lines;
    expect(without).toEqual({ now: START, vantage: 'here' });
    expect((await apiForTest().ask('/api/overview')).body).not.toHaveProperty('lines');
  });
  it('cost little while they stand by: the metered one by far the least', async () => {
    const { lines } = (await homeWithLines().ask('/api/lines')).body as Lines;
    const [dsl = 0, mobile = 0] = lines.map((l) => l.standbyBytesAMonth);
    // 30 days of an echo every ten seconds, 168 bytes there and back, and a little beside.
    expect(mobile).toBeGreaterThan(43_545_600);
    expect(mobile).toBeLessThan(46_000_000);
    expect(dsl).toBeGreaterThan(9 * mobile);
  });
  it('are at a glance in the overview, without an address', async () => {
    const { ask, store } = homeWithLines();
    await store.journal.append([failover]);
    const { lines } = (await ask('/api/overview')).body as Overview;
    expect(lines).toMatchObject({
      live: { line: 'dsl' },
      lastFailover: { to: 'dsl' },
      lines: [
        {
          name: 'dsl',
          standing: 'live',
        },
        {
          name: '5g',
          standing: 'standby',
        },
      ],
    });
    expect(JSON.stringify(lines)).not.toContain('egress');
  });
  it('are asked of the store once in three seconds, however many ask', async () => {
    const { deps, clock } = homeWithLines();
    let asked = 0;
    const query = {
      ...deps.query,
      stats: (q: Parameters<typeof deps.query.stats>[0]) => {
        asked += 1;
        return deps.query.stats(q);
      },
    };
    const { ask } = homeWithLines({ query, clock });
    await Promise.all(Array.from({ length: 20 }, () => ask('/api/lines')));
    expect(asked).toBe(6);
    await clock.advance(3_001);
    await ask('/api/lines');
    expect(asked).toBe(12);
  });
  it('tell of a failover at once, also to who asked just before it', async () => {
    const { ask, store } = homeWithLines();
    expect((await ask('/api/lines')).body).not.toHaveProperty('lastFailover');
    await store.journal.append([failover]);
    expect((await ask('/api/lines')).body).toHaveProperty('lastFailover.darkSeconds', 3.2);
  });
  it.each(['/api/lines', '/api/lines/history', '/api/lines/dsl/uptime', '/api/incidents', '/api/incidents/i1'])(
    'want the token where reading does: %s',
    async (path) => {
      const { ask } = homeWithLines({}, { protectReading: true, token: TOKEN });
      expect((await ask(path)).status).toBe(401);
      const headers = { authorization: `Bearer ${TOKEN}` };
      expect((await ask(path, { headers })).status).toBe(path.endsWith('i1') ? 404 : 200);
    },
  );
});

describe('the history of the lines', () => {
  it('has a band a line, the failovers and the gaps', async () => {
    const { ask, store, clock } = homeWithLines();
    await clock.advance(100_000);
    const at = START + 50 * S;
    await store.journal.append([
      { kind: 'gap', from: START + 10 * S, to: START + 20 * S, reason: 'stalled' },
      told('state-changed', at, { from: 'degraded', to: 'up', since: at }, { line: '5g' }),
      // The same target by another probe is not the line.
      told('state-changed', at, { from: 'up', to: 'down', since: at }, { line: '5g', probe: 'mtu' }),
      told('live-changed', at, { from: '5g', to: 'dsl', since: at - S }),
      told('failover', at, { from: '5g', to: 'dsl' }),
    ]);
    const from = new Date(START / 1_000).toISOString();
    const { bands, failovers, gaps, truncated } = (await ask(`/api/lines/history?from=${from}`)).body as LineHistory;
    const text = bands.map((b) => b.stretches.map((s) => `${s.standing} ${(s.to - START) / S}`).join(', '));
    expect(bands.map((b) => b.name)).toEqual(['dsl', '5g']);
    expect(text).toEqual([
      'standby 10, gap 20, standby 49, live 100',
      'degraded 10, gap 20, degraded 49, degraded 50, standby 100',
    ]);
    expect(failovers).toMatchObject([{ at, summary: 'DSL took over from 5G' }]);
    expect(gaps).toHaveLength(1);
    expect(truncated).toBe(false);
  });
  it('says when more happened than it tells', async () => {
    const { ask, store } = homeWithLines();
    const many = Array.from({ length: 2_001 }, (_, i) =>
      told('failover', START - i * S, { from: i % 2 === 0 ? 'dsl' : '5g', to: i % 2 === 0 ? '5g' : 'dsl' }),
    );
    await store.journal.append(many);
    expect((await ask('/api/lines/history')).body).toMatchObject({ truncated: true });
  });
});

describe('the uptime of a line', () => {
  it('is told by month and year, its outages longest first', async () => {
    const { ask, store, clock } = homeWithLines();
    const silence = (n: number): readonly null[] => Array.from({ length: n }, () => null);
    const values = [10_000, ...silence(9), 10_000, 10_000, ...silence(20), 10_000, ...silence(2), 10_000];
    await store.journal.append([echoes('dsl', values), told('live-changed', START, { from: '', to: 'dsl' })]);
    await clock.advance(HOUR / 1_000);
    const uptime = (await ask('/api/lines/dsl/uptime')).body as LineUptime;
    expect(uptime.outages.map((o) => [o.lost, ((o.to ?? 0) - o.from) / S])).toEqual([
      [20, 21],
      [9, 10],
    ]);
    const [month] = uptime.months;
    expect(month).toMatchObject({ month: '2026-05', dark: 31 * S, outages: 2 });
    // From the minute of the first echo on, not the whole hour before it.
    expect(month?.watched).toBeLessThanOrEqual(HOUR + 60 * S);
    expect(month?.live).toBeLessThanOrEqual(month?.watched ?? 0);
    expect(uptime.years).toMatchObject([{ year: 2026, dark: 31 * S }]);
  });
  it('is none of a line that is not there', async () => {
    const { status, body } = await homeWithLines().ask('/api/lines/dls/uptime');
    expect(status).toBe(404);
    expect(body).toMatchObject({ error: { what: 'There is no line "dls".', expected: 'perhaps "dsl"' } });
  });
});

describe('incidents', () => {
  const evidence = { id: 'i1', cause: 'line-dark', of: 'dsl', summary: 'DSL is dark', targets: 'far' };
  const opened = told('incident-opened', START, evidence, { line: 'dsl', severity: 'fail' });
  const closed = told('incident-closed', START + 60 * S, { ...evidence, seconds: 60 }, { line: 'dsl' });
  const run = (id: string, at: number, target: string, code: string): Run => ({
    kind: 'run',
    id,
    at,
    tookMs: 900,
    probe: 'mtu',
    subject: {
      target,
      via: target,
      vantage: 'here',
    },
    outcome: {
      status: 'measured',
      values: {},
      findings: [],
      report: {
        verdict: {
          code,
          severity: 'fail',
          summary: `it is ${code}`,
          evidence: {},
        },
      },
    },
  });
  const runs = [
    run('before', START - S, 'dsl', 'no-fault'),
    run('first', START + 20 * S, 'dsl', 'no-route'),
    run('other', START + 21 * S, '5g', 'no-fault'),
    run('after', START + 100 * S, 'far', 'path-mtu-reduced'),
    run('late', START + 60 * S + 121 * S, 'dsl', 'no-fault'),
  ];
  it('have their diagnosis, by place and time', async () => {
    const { ask, store, clock } = homeWithLines();
    await clock.advance(300_000);
    const outcome = { status: 'failed', reason: 'timeout', detail: 'nobody answers', findings: [] } as const;
    const failed: Run = { ...run('failed', START + 110 * S, 'far', ''), outcome };
    await store.journal.append([opened, closed, ...runs, failed]);
    const { incidents } = (await ask('/api/incidents')).body as IncidentList;
    expect(incidents).toMatchObject([
      { id: 'i1', from: START, to: START + 60 * S, severity: 'fail', verdict: { code: 'path-mtu-reduced' } },
    ]);
    const one = (await ask('/api/incidents/i1')).body as IncidentDetail;
    expect(one.runs.map((r) => r.id)).toEqual(['first', 'after', 'failed']);
    expect(one.verdict?.code).toBe('path-mtu-reduced');
    expect(one.thoughts).toEqual([{ at: START, cause: 'line-dark', summary: 'DSL is dark' }]);
    expect((await ask('/api/incidents/i2')).status).toBe(404);
  });
  it('last as long as nobody says otherwise', async () => {
    const open = { id: 'i0', since: START - HOUR, cause: 'line-dark', of: 'dsl', summary: 'still', targets: [] };
    const { ask } = homeWithLines({ incidents: () => [open] });
    const { incidents } = (await ask('/api/incidents?from=-1m')).body as IncidentList;
    expect(incidents).toMatchObject([{ id: 'i0', from: START - HOUR }]);
    expect(incidents[0]).not.toHaveProperty('to');
  });
  it('are cut at 200, and say so', async () => {
    const { ask, store } = homeWithLines();
    await store.journal.append(
      Array.from({ length: 201 }, (_, i) => ({ ...opened, at: START - 1 - i, evidence: { ...evidence, id: `i${i}` } })),
    );
    const { incidents, truncated } = (await ask('/api/incidents')).body as IncidentList;
    expect([incidents.length, truncated]).toEqual([200, true]);
  });
});
