import { phaseInLargestHole, spreadPhase, type Cadence } from '../domain/cadence.ts';
import { MINUTE, type Millis } from '../domain/time.ts';

/** Gives every check its place in time. */
export interface Phases {
  /** Of a stream, among those of the same interval. */
  stream(every: Millis): Cadence;
  /** Of a once-check: it first runs within a minute (or its interval, when that is shorter), then at its rate. */
  once(every: Millis, now: Millis): Cadence;
}

/**
 * Phases spread evenly over those known from the start (their intervals, in order), so that they never make a burst.
 * Whatever comes later takes the middle of the largest hole.
 */
export const phases = (streams: readonly Millis[], onces: number): Phases => {
  const taken = new Map<Millis, Millis[]>();
  const starts: Millis[] = []; // of once-checks, within the minute
  return {
    stream: (every) => {
      const mates = taken.get(every) ?? [];
      const n = streams.filter((other) => other === every).length;
      const phase = mates.length < n ? spreadPhase(mates.length, n, every) : phaseInLargestHole(mates, every);
      taken.set(every, [...mates, phase]);
      return { every, phase };
    },
    once: (every, now) => {
      const index = starts.length;
      const place = index < onces ? now + spreadPhase(index, onces, MINUTE) : phaseInLargestHole(starts, MINUTE);
      const wait = (((place - now) % MINUTE) + MINUTE) % MINUTE;
      starts.push(place % MINUTE);
      return { every, phase: now + (wait % every) };
    },
  };
};
