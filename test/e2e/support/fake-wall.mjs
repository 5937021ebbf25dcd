// What the wall shows beside lines, sites and addresses: ways and their largest packets; and a house that has much of all.

const HOUR = 3_600_000_000;

/** Ways at a glance, the worst first; `bad`: one of them loses what is large. */
export const fakePaths = (t0, bad) => [
  ...(bad
    ? [
        {
          target: 'vps',
          label: 'vps.example.net',
          at: t0 - HOUR,
          every: 3_600_000,
          code: 'mtu-black-hole',
          severity: 'fail',
          summary: 'Packets of more than 1,380 bytes vanish, and it is never told.',
          mtu4: 1_380,
        },
      ]
    : []),
  {
    target: 'cloudflare',
    label: 'Cloudflare',
    at: t0 - HOUR,
    every: 3_600_000,
    code: 'no-fault',
    severity: 'info',
    summary: 'Names, downloads, uploads and large packets all pass.',
    mtu4: 1_492,
    mtu6: 1_492,
  },
];

/** Two more lines in a glance that has two. */
export const moreLines = (t0) => {
  const common = { live: false, since: t0 - HOUR };
  const bad = { standing: 'degraded', word: 'degraded', reason: '7 % lost over 10 min' };
  return [
    { name: 'vpn', label: 'WireGuard to the office in the harbour', kind: 'vpn', ...bad, ...common },
    { name: 'cable', label: 'Cable', kind: 'cable', standing: 'standby', word: 'up', ...common },
  ];
};

const GRADES = ['A+', 'A', 'B+', 'A+', 'A', 'B'];
/** The same sites on a better day. */
export const wellSites = ({ sites }, now) => ({
  sites: sites.map((site, i) => ({
    ...site,
    at: now - HOUR / 2,
    grade: GRADES[i % GRADES.length],
    notAfter: now + (21.5 + 13 * i) * 24 * HOUR,
    daysLeft: 21 + 13 * i,
    standing: 'ok',
  })),
});

/** What the watchers tell of failovers: which line is live, and a moment later what that cost. */
export const lineEvents = (lines) =>
  lines.history(0, Number.MAX_SAFE_INTEGER, 0).failovers.flatMap(({ at, from, to, darkSeconds }) =>
    ['live-changed', 'failover'].map((type, i) => ({
      kind: 'event',
      at: at + i,
      type,
      severity: 'warn',
      evidence: { from, to, ...(i === 1 ? { darkSeconds } : {}) },
    })),
  );
