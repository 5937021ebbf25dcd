import type { Sample } from '../domain/sample.ts';
import type { EpochMicros } from '../domain/time.ts';

/** ISO 8601 in UTC with all six digits. */
export const isoMicros = (at: EpochMicros): string => {
  const seconds = Math.floor(at / 1e6);
  return `${new Date(seconds * 1e3).toISOString().slice(0, 19)}.${String(at - seconds * 1e6).padStart(6, '0')}Z`;
};

const MOST_CELL = 500;
/** A field (RFC 4180), in quotes too where another reader sees a separator or a sign that it does something at. */
export const csvField = (text: string): string =>
  /[",;\t\r\n]|^[\s=+\-@|%＝＋－＠]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/**
 * Where a spreadsheet may see a formula (OWASP, CSV injection): at the beginning, and after a semicolon, which separates
 * cells where a comma is for decimals; quotes around the whole are none to it then. Full-width signs count too.
 */
const FORMULA = /^(?=[\s=+\-@|%＝＋－＠])|(?<=;)(?=[\s"]*[=+\-@|%＝＋－＠])/g;
/** A text as a cell for people: whoever names a certificate or sets a header writes into somebody's spreadsheet. */
export const csvText = (value: string): string => {
  // oxlint-disable-next-line no-control-regex
  const plain = value.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').slice(0, MOST_CELL);
  return csvField(plain.replaceAll(FORMULA, "'"));
};

export const csvHeader = (unit: string): string => `time,value_${unit},lost,said_by,note\n`;

/** One sample a line (RFC 4180, but with bare line feeds): answered, lost for a reason, or a note beside. */
export const csvLine = (s: Sample): string => {
  if ('note' in s) return `${isoMicros(s.at)},${s.value},,,${s.note}\n`;
  if ('lost' in s) return `${isoMicros(s.at)},,${s.lost},${s.saidBy ?? ''},\n`;
  return `${isoMicros(s.at)},${s.value},,,\n`;
};

/** A time as a file's name has it: `20261121T140211Z`. */
export const stampOf = (at: EpochMicros): string => isoMicros(at).replace(/[-:]|\.\d+/g, '');

export const csvFileName = (parts: readonly string[], from: EpochMicros): string => {
  return `${[...parts, stampOf(from)].join('-').replace(/[^a-zA-Z0-9._-]/g, '_')}.csv`;
};
