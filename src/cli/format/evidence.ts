import type { Evidence } from '../../domain/finding.ts';
import { duration, percent, value } from './number.ts';
import { printable, words } from './text.ts';

/** Counted in bytes, though the name does not end so. */
const IN_BYTES = /^(?:.*Mtu|mtu|.*Mss|mss(?:From|To)?|size|.*Size|clampedTo|peerOffers|tooMuchBy)$/;
/** What words alone would not tell well. */
const LABELS: Readonly<Record<string, string>> = {
  mtu: 'path MTU',
  pathMtu: 'path MTU',
  mss: 'working MSS',
  mssFrom: 'working MSS from there',
  mssTo: 'working MSS to there',
  downloadBytes: 'downloaded',
  downloadMs: 'in',
  narrowLinkAt: 'narrow link told by',
  keptSeconds: 'known for',
  ratio: 'loss',
  sent: 'echoes sent',
  settle: 'would settle it',
  smooth: 'smooth on the way',
  status: 'HTTP status',
  tookMs: 'took',
};

const label = (key: string): string =>
  LABELS[key] ??
  words(printable(key).replace(/(?<=[a-z])(?:Ms|Micros|Bytes|Seconds)$/, ''))
    .replace(/\bmtu\b/g, 'MTU')
    .replace(/\bmss\b/g, 'MSS')
    .replace(/\b(icmp|udp|tcp|tls|df|ttl|rtt|rst|dns)\b/g, (word) => word.toUpperCase());

const told = (key: string, what: NonNullable<Evidence[string]>): string => {
  if (typeof what === 'boolean') return what ? 'yes' : 'no';
  if (typeof what === 'string') return printable(what);
  // A port is a name, not an amount.
  if (/^(?:p|.*P)ort$/.test(key)) return String(what);
  if (/(?:^m|M)s$/.test(key)) return what === 0 ? '< 1 ms' : duration(what * 1_000);
  if (key.endsWith('Micros')) return duration(what);
  if (/(?:^s|S)econds$/.test(key)) return value(what, 'seconds');
  if (/(?:^r|R)atio$/.test(key)) return percent(what);
  if (/(?:^b|B)ytes$/.test(key) || IN_BYTES.test(key)) return value(what, 'bytes');
  return Number.isInteger(what) ? value(what, 'count') : String(Number(what.toPrecision(3)));
};

/** Evidence for a person: a label and a number in its unit; what is not known is left out. */
export const evidenceRows = (evidence: Evidence): readonly (readonly [string, string])[] =>
  Object.entries(evidence).flatMap(([key, what]) => (what === null ? [] : [[label(key), told(key, what)] as const]));
