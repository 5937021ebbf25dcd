// Two lines of a home, as the api tells of them: a DSL that failed over to 5G and back, a brownout, incidents. In the
// variant `lines-dark` the DSL is dark now and 5G carries.

const S = 1_000_000;
const MIN = 60 * S;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const ADDRESS = { dsl: '192.0.2.117', '5g': '198.51.100.42' };

const failover = (at, from, to, more) => ({
  at,
  from,
  to,
  lastGood: at - 4.1 * S,
  firstGood: at - 0.9 * S,
  addressFrom: ADDRESS[from],
  addressTo: ADDRESS[to],
  ...more,
});

const runOf = (target, at, outcome) => ({
  kind: 'run',
  id: `run-${at}`,
  at,
  tookMs: 14_200,
  probe: 'mtu',
  subject: { target, via: target, vantage: 'home' },
  outcome,
});
/** A diagnosis of a line whose gateway answers, and nothing behind it. */
const diagnosisOf = (target, at) => {
  const evidence = { address: '1.1.1.1', lastHop: '192.168.1.1', probesSent: 24, lostRatio: 1, waitedMs: 8_000 };
  const summary = 'Packets leave by the DSL router and end there: its router answers, and nothing behind it.';
  const remedy = `Look at the router: is the line in sync, has it an address?
ip -4 route get 1.1.1.1 oif ppp0
ping -c 5 -I ppp0 192.168.1.1
See whether it helps: plumbline diagnose 1.1.1.1 --via device=ppp0`;
  const beside = {
    code: 'icmp-filtered',
    severity: 'info',
    evidence: { summary: 'The router tells nobody that a packet is too large.', hop: 1 },
  };
  const verdict = { code: 'no-route', severity: 'fail', summary, evidence };
  const steps = [
    { name: 'names', told: 'not asked: the target is an address' },
    { name: 'way', family: 4, told: '1 of 30 routers answers: 192.168.1.1 in 1.2 ms' },
    { name: 'connection', family: 4, told: '1.1.1.1:443 does not answer within 8 s' },
  ];
  return runOf(target, at, {
    status: 'measured',
    values: {},
    findings: [{ ...verdict, evidence: { summary, ...evidence }, remedy }, beside],
    report: { verdict, findings: [beside], ways: [], steps },
  });
};
const failedOf = (target, at) =>
  runOf(target, at, { status: 'failed', reason: 'unreachable', detail: 'ppp0 is not up', findings: [] });

/** What the fake api knows of lines at `t0` (µs), when the server started. */
export const fakeLines = (t0, variant) => {
  const dark = variant === 'lines-dark';
  const cut = t0 - 5 * HOUR - 17 * MIN;
  const back = t0 - 4 * HOUR - 41 * MIN;
  const now = t0 - 6 * MIN;
  const failovers = [
    failover(cut, 'dsl', '5g', {
      darkSeconds: 3.2,
      lost: 31,
      sent: 40,
      mtuFrom: 1_492,
      mtuTo: 1_400,
      connection: 'broken',
      why: 'dark',
      home: { name: 'home.example.org', points: ADDRESS.dsl, until: cut + 96 * S },
      summary:
        '5G took over from DSL, 3.2 s dark, 31 of 40 echoes lost, address 192.0.2.117 → 198.51.100.42, path MTU 1492 → 1400, a standing connection broke, home.example.org followed after 1 min 36 s',
    }),
    failover(back, '5g', 'dsl', {
      darkSeconds: 0.4,
      lost: 3,
      sent: 40,
      mtuFrom: 1_400,
      mtuTo: 1_492,
      connection: 'broken',
      why: 'returned',
      summary:
        'DSL took over from 5G, 0.4 s dark, 3 of 40 echoes lost, address 198.51.100.42 → 192.0.2.117, path MTU 1400 → 1492, a standing connection broke',
    }),
  ];
  if (dark)
    failovers.push(
      failover(now, 'dsl', '5g', {
        darkSeconds: 11.6,
        lost: 112,
        sent: 120,
        mtuFrom: 1_492,
        mtuTo: 1_400,
        connection: 'broken',
        why: 'dark',
        home: { name: 'home.example.org', points: ADDRESS.dsl },
        summary:
          '5G took over from DSL, 12 s dark, 112 of 120 echoes lost, address 192.0.2.117 → 198.51.100.42, path MTU 1492 → 1400, a standing connection broke, home.example.org still points to 192.0.2.117',
      }),
    );
  failovers.reverse();
  const gaps = [{ kind: 'gap', from: t0 - 3 * HOUR - 12 * MIN, to: t0 - 3 * HOUR - 7 * MIN, reason: 'stopped' }];
  const live = dark ? { line: '5g', since: now - 0.9 * S } : { line: 'dsl', since: back - 0.9 * S };

  /** [from, standing, live] of each line, oldest first. */
  const marks = {
    dsl: [
      [t0 - 40 * DAY, 'live', true],
      [t0 - 17 * HOUR, 'degraded', true],
      [t0 - 16 * HOUR - 12 * MIN, 'live', true],
      [cut - 4 * S, 'dark', true],
      [cut - S, 'dark', false],
      [back - 5 * MIN, 'standby', false],
      [back - S, 'live', true],
      ...(dark ? [[now - 12 * S, 'dark', false]] : []),
    ],
    '5g': [
      [t0 - 40 * DAY, 'standby', false],
      [t0 - 11 * HOUR, 'degraded', false],
      [t0 - 10 * HOUR - 20 * MIN, 'standby', false],
      [cut - S, 'live', true],
      [back - S, 'standby', false],
      ...(dark ? [[now - S, 'live', true]] : []),
    ],
  };
  const bandOf = (name, from, to) => {
    const own = marks[name];
    const edges = [from, ...own.map(([at]) => at), ...gaps.flatMap((g) => [g.from, g.to])]
      .filter((at) => at >= from && at < to)
      .toSorted((a, b) => a - b);
    const stretches = [...new Set(edges)].map((at, i, all) => {
      const [, standing, isLive] = own.findLast(([since]) => since <= at) ?? [0, 'unknown', false];
      const gap = gaps.some((g) => g.from <= at && at < g.to);
      return { from: at, to: all[i + 1] ?? to, standing: gap ? 'gap' : standing, live: isLive && !gap };
    });
    return { name, stretches };
  };

  const stale = {
    code: 'ddns-stale',
    severity: 'warn',
    since: now + 20 * S,
    summary: 'home.example.org leads to 192.0.2.117, and the live line has 198.51.100.42.',
    remedy:
      'Run the dynamic DNS client on the router again, and let it watch the egress address rather than a device; lower the TTL of the name to 60 s.',
    evidence: { name: 'home.example.org', points: ADDRESS.dsl, address: ADDRESS['5g'] },
  };
  const blind = {
    code: 'gateway-up-no-internet',
    severity: 'fail',
    since: now - 12 * S,
    summary: 'The gateway answers in 1.2 ms, and nothing behind it has for 6 min.',
    remedy:
      'Look at the router: is the line in sync, has it an address? Restart the modem; then call the provider with the report of the line. A failover that asks the gateway alone does not see this: let it ask anchors.',
    evidence: { gateway: '192.168.1.1' },
  };
  const lines = [
    {
      name: 'dsl',
      label: 'DSL',
      kind: 'dsl',
      metered: false,
      reachable: true,
      live: !dark,
      standing: dark ? 'dark' : 'live',
      word: dark ? 'down' : 'up',
      since: dark ? now - 12 * S : t0 - 16 * HOUR,
      ...(dark ? { reason: 'no anchor has answered for 6 min' } : {}),
      minute: dark ? { n: 60, lost: 60 } : { n: 60, lost: 0, p50: 11_800, p90: 14_100 },
      hour: dark ? { n: 3_600, lost: 361, p50: 11_900, p90: 16_400 } : { n: 3_600, lost: 4, p50: 11_900, p90: 15_200 },
      egress: [
        { family: 4, address: ADDRESS.dsl, at: back, asn: 64_500, asName: 'Example DSL', firstHop: '203.0.113.1' },
        { family: 6, address: '2001:db8:aa10::17', at: back, asn: 64_500, asName: 'Example DSL' },
      ],
      pathMtu: 1_492,
      gateway: 'answers',
      resolver: dark ? 'silent' : 'answers',
      home: { name: 'home.example.org', addresses: [ADDRESS.dsl], ...(dark ? {} : { follows: true }) },
      everyMs: { live: 1_000, standby: 1_000 },
      standbyBytesAMonth: 436_630_000,
      findings: dark ? [blind] : [],
      lastFailover: failovers[0],
    },
    {
      name: '5g',
      label: '5G',
      kind: '5g',
      metered: true,
      reachable: true,
      live: dark,
      standing: dark ? 'live' : 'standby',
      word: 'up',
      since: t0 - 10 * HOUR - 20 * MIN,
      minute: dark ? { n: 60, lost: 1, p50: 34_000, p90: 61_000 } : { n: 6, lost: 0, p50: 33_000, p90: 58_000 },
      hour: { n: 360, lost: 3, p50: 33_500, p90: 62_000 },
      egress: [{ family: 4, address: ADDRESS['5g'], at: cut, asn: 64_501, asName: 'Example Mobile' }],
      pathMtu: 1_400,
      gateway: 'answers',
      resolver: 'answers',
      everyMs: { live: 1_000, standby: 10_000 },
      standbyBytesAMonth: 43_570_000,
      findings: dark ? [stale] : [],
      lastFailover: failovers[0],
    },
  ];
  const disagrees = {
    code: 'egress-disagrees',
    severity: 'warn',
    since: now + 65 * S,
    summary: 'The routes point to DSL; the world sees 198.51.100.42, which is 5G.',
    remedy:
      'Somebody beyond this machine routes otherwise: the router failed over, a VPN is in between, or policy routes apply. Believe the address.',
    evidence: { believed: 'dsl', live: '5g', address: ADDRESS['5g'] },
  };
  const verdict = {
    code: 'no-route',
    severity: 'fail',
    summary: 'Packets leave by the DSL router and end there: its router answers, and nothing behind it.',
  };
  const incidents = [
    {
      id: 'i-1',
      from: cut,
      to: back - 5 * MIN,
      cause: 'provider',
      severity: 'fail',
      of: 'dsl',
      summary: 'DSL: the gateway answered and nothing behind it did, which explains 4 targets',
      targets: ['cloudflare', 'google', 'quad9', 'vps'],
      verdict,
    },
    {
      id: 'i-0',
      from: t0 - 17 * HOUR,
      to: t0 - 16 * HOUR - 12 * MIN,
      cause: 'line',
      severity: 'warn',
      of: 'dsl',
      summary: 'DSL lost 12 % in 60 s',
      targets: [],
    },
  ];
  const blip = {
    id: 'i-blip',
    from: t0 - 9 * HOUR,
    to: t0 - 9 * HOUR + 13 * S,
    cause: 'target',
    severity: 'fail',
    of: 'vps',
    summary: 'vps does not answer.',
    targets: ['vps'],
  };
  incidents.splice(1, 0, blip);
  /** What is asked for when one is opened. */
  const details = {
    'i-1': {
      asked: { at: cut + 9 * S, target: 'dsl' },
      thoughts: [
        { at: cut + 8 * S, cause: 'target', summary: 'Quad9 does not answer.' },
        { at: cut + 9 * S, cause: 'provider', summary: incidents[0].summary },
      ],
      runs: [diagnosisOf('dsl', cut + 9 * S)],
    },
    'i-blip': { notAsked: 'over' },
    'i-0': { notAsked: 'not-down' },
    'i-2': { asked: { at: now - 2 * S, target: 'dsl' }, runs: [failedOf('dsl', now)] },
  };
  if (dark)
    incidents.unshift({
      id: 'i-2',
      from: now - 12 * S,
      cause: 'provider',
      severity: 'fail',
      of: 'dsl',
      summary: 'DSL: the gateway answers and nothing behind it does, which explains 2 targets',
      targets: ['quad9', 'mail'],
    });

  const month = (year, m, watched, darkFor, outages, live) => ({
    month: `${year}-${String(m).padStart(2, '0')}`,
    from: Date.UTC(year, m - 1) * 1_000,
    to: Date.UTC(year, m) * 1_000,
    watched,
    dark: darkFor,
    outages,
    live,
  });
  const uptimeOf = (name) => {
    const at = new Date(t0 / 1_000);
    const [year, m] = [at.getUTCFullYear(), at.getUTCMonth() + 1];
    const share = name === 'dsl' ? 0.97 : 0.03;
    const months = Array.from({ length: 13 }, (_, i) => {
      const [y, mm] = m - i > 0 ? [year, m - i] : [year - 1, m - i + 12];
      const watched = (i === 0 ? 20 : 30) * DAY - i * 20 * MIN;
      const darkFor = i === 2 ? 3 * HOUR + 4 * MIN : i % 3 === 0 ? 37 * MIN : 0;
      return month(y, mm, watched, darkFor, i === 2 ? 2 : i % 3 === 0 ? 1 : 0, watched * share);
    });
    const yearOf = (y) => {
      const own = months.filter((x) => x.month.startsWith(`${y}-`));
      const sum = (field) => own.reduce((total, x) => total + x[field], 0);
      const ends = { from: Date.UTC(y, 0) * 1_000, to: Date.UTC(y + 1, 0) * 1_000 };
      return {
        year: y,
        ...ends,
        watched: sum('watched'),
        dark: sum('dark'),
        outages: sum('outages'),
        live: sum('live'),
      };
    };
    const outages = [
      { from: t0 - 61 * DAY, to: t0 - 61 * DAY + 3 * HOUR + 4 * MIN, lost: 11_040 },
      { from: cut, to: cut + 37 * MIN, lost: 2_220 },
      { from: t0 - 3 * DAY, to: t0 - 3 * DAY + 14 * MIN, lost: 840 },
    ];
    if (dark && name === 'dsl') outages.push({ from: now - 12 * S, lost: 372 });
    return { now: t0, name, months, years: [yearOf(year), yearOf(year - 1)], outages, truncated: false };
  };

  const mine = lines.find((l) => l.live);
  return {
    lines: (at) => ({
      now: at,
      vantage: 'home',
      live,
      believed: dark ? 'dsl' : live.line,
      lines,
      house: {
        word: 'up',
        since: live.since,
        minute: mine.minute,
        hour: mine.hour,
        egress: mine.egress,
        findings: dark ? [disagrees] : [],
      },
      lastFailover: failovers[0],
    }),
    glance: () => ({
      live,
      lines: lines.map(({ name, label, kind, live, standing, word, since, reason }) =>
        Object.assign({ name, label, kind, live, standing, word, since }, reason === undefined ? {} : { reason }),
      ),
      lastFailover: failovers[0],
    }),
    history: (from, to, at) => ({
      now: at,
      from,
      to,
      bands: Object.keys(marks).map((name) => bandOf(name, from, to)),
      failovers: failovers.filter((f) => f.at >= from && f.at < to),
      gaps: gaps.filter((g) => g.to > from && g.from < to),
      truncated: false,
    }),
    uptimeOf,
    incidents: () => ({ incidents, truncated: false }),
    incident: (id) => {
      const found = incidents.find((i) => i.id === id);
      if (found === undefined) return undefined;
      const thoughts = [{ at: found.from, cause: found.cause, summary: found.summary }];
      return { ...found, thoughts, runs: [], ...details[id] };
    },
  };
};
