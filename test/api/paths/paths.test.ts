import { expect, describe, it } from 'vitest';

import { firstLooks } from '../../../src/api/paths/first-look.ts';
import type { PathDetail, Paths } from '../../../src/api/paths/schema.ts';
import { pathsTeller } from '../../../src/api/paths/teller.ts';
import type { Overview } from '../../../src/api/schema.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import type { Event, Run } from '../../../src/domain/entry.ts';
import type { Severity } from '../../../src/domain/finding.ts';
import { mtu } from '../../../src/probes/mtu/mtu.ts';
import { fakePing, fakeRoute } from '../../support/fake-probes.ts';
import { apiForTest, START } from '../support.ts';

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;
const parsed = parseConfig(
  `
targets:
  far: {address: far.example, label: Far away, route: on, mtu: on}
  near: {address: 192.0.2.1, mtu: {every: 2h}}
  other: {address: other.example}
`,
  { probes: [fakePing, fakeRoute, mtu], vantage: 'here' },
);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { config } = parsed;
const api = () => apiForTest({ config });
const FAR = { target: 'far', vantage: 'here' };

const run = (at: number, outcome: Run['outcome'], subject: Run['subject'] = FAR, probe = 'mtu'): Run => ({
  kind: 'run',
  id: `${probe} ${at}`,
  at,
  tookMs: 2_000,
  probe,
  subject,
  outcome,
});
/** As the probe writes it, as far as it is read. */
const found = (code: string, severity: Severity, mtu4: number): Run['outcome'] => {
  const verdict = { code, severity, summary: `It is ${code}.`, evidence: { mtu: mtu4 } };
  const ways = [{ family: 4, address: '192.0.2.9', verdict, figures: { mtu: mtu4 } }];
  const report = { verdict, findings: [], ways, steps: [] };
  return { status: 'measured', values: { mtu4 }, findings: [], report };
};
const failed: Run['outcome'] = { status: 'failed', reason: 'timeout', detail: 'nobody answered', findings: [] };
const changed = (at: number, evidence: Event['evidence'], subject = FAR): Event => ({
  kind: 'event',
  type: 'path-changed',
  at,
  severity: 'info',
  subject,
  probe: 'mtu',
  evidence,
});
const told = async (a: ReturnType<typeof api>) => (await a.ask('/api/paths')).body as Paths;

describe('all ways', () => {
  it('are those with the check, also before they are looked at; where there are none, none', async () => {
    const row = { changes: 0, steps: [] };
    expect((await told(api())).ways).toEqual([
      { target: 'far', label: 'Far away', address: 'far.example', every: 3_600_000, ...row },
      { target: 'near', label: 'near', address: '192.0.2.1', every: 7_200_000, ...row },
    ]);
    const none = apiForTest();
    expect((await none.ask('/api/paths')).body).toMatchObject({ ways: [], names: {} });
    expect((await none.ask('/api/overview')).body).not.toHaveProperty('paths');
  });
  it('are told by the newest run that measured, the worst first, with what the last came to', async () => {
    const a = api();
    await a.store.journal.append([
      run(START - 3 * HOUR, found('no-fault', 'info', 1_500)),
      run(START - 2 * HOUR, found('no-fault', 'info', 1_492)),
      run(START - HOUR / 2, failed),
      run(START - HOUR, found('forward-black-hole', 'fail', 1_400), { target: 'near', vantage: 'here' }),
      run(START - 10, found('server-stall', 'fail', 1_280), { ...FAR, vantage: 'there' }),
    ]);
    const { ways, names } = await told(a);
    expect(ways.map((w) => [w.target, w.seen?.code, w.seen?.mtu4, w.failed?.detail])).toEqual([
      ['near', 'forward-black-hole', 1_400, undefined],
      ['far', 'no-fault', 1_492, 'nobody answered'],
    ]);
    expect(names).toEqual({ 1400: 'a tunnel, or mobile', 1492: 'PPPoE' });
    expect(ways.map((w) => w.dueAt)).toEqual([START + HOUR, START + HOUR / 2]);
    const { body } = await a.ask('/api/overview');
    expect((body as Overview).paths).toEqual([
      {
        target: 'near',
        label: 'near',
        at: START - HOUR,
        every: 7_200_000,
        code: 'forward-black-hole',
        severity: 'fail',
        summary: 'It is forward-black-hole.',
        mtu4: 1_400,
      },
      expect.objectContaining({ target: 'far', code: 'no-fault', mtu4: 1_492 }),
    ]);
  });
  it('say since when, how often that changed, and the MTU of a month, by what happened', async () => {
    const a = api();
    await a.store.journal.append([
      run(START - 29 * DAY, found('no-fault', 'info', 1_500)),
      run(START - HOUR, found('mss-clamped', 'info', 1_420)),
      changed(START - 50 * DAY, { from: 'no-fault', to: 'no-fault', mtu4From: 1_280, mtu4To: 1_500, summary: '' }),
      changed(START - 10 * DAY, { from: 'no-fault', to: 'no-fault', mtu4From: 1_500, mtu4To: 1_492, summary: '' }),
      changed(START - 2 * DAY, { from: 'no-fault', to: 'mss-clamped', mtu4From: 1_492, mtu4To: 1_420, summary: '' }),
      changed(START - DAY, { from: '', to: 'x', summary: '' }, { target: 'near', vantage: 'here' }),
    ]);
    const far = (await told(a)).ways.find((w) => w.target === 'far');
    expect(far).toMatchObject({ target: 'far', since: START - 2 * DAY, changes: 2 });
    expect(far?.steps.slice(1)).toEqual([
      { at: START - 10 * DAY, mtu4: 1_492 },
      { at: START - 2 * DAY, mtu4: 1_420 },
    ]);
    expect(far?.steps[0]?.mtu4).toBe(1_500);
  });
  it('are asked of the store once in five seconds, however many ask', async () => {
    const a = api();
    let asked = 0;
    const query = {
      ...a.store.query,
      runs: (q: Parameters<typeof a.store.query.runs>[0]) => ((asked += 1), a.store.query.runs(q)),
    };
    const tell = pathsTeller({ config, clock: a.clock, query });
    await Promise.all(Array.from({ length: 20 }, () => tell()));
    expect(asked).toBe(2);
    await a.clock.advance(5_000);
    await tell();
    expect(asked).toBe(4);
  });
});

it('the first look of a month is found to the day, and asked for once', async () => {
  const { store, clock } = apiForTest();
  await store.journal.append([3, 2, 1].map((days) => run(START - days * DAY - HOUR, failed)));
  const first = firstLooks({ clock, query: store.query });
  const at = await first('far');
  expect(START - at).toBeGreaterThanOrEqual(3 * DAY);
  expect(START - at).toBeLessThanOrEqual(3 * DAY + HOUR);
  await store.journal.append([run(START - 9 * DAY, failed)]);
  expect(await first('far')).toBe(at);
  expect(await first('nobody')).toBe(START);
});

describe('one way', () => {
  const spells = (d: PathDetail) => d.spells.map((s) => [s.seen.code, s.seen.mtu4, s.from, s.to, s.runs]);
  it('has its runs as spells, the newest whole, what to do for each platform, and the route', async () => {
    const a = api();
    await a.store.journal.append([
      run(START - 40 * DAY, found('server-stall', 'fail', 1_500)),
      run(START - 5 * HOUR, found('no-fault', 'info', 1_500)),
      run(START - 4 * HOUR, found('no-fault', 'info', 1_500)),
      run(START - 3 * HOUR, found('reverse-black-hole', 'fail', 1_380)),
      run(START - 2 * HOUR, failed),
      run(START - HOUR, found('reverse-black-hole', 'fail', 1_380)),
      run(START - HOUR, failed, { ...FAR, via: 'dsl' }),
      run(START - 10, failed, FAR, 'route'),
    ]);
    const { body } = await a.ask('/api/paths/far');
    const detail = body as PathDetail;
    expect(detail).toMatchObject({ target: 'far', label: 'Far away', address: 'far.example', ways: [{}] });
    expect(detail.newest?.id).toBe(`mtu ${START - HOUR}`);
    expect(detail.route?.probe).toBe('route');
    expect(spells(detail)).toEqual([
      ['reverse-black-hole', 1_380, START - 3 * HOUR, undefined, 2],
      ['no-fault', 1_500, START - 5 * HOUR, START - 3 * HOUR, 2],
    ]);
    expect(detail.runs.map((r) => r.failed?.detail ?? r.seen?.code)).toEqual([
      'reverse-black-hole',
      'nobody answered',
      'reverse-black-hole',
      'no-fault',
      'no-fault',
    ]);
    expect(detail.remedies.map((r) => r.platform)).toContain('openwrt');
    expect(detail.remedies.find((r) => r.platform === 'nftables')?.text).toContain('1340');
    const earlier = await a.ask(`/api/paths/far?from=-60d&to=-30d`);
    expect(spells(earlier.body as PathDetail)).toEqual([['server-stall', 1_500, START - 40 * DAY, undefined, 1]]);
  });
  it('may be of a target without that check, which an incident looked at once', async () => {
    const a = api();
    await a.store.journal.append([
      run(START - HOUR, found('no-fault', 'info', 1_500), { target: 'other', vantage: 'here' }),
    ]);
    const { body } = await a.ask('/api/paths/other');
    expect(body).toMatchObject({ target: 'other', ways: [], runs: [{ id: `mtu ${START - HOUR}` }], remedies: [] });
  });
  it('takes a report of another version for none, and says where there is more than it tells', async () => {
    const a = api();
    const odd = { status: 'measured', values: {}, findings: [], report: { verdict: 'of another version' } } as const;
    await a.store.journal.append(Array.from({ length: 751 }, (_, i) => run(START - HOUR - i, odd)));
    const { body } = await a.ask('/api/paths/far');
    expect(body).toMatchObject({ truncated: true, spells: [] });
    expect((body as PathDetail).runs).toHaveLength(750);
    expect(body).not.toHaveProperty('newest');
  });
  it('that there is not, or not over that line, is told with what there is', async () => {
    const a = api();
    expect(await a.ask('/api/paths/fra')).toMatchObject({
      status: 404,
      body: { error: { what: 'There is no target "fra".', expected: 'perhaps "far"' } },
    });
    expect(await a.ask('/api/paths/far?via=dsl')).toMatchObject({
      status: 404,
      body: { error: { where: 'query via', expected: 'it left out' } },
    });
  });
});
