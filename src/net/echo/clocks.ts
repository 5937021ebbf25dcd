import type { Millis } from '../../domain/time.ts';
import { CLOCK_REALTIME } from '../libc/linux.ts';
import type { Libc } from '../libc/libc.ts';
import { Memory } from '../libc/memory.ts';
import { WallOffset } from './wall-offset.ts';

/**
 * Both clocks, read together. The wall clock counts microseconds from a base of whole seconds, so that a double holds
 * the kernel's nanoseconds; the monotonic clock is CLOCK_MONOTONIC in milliseconds, as `process.hrtime` tells it.
 */
export class Clocks {
  readonly baseSeconds: number;
  mono: Millis = 0;
  wall = 0;
  readonly #offset = new WallOffset();
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
    const before = this.now();
    this.#libc.clockGettime(CLOCK_REALTIME, this.#address);
    this.mono = this.now();
    this.wall = this.fromBase(this.#timespec.u32(0), this.#timespec.u32(8));
    this.#offset.observe(before * 1_000, this.wall, this.mono * 1_000);
  }
  /** `wall` minus `mono` in microseconds, see WallOffset. */
  get offset(): number {
    return this.#offset.value;
  }
  /** A kernel stamp as microseconds from the base. */
  fromBase(seconds: number, nanos: number): number {
    return (seconds - this.baseSeconds) * 1e6 + nanos / 1_000;
  }
}
