import { writeName } from '../../src/wire/dns-name.ts';

export interface DnsRecord {
  /** That of the question when left out. */
  readonly name?: string;
  readonly type: number;
  readonly ttl?: number;
  readonly data: Uint8Array;
}
const u16 = (n: number): readonly number[] => [n >> 8, n & 0xff];
const u32 = (n: number): readonly number[] => [...u16(Math.floor(n / 0x1_0000)), ...u16(n % 0x1_0000)];

export const nameBytes = (name: string): Uint8Array => writeName(name) ?? new Uint8Array();
export const textBytes = (...texts: readonly string[]): Uint8Array =>
  Buffer.concat(texts.map((text) => Buffer.from([Buffer.byteLength(text), ...Buffer.from(text)])));

/** The answer of a server to a query, which repeats its question (RFC 1035, 4.1). */
export const dnsAnswer = (
  query: Uint8Array,
  records: readonly DnsRecord[],
  { rcode = 0, isTruncated = false }: { readonly rcode?: number; readonly isTruncated?: boolean } = {},
): Uint8Array => {
  const head = [...query.subarray(0, 2), ...u16(0x8180 | (isTruncated ? 0x200 : 0) | rcode), 0, 1];
  const sections = records.map(({ name, type, ttl = 60, data }) => {
    const owner = name === undefined ? [0xc0, 12] : [...nameBytes(name)];
    return Uint8Array.from([...owner, ...u16(type), 0, 1, ...u32(ttl), ...u16(data.length), ...data]);
  });
  const counts = [...u16(records.length), 0, 0, 0, 0];
  return Uint8Array.from(Buffer.concat([Buffer.from([...head, ...counts]), query.subarray(12), ...sections]));
};
