/** What an ICMP error says about the echo that it quotes. */
export type IcmpReason = 'unreachable' | 'time-exceeded' | 'too-big';

/** Type, code, checksum, identifier, sequence (RFC 792; RFC 4443 section 4.1). */
export const ECHO_HEADER_BYTES = 8;

const ECHO_REQUEST = { 4: 8, 6: 128 } as const;
const ECHO_REPLY = { 4: 0, 6: 129 } as const;

export const echoReplyType = (family: 4 | 6): number => ECHO_REPLY[family];

export interface EchoHeader {
  readonly type: number;
  readonly code: number;
  readonly id: number;
  readonly seq: number;
}

const put16 = (bytes: Uint8Array, at: number, value: number): void => {
  bytes[at] = (value >>> 8) & 0xff;
  bytes[at + 1] = value & 0xff;
};
const get16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** Writes the header of an echo request with a zero checksum at the start of `bytes` (8 bytes at least). */
export const writeEchoRequest = (bytes: Uint8Array, family: 4 | 6, id: number, seq: number): void => {
  bytes[0] = ECHO_REQUEST[family];
  bytes[1] = 0;
  put16(bytes, 2, 0);
  put16(bytes, 4, id);
  put16(bytes, 6, seq);
};
export const writeSeq = (bytes: Uint8Array, seq: number): void => put16(bytes, 6, seq);
export const writeChecksum = (bytes: Uint8Array, value: number): void => put16(bytes, 2, value);

/** The echo header in `bytes[from, to)`; undefined when it is too short to be one. */
export const readEchoHeader = (bytes: Uint8Array, from: number, to: number): EchoHeader | undefined =>
  to - from < ECHO_HEADER_BYTES || to > bytes.length
    ? undefined
    : { type: bytes[from] ?? 0, code: bytes[from + 1] ?? 0, id: get16(bytes, from + 4), seq: get16(bytes, from + 6) };

/**
 * Which trouble an ICMP error names; undefined for a type that is no error about a packet of ours.
 * RFC 792: 3 unreachable (code 4: RFC 1191's "fragmentation needed"), 11 time exceeded, 12 parameter problem.
 * RFC 4443: 1 unreachable, 2 packet too big, 3 time exceeded, 4 parameter problem.
 */
export const icmpReason = (family: 4 | 6, type: number, code: number): IcmpReason | undefined => {
  if (family === 4) {
    if (type === 3) return code === 4 ? 'too-big' : 'unreachable';
    if (type === 11) return 'time-exceeded';
    return type === 12 ? 'unreachable' : undefined;
  }
  if (type === 2) return 'too-big';
  if (type === 3) return 'time-exceeded';
  return type === 1 || type === 4 ? 'unreachable' : undefined;
};
