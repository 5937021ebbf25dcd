import { join } from 'node:path';

import type { Entry } from '../../../src/domain/entry.ts';
import { toKeep } from '../../../src/store/entries.ts';
import { writeAll } from '../../../src/store/duckdb/commit.ts';
import { openDatabase, type Database } from '../../../src/store/duckdb/database.ts';
import { migrate } from '../../../src/store/duckdb/migrate.ts';
import { seriesIds } from '../../../src/store/duckdb/series.ts';
import type { Cursor, SeriesFilter } from '../../../src/store/journal.ts';

/** The tables without the journal around them. */
export interface Tables {
  readonly db: Database;
  readonly head: () => Cursor;
  idOf(series: SeriesFilter): number | undefined;
  /** Each entry gets the next cursor. */
  write(entries: readonly Entry[]): Promise<void>;
  /** Forgets every row of what the chores are about. */
  clear(): Promise<void>;
}
const ALL = ['samples', 'runs', 'gaps', 'minutes', 'hours', 'days', 'outages', 'silences', 'upkeep'];

export const openTables = async (folder: string): Promise<Tables> => {
  const { database: db } = await openDatabase(join(folder, 'plumbline.duckdb'), 'now');
  await migrate(db);
  const ids = seriesIds([]);
  let head = 0;
  return {
    db,
    head: () => head,
    idOf: (s) => ids.find(s),
    write: async (entries) => {
      const placed = entries.flatMap(toKeep).map((entry, i) => ({ seq: head + i, entry, bytes: 0 }));
      await db.transact((c, rows) => writeAll(c, rows, placed, [], ids));
      ids.settle(true);
      head += placed.length;
    },
    clear: () =>
      db.transact(async (_, rows) => {
        for (const table of ALL) await rows(`delete from ${table}`);
      }),
  };
};
