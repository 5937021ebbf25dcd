import type { Millis } from '../../domain/time.ts';
import type { Stamps } from '../net.ts';

/**
 * What is known of one round trip. Wall-clock readings in microseconds, all from the same base; NaN: none.
 * `offset` is wall clock minus monotonic clock, read before the send and after the receipt.
 */
export interface Readings {
  /** The kernel's stamps. */
  readonly txWall: number;
  readonly rxWall: number;
  /** The process's, just before it sent. */
  readonly sentWall: number;
  readonly offsetAtSend: number;
  readonly offsetAtReceipt: number;
  /** By the process on the monotonic clock, send to receipt: right but for how late the process was to look. */
  readonly elapsed: Millis;
}
export interface RoundTrip {
  readonly rttMicros: number;
  readonly stamps: Stamps;
}

/** NTP slews by 500 ppm at most; the reading of two clocks one after the other adds about a microsecond. */
const SLEW = 500e-6;
const READING_MICROS = 2;

/** Whether the wall clock was set, not merely slewed, between two readings of its offset. */
export const stepped = (offsetBefore: number, offsetAfter: number, elapsed: Millis): boolean =>
  Math.abs(offsetAfter - offsetBefore) > READING_MICROS + SLEW * Math.max(0, elapsed) * 1_000;

/**
 * The round-trip time by the best stamps that can be believed. The kernel stamps with the wall clock: when that was
 * stepped in between, or the stamps contradict the monotonic clock, the monotonic clock decides.
 */
export const roundTrip = (r: Readings): RoundTrip => {
  const upper = r.elapsed * 1_000 + READING_MICROS + SLEW * r.elapsed * 1_000;
  if (!Number.isNaN(r.rxWall) && !stepped(r.offsetAtSend, r.offsetAtReceipt, r.elapsed)) {
    const byBoth = r.rxWall - r.txWall;
    if (byBoth >= 0 && byBoth <= upper) return { rttMicros: byBoth, stamps: 'kernel-tx-rx' };
    const byArrival = r.rxWall - r.sentWall;
    if (byArrival >= 0 && byArrival <= upper) return { rttMicros: byArrival, stamps: 'kernel-rx' };
  }
  return { rttMicros: Math.max(0, r.elapsed * 1_000), stamps: 'monotonic' };
};
