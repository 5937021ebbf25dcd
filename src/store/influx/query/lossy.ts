import { microsOf, MINUTE, type EpochMicros } from '../../../domain/time.ts';
import { OUTAGE_MIN_LOST, type OutageQuery, type Range } from '../../journal.ts';
import { rolledField, rollupOf } from '../names.ts';
import type { Ask } from './ask.ts';
import { grainFor, keptOf } from './cover.ts';
import { numberIn } from './tables.ts';
import { identifier, ofSubject, within } from './text.ts';

const MINUTE_US = microsOf(MINUTE);
/** Stretches that are closer together are looked through as one: a question costs more. */
const NEAR = microsOf(10 * MINUTE);
/** More of them are looked through as one: each takes InfluxDB 1.6.7 some 60 ms, 30 days of seconds 7 s. */
const MOST = 60;

interface LossyMinute {
  readonly from: EpochMicros;
  readonly n: number;
  readonly lost: number;
}

/**
 * Where in a range three in a row may be lost, by its minutes (in order, without a hole from `kept.from` on and before
 * `kept.to`): each stretch goes from a minute in which all was answered to another such, so that no silence is cut.
 */
export const lossyStretches = (range: Range, kept: Range, minutes: readonly LossyMinute[]): readonly Range[] => {
  const found: Range[] = [];
  const tell = (from: EpochMicros, to: EpochMicros): void => {
    const last = found.at(-1);
    if (last !== undefined && from - last.to <= NEAR) found[found.length - 1] = { from: last.from, to };
    else found.push({ from, to });
  };
  let clean = range.from;
  // What is before the first minute that is known has to be looked at.
  let open: { readonly from: EpochMicros; readonly lost: number } | undefined =
    range.from < kept.from ? { from: range.from, lost: Infinity } : undefined;
  for (const { from, n, lost } of minutes) {
    if (lost > 0) open = { from: open?.from ?? clean, lost: (open?.lost ?? 0) + lost };
    else if (n > 0) {
      if (open !== undefined && open.lost >= OUTAGE_MIN_LOST) tell(open.from, Math.min(range.to, from + MINUTE_US));
      open = undefined;
      clean = Math.max(range.from, from);
    }
  }
  if (range.to > kept.to || (open?.lost ?? 0) >= OUTAGE_MIN_LOST) tell(open?.from ?? clean, range.to);
  return found;
};

/** The parts of a long range in which an outage may begin and end; all of it where that is no less. */
export const whereLossy = async (ask: Ask, q: OutageQuery, range: Range): Promise<readonly Range[]> => {
  const { probe, field } = q;
  if (grainFor(range) === undefined) return [range];
  const where = ofSubject(q.subject);
  const kept = (await keptOf(ask, { probe, field, where, ...range })).minutes;
  if (kept === undefined || kept.from >= kept.to) return [range];
  const columns = ['n', 'lost_n'] as const;
  const told = columns.map((name) => `${identifier(rolledField(field, name))} AS ${identifier(name)}`).join(', ');
  const since = { from: Math.max(range.from, kept.from), to: kept.to };
  const [tables = []] = await ask([
    `SELECT ${told} FROM ${identifier(rollupOf(probe, 'minutes'))} WHERE ${where} AND ${within(since)}`,
  ]);
  const minutes = (tables[0]?.rows ?? []).map((row) => ({
    from: numberIn(row, 'time') ?? 0,
    n: numberIn(row, 'n') ?? 0,
    lost: numberIn(row, 'lost_n') ?? 0,
  }));
  // A range that begins in the middle of a minute has to be looked at from there.
  const first = { from: Math.ceil(since.from / MINUTE_US) * MINUTE_US, to: kept.to };
  const found = lossyStretches(range, first, minutes);
  return found.length > MOST ? [range] : found;
};
