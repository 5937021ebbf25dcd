import { ADDRESS_CODES } from './address-codes.ts';
import type { CodeInfo } from './code-info.ts';
import { HEADER_CODES } from './header-codes.ts';
import { HSTS_CODES } from './hsts-codes.ts';
import { HSTSPRELOAD_CODES } from './hstspreload-codes.ts';
import { OBSERVATORY_CODES } from './observatory-codes.ts';
import { TLS_CODES } from './tls-codes.ts';
import { SITE_CODES } from './site-codes.ts';
import { LINE_CODES } from './line-codes.ts';
import { PATH_CODES } from './path-codes.ts';

/** Every code of plumbline's own, in one table. A peer's codes keep their spelling under its name. */
export const CODES = {
  ...PATH_CODES,
  ...LINE_CODES,
  ...ADDRESS_CODES,
  ...SITE_CODES,
  ...TLS_CODES,
  ...OBSERVATORY_CODES,
  ...HSTSPRELOAD_CODES,
  ...HSTS_CODES,
  ...HEADER_CODES,
  'no-route': {
    severity: 'fail',
    meaning: 'This machine has no default route: nothing beyond the local network can be reached.',
    remedy: 'Check the cable or Wi-Fi and the DHCP lease; `ip route` should show a line that starts with "default".',
  },
  'target-down': {
    severity: 'fail',
    meaning: 'The target has not answered since the time shown.',
    remedy:
      'Compare with the gateway and the other targets: if all are silent the line is down, if only this one is, the fault is there.',
  },
  'packet-loss': {
    severity: 'warn',
    meaning: 'A part of the echoes is lost.',
    remedy: 'See whether the gateway loses too (Wi-Fi, cable), then the first public hop (the line), then the target.',
  },
  'icmp-not-allowed': {
    severity: 'warn',
    meaning: 'The system lets this process send no ICMP echo; the service measures TCP connect time instead.',
    remedy: 'sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"',
  },
  'name-not-resolved': {
    severity: 'fail',
    meaning: 'The name of the target has no address.',
    remedy:
      'Check the spelling in the config and the resolver (`plumbline check ping` with an address tells them apart).',
  },
  'influx-unreachable': {
    severity: 'fail',
    meaning: 'Nothing answers at the address of InfluxDB.',
    remedy: 'Check that InfluxDB runs there, and `influx.url`: scheme, host and port (usually 8086; 8181 for 3 Core).',
  },
  'influx-not-influxdb': {
    severity: 'fail',
    meaning: 'What answers at that address is no InfluxDB that plumbline knows (1.x, 2.x, 3).',
    remedy: 'Check `influx.url`: host, port, and the path where a proxy is in front of it.',
  },
  'influx-other-version': {
    severity: 'warn',
    meaning: 'InfluxDB is of another version than the config says.',
    remedy: 'Leave `influx.version` out: it is found by itself.',
  },
  'influx-clock-apart': {
    severity: 'warn',
    meaning: 'The clocks of this machine and of InfluxDB are apart by the seconds shown.',
    remedy:
      'Let both keep time by NTP (`timedatectl`): points would lie beside those of other machines, and "now" of a dashboard shows too little.',
  },
  'influx-unauthorized': {
    severity: 'fail',
    meaning: 'InfluxDB does not take the token, or the user name and password.',
    remedy:
      'Compare `influx.token` or `token_file` (2.x, 3: a whole API token) or `username` and `password` (1.x) with what InfluxDB has.',
  },
  'influx-no-database': {
    severity: 'fail',
    meaning: 'The database or bucket is not there, or this login does not see it.',
    remedy: 'Make it, or correct `influx.database` (1.x, 3) or `influx.bucket` and `org` (2.x).',
  },
  'influx-not-writable': {
    severity: 'fail',
    meaning: 'InfluxDB does not take a point.',
    remedy: 'See what it said, and its log: a full disk, a login that may only read, a proxy in between.',
  },
  'influx-not-readable': {
    severity: 'fail',
    meaning: 'A point that InfluxDB took does not come back.',
    remedy:
      'The login may only write, or the retention of the database is shorter than the clocks are apart. Writing goes on without; reading (`plumbline serve --read-only`, Grafana) does not.',
  },
  'influx-no-dbrp': {
    severity: 'fail',
    meaning: 'The bucket has no mapping (DBRP), so that InfluxQL does not find it as a database.',
    remedy:
      'influx v1 dbrp create --db BUCKET --rp autogen --default --bucket-id ID (`influx bucket list` shows the ID)',
  },
} as const satisfies Record<string, CodeInfo>;

export type Code = keyof typeof CODES;
export const isCode = (text: string): text is Code => Object.hasOwn(CODES, text);

const GROUPS = {
  paths: PATH_CODES,
  lines: LINE_CODES,
  addresses: ADDRESS_CODES,
  sites: { ...SITE_CODES, ...HSTS_CODES, ...HEADER_CODES },
  tls: TLS_CODES,
} as const;
/** What a code is about; those of others, and of plumbline itself and what it stores into, stand apart. */
export const CODE_GROUPS = ['paths', 'lines', 'addresses', 'sites', 'tls', 'service', 'peers'] as const;
export type CodeGroup = (typeof CODE_GROUPS)[number];
/** Whose code it is: a peer's stand under its name. */
export const peerOf = (code: string): string | undefined => (code.includes('/') ? code.split('/', 1)[0] : undefined);
export const groupOf = (code: Code): CodeGroup => {
  if (peerOf(code) !== undefined) return 'peers';
  return CODE_GROUPS.find((g) => g in GROUPS && code in GROUPS[g as keyof typeof GROUPS]) ?? 'service';
};
