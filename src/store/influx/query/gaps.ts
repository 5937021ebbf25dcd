import type { Gap } from '../../../domain/entry.ts';
import { MAX_ROWS, type Range } from '../../journal.ts';
import { GAPS } from '../names.ts';
import type { Ask } from './ask.ts';
import { gapOfRow } from './rows.ts';
import { identifier, within } from './text.ts';

/** Gaps that overlap the range, oldest first. One that ends where the range begins is not in it, one of no length is. */
export const readGaps = async (ask: Ask, { from, to }: Range): Promise<readonly Gap[]> => {
  const columns = 'from_us, to_us, whole_service, reason, "target", "via", "vantage"';
  // A gap may have begun long before the range; its stamp is its beginning, to the millisecond.
  const overlaps = `from_us < ${to} AND (to_us > ${from} OR from_us >= ${from}) AND ${within({ from: 0, to })}`;
  const [tables = []] = await ask([
    `SELECT ${columns} FROM ${identifier(GAPS)} WHERE ${overlaps} ORDER BY time LIMIT ${MAX_ROWS}`,
  ]);
  return tables.flatMap(({ rows }) => rows.flatMap((row) => gapOfRow(row) ?? [])).toSorted((a, b) => a.from - b.from);
};
