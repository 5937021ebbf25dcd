import type { Address } from '../domain/address.ts';

/** RFC 1035, 3.1. */
const MOST_NAME = 255;
const MOST_LABEL = 63;
const POINTER = 0xc0;
const DOT = 0x2e;
const BACKSLASH = 0x5c;

/** A name as labels on the wire; undefined where it is none: too long, an empty label, not ASCII, an escape. `.` is the root. */
export const writeName = (name: string): Uint8Array | undefined => {
  const text = name === '.' ? '' : name.replace(/\.$/, '');
  const labels = text === '' ? [] : text.split('.');
  if (name === '' || !labels.every((l) => l.length > 0 && l.length <= MOST_LABEL && /^[\x21-\x5b\x5d-\x7e]+$/.test(l)))
    return undefined;
  const bytes = Buffer.from([...labels.map((l) => String.fromCharCode(l.length) + l), '\0'].join(''), 'latin1');
  return bytes.length > MOST_NAME ? undefined : Uint8Array.from(bytes);
};

/**
 * The name that begins at `from`, without its last dot (the root: `.`), and where what follows it begins; undefined where
 * it does not fit. Pointers (4.1.4) must lead back, so that there is no circle. What is no letter, digit or sign is
 * written as RFC 1035, 5.1, has it: `\.`, `\032`.
 */
export const readName = (
  bytes: Uint8Array,
  from: number,
): { readonly name: string; readonly end: number } | undefined => {
  const labels: string[] = [];
  let end: number | undefined;
  let length = 1;
  let start = from;
  for (let at = from; ;) {
    const first = bytes[at];
    if (first === undefined) return undefined;
    if (first >= POINTER) {
      const to = ((first & 0x3f) << 8) | (bytes[at + 1] ?? 0);
      if (at + 2 > bytes.length || to >= start) return undefined;
      end ??= at + 2;
      at = to;
      start = to;
      continue;
    }
    if (first > MOST_LABEL) return undefined;
    if (first === 0) return { name: labels.length === 0 ? '.' : labels.join('.'), end: end ?? at + 1 };
    length += first + 1;
    if (length > MOST_NAME || at + 1 + first > bytes.length) return undefined;
    labels.push(Array.from(bytes.subarray(at + 1, at + 1 + first), characterOf).join(''));
    at += first + 1;
  }
};
const characterOf = (byte: number): string => {
  if (byte === DOT || byte === BACKSLASH) return `\\${String.fromCharCode(byte)}`;
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
};

/** Whatever the case of ASCII's letters (RFC 4343), and whether the last dot is written. */
export const sameName = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (name: string): string => name.toLowerCase().replace(/(?<!^|\\)\.$/, '');

/** The labels under which something is told of an address: its bytes, or half bytes, backwards (RFC 1035, 3.5; RFC 3596, 2.5). */
export const backwards = ({ family, bytes }: Address): string => {
  const labels =
    family === 4 ? [...bytes] : [...bytes].flatMap((b) => [b >> 4, b & 0xf]).map((half) => half.toString(16));
  return labels.toReversed().join('.');
};
