import type { Millis } from '../../domain/time.ts';
import { CLOCK_REALTIME } from '../libc/linux.ts';
import type { Libc } from '../libc/libc.ts';
import { Memory } from '../libc/memory.ts';
import { WallOffset } from './wall-offset.ts';

const TRIES = 10;

/**
 * What to add to `performance.now()`, which allocates nothing, to get what `process.hrtime` tells. The closest of some
 * readings: the thread may be interrupted between two of them, and the first calls are slow.
 */
const performanceBase = (): Millis => {
  let [base, closest] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < TRIES; i += 1) {
    const before = performance.now();
    const [seconds, nanos] = process.hrtime();
    const after = performance.now();
    if (after - before >= closest) continue;
    closest = after - before;
    base = seconds * 1_000 + nanos / 1e6 - (before + after) / 2;
  }
  return base;
};

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
    this.#monoBase = performanceBase();
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
