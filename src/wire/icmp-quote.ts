import { ipv4HeaderBytes } from './ip.ts';

/** What an IPv4 ICMP error quotes of the packet that it is about (RFC 792; RFC 1812, 4.3.2.3). */
export interface Quote {
  /** The packet's protocol (IANA): 1 ICMP, 17 UDP. */
  readonly protocol: number;
  /** The packet's destination. */
  readonly to: Uint8Array;
  /** "Don't fragment" as it stood when the packet came to whoever quotes it. */
  readonly df: boolean;
  /** The first eight bytes behind its header. */
  readonly head: Uint8Array;
}

const ICMP_HEADER = 8;
const HEAD = 8;
const UNREACHABLE = 3;
const TIME_EXCEEDED = 11;
const DF = 0x40;

/** The quote in an IPv4 packet, header included; undefined where it is no such error, or is cut short. */
export const readQuote = (bytes: Uint8Array): Quote | undefined => {
  const icmp = ipv4HeaderBytes(bytes, 0, bytes.length);
  if (icmp === 0 || (bytes[icmp] !== UNREACHABLE && bytes[icmp] !== TIME_EXCEEDED)) return undefined;
  const inner = icmp + ICMP_HEADER;
  const length = ipv4HeaderBytes(bytes, inner, bytes.length);
  const head = inner + length;
  if (length === 0 || head + HEAD > bytes.length) return undefined;
  return {
    protocol: bytes[inner + 9] ?? 0,
    to: bytes.slice(inner + 16, inner + 20),
    df: ((bytes[inner + 6] ?? 0) & DF) !== 0,
    head: bytes.slice(head, head + HEAD),
  };
};
