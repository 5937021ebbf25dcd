import type { Gap } from '../../../domain/entry.ts';
import { subjectKey, type Subject } from '../../../domain/subject.ts';
import { MAX_ROWS, type Range } from '../../journal.ts';
import { GAPS } from '../names.ts';
import type { Ask } from './ask.ts';
import { gapOfRow, isOfWhole, type Whole } from './rows.ts';
import type { Row } from './tables.ts';
import { identifier, within } from './text.ts';

const byBeginning = (a: Gap, b: Gap): number => a.from - b.from;

/** Of gaps that overlap the range. One that ends where the range begins does not, one of no length there does. */
const rowsOf = async (ask: Ask, { from, to }: Range): Promise<readonly Row[]> => {
  const columns = 'from_us, to_us, whole_service, reason, "target", "via", "vantage"';
  // A gap may have begun long before the range; its stamp is its beginning, to the millisecond.
  const overlaps = `from_us < ${to} AND (to_us > ${from} OR from_us >= ${from}) AND ${within({ from: 0, to })}`;
  const [tables = []] = await ask([
    `SELECT ${columns} FROM ${identifier(GAPS)} WHERE ${overlaps} ORDER BY time LIMIT ${MAX_ROWS}`,
  ]);
  return tables.flatMap(({ rows }) => rows);
};

/** Oldest first. */
export const readGaps = async (ask: Ask, range: Range, whole: Whole): Promise<readonly Gap[]> =>
  (await rowsOf(ask, range)).flatMap((row) => gapOfRow(row, whole) ?? []).toSorted(byBeginning);

/** Those that concern a subject: its own, and those of all that is seen from its vantage point. */
export const gapsOf = async (ask: Ask, range: Range, subject: Subject): Promise<readonly Gap[]> => {
  const rows = await rowsOf(ask, range);
  return rows
    .flatMap((row): readonly Gap[] => {
      const gap = gapOfRow(row, 'vantage');
      if (gap?.subject === undefined) return [];
      const isOurs = isOfWhole(row)
        ? gap.subject.vantage === subject.vantage
        : subjectKey(gap.subject) === subjectKey(subject);
      return isOurs ? [gap] : [];
    })
    .toSorted(byBeginning);
};
