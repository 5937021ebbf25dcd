// @ts-check
import { statSync } from 'node:fs';
import { join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';

import { systemClock } from '../../../dist/net/system-clock.js';
import { openDuckDb } from '../../../dist/store/duckdb/open.js';

export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A whole day, at which all data of a bench end. */
export const END = 1_780_012_800 * SECOND;

/** @param {number} i */
export const seriesOf = (i) => ({ probe: 'ping', field: 'rtt', subject: { target: `t${i}`, vantage: 'bench' } });

/**
 * @param {number} i
 * @param {number} at
 * @param {number} value
 */
export const entryOf = (i, at, value) => ({
  kind: /** @type {const} */ ('samples'),
  ...seriesOf(i),
  samples: [{ at, value }],
});

/**
 * @param {string} folder
 * @param {{ exact?: number }} [more]
 */
export const opened = async (folder, more = {}) => {
  const store = await openDuckDb({ folder, clock: systemClock(), gather: 0, ...more });
  if (!('journal' in store)) throw new Error(store.message);
  return store;
};
/** @param {string} folder */
export const fileBytes = (folder) => statSync(join(folder, 'plumbline.duckdb')).size;
/**
 * Past the store, into its file.
 * @param {string} folder
 * @param {(run: (sql: string) => Promise<unknown>) => Promise<void>} work
 */
const inFile = async (folder, work) => {
  const instance = await DuckDBInstance.create(join(folder, 'plumbline.duckdb'), { threads: '2', memory_limit: '2GB' });
  const connection = await instance.connect();
  try {
    await work((sql) => connection.run(sql));
    await connection.run('checkpoint');
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};

/**
 * A target's echo each second up to the end, phases spread; a hundredth is lost, and so settled two seconds late. Every
 * ninth hour the line is busy, and then three answers in ten take eight times as long. Every fiftieth hour of each
 * target begins with a minute of silence.
 * @param {string} folder
 * @param {{ targets: number, seconds: number }} what
 */
export const fillRaw = async (folder, { targets, seconds }) => {
  const from = END - seconds * SECOND;
  const store = await opened(folder);
  const all = Array.from({ length: targets }, (_, i) => i);
  await store.journal.append(all.map((i) => entryOf(i, from, 1)));
  await store.close();
  const step = Math.floor(1_728_000 / targets);
  await inFile(folder, async (run) => {
    await run('delete from samples');
    for (let at = 0; at < seconds; at += step)
      await run(`insert into samples
        select ${targets} + ${at * targets} + row_number() over (order by k + late, t), t, at_us, if(late = 0, 0, 1),
          if(late = 0, rtt, null), null, null
        from (select k, t, if(random() < 0.01 or (k // 3600 % 50 = t and k % 3600 < 60), 2, 0) as late,
            ${from} + k * ${SECOND} + t * ${Math.floor(SECOND / targets)} + (random() * 300)::bigint as at_us,
            ((300 + (t * 7919) % 40000) * (1 + 0.1 * (random() + random() + random() - 1.5))
              * if(k // 3600 % 9 = 0 and random() < 0.3, 8, 1) + 60 / (random() + 0.003))::bigint as rtt
          from range(${at}, ${Math.min(seconds, at + step)}) a(k), range(${targets}) b(t))
        order by k + late, t`);
  });
};
/**
 * What was rolled up of the last days, once more for the days before them, and so on `times` times.
 * @param {string} folder
 * @param {{ days: number, times: number }} what
 */
export const repeatRollups = (folder, { days, times }) =>
  inFile(folder, async (run) => {
    const tables = {
      minutes: ['slot', 1_440 * days],
      hours: ['slot', 24 * days],
      days: ['slot', days],
      outages: ['from_us', DAY * days],
    };
    for (const [table, [column, period]] of Object.entries(tables)) {
      await run(`create table repeated as from ${table} limit 0`);
      for (let k = times; k >= 0; k -= 1) {
        const back = `- ${k} * ${period}`;
        const moved = table === 'outages' ? `, to_us ${back} as to_us` : '';
        await run(`insert into repeated select * replace (${column} ${back} as ${column}${moved}) from ${table}`);
      }
      await run(`drop table ${table}`);
      await run(`alter table repeated rename to ${table}`);
    }
    await run(`insert into upkeep values ('raw kept', ${END - days * DAY}, 0)`);
  });
