import type { EpochMicros } from '../../domain/time.ts';
import { bigints } from './bound.ts';
import { MICROS_OF } from './cover.ts';
import type { Rows } from './database.ts';
import { Tally, type Part } from '../tally.ts';

const { days: DAY, hours: HOUR } = MICROS_OF;
const wholeDay = (at: EpochMicros): EpochMicros => Math.floor(at / DAY) * DAY;

/**
 * Parts of days for a step of the hours from one horizon to another that appends `parts`: of the days that it closes,
 * made of their hours; of those closed before, of what came late. Kept in the step's transaction, so that a day is
 * always the sum of its hours, as far as whole days lie before the horizon.
 */
export const partsOfDays = async (
  read: Rows,
  parts: readonly Part[],
  horizon: { readonly was: EpochMicros; readonly is: EpochMicros },
): Promise<readonly Part[]> => {
  const [from, to] = [wholeDay(horizon.was), wholeDay(horizon.is)];
  const { params, types } = bigints({ from: from / HOUR, to: to / HOUR });
  const kept = to > from ? await read<Part>('from hours where slot >= $from and slot < $to', params, types) : [];
  const days = new Map<string, { readonly series: number; readonly slot: number; readonly tally: Tally }>();
  for (const part of [...kept, ...parts]) {
    const at = part.slot * HOUR;
    if (at >= to) continue;
    const day = { series: part.series, slot: Math.floor(at / DAY), tally: new Tally() };
    const key = `${day.series} ${day.slot}`;
    const { tally } = days.get(key) ?? day;
    days.set(key, { ...day, tally });
    tally.add(part, true);
    if (part.sketch !== null) tally.addSketch(part.sketch);
  }
  return [...days.values()].map(({ series, slot, tally }) => tally.part(series, slot));
};
