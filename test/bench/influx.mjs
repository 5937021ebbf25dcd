// @ts-check
// Ten million samples (4 targets, one a second, 29 days) into the record and into InfluxDB 1.6.7, in one run: how
// quickly, how large, and how long the views of a day and of 30 days take from either; then a week of 20 targets that
// waited for an InfluxDB, drained into it. Each part runs in a process of its own.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { load } from '../lab/load.mjs';
import { pause } from './support/child.mjs';
import { figure } from './support/figures.mjs';
import { fileBytes } from './support/store-fill.mjs';

const CHILD = fileURLToPath(new URL('./support/influx-child.mjs', import.meta.url));
const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
const TARGETS = 4;
const PEER = 'InfluxDB 1.6.7';
/** What InfluxDB keeps is looked at until it no longer shrinks: seconds apart, and so often at most. */
const [LOOK_EVERY, LOOKS] = [10, 24];

/**
 * Bytes of all shards.
 * @param {import('../support/influxd.ts').Influx} influx
 */
const diskBytes = async (influx) => {
  const { results } = await influx.query('SHOW STATS');
  const bytes = (results[0]?.series ?? [])
    .filter(({ name }) => name === 'shard')
    .map(({ columns, values }) => Number(values[0]?.[columns.indexOf('diskBytes')] ?? 0));
  return bytes.reduce((sum, b) => sum + b, 0);
};
/** @param {import('../support/influxd.ts').Influx} influx */
const settledBytes = async (influx) => {
  let bytes = await diskBytes(influx);
  let same = 0;
  for (let i = 0; i < LOOKS && same < 3; i += 1) {
    await pause(LOOK_EVERY * 1_000);
    const now = await diskBytes(influx);
    same = now === bytes ? same + 1 : 0;
    bytes = now;
  }
  return bytes;
};

/** @type {import('./support/figures.mjs').Bench} */
export default {
  name: 'influx',
  title: 'InfluxDB: ten million samples into either store, and a week that waited',
  run: async ({ say, quick }) => {
    const { seconds, asks, waited } = quick
      ? { seconds: 50_000, asks: 6, waited: 20_000 }
      : { seconds: 2_500_000, asks: 24, waited: 604_800 };
    // What lies in its log goes to its files soon, and these into one: what is compared is what it keeps.
    env.INFLUXDB_DATA_CACHE_SNAPSHOT_WRITE_COLD_DURATION = '5s';
    env.INFLUXDB_DATA_COMPACT_FULL_WRITE_COLD_DURATION = '5s';
    const { startInflux } = await load('../support/influxd.ts');
    const influx = /** @type {import('../support/influxd.ts').Influx} */ (await startInflux?.({ own: true }));
    const [folder, waiting] = ['ten', 'week'].map((name) => mkdtempSync(join(tmpdir(), `plumbline-bench-${name}-`)));
    if (folder === undefined || waiting === undefined) throw new Error('no folder');
    /** @type {(task: string, asked: object) => Promise<any>} */
    const part = async (task, asked) => {
      say(`${task} ${JSON.stringify(asked)}`);
      const { stdout } = await promisify(execFile)(process.execPath, [CHILD, task, JSON.stringify(asked)]);
      say(stdout.trim());
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    };
    try {
      const of = /** @type {const} */ ({ item: 3 });
      const database = await influx.createDatabase();
      const there = { url: influx.url, database, targets: TARGETS };
      const here = { folder, targets: TARGETS };
      const [duck, peer] = [
        await part('intoDuckDb', { ...here, seconds }),
        await part('intoInflux', { ...there, seconds }),
      ];
      const rows = TARGETS * seconds;
      const bytes = { duck: fileBytes(folder) / rows, peer: (await settledBytes(influx)) / rows };
      const figures = [
        figure({ ...of, what: 'written', unit: 'rows/s', plumbline: duck.rate }, { name: PEER, value: peer.rate }),
        figure({ ...of, what: 'a row on disk', unit: 'B', plumbline: bytes.duck }, { name: PEER, value: bytes.peer }),
      ];
      for (const [what, view] of /** @type {const} */ ([
        ['24 h in 5 minutes', { days: 1, width: 5 * MINUTE, times: asks }],
        // From the samples alone, half a minute each: what rollups are for.
        ['30 d in 2 hours', { days: 30, width: 2 * HOUR, times: 4 }],
      ])) {
        const exact = await part('fromDuckDb', { ...here, ...view, exact: 400 * 24 * 3_600_000 });
        const other = await part('fromInflux', { ...there, ...view });
        const value = { ...of, what: `${what}, p95`, unit: 'ms', plumbline: exact.p95 };
        figures.push(figure(value, { name: PEER, value: other.p95 }));
      }
      await part('wait', { folder: waiting, seconds: waited });
      const drained = await part('drain', {
        folder: waiting,
        url: influx.url,
        database: await influx.createDatabase(),
        seconds: waited,
      });
      figures.push(
        figure({ ...of, what: 'a backlog drained', unit: 'points/s', plumbline: drained.rate }, undefined),
        figure({ ...of, what: 'of its points missing', unit: '', plumbline: drained.missing }, undefined, {
          atMost: 0,
        }),
        figure({ ...of, what: 'resident at most', unit: 'MiB', plumbline: drained.most }, undefined, { atMost: 256 }),
        figure(
          { ...of, what: 'last quarter, resident', unit: 'MiB', plumbline: drained.last },
          { name: 'second quarter', value: drained.second },
          { ratioAtMost: 1.1 },
        ),
      );
      return figures;
    } finally {
      await influx.close();
      for (const f of [folder, waiting]) rmSync(f, { recursive: true, force: true });
    }
  },
};
