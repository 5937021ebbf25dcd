import type { Millis } from '../../domain/time.ts';
import { CLOCK_REALTIME } from '../libc/linux.ts';
import type { Libc } from '../libc/libc.ts';
import { Memory } from '../libc/memory.ts';

/** The readings between which the wall clock was read must lie this close, or it is read once more. */
const CLOSE: Millis = 0.02;
const TRIES = 3;

/**
 * Both clocks, read together. The wall clock counts microseconds from a base of whole seconds, so that a double holds
 * the kernel's nanoseconds; the monotonic clock is CLOCK_MONOTONIC in milliseconds, as `process.hrtime` tells it.
 */
export class Clocks {
  readonly baseSeconds: number;
  mono: Millis = 0;
  wall = 0;
  /** `wall` minus `mono`. Only a set clock changes it: both are slewed alike, and reading noise is left out. */
  offset = Number.NaN;
  readonly #libc: Libc;
  readonly #timespec: Memory;
  readonly #address: number;
  readonly #monoBase: Millis;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#timespec = new Memory(libc, 16);
    this.#address = this.#timespec.address();
    const [seconds, nanos] = process.hrtime();
    this.#monoBase = seconds * 1_000 + nanos / 1e6 - performance.now();
    this.baseSeconds = Math.floor(Date.now() / 1_000);
    this.read();
  }
  /** The monotonic clock alone. */
  now(): Millis {
    return this.#monoBase + performance.now();
  }
  read(): void {
    let least = Number.POSITIVE_INFINITY;
    let offset = 0;
    for (let i = 0; i < TRIES && least > CLOSE; i += 1) {
      const before = this.now();
      this.#libc.clockGettime(CLOCK_REALTIME, this.#address);
      const after = this.now();
      this.wall = this.fromBase(this.#timespec.u32(0), this.#timespec.u32(8));
      this.mono = after;
      if (after - before < least) {
        least = after - before;
        offset = this.wall - ((before + after) / 2) * 1_000;
      }
    }
    // Within the noise of this reading nothing has changed.
    if (!(Math.abs(offset - this.offset) <= least * 500 + 0.5)) this.offset = offset;
  }
  /** A kernel stamp as microseconds from the base. */
  fromBase(seconds: number, nanos: number): number {
    return (seconds - this.baseSeconds) * 1e6 + nanos / 1_000;
  }
}
