// Who the world thinks one is, as the api tells of it: a DSL that databases place in two countries, a 5G behind CGNAT, a
// VPN, sites that refuse. In `addresses-fresh` nothing was asked yet; `addresses-hostile` has what strangers may write.

const S = 1_000_000;
const HOUR = 3_600 * S;
const DAY = 24 * HOUR;
const DSL = '198.51.100.7';
const DSL6 = '2001:db8:aa10:4f00:1c3e:77ff:fe21:9b04';
const MOBILE = '203.0.113.9';
const VPN = '192.0.2.66';

const answer = (source, country, more = {}) => ({
  source,
  kind: 'mmdb',
  says: 'location',
  ...(country === undefined ? {} : { country }),
  ...more,
});
const registered = (name, organisation, country, from, to) => ({
  handle: `NET-${from}`,
  name,
  from,
  to,
  country,
  organisation,
  abuse: 'abuse@example.net',
  by: 'https://rdap.example.net/',
});
const HOSTILE = {
  name: '\u202Eevil\u202C<script>document.title="owned"</script>.example\u0007',
  organisation: '<img src=x onerror="document.title=1"> \u2067שלום GmbH\u2069 & Søns \u001B[31m',
  list: '"><b>listed</b> \u202E.elif ees \u0000 because',
};

/** What the fake api knows of addresses at `t0` (µs), when the server started. */
export const fakeAddresses = (t0, variant) => {
  const fresh = variant === 'addresses-fresh';
  const hostile = variant === 'addresses-hostile';
  const built = (days) => ({ builtAt: t0 - days * DAY });
  const down = { why: 'no answer within 5 s' };
  const answers = (maxmind, dbip, ipinfo, feed, trace, registry) => [
    answer('geolite', maxmind, { maker: 'MaxMind', ...built(9), city: 'London' }),
    answer('dbip', dbip, { maker: 'DB-IP', ...built(20) }),
    answer('ip2l', ipinfo, { maker: 'IP2Location', ...built(141) }),
    answer('geofeed of its owner', feed, { kind: 'geofeed', ...(feed === undefined ? { why: 'not in it' } : {}) }),
    answer('cloudflare', trace, { kind: 'trace', maker: 'Cloudflare', ...(trace === undefined ? down : {}) }),
    answer('ripe', registry, { kind: 'delegated', says: 'registration' }),
  ];
  const geo = (list, country, says, of) => ({ at: t0 - 2 * HOUR, answers: list, vote: { country, says, of } });
  const lists = [
    {
      list: 'zen.spamhaus.org',
      codes: ['127.0.0.11'],
      text: hostile ? HOSTILE.list : 'https://www.spamhaus.org/query/ip/198.51.100.7',
    },
    { list: 'bl.spamcop.net', codes: [] },
    { list: 'dnsbl.example', codes: [], why: 'does not answer those who ask by a public resolver' },
  ];
  const unlisted = lists.map((l) => ({ ...l, codes: [], text: undefined }));
  const asked = t0 - 2 * HOUR - 40 * S;
  const text = `The IP address ${DSL} is in use in London, England, GB. Your data place it in AE. It lies in 198.51.100.0 - 198.51.100.255 (EXAMPLE-DSL-POOL). Please correct where your data place it.`;
  const corrections = [
    {
      source: 'IP2Location',
      country: 'AE',
      to: 'https://www.ip2location.com/contact',
      wants: 'a letter with the address and where it is: there is no form of its own for it',
      text,
    },
    {
      source: 'Google',
      to: 'https://support.google.com/websearch/contact/ip',
      wants: 'the address and the country',
      text: text.replace(' Your data place it in AE.', ''),
    },
  ];
  const dsl4 = {
    family: 4,
    address: DSL,
    since: t0 - 18 * DAY - 5 * HOUR,
    asn: 64_500,
    asName: 'EXAMPLE-DSL, GB',
    askedAt: asked,
    names: [hostile ? HOSTILE.name : 'p5d1a2b3c.dip0.example-dsl.net'],
    registered: registered(
      'EXAMPLE-DSL-POOL',
      hostile ? HOSTILE.organisation : 'Example DSL Ltd',
      'GB',
      '198.51.100.0',
      '198.51.100.255',
    ),
    lists,
    local: '192.168.1.10',
    mapping: 'endpoint-independent',
    geo: { ...geo(answers('GB', 'GB', 'AE', 'GB', 'GB', 'GB'), 'GB', 4, 5), corrections },
  };
  const dsl6 = {
    family: 6,
    address: DSL6,
    since: t0 - 4 * DAY,
    asn: 64_500,
    asName: 'EXAMPLE-DSL, GB',
    askedAt: asked,
    names: [],
    registered: registered(
      'EXAMPLE-DSL-6',
      'Example DSL Ltd',
      'GB',
      '2001:db8::',
      '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
    ),
    lists: [],
    local: DSL6,
    mapping: 'none',
    geo: geo(answers('GB', 'GB', 'GB', 'GB', 'GB', 'GB'), 'GB', 5, 5),
  };
  const mobile = {
    family: 4,
    address: MOBILE,
    since: t0 - 9 * HOUR,
    asn: 64_501,
    asName: 'EXAMPLE-MOBILE, GB',
    askedAt: asked,
    names: [],
    registered: registered('EXAMPLE-MOBILE', 'Example Mobile plc', 'GB', '203.0.113.0', '203.0.113.255'),
    lists: unlisted,
    local: '192.168.2.10',
    mapping: 'varies',
    geo: geo(answers('GB', 'NL', 'GB', undefined, undefined, 'GB'), 'GB', 2, 3),
  };
  const vpn = {
    family: 4,
    address: VPN,
    since: t0 - 32 * DAY,
    asn: 64_502,
    asName: 'EXAMPLE-HOSTING, NL',
    askedAt: asked,
    names: ['vpn.example.org'],
    unregistered: 'the registry did not answer: no answer within 5 s',
    lists: unlisted,
    local: '10.8.0.2',
    geo: geo(answers('GB', 'AE', 'NL', undefined, 'AE', 'NL'), 'AE', 2, 4),
  };
  const finding = (code, severity, since, summary, more = {}) => ({
    code,
    severity,
    since,
    longer: false,
    summary,
    evidence: {},
    ...more,
  });
  const places = [
    { name: 'internet', label: 'The house', live: false, addresses: [dsl4], missing: [], findings: [], troubles: [] },
    {
      name: 'dsl',
      label: 'DSL',
      kind: 'dsl',
      live: true,
      addresses: [dsl4, dsl6],
      missing: [],
      nat: { kind: 'nat', words: `One NAT, the router’s: it has ${DSL}, as the world sees it.` },
      router: {
        gateway: '192.168.1.1',
        views: [
          { by: 'pcp', why: 'no answer' },
          { by: 'nat-pmp', address: DSL },
          { by: 'upnp', address: DSL, product: 'FRITZ!Box 7590' },
        ],
      },
      findings: [
        finding(
          'geo-disagreement',
          'info',
          t0 - 16 * DAY,
          `Databases place ${DSL} in different countries: GB (MaxMind, DB-IP, geofeed of its owner, Cloudflare), AE (IP2Location); IP2Location stands alone.`,
          { remedy: 'Write to IP2Location (https://www.ip2location.com/contact).' },
        ),
        finding(
          'geo-database-stale',
          'info',
          t0 - 81 * DAY,
          'ip2l, by IP2Location, was built 141 days ago; after 60 days addresses have moved since.',
          {
            longer: true,
            evidence: { source: 'ip2l' },
            remedy: 'Fetch a newer build (MaxMind: geoipupdate; DB-IP and IP2Location: monthly).',
          },
        ),
        finding(
          'address-listed',
          'warn',
          t0 - 3 * DAY,
          hostile ? HOSTILE.list : `${DSL} is on zen.spamhaus.org (127.0.0.11).`,
          {
            remedy:
              'Open the page of the list for its reason. Dynamic addresses are on policy lists by their nature: then send mail through a relay.',
          },
        ),
      ],
      troubles: [],
    },
    {
      name: '5g',
      label: '5G',
      kind: '5g',
      live: false,
      addresses: [mobile],
      missing: [{ family: 6, why: 'nobody answers by IPv6' }],
      nat: { kind: 'cgnat', words: `CGNAT: the router has 100.72.3.4, the world sees ${MOBILE}.` },
      router: { gateway: '192.168.2.1', views: [{ by: 'upnp', address: '100.72.3.4', product: 'Example 5G CPE' }] },
      findings: [
        finding(
          'cgnat',
          'warn',
          t0 - 40 * DAY,
          `The router has 100.72.3.4, which is a provider’s own (RFC 6598), and the world sees ${MOBILE}.`,
          {
            remedy:
              'Ask the provider for a public IPv4 address, use IPv6 for what has to be reached from outside, or let a tunnel to a server of yours (WireGuard) carry it.',
          },
        ),
      ],
      troubles: [],
    },
    {
      name: 'vpn',
      label: 'VPN',
      kind: 'vpn',
      live: false,
      addresses: [vpn],
      missing: [],
      nat: {
        kind: 'unknown',
        words: `The router does not tell its outer address (nat-pmp: no answer); the world sees ${VPN}.`,
      },
      router: { views: [{ by: 'nat-pmp', why: 'no answer' }] },
      findings: [
        finding(
          'geo-unexpected-country',
          'warn',
          t0 - 31 * DAY,
          `2 of 4 databases place ${VPN} in AE, and you are in GB: AE (DB-IP, Cloudflare), GB (MaxMind), NL (IP2Location).`,
          { remedy: 'If that is a VPN, it is what was asked for.' },
        ),
      ],
      troubles: [{ at: t0 - HOUR, probe: 'geoip', detail: 'nobody tells who we are: no STUN server answers' }],
    },
  ];
  const empty = places.map(({ name, label, kind, live }) => ({
    name,
    label,
    ...(kind === undefined ? {} : { kind }),
    live,
    addresses: [],
    missing: [],
    findings: [],
    troubles: [],
  }));
  const over = (line, label, verdict, more = {}) => ({ line, label, at: t0 - 3 * HOUR, verdict, ...more });
  const sites = [
    {
      name: 'wiki',
      label: 'Wikipedia, editing',
      url: 'https://en.wikipedia.org/w/index.php?title=Sandbox&action=edit',
      over: fresh
        ? []
        : [
            over('dsl', 'DSL', 'open', { status: 200 }),
            over('5g', '5G', 'open', { status: 200 }),
            over('vpn', 'VPN', 'refuses', {
              status: 403,
              since: t0 - 31 * DAY,
              longer: false,
              because: hostile ? HOSTILE.list : '“has been blocked”',
              title: 'Blocked',
            }),
          ],
    },
    {
      name: 'stack',
      label: 'Stack Overflow',
      url: 'https://stackoverflow.com/',
      over: fresh
        ? []
        : [
            over('dsl', 'DSL', 'open', { status: 200 }),
            over('5g', '5G', 'failed', {
              because: 'the connection was reset',
              filtered: { since: t0 - 2 * DAY, summary: 'name-filtered: reset on its name over 5G, while DSL has it' },
            }),
          ],
    },
  ];
  const pieces = [
    { item: 'b', line: 'dsl', address: DSL, country: 'GB', words: `DSL: 4 of 5 place ${DSL} in United Kingdom` },
    {
      item: 'e',
      line: 'dsl',
      address: DSL,
      country: 'GB',
      words: 'DSL: the network of the fixed line is registered in United Kingdom',
    },
    { item: 'b', line: '5g', address: MOBILE, country: 'GB', words: `5G: 2 of 3 place ${MOBILE} in United Kingdom` },
    {
      item: 'd',
      line: '5g',
      address: MOBILE,
      country: 'GB',
      words: '5G: the mobile network is registered in United Kingdom',
    },
  ];
  const evidence = fresh
    ? {
        standing: 'none',
        pieces: [],
        agree: [],
        contradicts: [],
        leftOut: [],
        words: 'Nothing that counts as evidence is known.',
      }
    : {
        standing: 'two',
        country: 'GB',
        pieces,
        agree: [0, 3],
        contradicts: [`DSL: ip2l places ${DSL} in United Arab Emirates`, `5G: dbip places ${MOBILE} in Netherlands`],
        leftOut: ['VPN: the address of a VPN tells where its server is'],
        words: `Two pieces of evidence agree on United Kingdom: ${pieces[0].words}; ${pieces[3].words}. 2 things said otherwise.`,
      };

  const held = [
    { name: '5g', family: 4, address: MOBILE, from: t0 - 9 * HOUR, asName: 'EXAMPLE-MOBILE, GB' },
    ...Array.from({ length: 14 }, (_, i) => ({
      name: '5g',
      family: 4,
      address: `203.0.113.${20 + i * 3}`,
      from: t0 - 9 * HOUR - (i + 1) * 44 * HOUR,
      to: t0 - 9 * HOUR - i * 44 * HOUR,
      asName: 'EXAMPLE-MOBILE, GB',
    })),
    { name: 'dsl', family: 6, address: DSL6, from: t0 - 4 * DAY },
    { name: 'dsl', family: 6, address: '2001:db8:aa10:1200::17', from: t0 - 44 * DAY, to: t0 - 5 * DAY },
    { name: 'dsl', family: 4, address: DSL, from: t0 - 18 * DAY - 5 * HOUR, asName: 'EXAMPLE-DSL, GB' },
    { name: 'dsl', family: 4, address: '198.51.100.201', to: t0 - 18 * DAY - 5 * HOUR, asName: 'EXAMPLE-DSL, GB' },
    { name: 'vpn', family: 4, address: VPN, from: t0 - 32 * DAY },
  ];
  const stretch = (from, to, country) => ({
    from: t0 - from * DAY,
    to: t0 - to * DAY,
    ...(country === undefined ? {} : { country }),
  });
  const row = (name, address, source, stretches) => ({
    name,
    family: address.includes(':') ? 6 : 4,
    address,
    source,
    stretches,
  });
  const placed = [
    row('dsl', DSL, 'geolite', [stretch(18, 0, 'GB')]),
    row('dsl', DSL, 'dbip', [stretch(18, 9, 'NL'), stretch(9, 0, 'GB')]),
    row('dsl', DSL, 'ip2l', [stretch(18, 0, 'AE')]),
    row('dsl', DSL, 'geofeed of its owner', [stretch(18, 0, 'GB')]),
    row('dsl', DSL, 'cloudflare', [stretch(18, 12, 'GB'), stretch(12, 10), stretch(10, 0, 'GB')]),
    row('dsl', DSL6, 'geolite', [stretch(4, 0, 'GB')]),
    row('5g', MOBILE, 'geolite', [stretch(0.3, 0, 'GB')]),
    row('5g', MOBILE, 'dbip', [stretch(0.3, 0, 'NL')]),
    row('vpn', VPN, 'geolite', [stretch(32, 12, 'NL'), stretch(12, 0, 'GB')]),
    row('vpn', VPN, 'dbip', [stretch(32, 0, 'AE')]),
    row('vpn', VPN, 'ip2l', [stretch(32, 0, 'NL')]),
    row('vpn', VPN, 'cloudflare', [stretch(32, 0, 'AE')]),
  ];
  const happened = [
    {
      at: t0 - 9 * HOUR,
      code: 'address-changed',
      severity: 'info',
      name: '5g',
      summary: `5G has another address, ${MOBILE} instead of 203.0.113.20; the old one was held for 1 d 20 h.`,
    },
    {
      at: t0 - 2 * DAY,
      code: 'filtered',
      severity: 'warn',
      name: 'stack',
      via: '5g',
      on: true,
      summary: 'Stack Overflow does not come over 5G as it does over DSL: reset on its name.',
    },
    {
      at: t0 - 4 * DAY,
      code: 'ipv6-lost',
      severity: 'warn',
      name: 'dsl',
      on: false,
      summary: 'DSL has IPv6 again, after 23 h without.',
    },
    {
      at: t0 - 5 * DAY,
      code: 'ipv6-lost',
      severity: 'warn',
      name: 'dsl',
      on: true,
      summary: 'DSL had the IPv6 address 2001:db8:aa10:1200::17 and has none any more; IPv4 works.',
    },
    {
      at: t0 - 9 * DAY,
      code: 'geo-moved',
      severity: 'info',
      name: 'dsl',
      summary: `dbip places ${DSL} in GB, before in NL.`,
    },
    {
      at: t0 - 18 * DAY,
      code: 'prefix-changed',
      severity: 'info',
      name: 'dsl',
      summary:
        'DSL has another IPv6 prefix, 2001:db8:aa10:4f00::/56 instead of 2001:db8:aa10:1200::/56; the old one was held for 39 d.',
    },
  ];
  const gaps = [{ kind: 'gap', from: t0 - 26 * DAY, to: t0 - 25 * DAY, reason: 'stopped' }];
  const daily = { at: t0 - 2 * HOUR, every: 86_400_000 };
  const glance = [
    { name: 'dsl', label: 'DSL', live: true, country: 'GB', says: 4, of: 5, isHere: true, ...daily },
    { name: '5g', label: '5G', live: false, country: 'GB', says: 2, of: 3, isHere: true, ...daily },
    { name: 'vpn', label: 'VPN', live: false, country: 'AE', says: 2, of: 4, isHere: false, ...daily },
  ];
  return {
    now: (at) => ({
      now: at,
      vantage: 'home',
      here: { country: 'GB', region: 'GB-ENG', city: 'London' },
      places: fresh ? empty : places,
      evidence,
      sites,
    }),
    history: (from, to, at) => ({
      now: at,
      from,
      to,
      held: fresh ? [] : held.filter((h) => (h.to ?? to) > from),
      placed: fresh ? [] : placed,
      happened: fresh ? [] : happened,
      gaps: gaps.filter((g) => g.to > from && g.from < to),
      truncated: false,
    }),
    glance: () => ({ here: 'GB', places: fresh ? [] : glance, refusing: fresh ? 0 : 1 }),
  };
};
