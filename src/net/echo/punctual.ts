import { arch } from 'node:os';

import type { Millis } from '../../domain/time.ts';
import type { Libc } from '../libc/libc.ts';
import * as linux from '../libc/linux.ts';
import { Memory } from '../libc/memory.ts';

/** How often it is looked at how much the thread does. */
const LOOK_EVERY: Millis = 1_000;
/** Above this share of a core it goes behind others like everything else, below that one ahead of them again. */
const MUCH = 0.5;
const LITTLE = 0.25;
/** The shortest slice that the scheduler takes (sched_setattr(2)): who asks for little at a time gets it sooner. */
const SLICE_NANOS = 100_000;
/** The least of the real-time priorities is ahead of everything ordinary. */
const PRIORITY = 1;

/**
 * Makes the thread that calls it wake when it wanted to, as far as the process may: no timer slack, short slices, and
 * with CAP_SYS_NICE (or RLIMIT_RTPRIO) ahead of all ordinary work on the machine, as long as it takes little of a core.
 * What the system does not allow is left as it is.
 */
export class Punctual {
  readonly #libc: Libc;
  readonly #memory: Memory;
  readonly #nice: number;
  readonly #call = linux.SCHED_SETATTR[arch()];
  #allowed = true;
  #ahead = false;
  #lookedAt: Millis = Number.NaN;
  #used: Millis = 0;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#memory = new Memory(libc, linux.SCHED_ATTR_BYTES);
    this.#nice = libc.getpriority(linux.PRIO_PROCESS, 0);
    libc.prctl(linux.PR_SET_TIMERSLACK, 1);
    this.#schedule(false);
  }
  /** Ahead of ordinary work. */
  get ahead(): boolean {
    return this.#ahead;
  }
  /** To be called often; looks once a second. */
  look(now: Millis): void {
    if (!this.#allowed || now < this.#lookedAt + LOOK_EVERY) return;
    const used = this.#cpuTime();
    const share = (used - this.#used) / (now - this.#lookedAt); // NaN the first time
    this.#lookedAt = now;
    this.#used = used;
    if (this.#ahead ? share > MUCH : share < LITTLE) this.#allowed = this.#schedule(!this.#ahead);
  }

  #cpuTime(): Millis {
    this.#libc.clockGettime(linux.CLOCK_THREAD_CPUTIME_ID, this.#memory.address());
    return this.#memory.u32(0) * 1_000 + this.#memory.u32(8) / 1e6;
  }
  #schedule(ahead: boolean): boolean {
    if (this.#call === undefined) return false;
    // struct sched_attr: size 0, policy 4, flags 8, nice 16, priority 20, runtime 24 (of the usual policy: the slice).
    const memory = this.#memory;
    memory.bytes.fill(0);
    memory.setU32(0, linux.SCHED_ATTR_BYTES);
    memory.setU32(4, ahead ? linux.SCHED_RR : linux.SCHED_OTHER);
    memory.setU32(8, linux.SCHED_FLAG_RESET_ON_FORK);
    memory.view.setInt32(16, ahead ? 0 : this.#nice, true);
    memory.setU32(20, ahead ? PRIORITY : 0);
    memory.setU64(24, ahead ? 0 : SLICE_NANOS);
    const done = this.#libc.schedSetattr(this.#call, 0, memory.address(), 0) === 0;
    if (done) this.#ahead = ahead;
    return done;
  }
}
