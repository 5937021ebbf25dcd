import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Entry } from '../../../../src/domain/entry.ts';
import type { InfluxAccess } from '../../../../src/domain/influx.ts';
import type { Sample } from '../../../../src/domain/sample.ts';
import { openDuckDb } from '../../../../src/store/duckdb/open.ts';
import { linesOf } from '../../../../src/store/influx/lines.ts';
import { influxAsk, type Ask } from '../../../../src/store/influx/query/ask.ts';
import { influxQuery } from '../../../../src/store/influx/query/open.ts';
import { rollups } from '../../../../src/store/influx/rollup.ts';
import type { Query, Stats } from '../../../../src/store/journal.ts';
import { HandClock } from '../../../support/clock.ts';
import { influxMissing, startInflux, type Influx } from '../../../support/influxd.ts';
import { stateFolders } from '../../../support/state-folder.ts';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BASE = 1_780_012_800 * SECOND;
const SPAN = 10 * DAY;
const PACE = 40 * SECOND;
const newFolder = stateFolders();

const SUBJECTS = [
  { target: 'router', vantage: 'home' },
  { target: 'router', via: 'lte', vantage: 'office' },
];
const ROUTER = { probe: 'ping', field: 'rtt', subject: { target: 'router', vantage: 'home' } };
/** Settled when they are sent; every so often one is lost, and told of in the batch after. */
const sampleAt = (i: number, shift: number): Sample => {
  const at = BASE + i * PACE + shift * 7_000;
  if ((i * 7 + shift) % 97 === 3 || i % 2_500 > 2_480) return { at, lost: 'timeout' };
  if (i % 811 === 5) return { at, note: 'late', value: 900_000 };
  return { at, value: 1_000 + ((i * i * 31 + shift * 17) % 7_919) * (i % 13 === 0 ? 20 : 1) };
};
/** Hour by hour. */
const HOURS: readonly (readonly Entry[])[] = Array.from({ length: SPAN / HOUR }, (_, h) =>
  SUBJECTS.map((subject, s) => ({
    kind: 'samples',
    probe: 'ping',
    field: 'rtt',
    subject,
    samples: Array.from({ length: HOUR / PACE }, (__, k) => sampleAt((h * HOUR) / PACE + k, s + 1)),
  })),
);

/** Counts and sums are exact, percentiles within 1%. A pair that reaches over the start counts in the rolled one. */
const expectSame = (rolled: Stats, exact: Stats, withJitter: boolean): void => {
  const { n, lost, notes, min, max } = exact;
  expect(rolled).toMatchObject({ n, lost, notes, ...(min === undefined ? {} : { min, max }) });
  expect(rolled.mean ?? 0).toBeCloseTo(exact.mean ?? 0, 6);
  if (withJitter) expect(rolled.jitter ?? 0).toBeCloseTo(exact.jitter ?? 0, 6);
  for (const p of ['p10', 'p50', 'p90', 'p99'] as const)
    expect(Math.abs((rolled[p] ?? 0) - (exact[p] ?? 0))).toBeLessThanOrEqual(0.01 * (exact[p] ?? 0) + 0.5);
};

const missing = influxMissing();
describe.skipIf(missing !== undefined)(`long ranges over InfluxDB (${missing ?? 'a real one'})`, () => {
  let influx: Influx;
  let exact: Query;
  let full: Awaited<ReturnType<typeof filled>>;
  let close = (): Promise<void> => Promise.resolve();
  const accessOf = (database: string): InfluxAccess => ({
    url: influx.url,
    version: 'auto',
    database,
    timeout: 20_000,
    ...(influx.token === undefined ? {} : { token: influx.token }),
  });
  /** What is rolled up from a cursor on, and all samples. */
  const filled = async (
    rolledFrom: number,
  ): Promise<{ readonly query: Query; readonly asked: string[]; readonly database: string }> => {
    const database = await influx.createDatabase();
    const running = rollups({ cursor: rolledFrom });
    for (const [h, entries] of HOURS.entries()) {
      const lines = entries.flatMap((e) => linesOf(e, 'home'));
      await influx.write(database, [...lines, ...(h < rolledFrom ? [] : running.linesOf(entries))].join('\n'));
    }
    const ask = influxAsk(accessOf(database));
    const asked: string[] = [];
    const heard: Ask = (statements) => {
      asked.push(...statements);
      return ask(statements);
    };
    return { query: influxQuery(heard), asked, database };
  };
  beforeAll(async () => {
    influx = await startInflux();
    const store = await openDuckDb({ folder: newFolder(), clock: new HandClock(), gather: 0, exact: 1e12 });
    if (!store.ok) throw new Error(store.message);
    for (const entries of HOURS) await store.journal.append(entries);
    exact = store.query;
    full = await filled(0);
    close = () => store.close();
  }, 60_000);
  afterAll(async () => {
    await close();
    await influx?.close();
  });

  it('are read from the samples where a sketch is none', async () => {
    const { query, database } = await filled(0);
    const broken = 'plumbline_ping_hours,target=router,via=-,vantage=home rtt_sketch="AAAA"';
    await influx.write(database, `${broken} ${(BASE + 5 * HOUR) / 1_000}`);
    const range = { from: BASE, to: BASE + SPAN };
    expectSame(await query.stats({ ...ROUTER, ...range }), await exact.stats({ ...ROUTER, ...range }), false);
    const bins = await query.histogram({ ...ROUTER, ...range, bins: 20 });
    expect(bins.reduce((sum, { n }) => sum + n, 0)).toBeGreaterThan(20_000);
  });

  const ODD = { from: BASE + 17 * MINUTE + 13_500_000, to: BASE + SPAN - 3_500_000 };
  it('tell the same as the samples do', async () => {
    const { query, asked } = full;
    for (const range of [ODD, { from: BASE - DAY, to: BASE + SPAN + DAY }, { from: BASE + DAY, to: BASE + 2 * DAY }]) {
      const [rolled, told] = [await query.stats({ ...ROUTER, ...range }), await exact.stats({ ...ROUTER, ...range })];
      expect(rolled.resolution).toBe('hour');
      expectSame(rolled, told, false);
    }
    for (const [width, resolution] of [
      [2 * HOUR, 'hour'],
      [30 * MINUTE, 'minute'],
    ] as const) {
      const q = { ...ROUTER, ...ODD, widthMicros: width };
      const [rolled, told] = [await query.buckets(q), await exact.buckets(q)];
      expect(rolled.map((b) => b.at)).toEqual(told.map((b) => b.at));
      expect(rolled[3]?.resolution).toBe(resolution);
      for (const [i, bucket] of rolled.entries()) expectSame(bucket, told[i] as Stats, i > 0);
    }
    const bins = await query.histogram({ ...ROUTER, ...ODD, bins: 40 });
    const { n, lost } = await exact.stats({ ...ROUTER, ...ODD });
    expect(bins.reduce((sum, b) => sum + b.n, 0)).toBe(n - lost);
    const samples = asked.filter((q) => q.includes('"plumbline_ping"'));
    expect(samples.filter((q) => q.includes('percentile('))).toEqual([]);
  });
  it('tell where outages are, so that few samples are looked through', async () => {
    const { query, asked } = full;
    const q = { ...ROUTER, ...ODD, minMs: 0 };
    const told = await exact.outages(q);
    expect(told.length).toBeGreaterThan(5);
    asked.length = 0;
    expect(await query.outages(q)).toEqual(told);
    expect(asked.filter((text) => text.includes('cumulative_sum')).length).toBeGreaterThan(5);
    const all = { ...q, from: BASE - DAY, to: BASE + SPAN + DAY };
    expect(await query.outages(all)).toEqual(await exact.outages(all));
  });
  it('of every series at once, from every vantage point', async () => {
    const { query } = full;
    const q = { ...ODD, widthMicros: 6 * HOUR };
    const [rolled, told] = [await query.summaries(q), await exact.summaries(q)];
    expect(rolled.map((s) => s.series)).toEqual(told.map((s) => s.series));
    for (const [i, { stats, buckets }] of rolled.entries()) {
      expect(stats.resolution).toBe('hour');
      expectSame(stats, told[i]?.stats as Stats, false);
      for (const [k, bucket] of buckets.entries()) expectSame(bucket, told[i]?.buckets[k] as Stats, k > 0);
    }
  });
  it('of what was measured before there were rollups from the samples, each time from one alone', async () => {
    const { query } = await filled(100);
    expectSame(await query.stats({ ...ROUTER, ...ODD }), await exact.stats({ ...ROUTER, ...ODD }), true);
    const q = { ...ROUTER, ...ODD, widthMicros: 4 * HOUR };
    const [rolled, told] = [await query.buckets(q), await exact.buckets(q)];
    expect(rolled.map((b) => b.at)).toEqual(told.map((b) => b.at));
    expect(rolled.map((b) => b.resolution).filter((r) => r !== undefined).length).toBe(34);
    for (const [i, bucket] of rolled.entries()) expectSame(bucket, told[i] as Stats, i > 0);
    const outages = { ...ROUTER, ...ODD, minMs: 0 };
    expect(await query.outages(outages)).toEqual(await exact.outages(outages));
    const later = { from: BASE + 5 * DAY, to: BASE + 6 * DAY };
    expect(await query.stats({ ...ROUTER, ...later })).toMatchObject({ resolution: 'hour' });
  });
});
