import { describe, expect, it } from 'vitest';

import { settle } from '../support/clock.ts';
import { noFailures } from '../../src/store/influx/status.ts';
import { parseMetrics, valueIn, type Family } from '../support/prometheus.ts';
import { apiForTest, samples, START, TOKEN, target } from './support.ts';

const read = async (api: ReturnType<typeof apiForTest>, path = '/metrics', accept = ''): Promise<readonly Family[]> => {
  const { answer, status, headers } = await api.ask(path, { headers: { accept } });
  expect(status).toBe(200);
  const openMetrics = accept !== '';
  expect(headers.get('content-type')).toBe(
    openMetrics
      ? 'application/openmetrics-text; version=1.0.0; charset=utf-8'
      : 'text/plain; version=0.0.4; charset=utf-8',
  );
  return parseMetrics(await answer.text(), openMetrics);
};
const keep = async (api: ReturnType<typeof apiForTest>, ...values: readonly (number | null)[]): Promise<void> => {
  await api.store.journal.append([samples('router', values, api.clock.now() - values.length * 1e6)]);
  await settle();
};

describe('GET /metrics', () => {
  it('starts at nothing: states unknown, counters 0, and no probe that succeeded or failed', async () => {
    const families = await read(apiForTest());
    expect(families.map((f) => f.name)).not.toContain('probe_success');
    expect(families.map((f) => f.name)).not.toContain('plumbline_up');
    expect(valueIn(families, 'plumbline_state', { target: 'router', state: 'unknown' })).toBe(1);
    expect(valueIn(families, 'smokeping_requests_total', { target: 'router' })).toBe(0);
    expect(valueIn(families, 'plumbline_loss_ratio', { target: 'router' })).toBeUndefined();
  });
  it('counts what is kept from then on, in smokeping_prober’s families', async () => {
    const api = apiForTest();
    await keep(api, 50, 51, null, 26_214_400, 30_000_000);
    await api.store.journal.append([
      {
        kind: 'samples',
        probe: 'ping',
        field: 'rtt',
        subject: { target: 'router', vantage: 'here' },
        samples: [
          { at: START, note: 'duplicate', value: 60 },
          { at: START, note: 'late', value: 3_000_000 },
          { at: START, lost: 'send-failed' },
          { at: START, lost: 'no-address' },
        ],
      },
    ]);
    await settle();
    const families = await read(api);
    const of = { host: '192.168.1.1', ip: '192.168.1.1', target: 'router' };
    expect(valueIn(families, 'smokeping_requests_total', of)).toBe(5);
    expect(valueIn(families, 'smokeping_send_errors_total', of)).toBe(1);
    expect(valueIn(families, 'smokeping_response_duplicates_total', of)).toBe(1);
    const bucket = (le: string) => valueIn(families, 'smokeping_response_duration_seconds_bucket', { ...of, le });
    expect(bucket('5e-05')).toBe(1);
    expect(bucket('0.0001')).toBe(2);
    expect(bucket('13.1072')).toBe(2);
    expect(bucket('26.2144')).toBe(3);
    expect(bucket('+Inf')).toBe(4);
    expect(valueIn(families, 'smokeping_response_duration_seconds_count', of)).toBe(4);
    expect(valueIn(families, 'smokeping_response_duration_seconds_sum', of)).toBeCloseTo(56.214501);
    expect(valueIn(families, 'plumbline_settled_total', { target: 'router' })).toBe(7);
    expect(valueIn(families, 'plumbline_lost_total', { target: 'router' })).toBe(3);
    expect(valueIn(families, 'plumbline_notes_total', { target: 'router', kind: 'late' })).toBe(1);
  });
  it('has smokeping_prober’s buckets and no others', async () => {
    const families = await read(apiForTest());
    const one = families
      .find((f) => f.name === 'smokeping_response_duration_seconds')
      ?.samples.filter((s) => s.labels['target'] === 'router' && s.name.endsWith('_bucket'));
    // `prometheus-smokeping-prober --help` of Debian's 0.6.1.
    expect(one?.map((s) => s.labels['le']).join(',')).toBe(
      '5e-05,0.0001,0.0002,0.0004,0.0008,0.0016,0.0032,0.0064,0.0128,0.0256,0.0512,0.1024,0.2048,0.4096,0.8192,1.6384,3.2768,6.5536,13.1072,26.2144,+Inf',
    );
  });
  it('tells the last probe in blackbox_exporter’s families, while it is fresh', async () => {
    const api = apiForTest();
    await keep(api, null, 20_000);
    const families = await read(api);
    const of = { target: 'router', probe: 'ping' };
    expect(valueIn(families, 'probe_success', of)).toBe(1);
    expect(valueIn(families, 'probe_duration_seconds', of)).toBe(0.02);
    expect(valueIn(families, 'probe_icmp_duration_seconds', { ...of, phase: 'rtt' })).toBe(0.02);
    expect(valueIn(families, 'probe_ip_protocol', of)).toBe(4);
    expect(valueIn(families, 'probe_success', { target: 'far' })).toBeUndefined();
    expect(valueIn(families, 'plumbline_loss_ratio', of)).toBe(0.5);

    await keep(api, null);
    await api.clock.advance(1_000);
    const lost = await read(api);
    expect(valueIn(lost, 'probe_success', of)).toBe(0);
    expect(valueIn(lost, 'probe_duration_seconds', of)).toBeUndefined();

    await api.clock.advance(16_000);
    const old = await read(api);
    expect(valueIn(old, 'probe_success', of)).toBeUndefined();
    expect(valueIn(old, 'plumbline_loss_ratio', of)).toBeUndefined();
    expect(valueIn(old, 'plumbline_settled_total', of)).toBe(3);
  });
  it('hashes an address as blackbox_exporter does', async () => {
    const api = apiForTest({}, { targets: [target('router', '192.0.2.1')] });
    await keep(api, 1);
    // Debian's blackbox_exporter 0.23.0 told this of 192.0.2.1.
    expect(valueIn(await read(api), 'probe_ip_addr_hash', { target: 'router' })).toBe(1_969_986_452);
  });
  it('tells what a name leads to, and follows it', async () => {
    const resolved = new Map([['far', '203.0.113.7']]);
    const api = apiForTest({ resolved: () => resolved });
    const of = { host: 'far.example', target: 'far' };
    expect(valueIn(await read(api), 'smokeping_requests_total', { ...of, ip: '203.0.113.7' })).toBe(0);
    resolved.set('far', '2001:db8::7');
    await api.clock.advance(1_000);
    const families = await read(api);
    expect(valueIn(families, 'smokeping_requests_total', { ...of, ip: '203.0.113.7' })).toBeUndefined();
    expect(valueIn(families, 'smokeping_requests_total', { ...of, ip: '2001:db8::7' })).toBe(0);
  });
  it('keeps apart two targets of one address', async () => {
    const api = apiForTest({}, { targets: [target('a', '192.0.2.1'), target('b', '192.0.2.1')] });
    const families = await read(api);
    expect(valueIn(families, 'smokeping_requests_total', { target: 'a', host: '192.0.2.1' })).toBe(0);
  });
  it('tells each state by name and for how long, and up where it is known', async () => {
    const api = apiForTest();
    api.states.set('router', { word: 'down', since: START - 90e6 });
    api.states.set('far', { word: 'degraded', since: START });
    const families = await read(api);
    expect(valueIn(families, 'plumbline_up', { target: 'router' })).toBe(0);
    expect(valueIn(families, 'plumbline_up', { target: 'far' })).toBe(1);
    expect(valueIn(families, 'plumbline_state', { target: 'router', state: 'down' })).toBe(1);
    expect(valueIn(families, 'plumbline_state', { target: 'router', state: 'up' })).toBe(0);
    expect(valueIn(families, 'plumbline_state_seconds', { target: 'router' })).toBe(90);
  });
  it('tells how InfluxDB is fed, where it is', async () => {
    expect(valueIn(await read(apiForTest()), 'plumbline_influx_up')).toBeUndefined();
    const failures = Object.assign(noFailures(), { denied: 3 });
    const status = { backlog: 7, behindSeconds: 12.5, written: 1_000, setAside: 2, failures };
    const told = { ...status, state: 'waiting', lastError: '401', host: 'db:8086' } as const;
    const families = await read(apiForTest({ influx: () => told }));
    expect(valueIn(families, 'plumbline_influx_up')).toBe(0);
    expect(valueIn(families, 'plumbline_influx_backlog_entries')).toBe(7);
    expect(valueIn(families, 'plumbline_influx_behind_seconds')).toBe(12.5);
    expect(valueIn(families, 'plumbline_influx_points_written_total')).toBe(1_000);
    expect(valueIn(families, 'plumbline_influx_points_set_aside_total')).toBe(2);
    expect(valueIn(families, 'plumbline_influx_write_failures_total', { reason: 'denied' })).toBe(3);
    expect(valueIn(families, 'plumbline_influx_write_failures_total', { reason: 'network' })).toBe(0);
  });
  it('tells how the service itself fares', async () => {
    const api = apiForTest({ storeHealth: () => ({ ok: false, pending: 12, lastError: 'a full disk' }) });
    await api.store.journal.append([{ kind: 'gap', from: START, to: START + 2_500_000, reason: 'suspended' }]);
    await settle();
    const { answer } = await api.ask('/metrics');
    const text = await answer.text();
    const families = parseMetrics(text);
    expect(text).not.toContain('full disk');
    expect(valueIn(families, 'plumbline_build_info', { version: '0.0.0-test', engine: 'none' })).toBe(1);
    expect(valueIn(families, 'plumbline_store_up')).toBe(0);
    expect(valueIn(families, 'plumbline_healthy')).toBe(1);
    expect(valueIn(families, 'plumbline_journal_pending_entries')).toBe(12);
    expect(valueIn(families, 'plumbline_journal_head')).toBe(1);
    expect(valueIn(families, 'plumbline_gaps_total', { reason: 'suspended' })).toBe(1);
    expect(valueIn(families, 'plumbline_gap_seconds_total', { reason: 'suspended' })).toBe(2.5);
    expect(valueIn(families, 'process_cpu_seconds_total')).toBe(1.5);
    expect(valueIn(families, 'process_open_fds')).toBe(20);
    expect(valueIn(families, 'nodejs_eventloop_lag_p99_seconds')).toBe(0.01);
  });
  it('is OpenMetrics where that is liked better, and packed where that is taken', async () => {
    const api = apiForTest();
    await read(api, '/metrics', 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5');
    const packed = await api.ask('/metrics', { headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.headers.get('vary')).toBe('Accept, Accept-Encoding');
    const whole = new Response(packed.answer.body?.pipeThrough(new DecompressionStream('gzip')));
    expect(parseMetrics(await whole.text()).length).toBeGreaterThan(10);
  });
  it('is told once a second, however many ask', async () => {
    const api = apiForTest();
    await read(api);
    await keep(api, 1);
    expect(valueIn(await read(api), 'plumbline_settled_total', { target: 'router' })).toBe(0);
    await api.clock.advance(1_000);
    expect(valueIn(await read(api), 'plumbline_settled_total', { target: 'router' })).toBe(1);
  });
  it('never asks the store', async () => {
    const never = new Proxy({}, { get: () => () => Promise.reject(new Error('asked')) });
    const api = apiForTest({ query: never as never });
    await read(api);
    expect(api.bugs).toEqual([]);
  });
});

describe('GET /probe', () => {
  it.each(['target=router', 'target=192.168.1.1', 'target=router&module=icmp', 'target=router&module=ping'])(
    '?%s is the target alone, without labels',
    async (query) => {
      const api = apiForTest();
      await keep(api, 20_000);
      const families = await read(api, `/probe?${query}`);
      expect(families.map((f) => f.name)).toEqual([
        'probe_success',
        'probe_duration_seconds',
        'probe_icmp_duration_seconds',
        'probe_ip_protocol',
        'probe_ip_addr_hash',
      ]);
      expect(families.flatMap((f) => f.samples.map((s) => s.labels))).toEqual([{}, {}, { phase: 'rtt' }, {}, {}]);
      expect(api.orders).toEqual([]);
    },
  );
  it('is 503 when nothing was measured lately: neither success nor failure', async () => {
    const api = apiForTest();
    expect(await api.ask('/probe?target=router')).toMatchObject({ status: 503 });
    await keep(api, null);
    expect(valueIn(await read(api, '/probe?target=router'), 'probe_success')).toBe(0);
    await api.clock.advance(20_000);
    expect((await api.ask('/probe?target=router')).headers.get('retry-after')).toBe('5');
  });
  it.each([
    ['', 400, 'query target'],
    ['?target=rooter', 404, 'query target'],
    ['?target=router&module=http_2xx', 400, 'query module'],
    ['?target=router&module=constructor', 400, 'query module'],
    [`?target=${'x'.repeat(300)}`, 400, 'query target'],
  ])('%s → %i', async (query, status, where) => {
    expect(await apiForTest().ask(`/probe${query}`)).toMatchObject({ status, body: { error: { where } } });
  });
});

it.each(['/metrics', '/probe?target=router'])('%s is read like all else', async (path) => {
  const api = apiForTest({}, { token: TOKEN, protectReading: true });
  await keep(api, 1);
  expect((await api.ask(path)).status).toBe(401);
  expect((await api.ask(path, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
  const open = apiForTest();
  expect((await open.ask(path, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
  expect((await open.ask(path, { headers: { host: 'evil.example' } })).status).toBe(421);
});
