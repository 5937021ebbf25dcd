// Events of a month with their evidence, and the codes that explain them, for the stand-in service.

const S = 1_000_000;
const MIN = 60 * S;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

const event = (at, type, severity, target, evidence, more = {}) => ({
  kind: 'event',
  at,
  type,
  severity,
  ...(target === undefined ? {} : { subject: { target, vantage: 'home' } }),
  ...more,
  evidence,
});

/** Enough to fill more than one page: a path that flaps, findings, a failover and a bug. */
export const monthOfEvents = (t0) => [
  event(t0 - 3 * HOUR, 'path-changed', 'fail', 'vps', {
    from: 'no-fault',
    to: 'reverse-black-hole',
    summary: 'Packets of more than 1,380 bytes from the VPS vanish.',
    mtu4From: 1_500,
    mtu4To: 1_380,
  }),
  event(t0 - 5 * HOUR, 'line-finding', 'fail', 'dsl', {
    code: 'line-dark',
    on: true,
    summary: 'DSL is dark: nothing came back for 12 s.',
    lastGood: t0 - 5 * HOUR - 12 * S,
    silentSeconds: 12,
  }),
  event(t0 - 6 * HOUR, 'failover', 'warn', 'internet', {
    from: 'dsl',
    to: '5g',
    why: 'dark',
    darkSeconds: 3.2,
    lastGood: t0 - 6 * HOUR - 4 * S,
    firstGood: t0 - 6 * HOUR - 800_000,
    sent: 32,
    lost: 30,
    mtuFrom: 1_492,
    mtuTo: 1_430,
    connection: 'broken',
    addressFrom: null,
  }),
  event(
    t0 - 26 * HOUR,
    'check-failed',
    'fail',
    'vps',
    { message: 'TypeError: <b>x</b> is not a function' },
    { probe: 'route' },
  ),
  ...Array.from({ length: 260 }, (_, i) =>
    event(t0 - 2 * DAY - i * 2 * HOUR, 'line-finding', 'info', 'dsl', {
      code: 'line-degraded',
      on: i % 2 === 0,
      summary: `DSL loses ${i + 1} of 400 packets.`,
      lossRatio: (i + 1) / 400,
    }),
  ),
];

const info = (code, severity, group, meaning, remedy, platforms = []) => ({
  code,
  severity,
  meaning,
  remedy,
  group,
  ...(code.includes('/') ? { peer: code.split('/')[0] } : {}),
  platforms,
});
const CODES = [
  info(
    'reverse-black-hole',
    'fail',
    'paths',
    'Large packets from the target vanish: its server is never told "too big", so downloads and TLS handshakes hang.',
    'Clamp the MSS to the size shown on the own router, both ways, or lower the MTU of the LAN.',
    ['openbsd', 'nftables'],
  ),
  info('icmp-filtered', 'warn', 'paths', 'ICMP "too big" is filtered on the way.', 'Let it pass.', ['openbsd']),
  info(
    'line-dark',
    'fail',
    'lines',
    'Nothing has come back over this line since the time shown, from any of its anchors.',
    'Restart the modem, then call the provider with the report of the line.',
  ),
  info('line-degraded', 'warn', 'lines', 'The line carries, and badly.', 'Compare with the gateway.'),
  info('certificate-expired', 'fail', 'tls', 'The certificate is past its end.', 'Renew it.'),
  info('observatory/csp-not-implemented', 'fail', 'peers', 'There is no Content-Security-Policy.', 'Send one.'),
];
const RECIPES = [
  {
    platform: 'openbsd',
    where: 'into /etc/pf.conf',
    paste: 'pass quick inet proto icmp all icmp-type unreach code needfrag',
    verify: 'the same diagnosis again',
    undo: 'remove the line',
  },
];
const TYPES = [
  ['state-changed', 'Up, degraded or down', { from: 'state before', to: 'state', since: 'since' }],
  ['failover', 'Failover', { from: 'line before', to: 'line', darkSeconds: 'dark for', lost: 'echoes lost' }],
  ['line-finding', 'Finding about a line', { code: 'code', on: 'holds' }],
  ['path-changed', 'Path judged otherwise', { from: 'verdict before', to: 'verdict' }],
  ['address-changed', 'Name leads elsewhere', { from: 'addresses before', to: 'addresses' }],
  ['check-failed', 'A bug in a check', { message: 'what broke' }],
].map(([type, title, evidence]) => ({
  type,
  title,
  meaning: 'What it means stands here.',
  remedy: 'Nothing to do.',
  evidence,
}));

const codeOf = ({ type, evidence }) => (type === 'path-changed' ? evidence.to : evidence.code);

/** The events that are asked for, as the service picks them. */
export const pickEvents = (all, query) => {
  const within = (name, value) => query.get(name) === null || query.get(name).split(',').includes(value);
  const limit = Number(query.get('limit') ?? 200);
  const from = Number(query.get('from') ?? 0) * 1_000;
  const to = Number(query.get('to') ?? Number.MAX_SAFE_INTEGER / 1_000) * 1_000;
  const wanted = all.filter(
    (e) =>
      e.at >= from &&
      e.at < to &&
      (query.get('target') === null || e.subject?.target === query.get('target')) &&
      within('types', e.type) &&
      within('severities', e.severity),
  );
  return { events: wanted.slice(0, limit), truncated: wanted.length > limit };
};

/** What is answered about codes, types and findings; undefined where it is none of them: status and body. */
export const answerCodes = (path, query, all) => {
  if (path === '/api/codes') return [200, { codes: CODES }];
  if (path === '/api/event-types') return [200, { types: TYPES }];
  if (path === '/api/findings') {
    const code = query.get('code');
    const found = all
      .filter((e) => codeOf(e) === code)
      .map(({ at, severity, subject, type, evidence }) => ({ at, severity, subject, type, on: evidence.on, evidence }));
    const times = found.filter((f) => f.on !== false).length;
    return [200, { code, from: 0, to: 1, times, found: found.slice(0, 100), truncated: found.length > 100 }];
  }
  const [, code] = /^\/api\/codes\/(.+)$/.exec(path) ?? [];
  if (code === undefined) return undefined;
  const known = CODES.find((c) => c.code === decodeURIComponent(code));
  return known === undefined
    ? [404, { error: { what: 'There is no such code.', expected: 'perhaps line-dark' } }]
    : [200, { ...known, recipes: known.code === 'icmp-filtered' ? RECIPES : [] }];
};
