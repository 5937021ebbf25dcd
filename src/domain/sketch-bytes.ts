/**
 * A packed sketch: a byte of version and kind, then a stream of bits, most significant first. 13 bits are the first
 * key, counted from the lowest that there is; then follow, in Elias's gamma code, its count, and for each further bin
 * how many keys after the last one it is and its count. Zeros fill the last byte. A minute of sixty answers whose bins
 * lie close together takes some 15 bytes.
 */

/** The bytes are no sketch, or one of a later version. */
export class SketchError extends Error {
  override readonly name = 'SketchError';
}
const REAL = 1;
const WHOLE = 2;
const KEY_BITS = 13;
/** Gamma: as many zeros as the number has bits after its first, then the number. Of safe integers: 52 at most. */
const MAX_ZEROS = 52;

/** `bins`: ascending keys from `-lastKey` to `lastKey`, counts from 1 on. */
export const packBins = (
  bins: readonly (readonly [key: number, count: number])[],
  lastKey: number,
  whole: boolean,
): Uint8Array => {
  const bytes: number[] = [whole ? WHOLE : REAL];
  let [open, free] = [0, 8]; // the byte that is being filled, and its bits that are free
  const put = (n: number, bits: number): void => {
    for (let i = bits - 1; i >= 0; i -= 1) {
      open = open * 2 + (Math.floor(n / 2 ** i) % 2);
      free -= 1;
      if (free > 0) continue;
      bytes.push(open);
      [open, free] = [0, 8];
    }
  };
  const putGamma = (n: number): void => {
    let zeros = 0;
    while (2 ** (zeros + 1) <= n) zeros += 1;
    put(0, zeros);
    put(n, zeros + 1);
  };
  let before: number | undefined;
  for (const [key, count] of bins) {
    if (before === undefined) put(key + lastKey, KEY_BITS);
    else putGamma(key - before);
    putGamma(count);
    before = key;
  }
  if (free < 8) bytes.push(open * 2 ** free);
  return Uint8Array.from(bytes);
};

/** Where a number in gamma code begins, four bytes ahead as one: at least 25 bits, zeros after the end. */
const ahead = (bytes: Uint8Array, at: number): number => {
  const i = at >> 3;
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]];
  return ((a << 24) | (b << 16) | (c << 8) | d) << (at & 7);
};
/** A number of any length, bit by bit; undefined where nothing but the zeros of the last byte are left. */
const longGamma = (bytes: Uint8Array, from: number): { readonly n: number; readonly bits: number } | undefined => {
  const end = bytes.length * 8;
  const isSet = (at: number): boolean => ((bytes[at >> 3] ?? 0) & (0x80 >> (at & 7))) !== 0;
  let zeros = 0;
  while (from + zeros < end && !isSet(from + zeros)) zeros += 1;
  if (from + zeros === end) {
    if (zeros > 7) throw new SketchError('sketch: zeros where a number was expected');
    return undefined;
  }
  if (zeros > MAX_ZEROS) throw new SketchError('sketch: a number beyond 2^53');
  if (from + 2 * zeros + 1 > end) throw new SketchError('sketch: cut short in a number');
  let n = 0;
  for (let i = 0; i <= zeros; i += 1) n = n * 2 + (isSet(from + zeros + i) ? 1 : 0);
  return { n, bits: 2 * zeros + 1 };
};

/** Tells each bin in order; whether the values were all whole. Throws a `SketchError` for anything else. */
export const unpackBins = (bytes: Uint8Array, lastKey: number, tell: (key: number, count: number) => void): boolean => {
  const kind = bytes[0];
  if (kind !== REAL && kind !== WHOLE)
    throw new SketchError(`sketch: version ${kind ?? 'none'}, expected ${REAL} or ${WHOLE}`);
  const end = bytes.length * 8;
  if (end === 8) return kind === WHOLE;
  if (end < 8 + KEY_BITS) throw new SketchError('sketch: cut short in the first key');
  let at = 8 + KEY_BITS;
  let key = (ahead(bytes, 8) >>> (32 - KEY_BITS)) - lastKey;
  for (let isCount = true; ; isCount = !isCount) {
    // A year of hours is some 700,000 numbers: nearly all are short, and read without a loop.
    const bits = ahead(bytes, at);
    const zeros = Math.clz32(bits);
    let n = 0;
    if (zeros <= 12 && at + 2 * zeros < end) {
      n = bits >>> (31 - 2 * zeros);
      at += 2 * zeros + 1;
    } else {
      const long = longGamma(bytes, at);
      if (long === undefined) {
        if (isCount) throw new SketchError('sketch: a bin without a count');
        return kind === WHOLE;
      }
      ({ n } = long);
      at += long.bits;
    }
    if (isCount) tell(key, n);
    else {
      key += n;
      if (key > lastKey) throw new SketchError(`sketch: bin ${key}, expected at most ${lastKey}`);
    }
  }
};
