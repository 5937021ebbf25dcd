// The page with generated data behind it, for development and for looking at it: nothing is probed.
//   node test/e2e/support/fake-server.mjs [--port 8099] [--variant no-route|no-engine|empty|fresh|young|many|protected|unsent|lines|lines-dark|addresses|addresses-fresh|addresses-hostile]
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import {
  bucketsOf,
  demoGaps,
  demoTargets,
  eventsOf,
  histogramOf,
  manyTargets,
  moments,
  outagesOf,
  mtuRuns,
  routeRun,
  sampleAt,
  serviceEvents,
  statsOf,
  widthFor,
} from './fake-data.mjs';
import { fakeAddresses } from './fake-addresses.mjs';
import { fakeLines } from './fake-lines.mjs';

const ROOT = fileURLToPath(new URL('../../../dist/web', import.meta.url));
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const HOUR = 3_600_000_000;

const nowMicros = () => Date.now() * 1_000;
const HTML_HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};

/** Starts it on 127.0.0.1; what is returned lets a test play with it. */
export const startFakeServer = async ({ port = 0, variant = 'normal' } = {}) => {
  const t0 = nowMicros();
  const gaps = variant === 'many' || variant === 'fresh' || variant === 'young' ? [] : demoGaps(t0);
  const targets = variant === 'empty' ? [] : variant === 'many' ? manyTargets(t0) : demoTargets(t0, variant);
  const states = new Map(
    targets.map((t) => [
      t.name,
      t.state ?? { word: variant === 'fresh' ? 'unknown' : 'up', since: t0 - 5 * HOUR - 15 * 60_000_000 },
    ]),
  );
  if (variant === 'no-route') {
    for (const t of targets)
      if (t.role !== 'gateway' && t.role !== 'control') states.set(t.name, { word: 'down', since: t0 - 70_000_000 });
  }
  const addresses = variant.startsWith('addresses') ? fakeAddresses(t0, variant) : undefined;
  const lines = variant.startsWith('lines') || addresses !== undefined ? fakeLines(t0, variant) : undefined;
  const extra = [];
  const streams = new Set();
  const frozen = new Set();
  let version = '0.1.0';
  let silent = false;
  let signedIn = variant !== 'protected';
  let refused = false;

  const standIn = variant === 'no-engine';
  const seriesOf = (t) => {
    const tcp = { probe: 'tcp', field: 'connect', label: 'TCP connect', unit: 'us', everyMs: t.everyMs, standIn };
    const ping = {
      probe: 'ping',
      field: 'rtt',
      label: 'Round-trip time',
      unit: 'us',
      everyMs: t.everyMs,
      standIn: false,
    };
    if (standIn) return [tcp];
    return t.tcp === true ? [ping, tcp] : [ping];
  };
  const samplesOf = (t, from, to, most, probe) =>
    moments(t, from, Math.min(to, nowMicros() - 1_500_000), most)
      .map((m) => sampleAt(t, m, gaps, probe))
      .filter((s) => s !== undefined);
  const summary = (t, now) => {
    const samples = samplesOf(t, now - HOUR, now, 3_600);
    const latest = samples.at(-1);
    return {
      name: t.name,
      label: t.label,
      role: t.role,
      address: t.address,
      ...(t.resolved === undefined ? {} : { resolved: t.resolved }),
      state: states.get(t.name),
      series: seriesOf(t),
      ...(latest === undefined ? {} : { latest }),
      hour: statsOf(samples),
      strip: bucketsOf(t, now - HOUR, now - 1_500_000, 60_000_000, gaps),
      checks: t.checks,
    };
  };
  const overview = () => {
    const now = nowMicros();
    return {
      now,
      version,
      vantage: 'home',
      startedAt: variant === 'fresh' || variant === 'young' ? t0 : t0 - 3 * HOUR - 7 * 60_000_000,
      routes: variant === 'no-route' ? { v4: false, v6: false } : { v4: true, v6: true },
      ...(standIn
        ? {
            engineMissing: {
              why: 'The system lets this process open neither datagram nor raw ICMP sockets',
              remedy: 'sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"',
            },
          }
        : { engine: { name: 'kernel', stamps: 'kernel-tx-rx', how: 'datagram ICMP sockets' } }),
      targets: targets.map((t) => summary(t, now)),
      ...(lines === undefined ? {} : { lines: lines.glance() }),
      ...(addresses === undefined ? {} : { addresses: addresses.glance() }),
    };
  };
  const allEvents = () =>
    variant === 'fresh' || variant === 'empty'
      ? extra
      : [...extra, ...targets.flatMap(eventsOf), ...serviceEvents(gaps)].toSorted((a, b) => b.at - a.at);

  const rangeOf = (query) => ({
    from: Number(query.get('from') ?? Date.now() - 3_600_000) * 1_000,
    to: Number(query.get('to') ?? Date.now()) * 1_000,
  });
  const view = (t, query) => {
    const { from, to } = rangeOf(query);
    const series = seriesOf(t).find((s) => s.probe === (query.get('probe') ?? s.probe));
    const widthMicros = widthFor(from, to, Number(query.get('points') ?? 400), t.everyMs * 1_000);
    const until = Math.min(to, nowMicros() - 1_500_000);
    const outages = outagesOf(t, from, to);
    const every = (to - from) / (t.everyMs * 1_000);
    // As the store does it: samples for 14 days, minutes for 400, and what is coarse from what is coarse.
    const resolution =
      from >= nowMicros() - 14.1 * 24 * HOUR ? {} : { resolution: widthMicros < HOUR ? 'minute' : 'hour' };
    return {
      now: nowMicros(),
      from,
      to,
      widthMicros,
      series,
      buckets: bucketsOf(t, from, until, widthMicros, gaps, series.probe),
      stats: { ...statsOf(samplesOf(t, from, to, 4_000, series.probe), Math.max(1, every / 4_000)), ...resolution },
      gaps: gaps.filter((g) => g.to > from && g.from < to),
      events: allEvents().filter((e) => e.at >= from && e.at < to && (e.subject?.target ?? t.name) === t.name),
      outages,
    };
  };

  const json = (response, body, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
  };
  const send = (message) => {
    const data = `event: ${message.kind}\ndata: ${JSON.stringify(message)}\n\n`;
    for (const s of streams) s.write(data);
  };
  const csv = (t, query) => {
    const { from, to } = rangeOf(query);
    const line = (s) => `${new Date(s.at / 1_000).toISOString()},${s.value ?? ''},${s.lost ?? ''},,\n`;
    return `time,value_us,lost,said_by,note\n${samplesOf(t, from, to, 50_000).map(line).join('')}`;
  };

  const ofTarget = (response, name, what, query) => {
    const t = targets.find((x) => x.name === name);
    if (t === undefined) return json(response, { error: { what: `There is no target ${name}.` } }, 404);
    if (what === 'view') return json(response, view(t, query));
    if (what === 'histogram') {
      const { from, to } = rangeOf(query);
      return json(response, { from, to, series: seriesOf(t)[0], bins: histogramOf(samplesOf(t, from, to, 4_000), 40) });
    }
    if (what === 'runs') {
      const runs = { route: (now) => [routeRun(t, now)], mtu: (now) => mtuRuns(t, now) };
      const asked = t.checks.filter((c) => query.get('probe') === null || query.get('probe') === c);
      return json(response, { runs: asked.flatMap((c) => runs[c](nowMicros())), truncated: false });
    }
    if (what === 'raw') {
      response.writeHead(200, {
        'content-type': 'text/csv',
        'content-disposition': `attachment; filename="${t.name}.csv"`,
      });
      return response.end(csv(t, query));
    }
    return json(response, { error: { what: 'No such resource.' } }, 404);
  };
  const ofLines = (path, query) => {
    const now = nowMicros();
    if (path === '/api/lines') return lines.lines(now);
    if (path === '/api/incidents') return lines.incidents();
    if (path === '/api/lines/history') {
      const from = query.get('from') === null ? now - 24 * HOUR : rangeOf(query).from;
      return lines.history(from, Math.min(now, rangeOf(query).to), now);
    }
    const [, line] = /^\/api\/lines\/([^/]+)\/uptime$/.exec(path) ?? [];
    if (line !== undefined) return lines.uptimeOf(decodeURIComponent(line));
    const [, id] = /^\/api\/incidents\/([^/]+)$/.exec(path) ?? [];
    return id === undefined ? undefined : lines.incident(decodeURIComponent(id));
  };
  const live = (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(
      `event: hello\ndata: ${JSON.stringify({ kind: 'hello', now: nowMicros(), version, resumed: false })}\n\n`,
    );
    streams.add(response);
    request.on('close', () => streams.delete(response));
  };
  const session = async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    signedIn = JSON.parse(body).token === 'secret';
    if (!signedIn) return json(response, { error: { what: 'The token is not the one in the config.' } }, 401);
    return json(response, { signedIn });
  };
  const answerApi = async (request, response, url) => {
    const { pathname: path, searchParams: query } = url;
    if (refused) return json(response, { error: { what: 'The store did not answer in time.' } }, 503);
    if (path === '/api/session' && request.method === 'POST') return session(request, response);
    if (!signedIn) return json(response, { error: { what: 'This needs the token.' } }, 401);
    if (path === '/api/overview') return json(response, overview());
    if (path === '/api/live') return live(request, response);
    if (path === '/api/probes') return json(response, { probes: [] });
    if (path === '/api/events') {
      const wanted = query.get('target');
      const limit = Number(query.get('limit') ?? 100);
      const from = Number(query.get('from') ?? 0) * 1_000;
      const events = allEvents().filter((e) => e.at >= from && (wanted === null || e.subject?.target === wanted));
      return json(response, { events: events.slice(0, limit), truncated: events.length > limit });
    }
    if (path === '/api/gaps') {
      const { from, to } = rangeOf(query);
      return json(response, { gaps: gaps.filter((g) => g.to > from && g.from < to), truncated: false });
    }
    if (addresses !== undefined && path === '/api/addresses') return json(response, addresses.now(nowMicros()));
    if (addresses !== undefined && path === '/api/addresses/history') {
      const { from, to } = rangeOf(query);
      return json(response, addresses.history(from, Math.min(to, nowMicros()), nowMicros()));
    }
    if (lines !== undefined) {
      const found = ofLines(path, query);
      if (found !== undefined) return json(response, found);
    }
    const [, name, what] = /^\/api\/targets\/([^/]+)\/(\w+)$/.exec(path) ?? [];
    if (name !== undefined) return ofTarget(response, decodeURIComponent(name), what, query);
    return json(response, { error: { what: 'No such resource.' } }, 404);
  };
  const answerFile = async (response, path) => {
    const isView = !path.includes('.') || path.startsWith('/t/');
    const file = join(ROOT, isView ? 'index.html' : normalize(path));
    try {
      const content = await readFile(file);
      response.writeHead(200, { ...HTML_HEADERS, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
      response.end(content);
    } catch {
      response.writeHead(404, HTML_HEADERS);
      response.end('not found');
    }
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    const answered = url.pathname.startsWith('/api/')
      ? answerApi(request, response, url)
      : answerFile(response, url.pathname);
    Promise.resolve(answered).catch((error) => json(response, { error: { what: String(error) } }, 500));
  });
  let second = Math.floor(nowMicros() / 1_000_000);
  const beat = setInterval(() => {
    if (silent) return;
    const until = Math.floor(nowMicros() / 1_000_000);
    for (const t of targets) {
      if (frozen.has(t.name)) continue;
      const lag = 2_000_000;
      for (const s of seriesOf(t)) {
        const samples = moments(t, second * 1_000_000 - lag, until * 1_000_000 - lag, 10)
          .map((m) => sampleAt(t, m, gaps, s.probe))
          .filter(Boolean);
        if (samples.length > 0) send({ kind: 'samples', target: t.name, probe: s.probe, field: s.field, samples });
      }
    }
    second = until;
    if (second % 5 === 0) send({ kind: 'tick', now: nowMicros() });
  }, 1_000);

  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Sends any live message. */
    send,
    /** Changes a state as the service would: the overview, a state message and an event. */
    setState: (name, state) => {
      const before = states.get(name);
      states.set(name, state);
      const event = {
        kind: 'event',
        at: nowMicros(),
        type: 'state-changed',
        severity: state.word === 'down' ? 'fail' : 'info',
        subject: { target: name, vantage: 'home' },
        evidence: { from: before.word, to: state.word, since: state.since },
      };
      extra.unshift(event);
      send({ kind: 'state', target: name, state });
      send(event);
    },
    /** No more samples of one target. */
    freeze: (name) => frozen.add(name),
    /** Connections stay open and nothing comes. */
    hush: (on) => (silent = on),
    setVersion: (v) => (version = v),
    /** Answers 503 to everything and drops the live streams. */
    refuse: (on) => {
      refused = on;
      for (const s of streams) s.destroy();
    },
    close: () => {
      clearInterval(beat);
      for (const s of streams) s.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { port: { type: 'string' }, variant: { type: 'string' } } });
  const server = await startFakeServer({ port: Number(values.port ?? 8_099), variant: values.variant ?? 'normal' });
  process.stdout.write(`${server.url}\n`);
}
