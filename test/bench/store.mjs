// How large the record gets and how quickly it answers. Run after a build: node test/bench/store.mjs [days] [targets]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';

import { systemClock } from '../../dist/net/system-clock.js';
import { openDuckDb } from '../../dist/store/duckdb/open.js';

const [days = 14, targets = 20] = process.argv.slice(2, 4).map(Number);
// A process of its own fills the folder, so that what that took in memory is not counted.
const given = process.argv[4];
const folder = given ?? mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
const file = join(folder, 'plumbline.duckdb');
const SECOND = 1_000_000;
const START = 1_780_012_800 * SECOND;
const END = START + days * 86_400 * SECOND;
const clock = systemClock();
const say = (line) => process.stdout.write(`${line}\n`);
const rss = () => `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB resident`;
const opened = async () => {
  const store = await openDuckDb({ folder, clock, gather: 0 });
  if (!store.ok) throw new Error(store.message);
  return store;
};
const seriesOf = (i) => ({ probe: 'ping', field: 'rtt', subject: { target: `t${i}`, vantage: 'bench' } });

/** Rows as they come: a target's echo each second, phases spread, a hundredth lost and so settled two seconds late. */
const fill = async () => {
  const store = await opened();
  for (let i = 0; i < targets; i += 1)
    await store.journal.append([{ kind: 'samples', ...seriesOf(i), samples: [{ at: START, value: 1 }] }]);
  await store.close();
  const instance = await DuckDBInstance.create(file, { threads: '2', memory_limit: '2GB' });
  const connection = await instance.connect();
  for (let day = 0; day < days; day += 1)
    await connection.run(`insert into samples
      select ${targets} + ${day * 86_400 * targets} + row_number() over (order by k + late, t), t, at_us, if(late = 0, 0, 1),
        if(late = 0, rtt, null), null, null
      from (select k, t, if(random() < 0.01, 2, 0) as late,
          ${START} + k * ${SECOND} + t * ${Math.round(SECOND / targets)} + (random() * 300)::bigint as at_us,
          ((300 + (t * 7919) % 40000) * (1 + 0.1 * (random() + random() + random() - 1.5)) + 60 / (random() + 0.003))::bigint as rtt
        from range(${day * 86_400}, ${(day + 1) * 86_400}) a(k), range(${targets}) b(t))
      order by k + late, t`);
  await connection.run('checkpoint');
  connection.closeSync();
  instance.closeSync();
};
const timed = async (what, ask) => {
  const took = [];
  const cpu = process.cpuUsage();
  let answer;
  for (let i = 0; i < 5; i += 1) {
    const before = process.hrtime.bigint();
    answer = await ask();
    took.push(Number(process.hrtime.bigint() - before) / 1e6);
  }
  const [best, , median] = took.toSorted((a, b) => a - b);
  const { user, system } = process.cpuUsage(cpu);
  const cell = (ms) => `${ms.toFixed(0).padStart(5)} ms`;
  say(
    `${what.padEnd(30)}${cell((user + system) / 5_000)} of CPU, median${cell(median)}, best${cell(best)}  (${answer})`,
  );
};

const measure = async () => {
  const rows = days * 86_400 * targets;
  say(`${rows / 1e6} M rows: ${days} days of ${targets} targets at 1 s`);
  execFileSync(process.execPath, [process.argv[1], String(days), String(targets), folder], { stdio: 'inherit' });
  say(
    `${(statSync(file).size / rows).toFixed(2)} bytes a row, ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB in all`,
  );
  const idle = rss();
  const before = clock.elapsed();
  const store = await opened();
  say(`opened in ${(clock.elapsed() - before).toFixed(0)} ms; ${idle} before, ${rss()} after`);
  const of = { ...seriesOf(7), to: END };
  const views = [
    ['1 h', 1, 10],
    ['24 h', 24, 300],
    ['7 days', 168, 1_800],
    ['14 days', 336, 3_600],
  ];
  for (const [name, hours, width] of views) {
    const range = { ...of, from: Math.max(START, END - hours * 3_600 * SECOND) };
    await timed(`${name} buckets`, async () => {
      const { length } = await store.query.buckets({ ...range, widthMicros: width * SECOND });
      return `${length} buckets`;
    });
    await timed(`${name} stats`, async () => `p99 ${(await store.query.stats(range)).p99} µs`);
    await timed(`${name} outages`, async () => `${(await store.query.outages({ ...range, minMs: 3_000 })).length}`);
    await timed(
      `${name} histogram`,
      async () => `${(await store.query.histogram({ ...range, bins: 50 })).length} bins`,
    );
    say(rss());
  }
  const day = { ...of, from: END - 86_400 * SECOND };
  await timed('24 h raw', async () => `${(await store.query.raw({ ...day, limit: 200_000 })).length} rows`);
  await timed('latest of all, 1 h', async () => `${(await store.query.latest(END - 3_600 * SECOND)).length} series`);
  say(rss());
  await timed('100 commits of a row a target', async () => {
    for (let i = 0; i < 100; i += 1)
      await store.journal.append(
        Array.from({ length: targets }, (_, t) => ({
          kind: 'samples',
          ...seriesOf(t),
          samples: [{ at: END, value: i }],
        })),
      );
    return rss();
  });
  let read = 0;
  const cpu = process.cpuUsage();
  const stop = new AbortController();
  const started = clock.elapsed();
  for await (const batch of store.journal.tail(targets, stop.signal)) {
    read += batch.entries.length;
    if (read >= 200_000) stop.abort();
  }
  const rate = read / ((clock.elapsed() - started) / 1_000);
  const { user, system } = process.cpuUsage(cpu);
  say(
    `tail: ${Math.round(rate)} entries a second from the beginning, ${((user + system) / read).toFixed(0)} µs of CPU each`,
  );
  say(rss());
  await store.close();
};

if (given === undefined) {
  try {
    await measure();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
} else await fill();
