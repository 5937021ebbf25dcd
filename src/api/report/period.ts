import { DAY, MINUTE, microsOf, type EpochMicros } from '../../domain/time.ts';
import type { Range } from '../../store/journal.ts';
import type { Problem } from '../problem.ts';
import { isProblem, parseRange } from '../range.ts';

/** Two weeks: as long as raw echoes are kept unless told. */
const USUAL_HOURS = 14 * 24;
/** In µs. */
export const MOST_PERIOD = microsOf(31 * DAY);
/** What is younger may still settle, and a report made twice must hold the same. */
const SETTLED = microsOf(MINUTE);

/** The time that a report is of: a month at most, and up to a minute ago. */
export const reportPeriod = (
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: EpochMicros,
): Range | Problem => {
  const range = parseRange(asked, now, USUAL_HOURS);
  if (isProblem(range)) return range;
  const to = Math.min(range.to, Math.floor((now - SETTLED) / SETTLED) * SETTLED);
  if (range.from >= to)
    return { status: 400, what: 'The period has not settled yet.', where: 'query from', expected: 'an earlier time' };
  if (to - range.from > MOST_PERIOD)
    return { status: 400, what: 'The period is too long.', where: 'query from', expected: '31 days at most' };
  return { from: range.from, to };
};
