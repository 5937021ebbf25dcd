import { join } from 'node:path';

import { expect, it } from 'vitest';

import { openDatabase } from '../../../src/store/duckdb/database.ts';
import { migrate } from '../../../src/store/duckdb/migrate.ts';
import { readOutages } from '../../../src/store/duckdb/outages.ts';
import { stateFolders } from '../../support/state-folder.ts';

const newFolder = stateFolders();
const opened = async () => {
  const { database } = await openDatabase(join(newFolder(), 'plumbline.duckdb'), 'now');
  await migrate(database);
  return database;
};

it('ends a read that still runs when it is closed', async () => {
  const database = await opened();
  // Years of work.
  const endless = database.read('select sum(a.range * b.range) from range(10000000) a, range(10000000) b');
  const told = endless.then(
    () => 'read',
    (error: Error) => error.message,
  );
  await database.read('select 1');
  await database.close();
  expect(await told).toMatch(/interrupt/i);
});

it('finds the outages of days that nobody has kept yet without comparing each with all', async () => {
  const database = await opened();
  // 6 billion pairs, were they compared: minutes.
  await database.transact(async (_, rows) => {
    await rows(
      `insert into series by name select 0 as id, 'ping' as probe, 'rtt' as field, 'a' as target, 'home' as vantage`,
    );
    await rows(`insert into samples by name select range as seq, 0 as series, range * 1000000 as at_us,
      case when range % 100 < 99 then 0 else 1 end as code, case when range % 100 < 99 then 20000 end as value
      from range(800000)`);
  });
  const asked = { series: 0, from: 0, to: 800_000e6, least: 0 };
  expect(await readOutages(database.read, asked)).toEqual([]);
  await database.close();
});

it('answers what takes more memory than usual, and has the usual limit after it', async () => {
  const database = await opened();
  const limit = async () => (await database.read("select current_setting('memory_limit') as l")).at(0);
  const usual = await limit();
  const longest = (n: number) =>
    database.read(`select len(array_agg(range order by range desc)) as n from range(${n})`);
  const all = await Promise.all([longest(2_500_000), longest(2_500_000), database.read('select 1 as n')]);
  expect(all.map(([row]) => Number((row as { n: unknown }).n))).toEqual([2_500_000, 2_500_000, 1]);
  await expect(longest(9_000_000)).rejects.toThrow('Out of Memory');
  expect(await limit()).toEqual(usual);
  await database.close();
});
