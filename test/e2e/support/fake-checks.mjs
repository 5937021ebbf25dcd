// What the fake service says of checks that are started from the page: a few probes, lines that come, a run.
import { mtuRuns, routeRun } from './fake-data.mjs';

const us = (label) => ({ label, unit: 'us', better: 'lower' });
const family = { name: 'family', kind: 'choice', choices: [4, 6], expected: '4 or 6' };
const timeout = {
  name: 'timeout',
  kind: 'duration',
  expected: 'a duration from 10ms to 1m, such as 250ms, 5s, 10m or 1h',
  about: 'How long an answer is waited for',
  min: 10,
  max: 60_000,
  usual: 2_000,
};
const whole = (name, about, min, max, usual) => ({
  name,
  kind: 'number',
  about,
  min,
  max,
  whole: true,
  usual,
  expected: `a whole number from ${min} to ${max}`,
});
const probe = (name, title, purpose, options, values = {}) => ({
  name,
  title,
  kind: ['once'],
  everyMs: 3_600_000,
  purpose,
  options,
  values,
});
const PROBES = [
  probe(
    'ping',
    'Round-trip time',
    'round-trip time and loss, by ICMP echoes',
    [
      timeout,
      whole('size', 'Payload of an echo, in bytes; the first 16 say that it is ours', 16, 65_507, 56),
      { name: 'df', kind: 'boolean', expected: 'true or false', about: 'Nobody on the way may cut it into fragments' },
      family,
      whole('count', 'How many echoes, when it runs once', 1, 1_000, 10),
    ],
    {
      rttP50: us('Median round-trip time'),
      rttMax: us('Greatest round-trip time'),
      sent: { label: 'Echoes sent', unit: 'count', better: 'neither' },
      lossRatio: { label: 'Loss', unit: 'ratio', better: 'lower' },
    },
  ),
  probe('tcp', 'TCP connect time', 'whether a port takes a connection, and how fast', [
    whole('port', 'Where it connects to', 1, 65_535, 443),
    timeout,
  ]),
  probe(
    'route',
    'Route',
    'the routers on the way, and where it ends',
    [timeout, whole('max_hops', 'How far it looks', 1, 64, 30)],
    {
      hops: { label: 'Hops to the target', unit: 'hops', better: 'neither' },
    },
  ),
  probe(
    'mtu',
    'Path',
    'names the fault on the way: packets that are too large, loss, filters, names that lie; moves up to 2 MB',
    [family, { name: 'path', kind: 'text', expected: 'a path', usual: '/', owners: true }],
    { mtu4: { label: 'Path MTU, IPv4', unit: 'bytes', better: 'higher' } },
  ),
  probe('tls', 'TLS', 'the certificate, who signed it and how long it lasts; how TLS is set up', [family]),
  probe('headers', 'Headers', 'the security headers, graded as Observatory and securityheaders.com do', [family]),
];
const LINES = [
  'resolving the name: 203.0.113.12, 2001:db8::12',
  'IPv4: connecting to port 443: accepted in 19.2 ms',
  'IPv4: downloading / (48 kB)',
  'IPv4: 1500 bytes: no answer',
  'IPv4: 1460 bytes: no answer',
  'IPv4: 1428 bytes: answered in 21.4 ms',
  'IPv4: 1440 bytes: no answer',
  'IPv4: 1432 bytes: answered in 21.1 ms',
  'IPv4: uploading 96 kB',
  'asking whether anybody says that packets are too large',
];
const TOKEN = 'secret';

/** @param {readonly any[]} targets @param {() => number} nowMicros */
export const fakeChecks = (targets, nowMicros) => {
  let shown = false;
  let count = 0;
  const json = (response, body, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
    return true;
  };
  const readJson = async (request) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    return JSON.parse(body);
  };
  const runOf = ({ probe: name, target }) => {
    count += 1;
    const now = nowMicros();
    const t = targets.find((x) => x.name === target) ?? targets[0];
    const own = { mtu: () => mtuRuns(t, now).at(-1), route: () => routeRun(t, now) }[name]?.();
    const outcome =
      name === 'ping'
        ? {
            status: 'measured',
            values: { rttP50: 18_400, rttMax: 31_200, sent: 10, lossRatio: 0 },
            findings: [],
            report: { address: t.address, engine: 'kernel', echoes: { sent: 10, received: 10 } },
          }
        : (own?.outcome ?? { status: 'failed', reason: 'refused', detail: `${t.address} refused`, findings: [] });
    const subject = { target, vantage: 'home' };
    return { kind: 'run', id: `asked-${count}`, at: now, tookMs: 6_400, probe: name, subject, outcome };
  };
  const start = async (request, response) => {
    const asked = await readJson(request);
    if (!shown) return json(response, { error: { what: 'This needs the token.' } }, 401);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const tell = (event) => response.write(`event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
    tell({ kind: 'begun', longestMs: asked.probe === 'mtu' ? 100_000 : 60_000 });
    let i = 0;
    const timer = setInterval(() => {
      if (i < LINES.length) tell({ kind: 'progress', at: nowMicros(), line: LINES[i] });
      else {
        tell(runOf(asked));
        response.end();
        clearInterval(timer);
      }
      i += 1;
    }, 350);
    response.on('close', () => clearInterval(timer));
    return true;
  };
  const choices = () => ({
    targets: targets.map(({ name, label, role }) => ({
      name,
      label,
      role,
      checks: PROBES.map((p) => p.name),
      ways: [],
    })),
    names: [],
    namesChecks: [],
    running: 0,
    most: 4,
  });
  return {
    /** The right token was given. */
    show: () => {
      shown = true;
    },
    /** Answers what is about checks; false where it is about something else. */
    answer: (request, response, path, protectReading) => {
      if (path === '/api/probes') return json(response, { probes: PROBES });
      if (path === '/api/check-choices') return json(response, choices());
      if (path === '/api/checks' && request.method === 'POST') return start(request, response);
      if (path !== '/api/session' || request.method === 'POST') return false;
      if (request.method === 'DELETE') shown = false;
      return json(response, { protectReading, tokenConfigured: true, signedIn: shown });
    },
    TOKEN,
  };
};
