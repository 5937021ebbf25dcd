// @ts-check
// One part of the bench of the two stores, in a process of its own: `node influx-child.mjs TASK ASKED`, ASKED in JSON.
// Its last line is what it found.
import { join } from 'node:path';
import process from 'node:process';

import { systemClock } from '../../../dist/net/system-clock.js';
import { keepMemorySmall } from '../../../dist/service/heap.js';
import { startExport } from '../../../dist/store/influx/export.js';
import { linesOf } from '../../../dist/store/influx/lines.js';
import { influxAsk } from '../../../dist/store/influx/query/ask.js';
import { influxQuery } from '../../../dist/store/influx/query/open.js';
import { influxServer } from '../../../dist/store/influx/server.js';
import { setAsideIn } from '../../../dist/store/influx/set-aside.js';
import { pause } from './child.mjs';
import { percentile } from './figures.mjs';
import { DAY, END, fillRaw, HOUR, opened, SECOND, seriesOf } from './store-fill.mjs';

/** Rows of one write, to either. */
const ROWS = 5_000;

/**
 * What the targets measured in some seconds, as entries: a hundredth is lost.
 * @param {number} targets
 * @param {number} from Epoch µs.
 * @param {number} seconds
 * @returns {import('../../../src/domain/entry.ts').Entry[]}
 */
const entriesOf = (targets, from, seconds) =>
  Array.from({ length: targets }, (_, t) => ({
    kind: /** @type {const} */ ('samples'),
    ...seriesOf(t),
    samples: Array.from({ length: seconds }, (__, k) => {
      const at = from + k * SECOND + t * 1_000 + Math.floor(Math.random() * 300);
      if (Math.random() < 0.01) return { at, lost: /** @type {const} */ ('timeout') };
      const base = 300 + ((t * 7_919) % 40_000);
      return { at, value: Math.round(base * (0.9 + 0.2 * Math.random()) + 60 / (Math.random() + 0.003)) };
    }),
  }));

/**
 * @param {{ targets: number, seconds: number }} asked
 * @param {(entries: import('../../../src/domain/entry.ts').Entry[]) => Promise<unknown>} write
 */
const fill = async ({ targets, seconds }, write) => {
  const step = Math.max(1, Math.floor(ROWS / targets));
  const since = performance.now();
  const { user, system } = process.cpuUsage();
  for (let k = 0; k < seconds; k += step)
    await write(entriesOf(targets, END - (seconds - k) * SECOND, Math.min(step, seconds - k)));
  const cpu = process.cpuUsage();
  return {
    rate: (targets * seconds) / ((performance.now() - since) / 1_000),
    cpuMicros: (cpu.user + cpu.system - user - system) / (targets * seconds),
  };
};

/** @param {{ folder: string, targets: number, seconds: number }} asked */
const intoDuckDb = async ({ folder, ...asked }) => {
  const store = await opened(folder);
  const filled = await fill(asked, (entries) => store.journal.append(entries));
  await store.close();
  return filled;
};

/** @param {{ url: string, database: string, targets: number, seconds: number }} asked */
const intoInflux = async ({ url, database, ...asked }) =>
  fill(asked, async (entries) => {
    const body = entries.flatMap((e) => linesOf(e, 'bench')).join('\n');
    const answer = await fetch(`${url}/write?db=${database}&precision=ms`, { method: 'POST', body });
    if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
  });

/**
 * As the page asks for a view: its buckets, and all of it.
 * @param {import('../../../src/store/journal.ts').Query} query
 * @param {{ days: number, width: number, times: number, targets: number }} view
 */
const viewed = async (query, { days, width, times, targets }) => {
  const took = [];
  let points = 0;
  for (let i = 0; i < times; i += 1) {
    const to = END - (i % 12) * HOUR;
    const one = { ...seriesOf(i % targets), from: to - days * DAY, to };
    const whole = { from: Math.floor(one.from / width) * width, to: Math.ceil(to / width) * width };
    const since = performance.now();
    const [buckets] = await Promise.all([query.buckets({ ...one, ...whole, widthMicros: width }), query.stats(one)]);
    took.push(performance.now() - since);
    points = buckets.length;
  }
  return { points, p50: percentile(took, 50), p95: percentile(took, 95) };
};

/** @param {{ folder: string, exact?: number, days: number, width: number, times: number, targets: number }} asked */
const fromDuckDb = async ({ folder, exact, ...view }) => {
  const store = await opened(folder, exact === undefined ? {} : { exact });
  const found = await viewed(store.query, view);
  await store.close();
  return found;
};

/** @param {{ url: string, database: string, days: number, width: number, times: number, targets: number }} asked */
const fromInflux = ({ url, database, ...view }) =>
  viewed(influxQuery(influxAsk({ url, database, version: /** @type {const} */ ('auto'), timeout: 300_000 })), view);

/** Points a second at most: more than it can, so that it is shown what it can. */
const RATE = 1_000_000;
const TARGETS_WAITING = 20;

/**
 * What 20 targets measured while no InfluxDB answered.
 * @param {{ folder: string, seconds: number }} asked
 */
const wait = async ({ folder, seconds }) => {
  await fillRaw(folder, { targets: TARGETS_WAITING, seconds });
  return { points: TARGETS_WAITING * seconds };
};
/**
 * As a service that has just been started does. Resident memory is looked at each half second.
 * @param {{ folder: string, url: string, database: string, seconds: number }} asked
 */
const drain = async ({ folder, url, database, seconds }) => {
  await keepMemorySmall();
  const store = await opened(folder);
  const clock = systemClock();
  const access = { url, database, version: /** @type {const} */ ('auto'), timeout: 60_000 };
  const since = performance.now();
  const exporting = startExport({
    journal: store.journal,
    clock,
    settings: { rate: RATE, flush: 1_000 },
    server: influxServer(access),
    setAside: setAsideIn(join(folder)),
    vantage: 'bench',
    targets: () => [],
    random: Math.random,
    newIdentity: () => 'bench',
    notice: (/** @type {string} */ what) => process.stderr.write(`${what}\n`),
  });
  const seen = [];
  while (exporting.cursor() < store.journal.head()) {
    await pause(500);
    seen.push(process.memoryUsage.rss() / 2 ** 20);
  }
  const took = (performance.now() - since) / 1_000;
  await exporting.stop();
  await store.close();
  const [counted] = await influxAsk(access)(['SELECT count("rtt_lost") FROM "plumbline_ping"']);
  const tables = /** @type {readonly { rows: readonly Record<string, unknown>[] }[]} */ (counted ?? []);
  const there = tables.flatMap((t) => t.rows).reduce((sum, row) => sum + Number(row['count']), 0);
  const quarter = Math.floor(seen.length / 4);
  const points = TARGETS_WAITING * seconds;
  return {
    rate: points / took,
    missing: points - there,
    most: Math.max(...seen),
    second: percentile(seen.slice(quarter, 2 * quarter), 50),
    last: percentile(seen.slice(3 * quarter), 50),
  };
};

/** @type {Record<string, (asked: any) => Promise<object>>} */
const TASKS = { intoDuckDb, intoInflux, fromDuckDb, fromInflux, wait, drain };
const [task = '', asked = '{}'] = process.argv.slice(2);
const found = await TASKS[task]?.(JSON.parse(asked));
process.stdout.write(`${JSON.stringify(found)}\n`);
