import type { EpochMicros } from '../../domain/time.ts';
import type { Bookmark, Cursor } from '../journal.ts';
import type { RollupState } from './rollup-state.ts';
import type { TelegrafState } from './telegraf.ts';

/** With the number of the state's shape. */
export const EXPORT_BOOKMARK = 'influx/1';

/** How far the export is. */
export interface Place {
  /** Everything before it is in InfluxDB, or was set aside. */
  readonly cursor: Cursor;
  /** The identity of this journal, by which its marks are known. */
  readonly journal: string;
  /** The last stamp in what was exported. */
  readonly at?: EpochMicros;
  /** What is counted for Telegraf's points; missing where that begins here. */
  readonly telegraf?: TelegrafState;
  /** What is counted for the rollups; missing where that begins here. */
  readonly rollups?: RollupState;
  /** The mark that InfluxDB has of it. */
  readonly marked?: { readonly cursor: Cursor; readonly at: EpochMicros };
}

const isWhole = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;

/** From a bookmark; from the beginning where there is none, or one that says nothing. */
export const placeOf = (bookmark: Bookmark | undefined, newIdentity: () => string): Place => {
  const { journal, at, marked, telegraf, rollups } = (bookmark?.state ?? {}) as Readonly<Record<string, unknown>>;
  if (bookmark === undefined || !isWhole(bookmark.cursor) || typeof journal !== 'string' || journal === '')
    return { cursor: 0, journal: newIdentity() };
  const mark = (marked ?? {}) as { cursor?: unknown; at?: unknown };
  return {
    cursor: bookmark.cursor,
    journal,
    ...(isWhole(at) ? { at } : {}),
    ...(typeof telegraf === 'object' && telegraf !== null ? { telegraf: telegraf as TelegrafState } : {}),
    ...(typeof rollups === 'object' && rollups !== null ? { rollups: rollups as RollupState } : {}),
    ...(isWhole(mark.cursor) && isWhole(mark.at) ? { marked: { cursor: mark.cursor, at: mark.at } } : {}),
  };
};
export const bookmarkOf = ({ cursor, ...state }: Place): Bookmark => ({ name: EXPORT_BOOKMARK, cursor, state });
