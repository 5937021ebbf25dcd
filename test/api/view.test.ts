import { describe, expect, it } from 'vitest';

import type { Histogram, View } from '../../src/api/schema.ts';
import { memoryStore } from '../support/memory-store.ts';
import { apiForTest, samples, START } from './support.ts';

const MS = START / 1_000;

describe('a view', () => {
  it('is cut into buckets that a person can read, with what happened beside', async () => {
    const { ask, store, clock } = apiForTest();
    const values = Array.from({ length: 600 }, (_, i) => (i >= 300 && i < 320 ? null : 20_000 + i));
    const subject = { target: 'router', vantage: 'here' };
    await store.journal.append([
      samples('router', values),
      { kind: 'event', at: START + 5e6, type: 'state-changed', severity: 'fail', subject, evidence: { to: 'down' } },
      { kind: 'event', at: START + 6e6, type: 'service-started', severity: 'info', evidence: {} },
      {
        kind: 'event',
        at: START + 7e6,
        type: 'state-changed',
        severity: 'fail',
        subject: { ...subject, target: 'far' },
        evidence: {},
      },
      { kind: 'gap', from: START + 400e6, to: START + 410e6, reason: 'suspended' },
      {
        kind: 'gap',
        from: START + 420e6,
        to: START + 430e6,
        reason: 'stalled',
        subject: { ...subject, target: 'far' },
      },
    ]);
    await clock.advance(600_000);
    const view = (await ask(`/api/targets/router/view?from=${MS}&to=${MS + 600_000}&points=60`)).body as View;
    expect(view.widthMicros).toBe(10e6);
    expect(view.buckets).toHaveLength(60);
    expect(view.buckets[30]).toMatchObject({ at: START + 300e6, n: 10, lost: 10 });
    expect(view.stats).toMatchObject({ n: 600, lost: 20 });
    expect(view.outages).toMatchObject([{ from: START + 299e6, to: START + 320e6, lost: 20 }]);
    expect(view.events.map((e) => e.at)).toEqual([START + 6e6, START + 5e6]);
    expect(view.gaps).toMatchObject([{ reason: 'suspended' }]);
    expect(view).toMatchObject({ from: START, to: START + 600e6, series: { probe: 'ping', field: 'rtt' } });
  });
  it('of ten years says what it is made of', async () => {
    const { query } = memoryStore();
    const made = { n: 1, lost: 0, notes: { late: 0, duplicate: 0, reordered: 0 } };
    const api = apiForTest({
      query: {
        ...query,
        buckets: (q) => Promise.resolve([{ at: q.from, ...made, resolution: 'hour' }]),
        stats: () => Promise.resolve({ ...made, resolution: 'minute' }),
      },
    });
    const view = (await api.ask('/api/targets/router/view?from=-3653d')).body as View;
    expect(view.widthMicros).toBe(14 * 86_400e6);
    expect(view).toMatchObject({ stats: { resolution: 'minute' }, buckets: [{ resolution: 'hour' }] });
  });
  it('is the main series of the last hour by default', async () => {
    const { ask, clock } = apiForTest();
    const view = (await ask('/api/targets/far/view')).body as View;
    expect(view).toMatchObject({ from: clock.now() - 3_600e6, to: clock.now(), buckets: [], stats: { n: 0 } });
  });
  it.each([
    ['/api/targets/rooter/view', 404, 'path name', 'perhaps "router"'],
    ['/api/targets/router/view?probe=tcp', 404, 'query probe, field', 'probe=ping&field=rtt'],
    ['/api/targets/router/view?points=0', 400, 'query points', 'a whole number from 1 to 2000'],
    ['/api/targets/router/view?points=2001', 400, 'query points', 'a whole number from 1 to 2000'],
    ['/api/targets/router/view?points=ten', 400, 'query points', 'a whole number from 1 to 2000'],
    ['/api/targets/router/view?from=yesterday', 400, 'query from', 'epoch milliseconds'],
    ['/api/targets/router/histogram?bins=501', 400, 'query bins', 'a whole number from 1 to 500'],
  ])('%s → %i', async (path, status, where, expected) => {
    const answer = await apiForTest().ask(path);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error: { where, expected: expect.stringContaining(expected) } });
  });
});

it('a histogram counts every answer once', async () => {
  const { ask, store, clock } = apiForTest();
  await store.journal.append([samples('router', [10_000, 11_000, null, 90_000])]);
  await clock.advance(10_000);
  const { bins } = (await ask('/api/targets/router/histogram?bins=20')).body as Histogram;
  expect(bins.reduce((n, b) => n + b.n, 0)).toBe(3);
});
