import type { Clock } from '../../src/domain/clock.ts';
import type { EpochMicros, Millis } from '../../src/domain/time.ts';

interface Sleeper {
  readonly wakeAt: Millis;
  readonly wake: () => void;
}

/** A clock driven by hand: nothing moves but by `advance`, and the wall clock can be stepped apart. */
export class HandClock implements Clock {
  #wall: EpochMicros;
  #mono: Millis = 0;
  #asleep: Millis = 0;
  #sleepers: Sleeper[] = [];

  constructor(startAt: EpochMicros = 1_780_000_000_000_000) {
    this.#wall = startAt;
  }
  now(): EpochMicros {
    return Math.round(this.#wall);
  }
  elapsed(): Millis {
    return this.#mono;
  }
  sleep(ms: Millis, signal: AbortSignal): Promise<void> {
    if (signal.aborted || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = { wakeAt: this.#mono + ms, wake: () => finish() };
      const finish = (): void => {
        this.#sleepers = this.#sleepers.filter((s) => s !== sleeper);
        signal.removeEventListener('abort', finish);
        resolve();
      };
      signal.addEventListener('abort', finish, { once: true });
      this.#sleepers.push(sleeper);
    });
  }
  /** Moves both clocks on, waking sleepers in their order and letting what they start run. */
  async advance(ms: Millis): Promise<void> {
    const end = this.#mono + ms;
    for (;;) {
      await settle();
      const next = this.#sleepers.toSorted((a, b) => a.wakeAt - b.wakeAt)[0];
      if (next === undefined || next.wakeAt > end) break;
      this.#move(Math.max(0, next.wakeAt - this.#mono));
      next.wake();
    }
    this.#move(end - this.#mono);
    await settle();
  }
  /** Both clocks move on at once and sleepers wake late: a stopped process or a busy machine. */
  async stall(ms: Millis): Promise<void> {
    this.#move(ms);
    for (const s of this.#sleepers.filter((x) => x.wakeAt <= this.#mono)) s.wake();
    await settle();
  }
  /** Only the wall clock moves: a step by hand or by NTP. */
  step(ms: Millis): void {
    this.#wall += ms * 1_000;
  }
  /** The machine sleeps: the wall clock and the time since boot move on, the monotonic clock stands still. */
  suspend(ms: Millis): void {
    this.#wall += ms * 1_000;
    this.#asleep += ms;
  }
  /** Time since boot with the time asleep, as CLOCK_BOOTTIME. */
  readonly boot = (): Millis => this.#mono + this.#asleep;
  get sleeping(): number {
    return this.#sleepers.length;
  }
  #move(ms: Millis): void {
    this.#mono += ms;
    this.#wall += ms * 1_000;
  }
}

/** Lets promise chains that are ready run to their next wait. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i += 1) await new Promise<void>((r) => setImmediate(r));
};
