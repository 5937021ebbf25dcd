import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import type { Entry } from '../../../src/domain/entry.ts';
import { seriesId } from '../../../src/domain/series-id.ts';
import { counted, noneCounted } from '../../../src/watch/series-counters.ts';
import { parseMetrics } from '../../support/prometheus.ts';
import { api, NOW, TOKEN, watched } from '../api.ts';
import { anyText, textLike, wellFormed } from '../arbitraries.ts';
import { waiting, type Target } from '../target.ts';
import { sample } from './values.ts';
import { time } from './web.ts';

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
    { quick: 40, close },
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
    { quick: 10 },
  ),
];
