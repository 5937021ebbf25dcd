import { expect } from 'vitest';
import { ZodType } from 'zod';

import { buildApi } from '../../src/api/app.ts';
import type { ApiDeps, CheckOrder } from '../../src/api/deps.ts';
import { ApiError, type State } from '../../src/api/schema.ts';
import type { Config, Target } from '../../src/config/config.ts';
import type { Entry, Run } from '../../src/domain/entry.ts';
import { KEEP } from '../../src/domain/keep.ts';
import type { Settled } from '../../src/domain/sample.ts';
import type { Check } from '../../src/probes/probe.ts';
import { runCounters } from '../../src/watch/counters.ts';
import { HandClock } from '../support/clock.ts';
import { fakePing, fakeProbes, fakeRoute } from '../support/fake-probes.ts';
import { memoryStore } from '../support/memory-store.ts';

export const TOKEN = 'correct-horse-battery-staple';
export const START = 1_780_000_000_000_000;

const check = (probe: Check['probe'], target: string, address: string): Check => ({
  probe,
  aim: { subject: { target, vantage: 'here' }, address },
  options: {},
  every: 1_000,
  binding: {},
});
export const target = (name: string, address: string): Target => ({
  name,
  label: name.toUpperCase(),
  role: 'anchor',
  address,
  checks: [check(fakePing, name, address), check(fakeRoute, name, address)],
});
const config = (more: Partial<Config> = {}): Config => ({
  vantage: 'here',
  listen: { host: '127.0.0.1', port: 8137 },
  protectReading: false,
  apiMayProbe: [],
  uplinks: [],
  diagnoseOnDown: true,
  keep: KEEP,
  targets: [target('router', '192.168.1.1'), target('far', 'far.example')],
  ...more,
});

/** One sample a second from `from` on: a value in µs, or null for a lost one. */
export const samples = (name: string, values: readonly (number | null)[], from = START): Entry => ({
  kind: 'samples',
  probe: 'ping',
  field: 'rtt',
  subject: { target: name, vantage: 'here' },
  samples: values.map((value, i): Settled => {
    const at = from + i * 1_000_000;
    return value === null ? { at, lost: 'timeout' } : { at, value };
  }),
});

/** The api over a store in memory and a clock driven by hand. `ask` holds every JSON answer to its documented schema. */
export const apiForTest = (more: Partial<ApiDeps> = {}, configured: Partial<Config> = {}) => {
  const clock = new HandClock(START);
  const store = memoryStore();
  const states = new Map<string, State>();
  const orders: CheckOrder[] = [];
  const bugs: unknown[] = [];
  const stop = new AbortController();
  const counting = runCounters(store.journal, clock, stop.signal);
  const deps: ApiDeps = {
    config: config(configured),
    version: '0.0.0-test',
    startedAt: START,
    clock,
    query: store.query,
    journal: store.journal,
    probes: fakeProbes,
    net: {
      engine: undefined,
      engineMissing: { why: 'in a test', remedy: 'none' },
      resolve: () => Promise.resolve({ ok: false, reason: 'no-address', detail: 'no names in this test' }),
    },
    states: () => states,
    resolved: () => new Map([['far', '203.0.113.7']]),
    routes: () => ({ v4: true, v6: false }),
    counters: counting.counters,
    storeHealth: () => ({ ok: true, pending: 0 }),
    processFigures: () => ({
      cpuSeconds: 1.5,
      residentBytes: 100_000_000,
      startedAtSeconds: START / 1e6,
      openFds: 20,
      lagSeconds: { mean: 0.001, p50: 0.001, p90: 0.002, p99: 0.01, max: 0.02 },
    }),
    ailments: () => [],
    startCheck: async (order, signal) => {
      orders.push(order);
      const outcome = await order.probe.run(order.aim, order.options, { clock, net: undefined as never, signal });
      const run: Run = {
        kind: 'run',
        id: 'r1',
        at: clock.now(),
        tookMs: 5,
        probe: order.probe.name,
        subject: order.aim.subject,
        outcome,
      };
      return run;
    },
    onBug: (error) => bugs.push(error),
    staticRoot: '/nonexistent',
    signal: stop.signal,
    ...more,
  };
  const app = buildApi(deps);

  const schemaFor = (method: string, path: string, status: number): ZodType | undefined => {
    for (const definition of app.openAPIRegistry.definitions) {
      if (definition.type !== 'route') continue;
      const { route } = definition;
      const pattern = new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`);
      if (route.method !== method.toLowerCase() || !pattern.test(path)) continue;
      const response = route.responses[status];
      const content = response !== undefined && 'content' in response ? response.content : undefined;
      const media = content?.['application/json'];
      const schema = media !== undefined && 'schema' in media ? media.schema : undefined;
      return schema instanceof ZodType ? schema : undefined;
    }
    return undefined;
  };
  const ask = async (path: string, init: RequestInit = {}, address = '127.0.0.1') => {
    const headers = new Headers(init.headers);
    if (!headers.has('host')) headers.set('host', 'localhost:8137');
    const env = { incoming: { socket: { remoteAddress: address, destroy: () => undefined } } };
    const answer = await app.request(`http://localhost:8137${path}`, { ...init, headers }, env);
    const isPlain = !answer.headers.has('content-encoding');
    const hasBody = init.method !== 'HEAD';
    const isJson = hasBody && isPlain && answer.headers.get('content-type')?.startsWith('application/json') === true;
    const body: unknown = isJson ? await answer.json() : undefined;
    if (isJson && path !== '/api/openapi.json') {
      const pathname = path.split('?')[0] ?? '';
      const documented = schemaFor(init.method ?? 'GET', pathname, answer.status);
      if (answer.ok) expect(documented, `${pathname} documents ${answer.status}`).toBeDefined();
      // Equal, not only valid: what is not documented is not said.
      expect((documented ?? ApiError).parse(body)).toEqual(body);
    }
    return { status: answer.status, headers: answer.headers, body, answer };
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}, address?: string) =>
    ask(
      path,
      { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } },
      address,
    );
  return { app, ask, post, clock, store, states, orders, bugs, stop, deps };
};
