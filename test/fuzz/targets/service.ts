import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { buildApi } from '../../../src/api/app.ts';
import type { ApiDeps } from '../../../src/api/deps.ts';
import type { Target as Watched } from '../../../src/config/config.ts';
import type { Entry } from '../../../src/domain/entry.ts';
import type { Clock } from '../../../src/domain/clock.ts';
import { KEEP } from '../../../src/domain/keep.ts';
import { seriesId } from '../../../src/domain/series-id.ts';
import { counted, noneCounted } from '../../../src/watch/series-counters.ts';
import { fakePing, fakeProbes } from '../../support/fake-probes.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { parseMetrics } from '../../support/prometheus.ts';
import { anyText, textLike, wellFormed } from '../arbitraries.ts';
import { waiting, type Target } from '../target.ts';
import { sample } from './values.ts';
import { time } from './web.ts';

const NOW = 1_780_000_000_000_000;
const TOKEN = 'correct-horse-battery-staple';
/** Each look at it is a second later, so that what waits for its time to pass does not for long. */
const fastClock = (): Clock => {
  let seconds = 0;
  return {
    now: () => NOW + (seconds += 1) * 1_000_000,
    elapsed: () => (seconds += 1) * 1_000,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.min(ms, 200));
        signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
      }),
  };
};
const nothing = { count: 0, seconds: 0 };
const watched = (name: string, label: string, address: string): Watched => {
  const aim = { subject: { target: name, vantage: 'here' }, address };
  const check = { probe: fakePing, aim, options: {}, every: 1_000, binding: {} };
  return { name, label, role: 'anchor', address, checks: [check] };
};
const api = (targets: readonly Watched[], series: ApiDeps['counters']['series'], entries: readonly Entry[]) => {
  const bugs: unknown[] = [];
  const store = memoryStore();
  void store.journal.append(entries);
  const stop = new AbortController();
  const lagSeconds = { mean: 0, p50: 0, p90: 0, p99: 0, max: 0 };
  const gaps = { stopped: nothing, suspended: nothing, stalled: nothing, 'clock-stepped': nothing };
  const app = buildApi({
    config: {
      vantage: 'here',
      listen: { host: '127.0.0.1', port: 8137 },
      token: TOKEN,
      protectReading: false,
      apiMayProbe: ['192.0.2.1'],
      keep: KEEP,
      targets,
    },
    version: '0.0.0-test',
    startedAt: NOW,
    clock: fastClock(),
    query: store.query,
    journal: store.journal,
    probes: fakeProbes,
    net: {
      engine: undefined,
      engineMissing: { why: 'in a test', remedy: 'none' },
      resolve: () => Promise.resolve({ ok: false, reason: 'no-address', detail: 'no names in this test' }),
    },
    states: () => new Map(),
    resolved: () => new Map(),
    routes: () => ({ v4: true, v6: false }),
    counters: { series, gaps },
    storeHealth: () => ({ ok: true, pending: 0 }),
    processFigures: () => ({ cpuSeconds: 1, residentBytes: 1, startedAtSeconds: 1, lagSeconds }),
    ailments: () => [],
    startCheck: ({ probe, aim: { subject } }) =>
      Promise.resolve({
        kind: 'run',
        id: 'r1',
        at: NOW,
        tookMs: 5,
        probe: probe.name,
        subject,
        outcome: { status: 'failed', reason: 'timeout', detail: 'in a test', findings: [] },
      }),
    onBug: (error) => bugs.push(error),
    staticRoot: '/nonexistent',
    signal: stop.signal,
  });
  return { app, bugs, stop };
};

const ENTRIES: readonly Entry[] = [
  {
    kind: 'samples',
    probe: 'ping',
    field: 'rtt',
    subject: { target: 'router', vantage: 'here' },
    samples: Array.from({ length: 60 }, (_, i) => ({ at: NOW - i * 1_000_000, value: 1_000 + i })),
  },
  { kind: 'gap', from: NOW - 9_000_000, to: NOW - 5_000_000, reason: 'stalled' },
];
let made: ReturnType<typeof api> | undefined;
const standing = () => (made ??= api([watched('router', 'Router', '192.0.2.1')], new Map(), ENTRIES));
const close = (): Promise<void> => {
  made?.stop.abort();
  made = undefined;
  return Promise.resolve();
};
let client = 0;

const PATHS = [
  '/api/overview /api/targets /api/targets/router/view /api/targets/router/raw /api/targets/router/runs',
  '/api/targets/router/histogram /api/events /api/gaps /api/runs /api/checks /api/session /api/live',
  '/api/probes /api/openapi.json /healthz /metrics /probe / /t/router /assets/x.js',
].flatMap((line) => line.split(' '));
const path = fc.oneof(fc.constantFrom(...PATHS), textLike(PATHS, ['/', '..', '%2e', '%00', '%', '//', 'api']));
const names = fc.oneof(
  fc.constantFrom(
    'from',
    'to',
    'points',
    'limit',
    'probe',
    'field',
    'format',
    'target',
    'module',
    'min',
    'types',
    'type',
    'bins',
  ),
  anyText,
);
const value = fc.oneof(
  time,
  fc.constantFrom('ping', 'rtt', 'csv', 'router', '192.0.2.1'),
  fc.integer().map(String),
  anyText,
);
const query = fc.array(fc.tuple(names, value), { maxLength: 5 });
const BODIES = [
  '{"probe":"ping","target":"router","options":{"count":3}}',
  '{"probe":"route","target":"192.0.2.1"}',
  `{"token":"${TOKEN}"}`,
];
const body = textLike(BODIES, ['{', '}', '[', ']', '"', ',', ':', 'null', '1e999', '"__proto__":', '\\u0000', '-']);
/** What node hands on: visible ASCII, spaces, tabs. */
const headerText = anyText.map((t) => t.replace(/[^\t\x20-\x7e]/g, ''));
const headers = fc.dictionary(
  fc.constantFrom(
    'accept',
    'accept-encoding',
    'authorization',
    'content-type',
    'cookie',
    'host',
    'if-none-match',
    'last-event-id',
    'origin',
    'range',
    'sec-fetch-site',
  ),
  fc.oneof(headerText, fc.constantFrom(`Bearer ${TOKEN}`, 'application/json', 'localhost:8137', 'gzip', 'same-origin')),
  { maxKeys: 4 },
);
const method = fc.oneof(
  fc.constantFrom('GET', 'POST', 'DELETE', 'HEAD', 'PUT', 'OPTIONS'),
  fc.stringMatching(/^[A-Z]{1,8}$/),
);
const FORBIDDEN = new Set(['TRACE', 'TRACK', 'CONNECT']);

const label = fc.oneof(anyText, fc.constantFrom('router', 'a"b\\c\nd'));
const target = fc.record({ label, address: label, samples: fc.array(sample, { maxLength: 20 }) });

export const service: readonly Target[] = [
  waiting(
    'request',
    [method, path, query, headers, body],
    async (method, path, query, given, body) => {
      if (FORBIDDEN.has(method)) return; // fetch's Request does not take them; node-server answers them itself
      const { app, bugs } = standing();
      const search = query.map((pair) => pair.map((t) => encodeURIComponent(wellFormed(t))).join('=')).join('&');
      const url = new URL(`http://localhost:8137/${wellFormed(path.replace(/^\/+/, ''))}`);
      if (search !== '') url.search = search;
      const all = new Headers({ host: 'localhost:8137', 'content-type': 'application/json', ...given });
      const hasBody = method !== 'GET' && method !== 'HEAD';
      // Another client each time: the wrong tokens of one do not shut out the rest.
      client = (client + 1) % 0xffff;
      const remoteAddress = `127.0.${client >> 8}.${client & 0xff}`;
      const env = { incoming: { socket: { remoteAddress, destroy: () => undefined } } };
      const stop = new AbortController();
      const answer = await app.request(
        url,
        { method, headers: all, signal: stop.signal, ...(hasBody ? { body } : {}) },
        env,
      );
      assert.deepEqual(bugs.splice(0), []);
      assert(answer.status < 500 || answer.status === 503, `status ${answer.status}`);
      // A live stream goes on for ever.
      if (answer.headers.get('content-type')?.startsWith('text/event-stream') === true) await answer.body?.cancel();
      else await answer.arrayBuffer();
      stop.abort();
    },
    { quick: 60, close },
  ),
  waiting(
    'metrics',
    [fc.array(target, { minLength: 1, maxLength: 4 }), fc.boolean()],
    async (targets, open) => {
      const all = targets.map((t, i) => watched(`t${i}`, t.label, t.address));
      const series = new Map(
        targets.map(({ samples }, i) => {
          const key = { probe: 'ping', field: 'rtt', subject: { target: `t${i}`, vantage: 'here' } };
          return [seriesId(key), counted(noneCounted(key), samples, 0)];
        }),
      );
      const { app, bugs, stop } = api(all, series, []);
      const accept = open ? 'application/openmetrics-text' : 'text/plain';
      const answer = await app.request('http://localhost:8137/metrics', {
        headers: { host: 'localhost:8137', accept },
      });
      assert.deepEqual(bugs, []);
      assert.equal(answer.status, 200);
      assert(parseMetrics(await answer.text(), open).length > 10);
      stop.abort();
    },
    { quick: 20 },
  ),
];
