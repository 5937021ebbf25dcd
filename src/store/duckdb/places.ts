import { BIGINT } from '@duckdb/node-api';

import type { EpochMicros } from '../../domain/time.ts';
import type { Cursor } from '../journal.ts';
import type { Rows } from './database.ts';

/**
 * What has a place of its own in the table `upkeep`, kept in the transaction of what was done up to it.
 * minutes, hours, outages: every sample older than the horizon whose entry lies before the cursor is taken in, once.
 * raw kept, minutes kept: samples (minute rollups) before the horizon, a whole hour, are deleted or are about to be:
 * this is written first, so that a reader never takes half of them. The cursor is 0.
 */
export type PlaceName = 'minutes' | 'hours' | 'outages' | 'raw kept' | 'minutes kept';
export interface Place {
  readonly horizon: EpochMicros;
  readonly cursor: Cursor;
}

export const readPlaces = async (rows: Rows): Promise<ReadonlyMap<PlaceName, Place>> => {
  const found = await rows<Place & { readonly chore: PlaceName }>(
    'select chore, cast(horizon_us as double) as horizon, cast("cursor" as double) as "cursor" from upkeep',
  );
  return new Map(found.map(({ chore, horizon, cursor }) => [chore, { horizon, cursor }]));
};

/** Within the transaction that `rows` is of. */
export const writePlace = async (rows: Rows, chore: PlaceName, { horizon, cursor }: Place): Promise<void> => {
  const params = { chore, horizon: BigInt(horizon), cursor: BigInt(cursor) };
  const types = { horizon: BIGINT, cursor: BIGINT };
  await rows('delete from upkeep where chore = $chore', { chore });
  await rows('insert into upkeep values ($chore, $horizon, $cursor)', params, types);
};
