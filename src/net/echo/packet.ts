import { fold16, sum16 } from '../../wire/checksum.ts';
import { ECHO_HEADER_BYTES, writeChecksum, writeEchoRequest, writeSeq } from '../../wire/icmp.ts';

/** The start of every payload: 8 bytes of the engine's secret, 4 of the link's number, 4 of the echo's counter. */
export const COOKIE_BYTES = 16;
export const SECRET_BYTES = 8;
const LINK_AT = ECHO_HEADER_BYTES + SECRET_BYTES;
const COUNTER_AT = LINK_AT + 4;

/** SECRET_BYTES, random to the engine: whoever cannot read our packets cannot forge a reply. */
export type Secret = Uint8Array;

const put32 = (bytes: Uint8Array, at: number, value: number): void => {
  for (let i = 0; i < 4; i += 1) bytes[at + i] = (value >>> (24 - 8 * i)) & 0xff;
};
const get32 = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;

/** An echo request that is written once and numbered anew for every send. */
export class EchoPacket {
  readonly bytes: Uint8Array;
  readonly #sum: number;

  /** @param bytes header and payload, 24 at least; they become the packet. */
  constructor(bytes: Uint8Array, family: 4 | 6, id: number, link: number, secret: Secret) {
    this.bytes = bytes;
    writeEchoRequest(bytes, family, id, 0);
    bytes.set(secret, ECHO_HEADER_BYTES);
    put32(bytes, LINK_AT, link);
    put32(bytes, COUNTER_AT, 0);
    for (let i = COUNTER_AT + 4; i < bytes.length; i += 1) bytes[i] = i & 0xff;
    this.#sum = sum16(bytes, 0, bytes.length);
  }
  /** The wire's sequence is the counter's low half. The checksum is IPv4's: for IPv6 the kernel writes its own. */
  number(counter: number): void {
    const low = counter & 0xffff;
    writeSeq(this.bytes, low);
    put32(this.bytes, COUNTER_AT, counter);
    writeChecksum(this.bytes, ~fold16(this.#sum + 2 * low + (counter >>> 16)) & 0xffff);
  }
}

/** The cookie is not ours. */
export const NOT_OURS = -1;
/** There are too few bytes for a cookie: an ICMP error need quote no more than the header (RFC 792). */
export const CUT_SHORT = -2;

/** The counter in the cookie of the echo whose header starts at `from`; or NOT_OURS, or CUT_SHORT. */
export const readCookie = (bytes: Uint8Array, from: number, to: number, link: number, secret: Secret): number => {
  if (to - from < ECHO_HEADER_BYTES + COOKIE_BYTES || to > bytes.length) return CUT_SHORT;
  for (let i = 0; i < SECRET_BYTES; i += 1) {
    if (bytes[from + ECHO_HEADER_BYTES + i] !== secret[i]) return NOT_OURS;
  }
  return get32(bytes, from + LINK_AT) === link ? get32(bytes, from + COUNTER_AT) : NOT_OURS;
};
