// What evidence is called and counted in, for the command line, the api and the page alike: the page imports this file,
// so it stays small and imports nothing.

/** What a number of evidence is: an instant is epoch µs, a share 0…1, a name is never grouped nor rounded. */
export type EvidenceUnit = 'instant' | 'ms' | 'us' | 'seconds' | 'share' | 'bytes' | 'name' | 'number';

/** Counted in bytes, though the name does not end so. */
const IN_BYTES = /^(?:.*Mtu|mtu|.*Mss|mss(?:From|To)?|mtu\d?(?:From|To)|size|.*Size|clampedTo|peerOffers|tooMuchBy)$/;
/** Times, where nothing in the name says so. */
const INSTANT = /^(?:since|lastGood|firstGood|not(?:After|Before).*)$/;
/** What its name alone would not tell well. */
const LABELS: Readonly<Record<string, string>> = {
  asn: 'network (AS)',
  asName: 'network',
  by: 'told by',
  darkSeconds: 'dark for',
  downloadBytes: 'downloaded',
  downloadMs: 'in',
  firstGood: 'first reply',
  how: 'how it was seen',
  id: 'incident',
  keptSeconds: 'known for',
  lastGood: 'last reply',
  mss: 'working MSS',
  mssFrom: 'working MSS from there',
  mssTo: 'working MSS to there',
  mtu: 'path MTU',
  mtu4From: 'path MTU over IPv4 before',
  mtu4To: 'path MTU over IPv4',
  mtu6From: 'path MTU over IPv6 before',
  mtu6To: 'path MTU over IPv6',
  mtuFrom: 'path MTU before',
  mtuTo: 'path MTU',
  narrowLinkAt: 'narrow link told by',
  of: 'place to blame',
  on: 'holds',
  outageSeconds: 'outage',
  ratio: 'loss',
  sent: 'echoes sent',
  settle: 'would settle it',
  smooth: 'smooth on the way',
  status: 'HTTP status',
  tookMs: 'took',
};
const ACRONYMS =
  /\b(?:as|mtu|mss|udp|tcp|tls|icmp|dns|ddns|df|ttl|rtt|rst|nat|cgnat|hsts|csp|http|https|ocsp|sni|cdn)\b/g;

/** `downloadBytes` as "download", `toldByIcmp` as "told by ICMP". */
export const evidenceLabel = (key: string): string =>
  Object.hasOwn(LABELS, key)
    ? (LABELS[key] ?? key)
    : key
        .replace(/([a-z])(?:Ms|Micros|Bytes|Seconds|Ratio)$/, '$1')
        .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
        .replaceAll('-', ' ')
        .toLowerCase()
        .replaceAll('ipv6', 'IPv6')
        .replaceAll('ipv4', 'IPv4')
        .replaceAll(ACRONYMS, (word) => word.toUpperCase());

export const evidenceUnit = (key: string): EvidenceUnit => {
  if (INSTANT.test(key)) return 'instant';
  // A port is a name, not an amount.
  if (/^(?:asn|status|family|(?:p|.*P)ort)$/.test(key)) return 'name';
  if (/(?:^m|M)s$/.test(key)) return 'ms';
  if (key.endsWith('Micros')) return 'us';
  if (/(?:^s|S)econds$/.test(key)) return 'seconds';
  if (/(?:^r|R)atio$/.test(key)) return 'share';
  return /(?:^b|B)ytes$/.test(key) || IN_BYTES.test(key) ? 'bytes' : 'number';
};

/** Whether a clock can show it: from 1970 to 9999 (epoch µs). */
export const isInstant = (micros: number): boolean => micros >= 0 && micros < 253_402_300_800_000_000;
