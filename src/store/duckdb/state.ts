import type { EpochMicros } from '../../domain/time.ts';
import type { Cursor } from '../journal.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { isCorrupt, messageOf } from './repair.ts';
import type { SeriesRow } from './rows.ts';

export interface State {
  readonly series: readonly SeriesRow[];
  readonly head: Cursor;
  readonly lastAt: EpochMicros | undefined;
}
/** The next cursor and the last stamp that was kept. */
export const PLACE = `
    select cast(greatest(
        coalesce((select max(seq) + 1 from samples), 0), coalesce((select max(seq) + 1 from runs), 0),
        coalesce((select max(seq) + 1 from events), 0), coalesce((select max(seq) + 1 from gaps), 0),
        coalesce((select max(cursor) from bookmarks), 0)) as double) as head,
      cast(greatest((select max(at_us) from samples), (select max(at_us) from runs),
        (select max(at_us) from events), (select max(to_us) from gaps)) as double) as last`;
/** What the tables know at the start. */
export const readState = async (db: Database): Promise<State> => {
  const series = await db.read<SeriesRow>('select id, probe, field, target, via, vantage from series order by id');
  const [place] = await db.read<{ head: number; last: number | null }>(PLACE);
  return { series, head: place?.head ?? 0, lastAt: place?.last ?? undefined };
};
/** The same of a database that opened well but whose tables turn out to be broken: those are moved aside, too. */
export const stateOrFresh = async (db: Database, stamp: string) => {
  const look = async () => {
    const newer = await migrate(db);
    return newer === undefined ? await readState(db) : { newer };
  };
  try {
    return { ...(await look()), movedAside: [] };
  } catch (error) {
    const why = messageOf(error);
    if (!isCorrupt(why)) throw error;
    const movedAside = await db.reopen(stamp, why);
    return { ...(await look()), movedAside };
  }
};
