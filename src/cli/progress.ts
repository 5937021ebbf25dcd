import type { Clock } from '../domain/clock.ts';
import type { Millis } from '../domain/time.ts';
import type { Output } from './deps.ts';
import { cut, printable } from './format/text.ts';

/** A person reads no faster, and a pipe over SSH should not be flooded. */
const APART: Millis = 80;
const CLEAR = '\r\u001b[K';

/** One line on a terminal that tells how far it is, written over and over; nothing anywhere else. */
export class LiveLine {
  readonly #output: Output;
  readonly #clock: Clock;
  #shownAt = -Infinity;
  #shown = false;

  constructor(output: Output, clock: Clock) {
    this.#output = output;
    this.#clock = clock;
  }
  show(text: string): void {
    const now = this.#clock.elapsed();
    if (!this.#output.isTTY || now - this.#shownAt < APART) return;
    this.#shownAt = now;
    this.#shown = true;
    this.#output.write(CLEAR + cut(printable(text), Math.max(10, this.#output.columns - 1)));
  }
  /** Before anything else is written, also to stdout: both are one screen. */
  clear(): void {
    if (this.#shown) this.#output.write(CLEAR);
    this.#shown = false;
    this.#shownAt = -Infinity;
  }
}
