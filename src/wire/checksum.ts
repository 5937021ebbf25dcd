/** Sum of the 16-bit big-endian words in `bytes[from, to)`, an odd last byte padded with zero (RFC 1071). Not folded. */
export const sum16 = (bytes: Uint8Array, from: number, to: number): number => {
  let sum = 0;
  let i = from;
  for (; i + 1 < to; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  if (i < to) sum += (bytes[i] ?? 0) << 8;
  return sum;
};

/** The end-around carry: a sum of up to 2^53 folded into 16 bits. */
export const fold16 = (sum: number): number => {
  let s = sum;
  while (s > 0xffff) s = (s % 0x10000) + Math.floor(s / 0x10000);
  return s;
};

/** The Internet checksum of `bytes[from, to)`. Over bytes that hold their own right checksum it is 0. */
export const checksum = (bytes: Uint8Array, from = 0, to = bytes.length): number =>
  ~fold16(sum16(bytes, from, to)) & 0xffff;
