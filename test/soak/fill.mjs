// Two days of history, so that from the first hour on as much is deleted as comes in: node fill.mjs STATE DAYS TARGET…
import { join } from 'node:path';
import process from 'node:process';

import { DuckDBInstance } from '@duckdb/node-api';

import { systemClock } from '../../dist/net/system-clock.js';
import { openDuckDb } from '../../dist/store/duckdb/open.js';

const [folder = '', days = '2', ...targets] = process.argv.slice(2);
const clock = systemClock();
const DAY = 86_400;
const start = Math.round(clock.now() / 1e6) - Number(days) * DAY;

// The tables and the series are made by the store itself.
const store = await openDuckDb({ folder, clock, gather: 0 });
if (!store.ok) throw new Error(store.message);
for (const target of targets) {
  const subject = { target, vantage: 'soak' };
  const samples = [{ at: start * 1e6, value: 20 }];
  await store.journal.append([{ kind: 'samples', probe: 'ping', field: 'rtt', subject, samples }]);
}
const first = store.journal.head();
await store.close();

// The rows straight into the table: one each second and target, as the service would have appended them, and as varied
// as what it measures later, so that a day of these gives way to one that takes as much room. The last two are silent.
const instance = await DuckDBInstance.create(join(folder, 'plumbline.duckdb'), { threads: '2', memory_limit: '1GB' });
const connection = await instance.connect();
await connection.run(`insert into samples
  select ${first} + row_number() over (order by k, t), t, (${start} + k) * 1000000 + t * ${Math.round(1e6 / targets.length)} + late,
    if(silent, 1, 0), if(silent, null, (3 + 12 / (0.01 + dice))::bigint), null,
    if(silent and t = ${targets.length - 1}, '127.0.0.1', null)
  from (select *, dice < 0.001 or t >= ${targets.length - 2} as silent from (select k, t, random() as dice, (random() * 60000)::bigint as late from range(1, ${Number(days) * DAY}) a(k), range(${targets.length}) b(t)))
  order by k, t`);
await connection.run('checkpoint');
connection.closeSync();
instance.closeSync();
