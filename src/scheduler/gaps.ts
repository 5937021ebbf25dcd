import type { Clock } from '../domain/clock.ts';
import type { Gap, GapReason } from '../domain/entry.ts';
import { SECOND, microsOf, millisOf, type EpochMicros, type Millis } from '../domain/time.ts';

/** A look at the clocks that comes later than this was due is a stall: the process was stopped, or the machine busy. */
const STALL: Millis = 2 * SECOND;
/** The wall clock and the other clocks may part by this much between two looks (slewing does far less). */
const STEP: Millis = 500;
/** Readings taken further apart than this are not of one moment. */
const TORN: Millis = 50;

/** The clocks of one moment. */
interface Reading {
  readonly wall: EpochMicros;
  readonly elapsed: Millis;
  /** Time since boot with the time asleep (CLOCK_BOOTTIME); undefined where nothing tells it. */
  readonly boot: Millis | undefined;
}

/**
 * What lies between two looks at the clocks that were meant to be `every` apart. In wall time:
 * - `stalled`, `suspended`: from the earlier look, which is the last time that we surely watched, to the later.
 * - `clock-stepped` forwards: the times that never came, from what the clock would have told to what it tells.
 *   It does not reach back over `floor`, the last stamp that an earlier run gave out: a machine without a battery clock
 *   starts in 1970 and finds the time later, and what it recorded before stays watched.
 * - `clock-stepped` backwards: of no length, at the new time. Nothing went unwatched, but from here on stamps
 *   are given out a second time.
 */
const gapsBetween = (before: Reading, after: Reading, every: Millis, floor: EpochMicros): readonly Gap[] => {
  const ran = after.elapsed - before.elapsed;
  const passed = before.boot === undefined || after.boot === undefined ? ran : after.boot - before.boot;
  const expected = before.wall + microsOf(passed);
  const stepped = millisOf(after.wall - expected);
  const gaps: Gap[] = [];
  const away = (reason: GapReason): void => {
    const to = Math.abs(stepped) > STEP ? expected : Math.max(before.wall, after.wall);
    gaps.push({ kind: 'gap', from: before.wall, to, reason });
  };
  if (passed - ran > STEP) away('suspended');
  else if (ran - every > STALL) away('stalled');
  if (stepped > STEP) {
    const from = Math.min(Math.max(expected, floor), after.wall);
    gaps.push({ kind: 'gap', from, to: after.wall, reason: 'clock-stepped' });
  } else if (stepped < -STEP) {
    gaps.push({ kind: 'gap', from: after.wall, to: after.wall, reason: 'clock-stepped' });
  }
  return gaps;
};

interface ClockWatchParts {
  readonly clock: Clock;
  /** Reads CLOCK_BOOTTIME; without it a suspended machine shows as a stepped clock. */
  readonly boot?: (() => Millis | undefined) | undefined;
  /** How far apart the looks are meant to be. */
  readonly every: Millis;
  /** The last stamp of an earlier run. */
  readonly floor?: EpochMicros | undefined;
}

/** Looks at the clocks each time it is called and tells the gaps since the call before. */
export const clockWatch = ({ clock, boot, every, floor = 0 }: ClockWatchParts): (() => readonly Gap[]) => {
  const read = (): Reading => {
    for (let tries = 1; ; tries += 1) {
      const elapsed = clock.elapsed();
      const reading = { elapsed, wall: clock.now(), boot: boot?.() };
      // Stopped between two readings, they would tell of a step that never was.
      if (clock.elapsed() - elapsed < TORN || tries === 3) return reading;
    }
  };
  let before = read();
  return () => {
    const after = read();
    const gaps = gapsBetween(before, after, every, floor);
    before = after;
    return gaps;
  };
};

/**
 * The gap since an earlier run, from the journal's last stamp to now; undefined on the very first start.
 * When the clock was set back meanwhile nobody can tell how long it was: the gap is then of no length, at `now`.
 */
export const gapSinceLastRun = (lastAt: EpochMicros | undefined, now: EpochMicros): Gap | undefined =>
  lastAt === undefined ? undefined : { kind: 'gap', from: Math.min(lastAt, now), to: now, reason: 'stopped' };
