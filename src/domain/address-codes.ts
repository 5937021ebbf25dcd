import type { CodeInfo } from './code-info.ts';

/** What is said of the address that the world sees, and of what it makes of it (probes address, geoip, refusal; watch/addresses/). */
export const ADDRESS_CODES = {
  cgnat: {
    severity: 'warn',
    meaning:
      'The provider shares one public address among many customers (CGNAT): nobody can connect to this home by IPv4, and what others do with the address is held against you.',
    remedy:
      'Ask the provider for a public IPv4 address, use IPv6 for what has to be reached from outside, or let a tunnel to a server of yours (WireGuard) carry it.',
  },
  'double-nat': {
    severity: 'warn',
    meaning: 'Two routers translate addresses, one behind the other: port forwarding has to be set on both.',
    remedy:
      'Put the outer router into bridge (modem) mode, or give the inner one its exposed host; where neither can be, forward each port on both.',
  },
  'nat-mapping-varies': {
    severity: 'info',
    meaning:
      'The router uses another port (or address) for every place that is talked to: calls and games between homes need a relay (RFC 4787, 4.1).',
    remedy: 'Use endpoint-independent mapping where the router offers it (static port, full cone), or IPv6.',
  },
  'address-listed': {
    severity: 'warn',
    meaning: 'A blocklist that the config names has this address.',
    remedy:
      'Open the page of the list for its reason. Dynamic addresses are on policy lists by their nature: then send mail through a relay. Else look for a machine at home that sends spam.',
  },
  'address-changed': {
    severity: 'info',
    meaning: 'The public address of this line is another.',
    remedy:
      'Nothing needs to be done where names follow (dynamic DNS); rules elsewhere that allow the old one need the new one.',
  },
  'prefix-changed': {
    severity: 'info',
    meaning: 'The IPv6 prefix of this line is another: every device at home has another address.',
    remedy:
      'Ask the provider for a stable prefix (RIPE-690 recommends it), let DNS follow, and use unique local addresses (RFC 4193) for what is within the house.',
  },
  'ipv6-lost': {
    severity: 'warn',
    meaning: 'This line had an IPv6 address and has none any more, while IPv4 works.',
    remedy:
      'Look at the router: has it a delegated prefix (DHCPv6-PD), does it send router advertisements? Restart its WAN side; then ask the provider.',
  },
  'geo-disagreement': {
    severity: 'info',
    meaning: 'Databases place this address in different countries.',
    remedy:
      'Write to whoever stands alone: the text is in the finding. It takes days to weeks, and others copy from them.',
  },
  'geo-unexpected-country': {
    severity: 'warn',
    meaning: 'Most databases place this address in another country than the config says (`here`).',
    remedy:
      'If that is a VPN, it is what was asked for. Else write to the databases (the text is in the finding), and to the provider: its geofeed (RFC 8805) corrects most of them.',
  },
  'geo-database-stale': {
    severity: 'info',
    meaning: 'A database file is older than its kind should be: addresses have moved since.',
    remedy: 'Fetch a newer build (MaxMind: geoipupdate; DB-IP and IP2Location: monthly).',
  },
  'geo-moved': {
    severity: 'info',
    meaning: 'A database places the same address in another country than before.',
    remedy: 'See whether the others follow, and whether that is where you are; if not, write to it.',
  },
  'site-refuses': {
    severity: 'warn',
    meaning: 'A site takes this address for one of a proxy or a bad neighbour, and refuses it.',
    remedy:
      'See whether the other line is refused too. Where it is a VPN, leave the site out of it; else write to the site with the address, or get another one (restart the modem).',
  },
  filtered: {
    severity: 'warn',
    meaning:
      'A site fails over one line and works over another at the same time, while that line carries everything else.',
    remedy:
      'Look at the verdict: where names are answered otherwise use a resolver of your own over TLS; where connections are cut on the name, only a tunnel helps. Tell the provider: filters of this kind are often mistakes.',
  },
} as const satisfies Record<string, CodeInfo>;
