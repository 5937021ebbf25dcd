/** Tags of X.690 that certificates are made of. */
export const SEQUENCE = 0x30;
export const INTEGER = 0x02;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;

export interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

/**
 * The elements that stand one after the other (X.690, 8.1, 10.1: lengths are definite), not what is within them.
 * Throws a RangeError where one is cut or of a form that DER does not have.
 */
export const elementsOf = (bytes: Uint8Array): readonly Element[] => {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1] ?? 0xff;
    const more = first < 0x80 ? 0 : first & 0x7f;
    // A tag of several bytes, and a length without end or of more than 16 MiB, have no place in a certificate.
    if ((tag & 0x1f) === 0x1f || first === 0x80 || more > 3) throw new RangeError('not DER');
    const start = at + 2 + more;
    const length = more === 0 ? first : bytes.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
    at = start + length;
    if (at > bytes.length) throw new RangeError('less than is told');
    found.push({ tag, content: bytes.subarray(start, at) });
  }
  return found;
};

/** An object identifier with dots (X.690, 8.19). */
export const objectIdentifier = (content: Uint8Array): string => {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first = 0, ...rest] = arcs;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - 40 * top, ...rest].join('.');
};
