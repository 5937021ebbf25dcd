/** Record types (RFC 8446, 5.1). */
export const CHANGE_CIPHER_SPEC = 20;
export const HANDSHAKE = 22;
export const APPLICATION_DATA = 23;
const HEADER = 5;
/** Of a fragment, with what a cipher adds at most (RFC 5246, 6.2.3; RFC 8446, 5.2 allows less). */
const MOST_FRAGMENT = (1 << 14) + 2_048;

/** One record of TLS as it is on the wire. */
export interface TlsRecord {
  readonly type: number;
  /** Type, version and length: what an AEAD cipher of TLS 1.3 authenticates beside the fragment. */
  readonly header: Uint8Array;
  readonly fragment: Uint8Array;
}

/** The whole records at the beginning of what came; it ends at the first that is none, or not whole. */
export function* recordsOf(bytes: Uint8Array): Generator<TlsRecord, undefined> {
  for (let at = 0; at + HEADER <= bytes.length;) {
    const header = bytes.subarray(at, at + HEADER);
    const [type = 0, major = 0, , high = 0, low = 0] = header;
    const length = (high << 8) | low;
    const end = at + HEADER + length;
    if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA + 1 || major !== 3) return undefined;
    if (length > MOST_FRAGMENT || end > bytes.length) return undefined;
    yield { type, header, fragment: bytes.subarray(at + HEADER, end) };
    at = end;
  }
  return undefined;
}
