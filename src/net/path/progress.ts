import type { Millis } from '../../domain/time.ts';

/** How far a connection has come, looked at again and again: when something last got across, and the longest pause. */
export class Progress {
  #moved: Millis;
  #across = -1;
  #longest: Millis = 0;

  constructor(now: Millis) {
    this.#moved = now;
  }
  /** @param across bytes that got across so far, either way. */
  look(now: Millis, across: number): void {
    if (across !== this.#across) {
      this.#longest = Math.max(this.#longest, now - this.#moved);
      this.#moved = now;
    }
    this.#across = across;
  }
  /** How long nothing got across by now. */
  silence(now: Millis): Millis {
    return now - this.#moved;
  }
  longest(now: Millis): Millis {
    return Math.max(this.#longest, this.silence(now));
  }
}
