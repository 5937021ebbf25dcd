import type { Clock } from '../../domain/clock.ts';
import { DAY, microsOf, type EpochMicros } from '../../domain/time.ts';
import type { Query } from '../../store/journal.ts';
import { MTU } from './ways.ts';

export const MONTH_DAYS = 30;
/** As many targets are remembered. */
const MOST = 256;

/**
 * Since when a target is looked at, in the last 30 days, to the day. Runs are told newest first, so the day is found by
 * halves: six questions for one run each, and then it is known until it is a month ago.
 */
export const firstLooks = ({ clock, query }: { readonly clock: Clock; readonly query: Pick<Query, 'runs'> }) => {
  const known = new Map<string, EpochMicros>();
  return async (target: string): Promise<EpochMicros> => {
    const now = clock.now();
    const start = Math.max(0, now - microsOf(MONTH_DAYS * DAY));
    const kept = known.get(target);
    if (kept !== undefined) return Math.max(kept, start);
    const newestIn = async (days: number): Promise<EpochMicros | undefined> => {
      const [run] = await query.runs({
        from: start,
        to: Math.min(now + 1, start + microsOf(days * DAY)),
        target,
        probe: MTU,
        limit: 1,
      });
      return run?.at;
    };
    let [low, high, at] = [0, MONTH_DAYS, await newestIn(MONTH_DAYS)];
    // Nothing yet: it is asked again.
    if (at === undefined) return now;
    while (high - low > 1) {
      const days = Math.floor((low + high) / 2);
      const found = await newestIn(days);
      if (found === undefined) low = days;
      else [high, at] = [days, found];
    }
    if (known.size < MOST) known.set(target, at);
    return at;
  };
};
