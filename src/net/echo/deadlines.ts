import type { Millis } from '../../domain/time.ts';

/**
 * Counters of echoes that all have the same time to answer, in the order in which they were sent: the first is the
 * first to expire. A ring that grows, so that nothing is allocated per echo.
 */
export class Deadlines {
  readonly timeout: Millis;
  #ring = new Uint32Array(64);
  #head = 0;
  #length = 0;

  constructor(timeout: Millis) {
    this.timeout = timeout;
  }
  push(counter: number): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length) % this.#ring.length] = counter;
    this.#length += 1;
  }
  /** The oldest counter; undefined when there is none. */
  first(): number | undefined {
    return this.#length === 0 ? undefined : this.#ring[this.#head];
  }
  shift(): void {
    if (this.#length === 0) return;
    this.#head = (this.#head + 1) % this.#ring.length;
    this.#length -= 1;
  }
  #grow(): void {
    const grown = new Uint32Array(this.#ring.length * 2);
    for (let i = 0; i < this.#length; i += 1) grown[i] = this.#ring[(this.#head + i) % this.#ring.length] ?? 0;
    this.#ring = grown;
    this.#head = 0;
  }
}
