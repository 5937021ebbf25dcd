import type { Clock } from '../domain/clock.ts';
import { MINUTE, SECOND, type Millis } from '../domain/time.ts';
import { clientKey } from './client-key.ts';

interface Bucket {
  /** Failures that still count. */
  level: number;
  at: Millis;
}
export interface AttemptLimits {
  /** Failures in a row before they are slowed, and the time after which one of them is forgiven. */
  readonly each: { readonly burst: number; readonly forgive: Millis };
  /** The same over all addresses together. */
  readonly all: { readonly burst: number; readonly forgive: Millis };
  /** How many addresses are remembered. */
  readonly addresses: number;
}
const LIMITS: AttemptLimits = {
  each: { burst: 5, forgive: MINUTE },
  all: { burst: 100, forgive: SECOND },
  addresses: 4_096,
};

/** Leaky buckets of failed attempts to show the token: one for each client, and one for all. */
export class Attempts {
  readonly #clock: Clock;
  readonly #limits: AttemptLimits;
  readonly #clients = new Map<string, Bucket>();
  readonly #all: Bucket = { level: 0, at: 0 };

  constructor(clock: Clock, limits: AttemptLimits = LIMITS) {
    this.#clock = clock;
    this.#limits = limits;
  }
  /** Seconds until this client, and all together, have failed seldom enough again; 0 when they have. */
  wait(address: string): number {
    const own = this.#clients.get(clientKey(address));
    const { each, all } = this.#limits;
    return Math.max(own === undefined ? 0 : this.#wait(own, each), this.#wait(this.#all, all));
  }
  failed(address: string): void {
    const key = clientKey(address);
    const own = this.#clients.get(key) ?? { level: 0, at: this.#clock.elapsed() };
    this.#leak(own, this.#limits.each.forgive);
    this.#leak(this.#all, this.#limits.all.forgive);
    // However many there were, twice the burst is remembered: what follows is slowed all the same.
    own.level = Math.min(own.level + 1, 2 * this.#limits.each.burst);
    this.#all.level = Math.min(this.#all.level + 1, 2 * this.#limits.all.burst);
    // The one that failed last goes to the end, so that the first is the one to forget.
    this.#clients.delete(key);
    this.#clients.set(key, own);
    for (const oldest of this.#clients.keys()) {
      if (this.#clients.size <= this.#limits.addresses) break;
      this.#clients.delete(oldest);
    }
  }
  succeeded(address: string): void {
    this.#clients.delete(clientKey(address));
  }
  get remembered(): number {
    return this.#clients.size;
  }
  #wait(bucket: Bucket, limit: { readonly burst: number; readonly forgive: Millis }): number {
    this.#leak(bucket, limit.forgive);
    return bucket.level <= limit.burst - 1 ? 0 : ((bucket.level - (limit.burst - 1)) * limit.forgive) / SECOND;
  }
  #leak(bucket: Bucket, forgive: Millis): void {
    const now = this.#clock.elapsed();
    bucket.level = Math.max(0, bucket.level - (now - bucket.at) / forgive);
    bucket.at = now;
  }
}
