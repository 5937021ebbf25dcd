import type { EpochMicros } from '../../domain/time.ts';
import type { LineSeen, Penalty } from './state.ts';

/** RFC 2439 as routers practise it (facts: Damping). */
export const DAMPING = {
  flap: 1_000,
  suppress: 2_000,
  reuse: 750,
  halfLife: 15 * 60e6,
  /** Nothing is held back for longer than this after its last flap. */
  longest: 60 * 60e6,
} as const;
const MOST = DAMPING.reuse * 2 ** (DAMPING.longest / DAMPING.halfLife);

/** The penalty as it has decayed by `now`; where the clock was set back it has not. */
export const penaltyAt = ({ value, at }: Penalty, now: EpochMicros): number =>
  value * 2 ** (-Math.max(0, now - at) / DAMPING.halfLife);

export const flapped = (seen: LineSeen, at: EpochMicros): LineSeen => {
  const value = Math.min(MOST, penaltyAt(seen.penalty, at) + DAMPING.flap);
  return { ...seen, penalty: { value, at }, suppressed: seen.suppressed || value >= DAMPING.suppress };
};
export const calmedDown = (seen: LineSeen, now: EpochMicros): LineSeen =>
  seen.suppressed && penaltyAt(seen.penalty, now) < DAMPING.reuse ? { ...seen, suppressed: false } : seen;
