/** Reads numbers and vectors (RFC 8446, 3.4) one after the other; throws a RangeError where there is less than is told. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  get left(): number {
    return this.#bytes.length - this.#at;
  }
  take(length: number): Uint8Array {
    if (length > this.left) throw new RangeError('less than is told');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
  number(bytes: 1 | 2 | 3): number {
    return this.take(bytes).reduce((sum, byte) => sum * 256 + byte, 0);
  }
  /** What its length stands before, in so many bytes. */
  vector(lengthBytes: 1 | 2 | 3): Uint8Array {
    return this.take(this.number(lengthBytes));
  }
}
