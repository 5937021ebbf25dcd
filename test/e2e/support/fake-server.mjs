// The page with generated data behind it, for development and for looking at it: nothing is probed.
//   node test/e2e/support/fake-server.mjs [--port 8099] [--variant no-route|no-engine|empty|fresh|first|young|many|protected|unsent|lines|lines-dark|addresses|addresses-fresh|addresses-hostile|sites|sites-fresh|sites-many|sites-hostile|wall|wall-dark|wall-many|config|config-wrong|config-changed|paths|paths-fresh|events]
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
  siteTargets,
  serviceEvents,
  statsOf,
  widthFor,
} from './fake-data.mjs';
import { fakeAddresses } from './fake-addresses.mjs';
import { fakeChecks } from './fake-checks.mjs';
import { fakeConfig } from './fake-config.mjs';
import { answerCodes, monthOfEvents, pickEvents } from './fake-events.mjs';
import { fakeLines } from './fake-lines.mjs';
import { fakeWays } from './fake-paths.mjs';
import { fakeSites } from './fake-sites.mjs';
import { fakePaths, lineEvents, moreLines, wellSites } from './fake-wall.mjs';

const ROOT = fileURLToPath(new URL('../../../dist/web', import.meta.url));
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};
const HOUR = 3_600_000_000;

const HTML_HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};

/** A target that answers and has no trouble now. */
const wellAgain = (t, t0, states) => {
  states.set(t.name, { word: 'up', since: t0 - 5 * HOUR - 15 * 60_000_000 });
  return {
    none: false,
    state: undefined,
    unresolved: false,
    base: t.base === 0 ? 21_000 : t.base,
    outages: t.outages.filter(([, to]) => Number.isFinite(to)),
    bursts: t.bursts.filter(([from]) => from < t0 - 10 * 60_000_000),
  };
};

/** Starts it on 127.0.0.1; what is returned lets a test play with it. `now`: its clock (ms). */
export const startFakeServer = async ({ port = 0, variant = 'normal', now: clock = Date.now, every = 1_000 } = {}) => {
  const nowMicros = () => clock() * 1_000;
  const t0 = nowMicros();
  /** Nothing was measured yet; `first`: nor is there anything to measure but this machine. */
  const isFresh = variant === 'fresh' || variant === 'first';
  const gaps = variant === 'many' || isFresh || variant === 'young' ? [] : demoGaps(t0);
  const isWall = variant.startsWith('wall');
  const isMany = variant === 'wall-many';
  const linesVariant = { wall: 'lines', 'wall-dark': 'lines-dark', 'wall-many': 'lines' }[variant] ?? variant;
  const sites = variant.startsWith('sites') || isWall ? fakeSites(t0, isMany ? 'sites-many' : variant) : undefined;
  const watched =
    variant === 'empty'
      ? []
      : variant === 'many'
        ? manyTargets(t0)
        : variant === 'first'
          ? demoTargets(t0, 'fresh').filter((t) => t.role === 'control')
          : [...demoTargets(t0, linesVariant), ...(isMany ? manyTargets(t0) : [])];
  const targets = [...watched, ...siteTargets(sites?.targets ?? [], t0)];
  const states = new Map(
    targets.map((t) => [
      t.name,
      t.state ?? { word: isFresh ? 'unknown' : 'up', since: t0 - 5 * HOUR - 15 * 60_000_000 },
    ]),
  );
  if (variant === 'no-route') {
    for (const t of targets)
      if (t.role !== 'gateway' && t.role !== 'control') states.set(t.name, { word: 'down', since: t0 - 70_000_000 });
  }
  // All is well there, but for what is of the line.
  if (variant === 'wall' || variant === 'wall-dark')
    for (const t of targets) if (t.role !== 'line') Object.assign(t, wellAgain(t, t0, states));
  const addresses = variant.startsWith('addresses') || isWall ? fakeAddresses(t0, variant) : undefined;
  const lines =
    linesVariant.startsWith('lines') || variant === 'events' || addresses !== undefined
      ? fakeLines(t0, linesVariant)
      : undefined;
  const checks = fakeChecks(targets, nowMicros);
  const ways = fakeWays(t0, variant);
  const extra = [];
  const streams = new Set();
  const frozen = new Map();
  let version = '0.1.0';
  let silent = false;
  let stalled = false;
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
    if (standIn || t.role === 'site') return [tcp];
    return t.tcp === true ? [ping, tcp] : [ping];
  };
  /** The last moment that a target has samples of. */
  const endOf = (t, to) => Math.min(to, nowMicros() - 1_500_000, frozen.get(t.name) ?? Infinity);
  const samplesOf = (t, from, to, most, probe) =>
    moments(t, from, endOf(t, to), most)
      .map((m) => sampleAt(t, m, gaps, probe))
      .filter((s) => s !== undefined);
  // An hour of samples costs more to invent than it is worth to a clock that hurries: it has one of ten minutes ago.
  const hours = new Map();
  const hourOf = (t, now) => {
    const kept = hours.get(t.name);
    if (every === 1_000 || kept === undefined || now - kept.now > HOUR / 6) {
      const samples = samplesOf(t, now - HOUR, now, 3_600);
      const strip = bucketsOf(t, now - HOUR, endOf(t, now), 60_000_000, gaps);
      hours.set(t.name, { now, hour: statsOf(samples), strip });
    }
    return hours.get(t.name);
  };
  const summary = (t, now) => {
    const latest = samplesOf(t, now - HOUR / 60, now, 60).at(-1) ?? samplesOf(t, now - HOUR, now, 3_600).at(-1);
    const { hour, strip } = hourOf(t, now);
    return {
      name: t.name,
      label: t.label,
      role: t.role,
      address: t.address,
      ...(t.resolved === undefined ? {} : { resolved: t.resolved }),
      state: states.get(t.name),
      series: seriesOf(t),
      ...(latest === undefined ? {} : { latest }),
      hour,
      strip,
      checks: t.checks,
    };
  };
  const glanceOf = (known) => {
    const glance = known.glance();
    return isMany ? { ...glance, lines: [...glance.lines, ...moreLines(t0)] } : glance;
  };
  const overview = () => {
    const now = nowMicros();
    return {
      now,
      version,
      vantage: 'home',
      startedAt: isFresh || variant === 'young' ? t0 : t0 - 3 * HOUR - 7 * 60_000_000,
      routes: variant === 'no-route' || variant === 'first' ? { v4: false, v6: false } : { v4: true, v6: true },
      ...(standIn
        ? {
            engineMissing: {
              why: 'The system lets this process open neither datagram nor raw ICMP sockets',
              remedy: 'sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"',
            },
          }
        : { engine: { name: 'kernel', stamps: 'kernel-tx-rx', how: 'datagram ICMP sockets' } }),
      targets: targets.map((t) => summary(t, now)),
      ...(lines === undefined ? {} : { lines: glanceOf(lines) }),
      ...(isWall ? { paths: fakePaths(t0, isMany) } : {}),
      ...(addresses === undefined ? {} : { addresses: addresses.glance() }),
      ...(sites === undefined ? {} : { sites: isWall && !isMany ? wellSites(sites.glance(), now) : sites.glance() }),
      ...(ways.glance(now) === undefined ? {} : { paths: ways.glance(now) }),
    };
  };
  const allEvents = () =>
    isFresh || variant === 'empty'
      ? extra
      : [
          ...extra,
          ...(isWall ? lineEvents(lines) : (sites?.events ?? [])),
          ...(variant === 'events' ? monthOfEvents(t0) : []),
          ...targets.flatMap(eventsOf),
          ...serviceEvents(gaps),
        ].toSorted((a, b) => b.at - a.at);

  const rangeOf = (query) => ({
    from: Number(query.get('from') ?? clock() - 3_600_000) * 1_000,
    to: Number(query.get('to') ?? clock()) * 1_000,
  });
  const view = (t, query) => {
    const { from, to } = rangeOf(query);
    const series = seriesOf(t).find((s) => s.probe === (query.get('probe') ?? s.probe));
    const widthMicros = widthFor(from, to, Number(query.get('points') ?? 400), t.everyMs * 1_000);
    const until = endOf(t, to);
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
      if (t.role === 'site') {
        const { from, to } = rangeOf(query);
        return json(response, { runs: sites.runs(name, from, to), truncated: false });
      }
      if (query.get('probe') === 'mtu' && variant.startsWith('paths')) {
        const { from, to } = rangeOf(query);
        return json(response, { runs: ways.runs(name, from, to), truncated: false });
      }
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
    if (JSON.parse(body).token !== checks.TOKEN)
      return json(response, { error: { what: 'The token is not the one in the config.' } }, 401);
    signedIn = true;
    checks.show();
    return json(response, { signedIn });
  };
  const answerApi = async (request, response, url) => {
    const { pathname: path, searchParams: query } = url;
    if (refused) return json(response, { error: { what: 'The store did not answer in time.' } }, 503);
    if (path === '/api/session' && request.method === 'POST') return session(request, response);
    if (!signedIn) return json(response, { error: { what: 'This needs the token.' } }, 401);
    if (path === '/api/config') return json(response, fakeConfig(t0, variant, nowMicros()));
    if (path === '/api/overview') return json(response, overview());
    if (path === '/api/live') return live(request, response);
    if (checks.answer(request, response, path, variant === 'protected') !== false) return undefined;
    if (path === '/api/events') return json(response, pickEvents(allEvents(), query));
    const explained = answerCodes(path, query, allEvents());
    if (explained !== undefined) return json(response, explained[1], explained[0]);
    if (path === '/api/gaps') {
      const { from, to } = rangeOf(query);
      return json(response, { gaps: gaps.filter((g) => g.to > from && g.from < to), truncated: false });
    }
    if (addresses !== undefined && path === '/api/addresses') return json(response, addresses.now(nowMicros()));
    if (addresses !== undefined && path === '/api/addresses/history') {
      const { from, to } = rangeOf(query);
      return json(response, addresses.history(from, Math.min(to, nowMicros()), nowMicros()));
    }
    if (sites !== undefined && path === '/api/sites') return json(response, sites.now(nowMicros()));
    if (sites !== undefined && path === '/api/sites.csv') {
      response.writeHead(200, { 'content-type': 'text/csv' });
      return response.end(sites.csv());
    }
    if (path === '/api/paths') return json(response, ways.all(nowMicros()));
    const [, wayTo] = /^\/api\/paths\/([^/]+)$/.exec(path) ?? [];
    if (wayTo !== undefined) {
      const to = targets.find((t) => t.name === decodeURIComponent(wayTo));
      const route = to?.checks.includes('route') === true ? routeRun(to, nowMicros()) : undefined;
      const way = ways.one(decodeURIComponent(wayTo), query.get('via'), nowMicros(), route);
      return way === undefined
        ? json(response, { error: { what: `There is no target ${wayTo}.` } }, 404)
        : json(response, way);
    }
    const [, site] = /^\/api\/sites\/([^/]+)$/.exec(path) ?? [];
    if (sites !== undefined && site !== undefined) {
      const detail = sites.detail(decodeURIComponent(site), nowMicros());
      return detail === undefined
        ? json(response, { error: { what: `There is no site ${site}.` } }, 404)
        : json(response, detail);
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
    const isView = !path.includes('.') || /^\/(?:t|sites|codes)\//.test(path);
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
    if (stalled) return;
    const url = new URL(request.url, 'http://127.0.0.1');
    const answered = url.pathname.startsWith('/api/')
      ? answerApi(request, response, url)
      : answerFile(response, url.pathname);
    Promise.resolve(answered).catch((error) => json(response, { error: { what: String(error) } }, 500));
  });
  let second = Math.floor(nowMicros() / 1_000_000);
  let ticked = second;
  const beat = () => {
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
    if (second - ticked < 5) return;
    ticked = second;
    send({ kind: 'tick', now: nowMicros() });
  };
  const beats = every === 0 ? undefined : setInterval(beat, every);

  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Its time (µs). */
    now: nowMicros,
    /** Sends any live message. */
    send,
    /** Sends what there is. */
    beat,
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
    freeze: (name) => frozen.set(name, nowMicros() - 2_000_000),
    /** Something happens: it is in the record, and told live. */
    happen: (event) => {
      extra.unshift(event);
      send(event);
    },
    /** Connections stay open and nothing comes. */
    hush: (on) => (silent = on),
    /** As a network that lost its way: what stands stays open, and nothing comes any more; nor is anything answered. */
    stall: (on) => {
      silent = on;
      stalled = on;
    },
    setVersion: (v) => (version = v),
    /** Answers 503 to everything and drops the live streams. */
    refuse: (on) => {
      refused = on;
      for (const s of streams) s.destroy();
    },
    close: () => {
      clearInterval(beats);
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
