import { addressText } from '../domain/address.ts';
import { readName, sameName, writeName } from './dns-name.ts';

/** What is asked for; as RFC 1035, 3.2.2, and RFC 3596 number it. */
export const DNS_TYPES = { A: 1, NS: 2, PTR: 12, TXT: 16, AAAA: 28 } as const;
export type DnsType = keyof typeof DNS_TYPES;
export interface DnsQuestion {
  /** As people write it; `.` is the root. */
  readonly name: string;
  readonly type: DnsType;
}
export interface DnsAnswer {
  /** 0: no error, 2: server failure, 3: no such name, 5: refused (RFC 1035, 4.1.1). */
  readonly rcode: number;
  /** There was more than a datagram takes. */
  readonly isTruncated: boolean;
  /** Addresses, names, or texts, each whole; aliases are followed as far as the answer does. */
  readonly values: readonly string[];
  /** Seconds: the least of the records and aliases on the way. Undefined: there are none. */
  readonly ttl?: number;
}

export const DNS_PORT = 53;
const HEADER = 12;
const CNAME = 5;
const CLASS_IN = 1;
const [IS_ANSWER, OPCODE, TRUNCATED, RECURSION_DESIRED] = [0x8000, 0x7800, 0x0200, 0x0100] as const;
/** Of the answer; what follows is left out. */
const MOST_RECORDS = 64;
/** RFC 2181, 8. */
const MOST_TTL = 0x7fff_ffff;

/** A recursive query. Throws where the name is none: whoever asks has looked (`dnsName`). */
export const dnsQuery = (id: number, { name, type }: DnsQuestion): Uint8Array => {
  const written = writeName(name);
  if (written === undefined) throw new RangeError(`${JSON.stringify(name)} is no name of the DNS`);
  const out = new Uint8Array(HEADER + written.length + 4);
  const view = new DataView(out.buffer);
  view.setUint16(0, id);
  view.setUint16(2, RECURSION_DESIRED);
  view.setUint16(4, 1);
  out.set(written, HEADER);
  view.setUint16(out.length - 4, DNS_TYPES[type]);
  view.setUint16(out.length - 2, CLASS_IN);
  return out;
};

/**
 * The answer to that query; undefined for anything else (RFC 5452, 9.1). Records that do not fit end it: those before
 * them count. A server that fails may leave the question out.
 */
export const readDnsAnswer = (bytes: Uint8Array, id: number, question: DnsQuestion): DnsAnswer | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint16(0) !== id) return undefined;
  const flags = view.getUint16(2);
  if ((flags & IS_ANSWER) === 0 || (flags & OPCODE) !== 0) return undefined;
  const rcode = flags & 0xf;
  const head = { rcode, isTruncated: (flags & TRUNCATED) !== 0 };
  const questions = view.getUint16(4);
  if (questions === 0 && rcode !== 0) return { ...head, values: [] };
  const asked = questions === 1 ? readName(bytes, HEADER) : undefined;
  if (asked === undefined || asked.end + 4 > bytes.length || !sameName(asked.name, question.name)) return undefined;
  if (view.getUint16(asked.end) !== DNS_TYPES[question.type] || view.getUint16(asked.end + 2) !== CLASS_IN)
    return undefined;
  return { ...head, ...answersIn(bytes, view, asked.end + 4, question) };
};

const answersIn = (
  bytes: Uint8Array,
  view: DataView,
  from: number,
  { name, type }: DnsQuestion,
): Pick<DnsAnswer, 'values' | 'ttl'> => {
  const values: string[] = [];
  const names = [name];
  let ttl: number | undefined;
  let at = from;
  for (let n = Math.min(view.getUint16(6), MOST_RECORDS); n > 0; n -= 1) {
    const owner = readName(bytes, at);
    if (owner === undefined || owner.end + 10 > bytes.length) break;
    const start = owner.end + 10;
    const end = start + view.getUint16(owner.end + 8);
    if (end > bytes.length) break;
    at = end;
    if (view.getUint16(owner.end + 2) !== CLASS_IN || !names.some((each) => sameName(each, owner.name))) continue;
    const kind = view.getUint16(owner.end);
    const alias = kind === CNAME ? readName(bytes, start)?.name : undefined;
    const value = kind === DNS_TYPES[type] ? valueOf(type, bytes, start, end) : undefined;
    if (alias === undefined && value === undefined) continue;
    if (alias !== undefined) names.push(alias);
    if (value !== undefined) values.push(value);
    const lives = view.getUint32(owner.end + 4);
    // One that is negative by RFC 2181 counts as 0.
    ttl = Math.min(ttl ?? MOST_TTL, lives > MOST_TTL ? 0 : lives);
  }
  return values.length === 0 || ttl === undefined ? { values } : { values, ttl };
};

/** The data of a record as text; undefined where it is none of that type. */
const valueOf = (type: DnsType, bytes: Uint8Array, start: number, end: number): string | undefined => {
  switch (type) {
    case 'A':
      return end - start === 4 ? addressText({ family: 4, bytes: bytes.slice(start, end) }) : undefined;
    case 'AAAA':
      return end - start === 16 ? addressText({ family: 6, bytes: bytes.slice(start, end) }) : undefined;
    case 'NS':
    case 'PTR':
      return readName(bytes, start)?.name;
    case 'TXT':
    default:
      return textIn(bytes.subarray(start, end));
  }
};
/** Strings of 255 bytes at most, put together without anything between (RFC 7208, 3.3, as everybody does). */
const textIn = (data: Uint8Array): string | undefined => {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < data.length;) {
    const end = at + 1 + (data[at] ?? 0);
    if (end > data.length) return undefined;
    parts.push(data.subarray(at + 1, end));
    at = end;
  }
  const text = new TextDecoder().decode(Buffer.concat(parts));
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD');
};
