import { afterEach, describe, expect, it } from 'vitest';
import * as fc from 'fast-check';

import type { Sample } from '../../../src/domain/sample.ts';
import { MINUTE, microsOf, SECOND } from '../../../src/domain/time.ts';
import { exactStats } from '../../../src/store/duckdb/exact.ts';
import { readPlaces } from '../../../src/store/duckdb/places.ts';
import { rollupChore } from '../../../src/store/duckdb/rollup.ts';
import type { Chore } from '../../../src/store/duckdb/upkeep.ts';
import { BASE, samples, SERIES } from '../../contracts/store-entries.ts';
import { stateFolders } from '../../support/state-folder.ts';
import { openTables, type Tables } from './tables.ts';

const newFolder = stateFolders();
const S = microsOf(SECOND);
const M = microsOf(MINUTE);
/** Seconds from `BASE` to the end of its day. */
const TO_MIDNIGHT = 86_400 - ((BASE / S) % 86_400);
const answers = (from: number, count: number, every = S): Sample[] =>
  Array.from({ length: count }, (_, i) => ({ at: from + i * every, value: 20_000 + ((i * 37) % 101) }));
const entry = (list: readonly Sample[], target = 'router') => ({
  ...samples(0, 0),
  subject: { ...SERIES.subject, target },
  samples: list,
});
type Row = Readonly<Record<'slot' | 'series' | 'n' | 'lost' | 'min' | 'max' | 'sum' | 'diff_sum' | 'diff_n', number>>;

describe('rolling up', () => {
  let tables: Tables | undefined;
  afterEach(() => tables?.db.close());
  const open = async (): Promise<Tables> => (tables = await openTables(newFolder()));
  const all = async (chore: Chore, now: number): Promise<number> => {
    for (let pieces = 1; ; pieces += 1) if ((await chore.piece(now)) === 'done') return pieces;
  };
  const rows = (t: Tables, table = 'minutes'): Promise<readonly Row[]> =>
    t.db.read<Row>(`select * exclude (sketch) from ${table} order by slot, series, n desc`);

  it('closes a minute ten seconds after its end, and tells it as the samples do', async () => {
    const t = await open();
    await t.write([entry(answers(BASE, 150))]);
    const minutes = rollupChore('minutes', t.db, t.head);
    await minutes.piece(BASE + M + 9 * S);
    expect(await rows(t)).toEqual([]);
    await minutes.piece(BASE + M + 10 * S);
    expect(await rows(t)).toHaveLength(1);
    await minutes.piece(BASE + 2 * M + 10 * S);
    const found = await rows(t);
    const exact = await exactStats(t.db.read, { of: { series: 0 }, from: BASE, to: BASE + 2 * M, width: M });
    for (const [i, { stats, at }] of exact.entries())
      expect(found[i]).toMatchObject({
        slot: at / M,
        n: stats.n,
        min: stats.min,
        max: stats.max,
        sum: (stats.mean ?? 0) * stats.n,
        // The pair over the edge of two steps is there too.
        diff_n: i === 0 ? 59 : 60,
        diff_sum: expect.closeTo((stats.jitter ?? 0) * (i === 0 ? 59 : 60), 6) as number,
      });
    expect(found).toHaveLength(2);
    expect((await readPlaces(t.db.read)).get('minutes')).toEqual({ horizon: BASE + 2 * M, cursor: t.head() });
  });
  it('adds what came late as one more part', async () => {
    const t = await open();
    const minutes = rollupChore('minutes', t.db, t.head);
    await t.write([entry(answers(BASE, 60))]);
    await all(minutes, BASE + 5 * M);
    await t.write([entry([{ at: BASE + 3 * S + 7, lost: 'timeout' }]), entry(answers(BASE + 5 * M, 1))]);
    await all(minutes, BASE + 7 * M);
    expect(await rows(t)).toMatchObject([
      { slot: BASE / M, n: 60, lost: 0 },
      { slot: BASE / M, n: 1, lost: 1, diff_n: 0 },
      { slot: BASE / M + 5, n: 1, lost: 0, diff_n: 1 },
    ]);
  });
  it('finds the answer before across a start', async () => {
    const t = await open();
    await t.write([entry([{ at: BASE, value: 5 }])]);
    await all(rollupChore('minutes', t.db, t.head), BASE + 2 * M);
    await t.write([entry([{ at: BASE + 40 * M, value: 25 }])]);
    await all(rollupChore('minutes', t.db, t.head), BASE + 42 * M);
    expect(await rows(t)).toMatchObject([{ diff_n: 0 }, { diff_n: 1, diff_sum: 20 }]);
  });
  it('steps over years without a sample, and back behind a clock that was ahead', async () => {
    const t = await open();
    await t.write([entry(answers(0, 2)), entry(answers(BASE, 60))]);
    const minutes = rollupChore('minutes', t.db, t.head);
    expect(await all(minutes, BASE + 2 * M)).toBeLessThan(5);
    expect(await rows(t)).toHaveLength(2);
    // A year ahead for once; what is appended later is of before.
    await t.write([entry(answers(2 * BASE, 1))]);
    await all(minutes, 2 * BASE + 2 * M);
    await t.write([entry(answers(BASE + 5 * M, 60))]);
    await minutes.piece(BASE + 6 * M);
    await t.write([entry(answers(BASE + 6 * M, 30))]);
    await minutes.piece(BASE + 7 * M);
    await minutes.piece(BASE + 8 * M);
    expect((await rows(t)).map((r) => r.n)).toEqual([2, 60, 60, 30, 1]);
  });
  it('takes no more at once than it may, by minutes or by series', async () => {
    const t = await open();
    const targets = ['a', 'b', 'c', 'd', 'e'];
    await t.write(targets.map((name) => entry(answers(BASE, 600), name)));
    const reads: number[] = [];
    const db = {
      transact: <T>(...asked: Parameters<typeof t.db.transact<T>>) => t.db.transact(...asked),
      read: async <R>(...asked: Parameters<typeof t.db.read>) => {
        const found = await t.db.read<R>(...asked);
        if (asked[0].includes('histogram')) reads.push(found.length);
        return found;
      },
    };
    const limits = (rows: number) =>
      ({
        minutes: { table: 'minutes', span: 60 * M, rows },
        hours: { table: 'hours', span: 60 * M, rows },
      }) as const;
    await all(rollupChore('minutes', db, t.head, limits(900)), BASE + 60 * M);
    expect(reads).toEqual([15, 15, 15, 5]);
    reads.length = 0;
    await all(rollupChore('hours', db, t.head, limits(1_500)), BASE + 61 * M);
    expect(reads).toEqual([3, 2]);
    expect((await rows(t)).reduce((n, r) => n + r.n, 0)).toBe(3_000);
    expect(await rows(t, 'hours')).toHaveLength(5);
  });
  it('keeps nothing of a step that fails, and does it again', async () => {
    const t = await open();
    await t.write([entry(answers(BASE, 120))]);
    let broken = true;
    const minutes = rollupChore(
      'minutes',
      {
        read: t.db.read,
        transact: (work) =>
          t.db.transact(async (c, rows) => {
            const done = await work(c, rows);
            if (broken) throw new Error('disk full');
            return done;
          }),
      },
      t.head,
    );
    await expect(minutes.piece(BASE + 3 * M)).rejects.toThrow('disk full');
    expect(await rows(t)).toEqual([]);
    broken = false;
    await all(minutes, BASE + 3 * M);
    expect((await rows(t)).map((r) => r.n)).toEqual([60, 60]);
  });
  it('takes every sample once, whenever it comes and whenever it is done', async () => {
    const t = await open();
    const step = fc.record({
      // Over midnight.
      at: fc.integer({ min: TO_MIDNIGHT - 30 * 60, max: TO_MIDNIGHT + 30 * 60 }),
      count: fc.integer({ min: 0, max: 200 }),
      now: fc.option(fc.integer({ min: TO_MIDNIGHT - 40 * 60, max: TO_MIDNIGHT + 70 * 60 })),
      restart: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        await t.clear();
        let chores = [rollupChore('minutes', t.db, t.head), rollupChore('hours', t.db, t.head)];
        const one = async (now: number): Promise<void> => {
          for (const chore of chores) await all(chore, now);
        };
        for (const { at, count, now, restart } of steps) {
          if (count > 0) await t.write([entry(answers(BASE + at * S, count))]);
          if (restart) chores = [rollupChore('minutes', t.db, t.head), rollupChore('hours', t.db, t.head)];
          if (now !== null) await one(BASE + now * S);
        }
        const sum = (table: string): Promise<readonly { readonly n: number | null }[]> =>
          t.db.read(`select cast(sum(n) as double) as n from ${table}`);
        const written = steps.reduce((n, s) => n + s.count, 0);
        // By one more, days later, the days before are over.
        await t.write([entry(answers(BASE + 72 * 60 * M, 1))]);
        await one(BASE + 74 * 60 * M);
        expect(await sum('minutes')).toEqual([{ n: written + 1 }]);
        expect(await sum('hours')).toEqual([{ n: written + 1 }]);
        expect(await sum('days')).toEqual([{ n: written === 0 ? null : written }]);
      }),
      { numRuns: 12 },
    );
  });
});
