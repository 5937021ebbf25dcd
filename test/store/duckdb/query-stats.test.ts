import { afterEach, expect, it } from 'vitest';

import type { Sample } from '../../../src/domain/sample.ts';
import { HOUR, microsOf, MINUTE, SECOND } from '../../../src/domain/time.ts';
import { writePlace } from '../../../src/store/duckdb/places.ts';
import { statsQueries } from '../../../src/store/duckdb/query-stats.ts';
import { rollupChore } from '../../../src/store/duckdb/rollup.ts';
import { BASE, samples, SERIES } from '../../contracts/store-entries.ts';
import { stateFolders } from '../../support/state-folder.ts';
import { openTables, type Tables } from './tables.ts';

const newFolder = stateFolders();
let tables: Tables | undefined;
afterEach(() => tables?.db.close());
const [S, M, H] = [SECOND, MINUTE, HOUR].map(microsOf) as [number, number, number];

/** An answer every ten seconds for four hours, each hour of a value of its own; rolled up but for the last ten minutes. */
const fourHours = async () => {
  const t = (tables = await openTables(newFolder()));
  const { db } = t;
  const list = Array.from({ length: 1_440 }, (_, i): Sample => ({
    at: BASE + i * 10 * S,
    value: 1_000 * (1 + Math.floor(i / 360)),
  }));
  await t.write([{ ...samples(0, 0), samples: list }]);
  for (const table of ['minutes', 'hours'] as const) {
    const chore = rollupChore(table, db, t.head);
    while ((await chore.piece(BASE + 4 * H - 10 * M + 10 * S)) === 'more');
  }
  const query = (exact: number) => statsQueries(db, (q) => t.idOf(q), exact);
  const forget = (place: 'raw kept' | 'minutes kept', horizon: number) =>
    db.transact(async (_, rows) => {
      await writePlace(rows, place, { horizon, cursor: 0 });
      await rows(
        place === 'raw kept'
          ? `delete from samples where at_us < ${horizon}`
          : `delete from minutes where slot < ${horizon / M}`,
      );
    });
  return { query, forget, write: (late: Sample) => t.write([{ ...samples(0, 0), samples: [late] }]) };
};
const all = { ...SERIES, from: BASE, to: BASE + 4 * H };

it('reads short ranges from the samples and long ones from rollups', async () => {
  const { query } = await fourHours();
  const short = await query(6 * HOUR).stats(all);
  expect(short).not.toHaveProperty('resolution');
  const long = await query(HOUR).stats(all);
  expect(long).toMatchObject({ resolution: 'hour', n: 1_440, min: 1_000, max: 4_000, mean: short.mean });
  const [first] = await query(HOUR).buckets({ ...all, widthMicros: 10 * M });
  expect(first).toMatchObject({ resolution: 'minute', n: 60, p50: 1_000 });
  // Narrower than a minute: there is nothing but the samples to make it of.
  const narrow = await query(HOUR).buckets({ ...all, widthMicros: 30 * S });
  expect(narrow).toHaveLength(480);
  expect(narrow[0]).not.toHaveProperty('resolution');
});
it('counts a pair over the edge between rollups and samples', async () => {
  const { query } = await fourHours();
  const { jitter } = await query(HOUR).stats({ ...all, to: BASE + 4 * H - 5 * M });
  expect(jitter).toBeCloseTo(3_000 / (1_440 - 31), 9);
});
it('makes do with what is left, and counts nothing twice', async () => {
  const { query, forget, write } = await fourHours();
  await forget('raw kept', BASE + 3 * H);
  const day = query(24 * HOUR);
  expect(await day.stats(all)).toMatchObject({ resolution: 'minute', n: 1_440 });
  // A minute counts where it begins.
  const narrow = await day.buckets({ ...SERIES, from: BASE + 30 * S, to: BASE + 130 * S, widthMicros: 10 * S });
  expect(narrow.map((b) => [(b.at - BASE) / S, b.n])).toEqual([
    [60, 6],
    [120, 6],
  ]);
  await forget('minutes kept', BASE + H);
  expect(await day.stats(all)).toMatchObject({ resolution: 'hour', n: 1_440, min: 1_000 });
  expect(await day.stats({ ...all, from: BASE + M })).toMatchObject({ n: 1_080, min: 2_000 });
  expect(await query(0).stats(all)).toMatchObject({ resolution: 'hour', n: 1_440 });
  // What comes late lies among the samples until it is rolled up.
  await write({ at: BASE + 10 * M, lost: 'timeout' });
  for (const exact of [24 * HOUR, 0]) expect(await query(exact).stats(all)).toMatchObject({ n: 1_441, lost: 1 });
});
it('tells a histogram of rollups', async () => {
  const { query } = await fourHours();
  const bins = await query(0).histogram({ ...all, bins: 4 });
  expect([bins[0]?.lo, bins.at(-1)?.hi]).toEqual([1_000, 4_001]);
  expect(bins.map((b) => b.n)).toEqual([360, 0, 360, 720]);
  expect(await query(0).histogram({ ...all, from: BASE + 5 * H, to: BASE + 6 * H, bins: 4 })).toEqual([]);
});
