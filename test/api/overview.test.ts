import { gunzipSync } from 'node:zlib';

import { expect, it } from 'vitest';

import type { Overview } from '../../src/api/schema.ts';
import { noFailures } from '../../src/store/influx/status.ts';
import { apiForTest, samples, START, target } from './support.ts';

it('tells each target’s state, last sample and last hour', async () => {
  const { ask, store, states, clock } = apiForTest();
  await store.journal.append([samples('router', [1_000, 3_000, null, 2_000])]);
  states.set('router', { word: 'degraded', since: START, reason: '25% lost in 60 s' });
  await clock.advance(4_000);
  const overview = (await ask('/api/overview')).body as Overview;
  expect(overview).toMatchObject({ vantage: 'here', routes: { v4: true, v6: false }, startedAt: START });
  const [router, far] = overview.targets;
  expect(router).toMatchObject({
    name: 'router',
    address: '192.168.1.1',
    state: { word: 'degraded', reason: '25% lost in 60 s' },
    latest: { at: START + 3e6, value: 2_000 },
    hour: { n: 4, lost: 1, p50: 2_000 },
    checks: ['route'],
    series: [{ probe: 'ping', field: 'rtt', unit: 'us', standIn: false }],
  });
  expect(router?.strip.reduce((n, b) => n + b.n, 0)).toBe(4);
  expect(far).toMatchObject({ resolved: '203.0.113.7', state: { word: 'unknown' }, hour: { n: 0 }, strip: [] });
  expect(far).not.toHaveProperty('latest');
});

it('tells how InfluxDB is fed, and no more of it than its name', async () => {
  const told = {
    state: 'waiting',
    host: 'db:8086',
    backlog: 7,
    behindSeconds: 1.5,
    setAside: 1,
    lastError: '401',
  } as const;
  const { ask } = apiForTest({ influx: () => ({ ...told, written: 9, failures: noFailures() }) });
  expect((await ask('/api/overview')).body).toMatchObject({ influx: told });
  expect((await apiForTest().ask('/api/overview')).body).not.toHaveProperty('influx');
});

it('asks the store once for all who ask within a second, and for the hour every five', async () => {
  const asked: string[] = [];
  const plain = apiForTest();
  const { query } = plain.store;
  const noted = <T>(name: string, answer: Promise<T>): Promise<T> => {
    asked.push(name);
    return answer;
  };
  const spied: typeof query = {
    ...query,
    latest: (since) => noted('latest', query.latest(since)),
    summaries: (q) => noted('summaries', query.summaries(q)),
  };
  const { ask } = apiForTest({ query: spied, clock: plain.clock });
  await Promise.all(Array.from({ length: 20 }, () => ask('/api/overview')));
  expect(asked.toSorted()).toEqual(['latest', 'summaries']);
  await plain.clock.advance(1_000);
  await ask('/api/overview');
  expect(asked).toHaveLength(3);
  await plain.clock.advance(4_000);
  await ask('/api/overview');
  expect(asked).toHaveLength(5);
});

it('lists targets and probes', async () => {
  const { ask } = apiForTest();
  expect((await ask('/api/targets')).body).toMatchObject({ targets: [{ name: 'router' }, { name: 'far' }] });
  expect((await ask('/api/probes')).body).toMatchObject({
    probes: [
      { name: 'ping', kind: ['once', 'stream'], values: { rtt: { unit: 'us', better: 'lower' } } },
      { name: 'route', kind: ['once'] },
    ],
  });
});

it('is packed for those who take it', async () => {
  const { ask } = apiForTest();
  const { answer, headers } = await ask('/api/overview', { headers: { 'accept-encoding': 'gzip' } });
  expect(headers.get('content-encoding')).toBe('gzip');
  expect(JSON.parse(gunzipSync(Buffer.from(await answer.arrayBuffer())).toString())).toEqual(
    (await ask('/api/overview')).body,
  );
});

it('takes in a target that joins while it runs', async () => {
  const targets = [target('router', '192.168.1.1')];
  const { ask, clock } = apiForTest({}, { targets });
  await ask('/api/overview');
  targets.push(target('first-hop', '203.0.113.1'));
  await clock.advance(1_000);
  expect((await ask('/api/overview')).body).toMatchObject({
    targets: [{ name: 'router' }, { name: 'first-hop', hour: { n: 0 } }],
  });
});

it('tells of hundreds of targets, and leaves the store to others meanwhile', async () => {
  const targets = Array.from({ length: 300 }, (_, i) => target(`t${i}`, `192.0.2.${i % 250}`));
  const { ask } = apiForTest({}, { targets });
  const [overview, view] = await Promise.all([ask('/api/overview'), ask('/api/targets/t7/view')]);
  expect((overview.body as Overview).targets.map((t) => t.name)).toEqual(targets.map((t) => t.name));
  expect(view.status).toBe(200);
});
