// Data that looks like a home's line: a day's rhythm, a burst of loss, an outage, a gap, spikes. All of it follows from
// the target and the moment, so that every question gets the same answer.

const S = 1_000_000;
const MIN = 60 * S;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

/** A number in 0…1 that follows from a text and a number (FNV-1a, then a finaliser). */
const chance = (text, n) => {
  let h = 2_166_136_261;
  for (const c of `${text} ${n}`) h = Math.imul(h ^ c.charCodeAt(0), 16_777_619);
  h = Math.imul(h ^ (h >>> 15), 2_246_822_507);
  h = Math.imul(h ^ (h >>> 13), 3_266_489_909);
  return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_296;
};

const target = (name, label, role, address, base, more = {}) => ({
  name,
  label,
  role,
  address,
  base,
  spread: base * 0.12,
  rhythm: 0.1,
  loss: 0.0004,
  everyMs: 1_000,
  outages: [],
  bursts: [],
  checks: [],
  /** Nothing is known from before this (µs). */
  since: 0,
  /** Before this moment everything took `slower` times as long: another provider. */
  moved: 0,
  slower: 1,
  ...more,
});

/** Spells without an answer over a year, from seconds to minutes, each where the dice put it. */
const smallOutages = (t0) =>
  Array.from({ length: 14 }, (_, i) => {
    const from = t0 - Math.floor((5 + 380 * chance('when', i)) * DAY);
    return [from, from + Math.floor(8 + 900 * chance('long', i) ** 3) * S];
  });

/** The connect times of sites. */
export const siteTargets = (sites, t0) =>
  sites.map(({ name, label, url, failed }, i) =>
    target(name, label, 'site', url, 14_000 + i * 1_700, {
      since: t0 - 40 * DAY,
      everyMs: 30_000,
      ...(failed
        ? { outages: [[t0 - 2 * DAY, Number.POSITIVE_INFINITY]], state: { word: 'down', since: t0 - 2 * DAY } }
        : {}),
    }),
  );

/** The targets of the demonstration; `t0` (µs) is when the server started. */
export const demoTargets = (t0, variant = 'normal') => {
  const line = {
    since: t0 - 390 * DAY,
    moved: t0 - 140 * DAY,
    slower: 1.7,
    outages: [
      ...smallOutages(t0),
      [t0 - 61 * DAY, t0 - 61 * DAY + 3 * HOUR + 4 * MIN],
      [t0 - 5 * HOUR - 17 * MIN, t0 - 5 * HOUR - 15 * MIN - 21 * S],
      [t0 - 3 * DAY, t0 - 3 * DAY + 14 * MIN],
      [t0 - 34 * MIN, t0 - 34 * MIN + 32 * S],
    ],
    bursts: [
      [t0 - 52 * MIN, t0 - 46 * MIN, 0.12, 9_000],
      [t0 - 26 * HOUR, t0 - 24 * HOUR, 0.04, 22_000],
      [t0 - 96 * DAY, t0 - 93 * DAY, 0.06, 30_000],
      [t0 - 255 * DAY, t0 - 243 * DAY, 0.015, 12_000],
    ],
  };
  const targets = [
    target('gateway', 'Router', 'gateway', '192.168.1.1', 1_240, { spread: 380 }),
    target('gateway-v6', 'Router (IPv6)', 'gateway', 'fe80::9a2b:77ff:fe10:4c01%enp3s0', 1_310, { spread: 420 }),
    target('first-hop', 'First hop', 'first-hop', '100.72.14.1', 8_700, {
      ...line,
      bursts: [...line.bursts, [t0 - 9 * MIN, t0 + HOUR, 0.08, 14_000]],
      state: { word: 'degraded', since: t0 - 8 * MIN, reason: '8 % lost in 60 s' },
    }),
    target('resolver', 'Resolver', 'resolver', '192.168.1.1', 1_190, { spread: 300 }),
    target('cloudflare', 'Cloudflare', 'anchor', '1.1.1.1', 11_800, {
      ...line,
      rhythm: 0.35,
      checks: ['route', 'mtu'],
      tcp: true,
    }),
    target('google', 'Google', 'anchor', '8.8.8.8', 13_900, { ...line, rhythm: 0.3, checks: ['route'] }),
    target('quad9', 'Quad9', 'anchor', '9.9.9.9', 17_400, { ...line, rhythm: 0.3 }),
    target('cloudflare-v6', 'Cloudflare (IPv6)', 'anchor', '2606:4700:4700::1111', 12_300, { ...line, rhythm: 0.35 }),
    target('vps', 'vps.example.net', 'target', 'vps.example.net', 148_000, {
      ...line,
      resolved: '203.0.113.77',
      since: t0 - 45 * DAY,
      spread: 6_000,
      loss: 0.006,
      tcp: true,
    }),
    target(
      'summer-house',
      'Home Assistant in the summer house, VPN over 5G',
      'target',
      'ha.summer-house.example.net',
      64_000,
      {
        ...line,
        resolved: '2001:db8:4c1f:8000::2:19',
        spread: 24_000,
        rhythm: 0.6,
        loss: 0.011,
        everyMs: 10_000,
      },
    ),
    target('mail', 'Mail server', 'target', '198.51.100.25', 31_000, {
      ...line,
      outages: [...line.outages, [t0 - 4 * MIN - 11 * S, Number.POSITIVE_INFINITY]],
      state: { word: 'down', since: t0 - 4 * MIN - 11 * S },
    }),
    target('nas', 'nas.example.internal', 'target', 'nas.example.internal', 0, {
      unresolved: true,
      state: { word: 'down', since: t0 - 2 * DAY, reason: 'the name has no address' },
    }),
    target('new', 'Just added', 'target', '192.0.2.200', 20_000, {
      none: true,
      state: { word: 'unknown', since: t0 - 2 * S },
    }),
    target('loopback', 'This machine', 'control', '127.0.0.1', 34, { spread: 9, loss: 0 }),
  ];
  for (const t of targets) t.outages = t.outages.filter(([from]) => from >= t.since);
  if (variant === 'fresh') for (const t of targets) Object.assign(t, { none: true, outages: [], state: undefined });
  if (variant.startsWith('lines')) {
    const dark = variant === 'lines-dark';
    const cut = [t0 - 5 * HOUR - 17 * MIN, t0 - 4 * HOUR - 46 * MIN];
    const since = t0 - 6 * MIN - 12 * S;
    targets.unshift(
      target('internet', 'Internet', 'line', '9.9.9.9', 11_900, { loss: 0.0006 }),
      target('dsl', 'DSL', 'line', '9.9.9.9', 11_900, {
        outages: [cut, ...(dark ? [[since, Number.POSITIVE_INFINITY]] : [])],
        bursts: [[t0 - 17 * HOUR, t0 - 16 * HOUR - 12 * MIN, 0.12, 9_000]],
        ...(dark ? { state: { word: 'down', since } } : {}),
      }),
      target('5g', '5G', 'line', '9.9.9.9', 33_000, { spread: 14_000, loss: 0.006, everyMs: 10_000 }),
    );
  }
  if (variant === 'unsent') {
    const reasons = { mail: 'unreachable', vps: 'time-exceeded', 'summer-house': 'no-address', quad9: 'timeout' };
    const since = t0 - 70 * S;
    for (const t of targets.filter((t) => t.role !== 'control' && t.name !== 'gateway'))
      Object.assign(t, {
        none: false,
        outages: [[since, Number.POSITIVE_INFINITY]],
        unresolved: false,
        lostTo: reasons[t.name] ?? 'send-failed',
        state: { word: 'down', since, reason: 'could not send for 10 s' },
      });
  }
  if (variant === 'young')
    for (const t of targets) Object.assign(t, { since: t0 - 4 * MIN, outages: [], bursts: [], state: undefined });
  return targets;
};

/** Twenty targets that all answer, to weigh what an update costs. */
export const manyTargets = (t0) =>
  Array.from({ length: 20 }, (_, i) =>
    target(
      `host-${i + 1}`,
      `Host ${i + 1}`,
      i === 0 ? 'gateway' : i < 5 ? 'anchor' : 'target',
      `192.0.2.${i + 1}`,
      4_000 + 3_000 * i,
      {
        outages: i % 6 === 3 ? [[t0 - 20 * MIN, t0 - 18 * MIN]] : [],
      },
    ),
  );

export const demoGaps = (t0) => [
  { kind: 'gap', from: t0 - 200 * DAY, to: t0 - 198 * DAY, reason: 'stopped' },
  { kind: 'gap', from: t0 - 9 * DAY, to: t0 - 9 * DAY + 7 * HOUR, reason: 'suspended' },
  { kind: 'gap', from: t0 - 3 * HOUR - 12 * MIN, to: t0 - 3 * HOUR - 7 * MIN, reason: 'stopped' },
  { kind: 'gap', from: t0 - 21 * MIN, to: t0 - 19 * MIN - 32 * S, reason: 'suspended' },
];

const inSpell = (spells, at) => spells.find(([from, to]) => from <= at && at < to);

/** The sample of a target at a moment, as the api gives it; undefined where nobody watched. */
export const sampleAt = (t, at, gaps, probe = 'ping') => {
  if (t.none === true || at < t.since || gaps.some((g) => g.from <= at && at < g.to)) return undefined;
  if (t.unresolved === true) return { at, lost: 'no-address' };
  if (inSpell(t.outages, at) !== undefined) return { at, lost: t.lostTo ?? 'timeout' };
  const key = `${t.name} ${probe}`;
  const burst = inSpell(t.bursts, at);
  const loss = t.loss + (burst?.[2] ?? 0);
  if (chance(key, at) < loss) return { at, lost: 'timeout' };
  const hour = ((at / HOUR) % 24) / 24;
  const evening = Math.exp(-((hour - 0.84) ** 2) / 0.008) + 0.3 * Math.exp(-((hour - 0.5) ** 2) / 0.03);
  // More of everything in winter, and before the move.
  const season = 1 + t.rhythm * 0.5 * Math.cos((at / DAY / 365.25) * 2 * Math.PI);
  const slow = (1 + t.rhythm * evening + 0.04 * Math.sin(at / (7 * MIN))) * season * (at < t.moved ? t.slower : 1);
  const noise = -Math.log(1 - chance(key, at + 1) * 0.9999) * t.spread;
  const spike = chance(key, at + 2) < 0.003 ? t.base * 3 * chance(key, at + 3) + 4_000 : 0;
  const more = burst === undefined ? 0 : burst[3] * chance(key, at + 4);
  const connect = probe === 'tcp' ? 700 : 0;
  return {
    at,
    value: Math.max(8, Math.round(t.base * slow + noise + spike * (t.base > 500 ? 1 : 0) + more + connect)),
  };
};

/** Moments of a target's samples in [from, to), at most `most` of them, evenly chosen. */
export const moments = (t, from, to, most) => {
  const every = t.everyMs * 1_000;
  const phase = Math.floor(chance(t.name, 0) * every);
  const first = Math.ceil((from - phase) / every);
  const count = Math.max(0, Math.ceil((to - phase) / every) - first);
  const step = Math.max(1, count / most);
  return Array.from({ length: Math.min(count, most) }, (_, i) => (first + Math.floor(i * step)) * every + phase);
};

const rank = (sorted, p) => sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)];

/** Stats of samples, each standing for `weight` of them. */
export const statsOf = (samples, weight = 1) => {
  const values = samples.filter((s) => 'value' in s).map((s) => s.value);
  const sorted = values.toSorted((a, b) => a - b);
  const notes = { late: 0, duplicate: 0, reordered: 0 };
  const n = Math.round(samples.length * weight);
  const lost =
    samples.length === values.length ? 0 : Math.max(1, Math.round((samples.length - values.length) * weight));
  if (values.length === 0) return { n, lost: n, notes };
  const jitter =
    values.slice(1).reduce((sum, v, i) => sum + Math.abs(v - values[i]), 0) / Math.max(1, values.length - 1);
  return {
    n,
    lost: Math.min(n, lost),
    notes: { ...notes, late: Math.round(lost * 0.1), reordered: n > 20_000 ? 3 : 0 },
    min: sorted[0],
    p10: rank(sorted, 10),
    p50: rank(sorted, 50),
    p90: rank(sorted, 90),
    p99: rank(sorted, 99),
    max: sorted.at(-1),
    mean: values.reduce((a, b) => a + b, 0) / values.length,
    jitter,
  };
};

const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400]
  .map((s) => s * S)
  .concat([2, 7, 14, 28].map((d) => d * DAY));
export const widthFor = (from, to, points, least) =>
  WIDTHS.find((w) => w >= least && Math.ceil(to / w) - Math.floor(from / w) <= points) ?? 28 * DAY;

/** Buckets of a target over [from, to), from 120 samples each at most, of long ones from 40. */
export const bucketsOf = (t, from, to, width, gaps, probe) => {
  const buckets = [];
  const most = width > 15 * MIN ? 40 : 120;
  for (let at = Math.floor(from / width) * width; at < to; at += width) {
    const end = Math.min(at + width, to);
    const whole = (end - at) / (t.everyMs * 1_000);
    const times = moments(t, at, end, most);
    const samples = times.map((m) => sampleAt(t, m, gaps, probe)).filter((s) => s !== undefined);
    if (samples.length > 0) buckets.push({ at, ...statsOf(samples, Math.max(1, whole / Math.max(1, times.length))) });
  }
  return buckets;
};

export const histogramOf = (samples, count) => {
  const values = samples.filter((s) => 'value' in s).map((s) => s.value);
  if (values.length === 0) return [];
  const lo = Math.min(...values) * 0.98;
  const ratio = (Math.max(...values) * 1.02) / lo;
  const bins = Array.from({ length: count }, (_, i) => ({
    lo: lo * ratio ** (i / count),
    hi: lo * ratio ** ((i + 1) / count),
    n: 0,
  }));
  for (const v of values) bins[Math.min(count - 1, Math.floor((Math.log(v / lo) / Math.log(ratio)) * count))].n += 1;
  return bins;
};

const subject = (name) => ({ target: name, vantage: 'home' });
/** What happened to a target, newest first. */
export const eventsOf = (t) => {
  const events = [];
  for (const [from, to] of t.outages) {
    events.push({
      kind: 'event',
      at: from + 10 * S,
      type: 'state-changed',
      severity: 'fail',
      subject: subject(t.name),
      evidence: { from: 'up', to: 'down', since: from },
    });
    if (Number.isFinite(to)) {
      events.push({
        kind: 'event',
        at: to + 2 * S,
        type: 'state-changed',
        severity: 'info',
        subject: subject(t.name),
        evidence: { from: 'down', to: 'up', since: to, outageSeconds: Math.round((to - from) / S) },
      });
    }
  }
  if (t.state?.word === 'degraded') {
    events.push({
      kind: 'event',
      at: t.state.since,
      type: 'state-changed',
      severity: 'warn',
      subject: subject(t.name),
      evidence: { from: 'up', to: 'degraded', since: t.state.since, reason: t.state.reason },
    });
  }
  if (t.resolved !== undefined) {
    events.push({
      kind: 'event',
      at: t.outages[0]?.[0] - 40 * MIN,
      type: 'address-changed',
      severity: 'info',
      subject: subject(t.name),
      evidence: { from: '203.0.113.12', to: t.resolved },
    });
  }
  return events;
};
export const serviceEvents = (gaps) =>
  gaps.flatMap((g) => {
    if (g.reason !== 'stopped') return [];
    const evidence = { engine: 'kernel', stamps: 'kernel-tx-rx', why: 'datagram ICMP sockets' };
    return [
      { kind: 'event', at: g.from, type: 'service-stopped', severity: 'info', evidence: {} },
      { kind: 'event', at: g.to, type: 'service-started', severity: 'info', evidence: {} },
      { kind: 'event', at: g.to + 1, type: 'engine-chosen', severity: 'info', evidence },
    ];
  });

/** Spells of silence that touch [from, to). */
export const outagesOf = (t, from, to) =>
  t.outages.flatMap(([a, b]) => {
    if (b <= from || a >= to) return [];
    const outage = { from: a, lost: Math.round((Math.min(b, to) - a) / (t.everyMs * 1_000)) };
    return [Number.isFinite(b) ? Object.assign(outage, { to: b }) : outage];
  });

const hop = (ttl, address, rttMicros) => ({ ttl, addresses: [{ address, rttMicros }], lost: 0 });
export const routeRun = (t, now) => ({
  kind: 'run',
  id: `run-${t.name}`,
  at: now - 4 * MIN,
  tookMs: 812,
  probe: 'route',
  subject: subject(t.name),
  outcome: {
    status: 'measured',
    values: { hops: 6 },
    findings: [],
    report: {
      address: t.address,
      reached: true,
      hops: [
        hop(1, '192.168.1.1', [1_180, 1_240, 1_420]),
        hop(2, '100.72.14.1', [8_620, 8_710, 9_100]),
        { ttl: 3, addresses: [], lost: 3 },
        hop(4, '198.51.100.9', [10_900, 11_050, 11_300]),
        hop(5, '203.0.113.1', [11_420, 11_610, 11_900]),
        hop(6, t.address, [11_730, 11_800, 12_040]),
      ],
    },
  },
});

const REMEDY = `ip -4 route change $(ip -4 route show default | head -n 1) advmss 1340
(as root on this machine, for this machine alone: until the next lease or restart)
See whether it helps: the same diagnosis again.
Clamping does not help UDP or QUIC.`;
/** Two days of hourly looks at the way: whole at first, then through a tunnel, then that tunnel loses what is large. */
export const mtuRuns = (t, now) =>
  Array.from({ length: 48 }, (_, i) => {
    const hour = 47 - i;
    const [code, severity, mtu, summary] =
      hour > 30
        ? ['no-fault', 'info', 1_500, 'Names, downloads, uploads and large packets all pass.']
        : hour > 5
          ? ['path-mtu-reduced', 'info', 1_420, `A link on the way carries 1,420 bytes, and discovery finds out.`]
          : [
              'reverse-black-hole',
              'fail',
              1_380,
              `Packets of more than 1,380 bytes from ${t.label} vanish, and it is never told: downloads hang unless segments are 1,340 bytes or less.`,
            ];
    const verdict = { code, severity, summary, evidence: { mtu, mss: mtu - 40 } };
    return {
      kind: 'run',
      id: `mtu-${t.name}-${hour}`,
      at: now - hour * HOUR - 7 * MIN,
      tookMs: 2_400,
      probe: 'mtu',
      subject: subject(t.name),
      outcome: {
        status: 'measured',
        values: { mtu4: mtu, mss4: mtu - 40, download4: Number(severity !== 'fail'), mtu6: 1_500 },
        findings: severity === 'fail' ? [{ code, severity, evidence: { summary, mtu }, remedy: REMEDY }] : [],
        report: { verdict, findings: [], ways: [], steps: [] },
      },
    };
  });
