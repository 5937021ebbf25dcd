// Ways as the api tells them. The reports in fake-paths.json are the probe's own, of test/diagnose's simulated path.
import { readFileSync } from 'node:fs';

const SEEN = JSON.parse(readFileSync(new URL('fake-paths.json', import.meta.url), 'utf8'));
const MIN = 60_000_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
/** Hourly ones of 30 days would be many; every fourth is enough to look at. */
const APART = 4 * HOUR;
const NAMES = { 1500: 'Ethernet', 1492: 'PPPoE', 1420: 'WireGuard', 1400: 'a tunnel, or mobile' };

/** What was found since so many hours ago; `failed` from then on. */
const WAYS = [
  {
    target: 'cloudflare',
    label: 'Cloudflare',
    address: '1.1.1.1',
    found: [
      [720, 'fine'],
      [170, 'reverse'],
      [160, 'fine'],
      [5, 'reverse'],
    ],
  },
  {
    target: 'vps',
    label: 'vps.example.net',
    address: 'vps.example.net',
    via: '5g',
    over: '5G',
    found: [
      [500, 'fine'],
      [30, 'forward'],
    ],
  },
  {
    target: 'google',
    label: 'Google',
    address: '8.8.8.8',
    found: [
      [720, 'fine'],
      [90, 'v6broken'],
    ],
  },
  { target: 'quad9', label: 'Quad9', address: '9.9.9.9', found: [], failed: 'the name has no address (no-such-name)' },
  {
    target: 'summer-house',
    label: 'Home Assistant in the summer house, VPN over 5G',
    address: 'ha.summer-house.example.net',
    found: [
      [700, 'pppoe'],
      [400, 'clamped'],
      [380, 'pppoe'],
      [300, 'clamped'],
    ],
  },
  {
    target: 'vps',
    label: 'vps.example.net',
    address: 'vps.example.net',
    via: 'dsl',
    over: 'DSL',
    found: [[720, 'pppoe']],
    failed: 'connect timed out',
  },
  { target: 'gateway', label: 'Router', address: '192.168.1.1', found: [[720, 'fine']] },
];

const seenOf = (name, at) => {
  const { values, report } = SEEN[name].outcome;
  const { code, severity, summary } = report.verdict;
  const mtus = Object.fromEntries(['mtu4', 'mtu6'].flatMap((m) => (values[m] === undefined ? [] : [[m, values[m]]])));
  return { at, code, severity, summary, ...mtus };
};

export const fakeWays = (t0, variant) => {
  const ways =
    variant === 'paths'
      ? WAYS
      : variant === 'paths-fresh'
        ? WAYS.map((w) => Object.assign({}, w, { found: [], failed: undefined }))
        : [];
  /** Newest first. */
  const runsOf = (way) => {
    const { found, failed, target, via } = way;
    const oldest = found[0]?.[0] ?? 0;
    const runs = [];
    for (let at = t0 - 7 * MIN; at >= t0 - oldest * HOUR; at -= APART) {
      const [, name] = found.findLast(([hours]) => t0 - hours * HOUR <= at) ?? found[0];
      runs.push({
        kind: 'run',
        id: `${target}-${via ?? ''}-${Math.round((t0 - at) / MIN)}`,
        at,
        tookMs: 4_200,
        probe: 'mtu',
        subject: { target, vantage: 'home', ...(via === undefined ? {} : { via }) },
        outcome: SEEN[name].outcome,
        name,
      });
    }
    if (failed !== undefined)
      runs.unshift({
        kind: 'run',
        id: `${target}-failed`,
        at: t0 - 3 * MIN,
        tookMs: 3_000,
        probe: 'mtu',
        subject: { target, vantage: 'home' },
        outcome: { status: 'failed', reason: 'timeout', detail: failed, findings: [] },
      });
    return runs;
  };
  const failureOf = (run) => ({ at: run.at, reason: run.outcome.reason, detail: run.outcome.detail });
  const rowOf = (way, now) => {
    const { target, label, address, via, over, found } = way;
    const [last] = runsOf(way);
    const newest = runsOf(way).find((r) => r.name !== undefined);
    const changes = found.slice(1).filter(([hours]) => hours < 720).length;
    const steps = found.map(([hours, name]) => {
      const { mtu4, mtu6 } = SEEN[name].outcome.values;
      return {
        at: t0 - hours * HOUR,
        ...(mtu4 === undefined ? {} : { mtu4 }),
        ...(mtu6 === undefined ? {} : { mtu6 }),
      };
    });
    const [since] = found.at(-1) ?? [];
    return {
      target,
      label,
      address,
      ...(via === undefined ? {} : { via, over }),
      every: 3_600_000,
      ...(last === undefined || last.at + HOUR < now ? {} : { dueAt: last.at + HOUR }),
      ...(newest === undefined ? {} : { seen: seenOf(newest.name, newest.at) }),
      ...(last?.outcome.status === 'failed' ? { failed: failureOf(last) } : {}),
      ...(since === undefined || found.length < 2 ? {} : { since: t0 - since * HOUR }),
      changes,
      steps,
    };
  };
  const detailOf = (way, now) => {
    const { target, label, address, via, over, found } = way;
    const runs = runsOf(way);
    const newest = runs.find((r) => r.name !== undefined);
    const spells = found
      .map(([hours, name], i) => {
        const ended = found[i + 1];
        const from = t0 - hours * HOUR;
        const own = runs.filter(
          (r) => r.name !== undefined && r.at >= from && (ended === undefined || r.at < t0 - ended[0] * HOUR),
        );
        const begun = own.at(-1)?.at ?? from;
        const to = ended === undefined ? {} : { to: t0 - ended[0] * HOUR };
        return Object.assign({ from: begun, runs: own.length, seen: seenOf(name, own[0]?.at ?? from) }, to);
      })
      .toReversed();
    return {
      now,
      from: now - 30 * DAY,
      to: now,
      target,
      label,
      address,
      ...(via === undefined ? {} : { via, over }),
      names: NAMES,
      ...(newest === undefined ? {} : { newest }),
      remedies: newest === undefined ? [] : SEEN[newest.name].remedies,
      spells,
      runs: runs.map((r) =>
        r.name === undefined
          ? { id: r.id, at: r.at, tookMs: r.tookMs, failed: failureOf(r) }
          : { id: r.id, at: r.at, tookMs: r.tookMs, seen: seenOf(r.name, r.at) },
      ),
      truncated: false,
      ways: ways
        .filter((w) => w.target === target)
        .map((w) => (w.via === undefined ? {} : { via: w.via, over: w.over })),
    };
  };
  return {
    all: (now) => ({ now, ways: ways.map((w) => rowOf(w, now)), names: NAMES }),
    one: (target, via, now, route) => {
      const way = ways.find((w) => w.target === target && (via === null || w.via === via));
      return way === undefined ? undefined : { ...detailOf(way, now), ...(route === undefined ? {} : { route }) };
    },
    /** Whole runs, of all ways to a target. */
    runs: (target, from, to) =>
      ways
        .filter((w) => w.target === target)
        .flatMap(runsOf)
        .filter((r) => r.at >= from && r.at < to),
    glance: (now) =>
      ways.length === 0
        ? undefined
        : ways.flatMap((w) => {
            const { target, label, every, via, seen } = rowOf(w, now);
            return seen === undefined ? [] : [{ target, label, every, ...(via === undefined ? {} : { via }), ...seen }];
          }),
  };
};
