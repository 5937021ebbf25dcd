/** A double's rounding and the clocks' own: far below what matters, far above what they are. */
const ROUNDING_MICROS = 0.5;

/**
 * By how much the wall clock is ahead of the monotonic clock. Linux slews both alike, so this changes only when the
 * wall clock is set or the machine was suspended. A reading of one clock between two of the other leaves an interval,
 * long when the thread was interrupted; as long as all intervals have a value in common, nothing has changed.
 */
export class WallOffset {
  /** Microseconds. Changes exactly when a step was seen, by the size of the step as well as it is known. */
  value = Number.NaN;
  #low = Number.NEGATIVE_INFINITY;
  #high = Number.POSITIVE_INFINITY;

  /** The wall clock read between two readings of the monotonic clock, all in microseconds. */
  observe(before: number, wall: number, after: number): void {
    const low = wall - after - ROUNDING_MICROS;
    const high = wall - before + ROUNDING_MICROS;
    if (Number.isNaN(this.value)) {
      this.value = (low + high) / 2;
    } else if (low > this.#high || high < this.#low) {
      this.value += (low + high) / 2 - (this.#low + this.#high) / 2;
      this.#low = Number.NEGATIVE_INFINITY;
      this.#high = Number.POSITIVE_INFINITY;
    }
    this.#low = Math.max(this.#low, low);
    this.#high = Math.min(this.#high, high);
  }
}
