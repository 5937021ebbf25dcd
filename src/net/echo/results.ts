import type { IcmpReason } from '../../wire/icmp.ts';
import type { EchoEvent, IcmpError, Stamps } from '../net.ts';
import type { Extra } from './protocol.ts';
import type { RoundTrip } from './round-trip.ts';

// One record: stream, kind, seq, sentAt (microseconds since the epoch), rtt, and three numbers that depend on the kind.
export const STRIDE = 8;
const KINDS = ['reply', 'lost', 'error', 'not-sent', 'late', 'duplicate', 'end'] as const;
const STAMPS: readonly Stamps[] = ['kernel-tx-rx', 'kernel-rx', 'monotonic'];
const REASONS: readonly IcmpReason[] = ['unreachable', 'time-exceeded', 'too-big'];
const [REPLY, LOST, ERROR, NOT_SENT, LATE, DUPLICATE, END] = [0, 1, 2, 3, 4, 5, 6];

/** Collects results as plain numbers, to be posted many at a time: an object each would cost more than the echo. */
export class ResultWriter {
  readonly #epochOffset: number;
  #records = new Float64Array(256 * STRIDE);
  #extras: Extra[] = [];
  count = 0;

  /** @param baseSeconds of the wall-clock readings that are handed in. */
  constructor(baseSeconds: number) {
    this.#epochOffset = baseSeconds * 1e6;
  }
  reply(stream: number, seq: number, sentAt: number, trip: RoundTrip, ttl: number, reordered: boolean): void {
    const at = this.#start(stream, REPLY, seq, sentAt, trip.rttMicros);
    this.#records[at + 5] = ttl;
    this.#records[at + 6] = STAMPS.indexOf(trip.stamps);
    this.#records[at + 7] = reordered ? 1 : 0;
  }
  lost(stream: number, seq: number, sentAt: number): void {
    this.#start(stream, LOST, seq, sentAt, 0);
  }
  error(stream: number, seq: number, sentAt: number, rtt: number, reason: IcmpReason, icmp: IcmpError): void {
    const at = this.#start(stream, ERROR, seq, sentAt, rtt);
    this.#records[at + 5] = REASONS.indexOf(reason);
    this.#records[at + 6] = icmp.type * 256 + icmp.code;
    const { from, mtu } = icmp;
    this.#records[at + 7] = this.#extras.push(mtu === undefined ? { from } : { from, mtu }) - 1;
  }
  notSent(stream: number, seq: number, sentAt: number, why: Extra): void {
    const at = this.#start(stream, NOT_SENT, seq, sentAt, 0);
    this.#records[at + 7] = this.#extras.push(why) - 1;
  }
  after(kind: 'late' | 'duplicate', stream: number, seq: number, sentAt: number, rtt: number): void {
    this.#start(stream, kind === 'late' ? LATE : DUPLICATE, seq, sentAt, rtt);
  }
  end(stream: number): void {
    this.#start(stream, END, 0, 0, 0);
  }
  /** What was collected since the last time. */
  take(): { readonly records: Float64Array; readonly extras: readonly Extra[] } {
    const taken = { records: this.#records.slice(0, this.count * STRIDE), extras: this.#extras };
    this.count = 0;
    this.#extras = [];
    return taken;
  }
  #start(stream: number, kind: number | undefined, seq: number, sentAt: number, rtt: number): number {
    const at = this.count * STRIDE;
    if (at + STRIDE > this.#records.length) {
      const grown = new Float64Array(this.#records.length * 2);
      grown.set(this.#records);
      this.#records = grown;
    }
    this.count += 1;
    this.#records[at] = stream;
    this.#records[at + 1] = kind ?? END;
    this.#records[at + 2] = seq;
    this.#records[at + 3] = Math.round(sentAt + this.#epochOffset);
    this.#records[at + 4] = Math.round(rtt * 1_000) / 1_000; // the kernel's stamps are whole nanoseconds
    return at;
  }
}

const pick = <T>(list: readonly T[], i: number | undefined): T => {
  const item = list[i ?? -1];
  if (item === undefined) throw new Error(`a result of the echo worker names number ${i} of ${list.length}`);
  return item;
};

/** The event in record `index`, or 'end'. `from` is the address that the stream sends to. */
export const readResult = (
  records: Float64Array,
  extras: readonly Extra[],
  index: number,
  from: string,
): EchoEvent | 'end' => {
  const at = index * STRIDE;
  const [seq, sentAt, rttMicros] = [records[at + 2] ?? 0, records[at + 3] ?? 0, records[at + 4] ?? 0];
  const [a, b, c] = [records[at + 5] ?? 0, records[at + 6] ?? 0, records[at + 7] ?? 0];
  const kind = pick(KINDS, records[at + 1]);
  if (kind === 'end') return 'end';
  switch (kind) {
    case 'reply': {
      const reply = { seq, sentAt, kind, rttMicros, from, stamps: pick(STAMPS, b), reordered: c === 1 };
      return a < 0 ? reply : { ...reply, ttl: a };
    }
    case 'lost':
      return { seq, sentAt, kind };
    case 'error': {
      const { from: said = '', mtu } = pick(extras, c);
      const icmp = { from: said, type: Math.floor(b / 256), code: b % 256, ...(mtu === undefined ? {} : { mtu }) };
      return { seq, sentAt, kind, reason: pick(REASONS, a), rttMicros, icmp };
    }
    case 'not-sent': {
      const { code, detail = '' } = pick(extras, c);
      return { seq, sentAt, kind, detail, ...(code === undefined ? {} : { code }) };
    }
    case 'late':
    case 'duplicate':
  }
  return { seq, sentAt, kind, rttMicros, from };
};
