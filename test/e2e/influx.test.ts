import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Overview } from '../../src/api/schema.ts';
import { influxMissing, startInflux, type Influx } from '../support/influxd.ts';
import { parseMetrics, valueIn } from '../support/prometheus.ts';
import { startService, type Service } from '../survive/service.ts';

// The built service beside a real InfluxDB that goes away and comes back.

const SECRET = 's3cr3t-of-influx';
const missing = influxMissing({ own: true });
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

const folder = mkdtempSync(join(tmpdir(), 'plumbline-influx-'));
let influx: Influx;
let database: string;
let service: Service;
let url: string;
beforeAll(async () => {
  if (missing !== undefined) return;
  influx = await startInflux({ own: true });
  database = await influx.createDatabase();
  const config = `vantage: test
targets:
  near: { address: 127.0.0.1, ping: { every: 50ms } }
influx: { url: '${influx.url}', database: '${database}', username: me, password: '${SECRET}', flush: 1s }
`;
  service = startService({ folder, config });
  url = await service.url();
}, 60_000);
afterAll(async () => {
  await service?.kill('SIGKILL');
  await influx?.close();
  rmSync(folder, { recursive: true, force: true });
});

const told = async (): Promise<Overview['influx']> =>
  ((await (await fetch(`${url}/api/overview`)).json()) as Overview).influx;
const valueOf = async (q: string): Promise<number> => {
  const { results } = await influx.query(q, database);
  return Number(results[0]?.series?.[0]?.values[0]?.[1] ?? 0);
};

describe('a service with an InfluxDB', () => {
  it('writes to it what it measures, and says so', async () => {
    await expect.poll(() => valueOf('SELECT count("rtt_lost") FROM "plumbline_ping"')).toBeGreaterThan(20);
    await expect.poll(() => valueOf('SELECT count("at_us") FROM "plumbline_events"')).toBeGreaterThan(0);
    expect(await told()).toMatchObject({ state: 'up to date', setAside: 0 });
    const families = parseMetrics(await (await fetch(`${url}/metrics`)).text());
    expect(valueIn(families, 'plumbline_influx_up')).toBe(1);
    expect(valueIn(families, 'plumbline_influx_points_written_total')).toBeGreaterThan(20);
  });

  it('goes on measuring while it is away, and has all of it there after, also what it measured last', async () => {
    const stoppedAt = performance.now();
    await influx.stop('SIGKILL');
    await expect.poll(async () => (await told())?.state).toBe('waiting');
    expect((await told())?.lastError).toBe('connection refused');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await influx.start();
    const away = performance.now() - stoppedAt;
    await expect.poll(async () => (await told())?.state).toBe('up to date');
    expect(await (await fetch(`${url}/api/overview`)).text()).not.toContain(SECRET);
    await service.kill('SIGTERM');
    expect(service.said()).not.toContain(SECRET);
    // One every 50 ms from the first to the last, whatever went away in between.
    const times = await influx.query('SELECT "rtt_lost" FROM "plumbline_ping"', database);
    const at = (times.results[0]?.series?.[0]?.values ?? []).map(([t]) => Number(t));
    const gaps = at.slice(1).map((t, i) => t - (at[i] ?? t));
    // A machine that stood still is no loss: what was lost would be as long as it was away.
    expect(Math.max(...gaps), `it was away for ${away.toFixed(0)} ms`).toBeLessThan(Math.max(1_000, away / 2));
    expect(await valueOf(`SELECT count("at_us") FROM "plumbline_events" WHERE "type" = 'service-stopped'`)).toBe(1);
  });
});
