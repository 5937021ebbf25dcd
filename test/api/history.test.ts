import { expect, it } from 'vitest';

import type { Entry } from '../../src/domain/entry.ts';
import { apiForTest, START } from './support.ts';

const event = (seconds: number, target: string): Entry => ({
  kind: 'event',
  at: START + seconds * 1e6,
  type: 'state-changed',
  severity: 'fail',
  subject: { target, vantage: 'here' },
  evidence: { from: 'up', to: 'down' },
});
const run = (seconds: number, target: string): Entry => ({
  kind: 'run',
  id: `${target}-${seconds}`,
  at: START + seconds * 1e6,
  tookMs: 12,
  probe: 'route',
  subject: { target, vantage: 'here' },
  outcome: { status: 'measured', values: { hops: 7 }, findings: [], report: { hops: [] } },
});

const filled = async () => {
  const api = apiForTest();
  await api.store.journal.append([
    event(1, 'router'),
    event(2, 'far'),
    { kind: 'event', at: START + 3e6, type: 'service-started', severity: 'info', evidence: {} },
    run(1, 'router'),
    run(2, 'far'),
    { kind: 'gap', from: START, to: START + 1e6, reason: 'stopped' },
  ]);
  await api.clock.advance(10_000);
  return api;
};
const body = async (path: string): Promise<unknown> => (await (await filled()).ask(path)).body;

it('events: newest first, by target and type, and saying when there are more', async () => {
  expect(await body('/api/events')).toMatchObject({ events: [{ at: START + 3e6 }, {}, {}], truncated: false });
  expect(await body('/api/events?limit=1')).toMatchObject({ events: [{ type: 'service-started' }], truncated: true });
  expect(await body('/api/events?target=far')).toMatchObject({ events: [{ subject: { target: 'far' } }] });
  expect(await body('/api/events?types=service-started,service-stopped')).toMatchObject({
    events: [{ at: START + 3e6 }],
  });
  expect(await body('/api/events?types=reboot')).toMatchObject({
    error: { where: 'query types', expected: expect.stringContaining('state-changed') },
  });
});
it('runs: of all, or of one target', async () => {
  expect(await body('/api/runs')).toMatchObject({ runs: [{ id: 'far-2' }, { id: 'router-1' }], truncated: false });
  expect(await body('/api/runs?target=router&probe=route')).toMatchObject({ runs: [{ id: 'router-1' }] });
  expect(await body('/api/targets/far/runs?limit=5')).toMatchObject({ runs: [{ id: 'far-2' }] });
  expect(await body('/api/targets/nowhere/runs')).toMatchObject({ error: { where: 'path name' } });
});
it('gaps: those that overlap the range', async () => {
  expect(await body('/api/gaps')).toMatchObject({ gaps: [{ reason: 'stopped' }] });
  expect(await body('/api/gaps?from=-5s')).toEqual({ gaps: [], truncated: false });
});
it('events: by severity, and as a file that no spreadsheet runs', async () => {
  expect(await body('/api/events?severities=warn,fail')).toMatchObject({ events: [{}, {}], truncated: false });
  expect(await body('/api/events?severities=bad')).toMatchObject({ error: { where: 'query severities' } });
  const api = await filled();
  const evidence = { code: 'line-dark', summary: '=1+1, "x"', lost: 3, gone: null };
  await api.store.journal.append([
    { kind: 'event', at: START + 4e6, type: 'line-finding', severity: 'fail', evidence },
  ]);
  const { answer, headers } = await api.ask('/api/events?format=csv&severities=fail&limit=1');
  expect(headers.get('content-disposition')).toMatch(/attachment; filename="events-\d{8}T\d{6}Z\.csv"/);
  expect(await answer.text()).toBe(
    'time,type,severity,target,via,vantage,probe,code,summary,evidence\n' +
      `${new Date(START / 1e3 + 4_000).toISOString().slice(0, 19)}.000000Z,line-finding,fail,,,,,line-dark,"'=1+1, ""x""","code=line-dark; lost=3"\n`,
  );
});
