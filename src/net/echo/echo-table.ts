import type { Millis } from '../../domain/time.ts';
import type { IcmpReason } from '../../wire/icmp.ts';
import type { IcmpError } from '../net.ts';
import { Deadlines } from './deadlines.ts';
import { roundTrip, type RoundTrip } from './round-trip.ts';

/** How many echoes of one link can be out at once, and how far back a late or duplicate reply is recognised. */
export const TABLE_SIZE = 0x1_0000;
/** How often an echo that is settled is told again: its target has the cookie, and could answer it a million times. */
const MOST_AFTER = 16;
const MASK = TABLE_SIZE - 1;
/** A stamp so many microseconds after the process's own reading: the wall clock was set in between, or is not the kernel's. */
const ANOTHER_CLOCK = 500_000;

/** What became of an echo is counted on the stream that sent it. */
export interface Asker {
  readonly timeout: Millis;
  /** Echoes sent and not settled. */
  out: number;
  /** The highest sequence answered so far; -1: none. */
  answered: number;
  /** Nobody listens any more. */
  closed: boolean;
}

/** Where the table tells what became of an echo. `sentAt` in microseconds from the engine's base. */
export interface Sink<S> {
  reply(stream: S, seq: number, sentAt: number, trip: RoundTrip, ttl: number, reordered: boolean): void;
  lost(stream: S, seq: number, sentAt: number): void;
  error(stream: S, seq: number, sentAt: number, rttMicros: number, reason: IcmpReason, icmp: IcmpError): void;
  after(kind: 'late' | 'duplicate', stream: S, seq: number, sentAt: number, rttMicros: number): void;
}

/** When something was received: stamp, monotonic clock, and wall minus monotonic; see `Readings`. */
export interface Receipt {
  rxWall: number;
  mono: Millis;
  offset: number;
}

const FREE = 0;
const OUT = 1;
const ANSWERED = 2;
const LOST = 3;
const ERRED = 4;

/**
 * Every echo of one link, from its sending until the table has come round to its place again: settled exactly once,
 * and what comes later told as late or duplicate. Columns instead of objects, so that an echo costs no allocation.
 */
export class EchoTable<S extends Asker> {
  #next = 0;
  #out = 0;
  readonly #counter = new Uint32Array(TABLE_SIZE);
  readonly #state = new Uint8Array(TABLE_SIZE);
  readonly #seq = new Float64Array(TABLE_SIZE);
  readonly #mono = new Float64Array(TABLE_SIZE);
  readonly #wall = new Float64Array(TABLE_SIZE);
  readonly #offset = new Float64Array(TABLE_SIZE);
  /** NaN would have to be written to every place at first; 0 stands for no stamp. */
  readonly #tx = new Float64Array(TABLE_SIZE);
  readonly #after = new Uint8Array(TABLE_SIZE);
  readonly #stream: (S | undefined)[] = Array.from({ length: TABLE_SIZE });
  #deadlines: Deadlines[] = [];

  /** Echoes out. */
  get out(): number {
    return this.#out;
  }
  /** Takes the next counter for an echo that is about to be sent; undefined when every place is still out. */
  issue(stream: S, seq: number, mono: Millis, wall: number, offset: number): number | undefined {
    const i = this.#next & MASK;
    if (this.#state[i] === OUT) return undefined;
    const counter = this.#next;
    this.#next = (this.#next + 1) >>> 0;
    this.#counter[i] = counter;
    this.#state[i] = OUT;
    this.#seq[i] = seq;
    this.#mono[i] = mono;
    this.#wall[i] = wall;
    this.#offset[i] = offset;
    this.#tx[i] = 0;
    this.#after[i] = 0;
    this.#stream[i] = stream;
    this.#deadlinesOf(stream.timeout).push(counter);
    stream.out += 1;
    this.#out += 1;
    return counter;
  }
  /** The echo could not be sent after all. Returns its stream. */
  withdraw(counter: number): S | undefined {
    const i = counter & MASK;
    if (this.#state[i] !== OUT || this.#counter[i] !== counter) return undefined;
    return this.#settle(i, FREE);
  }
  /** The kernel's departure stamp; not believed when it lies before the process handed the packet over. */
  stamp(counter: number, txWall: number): void {
    const i = counter & MASK;
    if (this.#counter[i] === counter && txWall >= (this.#wall[i] ?? 0)) this.#tx[i] = txWall;
  }
  /** Whether an echo is still remembered, and by which stream it was sent. */
  streamOf(counter: number): S | undefined {
    const i = counter & MASK;
    return this.#counter[i] === counter && this.#state[i] !== FREE ? this.#stream[i] : undefined;
  }
  isStamped(counter: number): boolean {
    return this.#tx[counter & MASK] !== 0;
  }
  /** The latest counter that has this sequence on the wire; undefined when none is remembered. */
  bySequence(seq: number): number | undefined {
    return this.#state[seq & MASK] === FREE ? undefined : this.#counter[seq & MASK];
  }
  /** A reply of which the address and the cookie are right. `ttl` -1: not known. */
  reply(counter: number, at: Receipt, ttl: number, sink: Sink<S>): void {
    const i = counter & MASK;
    const stream = this.streamOf(counter);
    if (stream === undefined) return;
    const [state, seq, sentAt] = [this.#state[i], this.#seq[i] ?? 0, this.#sentAt(i)];
    const trip = this.#trip(i, at);
    if (state === OUT && trip.rttMicros <= stream.timeout * 1_000) {
      const reordered = seq < stream.answered;
      if (!reordered) stream.answered = seq;
      this.#settle(i, ANSWERED);
      if (!stream.closed) sink.reply(stream, seq, sentAt, trip, ttl, reordered);
      return;
    }
    // Nobody looked in time, but it came too late all the same.
    if (state === OUT) this.#lose(i, sink);
    this.#state[i] = ANSWERED;
    const before = this.#after[i] ?? 0;
    if (before === MOST_AFTER) return;
    this.#after[i] = before + 1;
    if (!stream.closed)
      sink.after(this.#wasAnswered(state) ? 'duplicate' : 'late', stream, seq, sentAt, trip.rttMicros);
  }
  /** An ICMP error that quotes this echo. Once it is settled, errors about it say nothing new. */
  error(counter: number, at: Receipt, reason: IcmpReason, icmp: IcmpError, sink: Sink<S>): void {
    const i = counter & MASK;
    const stream = this.streamOf(counter);
    if (stream === undefined || this.#state[i] !== OUT) return;
    const trip = this.#trip(i, at);
    if (trip.rttMicros > stream.timeout * 1_000) return;
    this.#settle(i, ERRED);
    if (!stream.closed) sink.error(stream, this.#seq[i] ?? 0, this.#sentAt(i), trip.rttMicros, reason, icmp);
  }
  /** Loses what has had its time at `mono`. Whatever was received by then must have been told before. */
  expire(mono: Millis, sink: Sink<S>): void {
    for (const deadlines of this.#deadlines) {
      for (let first = this.#firstOut(deadlines); first !== undefined; first = this.#firstOut(deadlines)) {
        if ((this.#mono[first] ?? 0) + deadlines.timeout > mono) break;
        this.#lose(first, sink);
      }
    }
  }
  /** When the next echo is lost unless it is answered; Infinity when none is out. */
  nextDeadline(): Millis {
    let next = Number.POSITIVE_INFINITY;
    for (const deadlines of this.#deadlines) {
      const first = this.#firstOut(deadlines);
      if (first !== undefined) next = Math.min(next, (this.#mono[first] ?? 0) + deadlines.timeout);
    }
    return next;
  }

  /** The place of the oldest echo that is still out; settled ones before it are dropped from the ring. */
  #firstOut(deadlines: Deadlines): number | undefined {
    for (let first = deadlines.first(); first !== undefined; first = deadlines.first()) {
      const i = first & MASK;
      if (this.#counter[i] === first && this.#state[i] === OUT) return i;
      deadlines.shift();
    }
    return undefined;
  }
  #deadlinesOf(timeout: Millis): Deadlines {
    for (const d of this.#deadlines) if (d.timeout === timeout) return d;
    const deadlines = new Deadlines(timeout);
    this.#deadlines = [...this.#deadlines.filter((d) => d.first() !== undefined), deadlines];
    return deadlines;
  }
  #settle(i: number, state: number): S | undefined {
    const stream = this.#stream[i];
    this.#state[i] = state;
    this.#out -= 1;
    if (stream !== undefined) stream.out -= 1;
    return stream;
  }
  #lose(i: number, sink: Sink<S>): void {
    const stream = this.#settle(i, LOST);
    if (stream !== undefined && !stream.closed) sink.lost(stream, this.#seq[i] ?? 0, this.#sentAt(i));
  }
  #wasAnswered(state: number | undefined): boolean {
    return state === ANSWERED || state === ERRED;
  }
  /** The departure stamp, unless that is far from when the process handed the packet over: then it is another clock's. */
  #sentAt(i: number): number {
    const [tx, wall] = [this.#tx[i] ?? 0, this.#wall[i] ?? 0];
    return tx !== 0 && tx - wall < ANOTHER_CLOCK ? tx : wall;
  }
  #trip(i: number, at: Receipt): RoundTrip {
    const tx = this.#tx[i] ?? 0;
    return roundTrip({
      txWall: tx === 0 ? Number.NaN : tx,
      rxWall: at.rxWall,
      sentWall: this.#wall[i] ?? 0,
      offsetAtSend: this.#offset[i] ?? 0,
      offsetAtReceipt: at.offset,
      elapsed: at.mono - (this.#mono[i] ?? 0),
    });
  }
}
