import { HOUSE, type Line } from '../../domain/line.ts';
import type { EpochMicros } from '../../domain/time.ts';
import { addressNow } from './live.ts';
import { cameBack, isSuspicious, isWell } from './pulse.ts';
import type { LineSeen, LinesState } from './state.ts';
import { believedLine } from './who.ts';

const S: EpochMicros = 1_000_000;
/** So long is a line watched closely … */
const ALERT = 30 * S;
/** … and not again before this while the same trouble lasts, which is over when all was well for a minute. */
const REST = 300 * S;
const OVER = 60 * S;

/** As of probe.ts (`PaceWord`). */
export type PaceNow = 'standby' | 'live' | 'wary' | 'alert';

/** Begins to watch closely, or goes on resting. `strange`: what is suspicious is the address. */
export const alerted = (seen: LineSeen, now: EpochMicros, strange: boolean): LineSeen => {
  const { alert, rtt } = seen;
  const isTrouble = strange || (rtt !== null && isSuspicious(rtt));
  if (alert === null) return isTrouble ? { ...seen, alert: { from: now, well: null } } : seen;
  if (isTrouble) {
    const isOver = alert.well !== null && now - alert.well >= OVER;
    // Whoever comes back may do so by another line.
    const isBack = rtt !== null && cameBack(rtt) > alert.from + ALERT;
    if (isOver || isBack || now - alert.from >= REST) return { ...seen, alert: { from: now, well: null } };
    return alert.well === null ? seen : { ...seen, alert: { ...alert, well: null } };
  }
  if (alert.well === null) return rtt === null || isWell(rtt) ? { ...seen, alert: { ...alert, well: now } } : seen;
  return now - alert.well >= REST ? { ...seen, alert: null } : seen;
};

/** Whether what the house sends may go over a line whose bytes cost money: by address, by routes, or by what was last so. */
const isCostly = (lines: readonly Line[], state: LinesState): boolean => {
  const { live, last, routes } = state;
  const believed = believedLine(lines, routes, addressNow(state)?.family)?.name ?? '';
  const carriers = live.line === '' && believed === '' ? [last] : [live.line, believed];
  return lines.some((line) => line.metered && carriers.includes(line.name));
};
/** How eagerly to look over a line (or at the house, `HOUSE`) at this time. */
export const paceOf = (lines: readonly Line[], state: LinesState, line: string, at: EpochMicros): PaceNow => {
  const { seen, live } = state;
  const alert = seen[line]?.alert ?? null;
  if (alert !== null && alert.well === null && at >= alert.from && at - alert.from < ALERT)
    return line === HOUSE && isCostly(lines, state) ? 'wary' : 'alert';
  return line === HOUSE || live.line === '' || live.line === line ? 'live' : 'standby';
};
