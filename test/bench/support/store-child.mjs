// @ts-check
// One part of the bench of the store, in a process of its own: `node store-child.mjs TASK FOLDER ASKED`, ASKED in JSON.
// Its last line is what it found.
import process from 'node:process';

import { systemClock } from '../../../dist/net/system-clock.js';
import { keepUp } from '../../../dist/store/duckdb/upkeep.js';
import { pause } from './child.mjs';
import { percentile } from './figures.mjs';
import {
  DAY,
  END,
  entryOf,
  fileBytes,
  fillRaw,
  HOUR,
  MINUTE,
  opened,
  repeatRollups,
  SECOND,
  seriesOf,
} from './store-fill.mjs';

/** Of the chores those that roll up: the samples are to stay. */
const TAKERS = new Set(['minutes', 'hours', 'outages']);
const PERCENTS = /** @type {const} */ (['p10', 'p50', 'p90', 'p99']);
/** @typedef {Awaited<ReturnType<typeof opened>>} Store */
/** @typedef {{ days: number, width: number }} View */

/** @param {Store} store */
const takersOf = (store) => store.chores.filter((/** @type {{ name: string }} */ c) => TAKERS.has(c.name));

/**
 * @param {string} folder
 * @param {{ days: number, targets: number, times: number }} asked
 */
const fill = async (folder, { days, targets, times }) => {
  await fillRaw(folder, { targets, seconds: (days * DAY) / SECOND });
  const raw = fileBytes(folder);
  const store = await opened(folder);
  const since = performance.now();
  // The outages' chore first looks when it is, and begins at the next look.
  for (const chore of takersOf(store)) await chore.piece(END + MINUTE);
  for (const chore of takersOf(store)) while ((await chore.piece(END + 2 * HOUR)) === 'more');
  const seconds = (performance.now() - since) / 1_000;
  await store.close();
  if (times > 0) await repeatRollups(folder, { days, times });
  const rows = (days * DAY * targets) / SECOND;
  const minutes = (times + 1) * days * 1_440 * targets;
  const bytes = fileBytes(folder);
  return { rawRow: raw / rows, minuteRow: (bytes - raw) / minutes, bytes, rowsASecond: rows / seconds };
};

/**
 * As the api asks for a view.
 * @param {Store} store
 * @param {View} view
 * @param {number} i Which series, and how long ago.
 */
const viewed = async ({ query }, { days, width }, i) => {
  const to = END - i * HOUR;
  const range = { from: to - days * DAY, to };
  const one = { ...seriesOf((i * 7) % 20), ...range };
  const whole = { from: Math.floor(range.from / width) * width, to: Math.ceil(to / width) * width };
  const answers = await Promise.all([
    query.buckets({ ...one, ...whole, widthMicros: width }),
    query.stats(one),
    query.gaps(range),
    query.events({ ...range, limit: 2_000 }),
    query.outages({ ...one, minMs: 3_000 }),
  ]);
  return answers[0].length;
};
/**
 * @param {string} folder
 * @param {View & { times: number, exact?: number }} asked
 */
const views = async (folder, { times, exact, ...view }) => {
  const store = await opened(folder, exact === undefined ? {} : { exact });
  const took = [];
  let points = 0;
  const { user, system } = process.cpuUsage();
  for (let i = 0; i < times; i += 1) {
    const since = performance.now();
    points = await viewed(store, view, i);
    took.push(performance.now() - since);
  }
  const cpu = process.cpuUsage();
  await store.close();
  return {
    points,
    p50: percentile(took, 50),
    p95: percentile(took, 95),
    cpu: (cpu.user + cpu.system - user - system) / times / 1_000,
    mib: process.memoryUsage().rss / 2 ** 20,
  };
};

/**
 * Percentiles of the last days as told, and as they are.
 * @param {string} folder
 * @param {{ days: number, targets: number }} asked
 */
const truth = async (folder, { days, targets }) => {
  /** @param {Store} store */
  const ask = async ({ query }) => {
    const all = [];
    for (let i = 0; i < targets; i += 1) {
      const one = { ...seriesOf(i), to: END };
      const day = query.stats({ ...one, from: END - DAY });
      const whole = query.stats({ ...one, from: END - days * DAY });
      const minutes = query.buckets({ ...one, from: END - DAY, widthMicros: 5 * MINUTE });
      const hours = query.buckets({ ...one, from: END - days * DAY, widthMicros: HOUR });
      all.push({ stats: [await day, await whole, ...(await minutes)], whole: await whole, hours: await hours });
    }
    return all;
  };
  const rolled = await opened(folder);
  const told = await ask(rolled);
  await rolled.close();
  const exact = await opened(folder, { exact: 400 * 24 * 3_600_000 });
  const true_ = await ask(exact);
  await exact.close();
  let [error, naive, counted] = [0, 0, 0];
  for (const [i, { stats, whole, hours }] of true_.entries()) {
    for (const [k, is] of stats.entries())
      for (const p of PERCENTS) {
        const beyond = Math.abs((told[i]?.stats[k]?.[p] ?? Number.NaN) - (is[p] ?? 0)) - 0.5;
        error = Math.max(error, beyond / (is[p] ?? 0));
        counted += 1;
      }
    const ofHours = percentile(
      hours.map((/** @type {{ p90?: number }} */ h) => h.p90 ?? 0),
      90,
    );
    naive = Math.max(naive, Math.abs(ofHours - (whole.p90 ?? 0)) / (whole.p90 ?? 1));
  }
  return { error, naive, counted };
};

/**
 * How long appends take, a row of each target at once, alone and while upkeep catches up.
 * @param {string} folder
 * @param {{ targets: number, seconds: number, appends: number }} asked
 */
const commits = async (folder, { targets, seconds, appends }) => {
  await fillRaw(folder, { targets, seconds });
  const store = await opened(folder);
  const measure = async () => {
    const took = [];
    for (let n = 0; n < appends; n += 1) {
      const since = performance.now();
      await store.journal.append(Array.from({ length: targets }, (_, i) => entryOf(i, END + n * SECOND, n)));
      took.push(performance.now() - since);
      await pause(50);
    }
    return { p50: percentile(took, 50), p99: percentile(took, 99), max: Math.max(...took) };
  };
  const alone = await measure();
  const over = new AbortController();
  const clock = { ...systemClock(), now: () => END + MINUTE };
  /** @type {unknown[]} */
  const failed = [];
  const upkeep = keepUp(
    store.chores.filter((/** @type {{ name: string }} */ c) => c.name === 'minutes' || c.name === 'hours'),
    clock,
    over.signal,
    (/** @type {string} */ _, /** @type {unknown} */ error) => failed.push(error),
  );
  const beside = await measure();
  over.abort();
  await upkeep;
  await store.close();
  if (failed.length > 0) throw failed[0];
  return { alone, beside };
};

const [task = '', folder = '', asked = '{}'] = process.argv.slice(2);
/** @type {Readonly<Record<string, (folder: string, asked: any) => Promise<object>>>} */
const tasks = { fill, views, truth, commits };
const found = await tasks[task]?.(folder, JSON.parse(asked));
process.stdout.write(`${JSON.stringify(found)}\n`);
