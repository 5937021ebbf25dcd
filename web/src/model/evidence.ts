import type { Event } from '../../../src/api/schema.ts';
import { formatCount, formatDuration, formatMicros, formatShare, formatValue } from './format.ts';
import { codeWords } from './words.ts';

/** Counted in bytes, though the name does not end so. */
const IN_BYTES = /^(?:.*Mtu|mtu|.*Mss|mss(?:From|To)?|size|.*Size|clampedTo|peerOffers|tooMuchBy)$/;
/** What its name alone would not tell well. */
const LABELS: Readonly<Record<string, string>> = {
  mtu: 'path MTU',
  mss: 'working MSS',
  ratio: 'loss',
  settle: 'would settle it',
  status: 'HTTP status',
};

/** `downloadBytes` as "download". */
const label = (key: string): string =>
  LABELS[key] ??
  codeWords(
    key
      .replace(/(?<=[a-z])(?:Ms|Micros|Bytes|Seconds)$/, '')
      .replaceAll(/(?<=[a-z0-9])[A-Z]/g, (capital) => `-${capital.toLowerCase()}`),
  );
const told = (key: string, what: string | number | boolean): string => {
  if (typeof what === 'boolean') return what ? 'yes' : 'no';
  if (typeof what === 'string') return what;
  // A port is a name, not an amount.
  if (/^(?:p|.*P)ort$/.test(key)) return String(what);
  if (/(?:^m|M)s$/.test(key)) return formatMicros(what * 1_000);
  if (key.endsWith('Micros')) return formatMicros(what);
  if (/(?:^s|S)econds$/.test(key)) return formatDuration(what * 1_000);
  if (/(?:^r|R)atio$/.test(key)) return formatShare(what);
  if (/(?:^b|B)ytes$/.test(key) || IN_BYTES.test(key)) return formatValue(what, 'bytes');
  return Number.isInteger(what) ? formatCount(what) : String(Number(what.toPrecision(3)));
};

/** What a finding rests on, a name and a value each; what is not known, and its sentence, are left out. */
export const evidenceRows = (evidence: Event['evidence']): readonly (readonly [string, string])[] =>
  Object.entries(evidence).flatMap(([key, what]) =>
    what === null || key === 'summary' ? [] : [[label(key), told(key, what)] as const],
  );
