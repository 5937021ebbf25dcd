import type { Address } from '../domain/address.ts';

/** Why no echo may go to this address: it is no single host's. Undefined: it is. */
export const notOneHost = ({ family, bytes }: Address): 'multicast' | 'broadcast' | 'unspecified' | undefined => {
  if (bytes.every((b) => b === 0)) return 'unspecified';
  const first = bytes[0] ?? 0;
  if (family === 6) return first === 0xff ? 'multicast' : undefined;
  if (bytes.every((b) => b === 255)) return 'broadcast';
  return first >= 224 && first <= 239 ? 'multicast' : undefined;
};

/** Bytes of the IPv4 header at the start of `bytes[from, to)`; 0 when there is none (RFC 791 section 3.1). */
export const ipv4HeaderBytes = (bytes: Uint8Array, from: number, to: number): number => {
  const first = bytes[from] ?? 0;
  const length = (first & 0x0f) * 4;
  return first >>> 4 === 4 && length >= 20 && to - from >= length ? length : 0;
};
/** Where the time to live stands in an IPv4 header. */
export const IPV4_TTL_AT = 8;
