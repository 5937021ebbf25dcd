const SYN = 0x02;
const LEAST_HEADER = 20;
const OPTION = { end: 0, nothing: 1, mss: 2 } as const;

/**
 * The MSS option of a SYN (RFC 9293, 3.2) whose header, or the beginning of it, `bytes` are; undefined where it is no
 * SYN, has none, or is not quoted so far.
 */
export const readSynMss = (bytes: Uint8Array): number | undefined => {
  if (bytes.length < LEAST_HEADER || ((bytes[13] ?? 0) & SYN) === 0) return undefined;
  const end = Math.min(bytes.length, ((bytes[12] ?? 0) >>> 4) * 4);
  let at = LEAST_HEADER;
  while (at < end) {
    const kind = bytes[at];
    if (kind === OPTION.end) return undefined;
    if (kind === OPTION.nothing) {
      at += 1;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    if (length < 2 || at + length > end) return undefined;
    if (kind === OPTION.mss && length === 4) return ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    at += length;
  }
  return undefined;
};
