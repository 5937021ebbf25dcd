const KEYS = 0x1_0000;
/** After so many replies in a row without a departure stamp, the device is taken to give none. */
const STAMPLESS = 32;

/**
 * Which echo a departure stamp belongs to. The kernel numbers them in the order of sending (SOF_TIMESTAMPING_OPT_ID);
 * whether it counted a send that failed depends on its version and the reason, so after one the count starts anew.
 */
export class Departures {
  readonly #counters = new Uint32Array(KEYS);
  #key = 0;
  #missing = 0;
  /** A send has failed since the count started. */
  uncertain = false;

  sent(counter: number): void {
    this.#counters[this.#key % KEYS] = counter;
    this.#key = (this.#key + 1) >>> 0;
  }
  restart(): void {
    this.#key = 0;
    this.uncertain = false;
  }
  /** The counter of the echo of the kernel's stamp number `key`. */
  stamped(key: number): number {
    this.#missing = 0;
    return this.#counters[key % KEYS] ?? 0;
  }
  missing(): void {
    this.#missing += 1;
  }
  /** Whether it is worth looking for a stamp that has not been seen yet. */
  get expected(): boolean {
    return this.#missing < STAMPLESS;
  }
}
