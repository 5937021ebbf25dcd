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

/** Tells each bin in order; whether the values were all whole. Throws a `SketchError` for anything else. */
export const unpackBins = (bytes: Uint8Array, lastKey: number, tell: (key: number, count: number) => void): boolean => {
  const kind = bytes[0];
  if (kind !== REAL && kind !== WHOLE)
    throw new SketchError(`sketch: version ${kind ?? 'none'}, expected ${REAL} or ${WHOLE}`);
  const end = bytes.length * 8;
  let at = 8;
  /** The 32 bits from `at` on, zeros after the end. */
  const next = (): number => {
    const i = at >> 3;
    const shift = at & 7;
    const four =
      ((bytes[i] ?? 0) << 24) | ((bytes[i + 1] ?? 0) << 16) | ((bytes[i + 2] ?? 0) << 8) | (bytes[i + 3] ?? 0);
    return ((four << shift) | ((bytes[i + 4] ?? 0) >> (8 - shift))) >>> 0;
  };
  /** 0 where nothing but the zeros of the last byte are left. */
  const gamma = (): number => {
    let bits = next();
    let zeros = Math.clz32(bits);
    if (zeros < 16) {
      at += 2 * zeros + 1;
      if (at > end) throw new SketchError('sketch: cut short in a number');
      return bits >>> (31 - 2 * zeros);
    }
    if (bits === 0 && at + 32 >= end) {
      if (end - at > 7) throw new SketchError('sketch: zeros where a number was expected');
      return 0;
    }
    if (zeros === 32) {
      at += 32;
      bits = next();
      zeros = Math.clz32(bits);
      at += zeros;
      zeros += 32;
    } else at += zeros;
    if (zeros > MAX_ZEROS) throw new SketchError('sketch: a number beyond 2^53');
    if (at + zeros + 1 > end) throw new SketchError('sketch: cut short in a number');
    let n = 0;
    for (let left = zeros + 1; left > 0; left -= 16) {
      const some = Math.min(16, left);
      n = n * 2 ** some + (next() >>> (32 - some));
      at += some;
    }
    return n;
  };
  if (end === at) return kind === WHOLE;
  let key = (next() >>> (32 - KEY_BITS)) - lastKey;
  at += KEY_BITS;
  for (let gap = -1; gap !== 0; gap = gamma()) {
    if (gap > 0) key += gap;
    const count = gamma();
    if (count === 0) throw new SketchError('sketch: a bin without a count');
    if (key > lastKey) throw new SketchError(`sketch: bin ${key}, expected at most ${lastKey}`);
    tell(key, count);
  }
  return kind === WHOLE;
};
