import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Entry, Gap, Samples } from '../../../src/domain/entry.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { outageChore, readOutages } from '../../../src/store/duckdb/outages.ts';
import type { Chore } from '../../../src/store/duckdb/upkeep.ts';
import type { Outage } from '../../../src/store/journal.ts';
import { BASE, entriesArb, gap, SECOND_US, SERIES, seriesArb, SPAN_US } from '../../contracts/store-entries.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { stateFolders } from '../../support/state-folder.ts';
import { openTables, type Tables } from './tables.ts';

const newFolder = stateFolders();
const MINUTE_US = 60 * SECOND_US;
let tables: Tables;
beforeAll(async () => {
  tables = await openTables(newFolder());
});
beforeEach(() => tables.clear());
afterAll(() => tables.db.close());

const at = (s: number): number => BASE + s * SECOND_US;
const answered = (s: number): Sample => ({ at: at(s), value: 1_000 });
const lost = (s: number): Sample => ({ at: at(s), lost: 'timeout' });
const pings = (list: readonly Sample[]): Samples => ({ kind: 'samples', ...SERIES, samples: list });
const told = async (series = SERIES, from = 0, to = 2 * BASE, least = 0): Promise<readonly Outage[]> => {
  const id = tables.idOf(series);
  return id === undefined ? [] : readOutages(tables.db.read, { series: id, from, to, least });
};
/** All that can be done at `now`, and what it leaves of the samples is deleted, as retention may. */
const keepUpTo = async (chore: Chore, now: number): Promise<void> => {
  for (let round = 0; round < 2; round += 1) while ((await chore.piece(now)) === 'more');
  await tables.db.transact((_, rows) =>
    rows("delete from samples where at_us < (select horizon_us from upkeep where chore = 'outages')"),
  );
};
const counted = async (table: string): Promise<number> => {
  const [row] = await tables.db.read<{ n: number }>(`select count(*)::double as n from ${table}`);
  return row?.n ?? 0;
};

describe('kept outages', () => {
  it('are what would be told at once, however the time is cut into steps', async () => {
    const each = {
      entries: entriesArb(BASE),
      more: entriesArb(BASE),
      cuts: fc.array(fc.integer({ min: 0, max: SPAN_US + 2 * MINUTE_US }), { maxLength: 5 }),
      step: fc.constantFrom(150 * SECOND_US + 7, 400 * SECOND_US, 4 * SPAN_US),
      lag: fc.constantFrom(0, 5 * SECOND_US),
      series: seriesArb,
      from: fc.integer({ min: 0, max: SPAN_US }),
      length: fc.integer({ min: 0, max: SPAN_US }),
      minMs: fc.constantFrom(0, 3_000.5, 20_000),
    };
    await fc.assert(
      fc.asyncProperty(fc.record(each), async ({ entries, more, cuts, step, lag, series, minMs, ...r }) => {
        await tables.clear();
        const memory = memoryStore();
        const all = [...entries, ...more].filter((e): e is Samples | Gap => e.kind === 'samples' || e.kind === 'gap');
        await memory.journal.append(all);
        const chore = outageChore(tables.db, tables.head, { lag, step });
        let before = 0;
        for (const cut of [...cuts.toSorted((a, b) => a - b), 10 * SPAN_US]) {
          const now = BASE + cut;
          await tables.write(all.flatMap((e) => between(e, before, now)));
          before = now;
          if (cut < 10 * SPAN_US) await keepUpTo(chore, now);
        }
        const range = { from: BASE + r.from, to: BASE + r.from + r.length };
        for (const q of [range, { from: 0, to: 2 * BASE }]) {
          const expected = await memory.query.outages({ ...series, ...q, minMs });
          expect(await told(series, q.from, q.to, Math.round(minMs * 1_000))).toEqual(expected);
        }
      }),
      { numRuns: 15 },
    );
  });
  it('are so too where replies, edges of gaps and steps meet at one instant', async () => {
    const each = {
      kinds: fc.array(fc.constantFrom('answered', 'lost', 'lost', 'lost', 'none'), { minLength: 30, maxLength: 30 }),
      gaps: fc.array(fc.record({ from: fc.nat(29), length: fc.nat(6) }), { maxLength: 4 }),
      step: fc.integer({ min: 3, max: 12 }),
    };
    await fc.assert(
      fc.asyncProperty(fc.record(each), async ({ kinds, gaps, step }) => {
        await tables.clear();
        const memory = memoryStore();
        const list = kinds.flatMap((k, i) => (k === 'none' ? [] : [k === 'lost' ? lost(i) : answered(i)]));
        const all = [pings(list), ...gaps.map((g) => gap(at(g.from), at(g.from + g.length)))];
        await memory.journal.append(all);
        await tables.write(all);
        await keepUpTo(outageChore(tables.db, tables.head, { lag: 0, step: step * SECOND_US }), at(29));
        expect(await told()).toEqual(await memory.query.outages({ ...SERIES, from: 0, to: 2 * BASE, minMs: 0 }));
      }),
      { numRuns: 15 },
    );
  });
  it('are one although their samples are long gone', async () => {
    const chore = outageChore(tables.db, tables.head, { lag: 0, step: 100 * MINUTE_US });
    const minutes = 3 * 24 * 60;
    await tables.write([pings([answered(0)])]);
    for (let day = 0; day < 3; day += 1) {
      const silence = Array.from({ length: 24 * 60 }, (_, i) => lost((day * 24 * 60 + i + 1) * 60));
      for (let i = 0; i < silence.length; i += 720) await tables.write([pings(silence.slice(i, i + 720))]);
      await keepUpTo(outageChore(tables.db, tables.head, { lag: 0, step: 180 * MINUTE_US }), at((day + 1) * 86_400));
    }
    expect(await counted('samples')).toBeLessThan(200);
    expect(await told()).toEqual([{ from: at(0), lost: minutes }]);
    await tables.write([pings([answered((minutes + 1) * 60)])]);
    const whole = { from: at(0), to: at((minutes + 1) * 60), lost: minutes };
    expect(await told()).toEqual([whole]);
    await keepUpTo(chore, at((minutes + 100) * 60));
    expect(await counted('outages')).toBe(1);
    expect(await told()).toEqual([whole]);
    expect(await told(SERIES, at(86_400), at(86_401))).toEqual([whole]);
  });
  it('keep behind the last look, so that a gap which is told after a sleep is there', async () => {
    const chore = outageChore(tables.db, tables.head, { lag: MINUTE_US, step: 10 * MINUTE_US });
    const silence = pings([answered(0), lost(1), lost(2), lost(3)]);
    await tables.write([silence]);
    expect(await chore.piece(at(10))).toBe('done');
    // Hours later, the machine has slept; nobody has said so yet.
    expect(await chore.piece(at(9_000))).toBe('done');
    expect(await counted('upkeep')).toBe(0);
    await tables.write([gap(at(5), at(8_999)), pings([lost(9_001), lost(9_002), lost(9_003), answered(9_004)])]);
    await keepUpTo(chore, at(30_000));
    expect(await told()).toEqual([
      { from: at(0), to: at(5), lost: 3 },
      { from: at(9_001), to: at(9_004), lost: 3 },
    ]);
    expect(await counted('outages')).toBe(2);
  });
  it('leave out what comes after the horizon for a time before it', async () => {
    const chore = outageChore(tables.db, tables.head, { lag: 0, step: MINUTE_US });
    await tables.write([pings([answered(0), lost(10), lost(11), lost(12), answered(13), answered(130)])]);
    await keepUpTo(chore, at(120));
    const first = { from: at(0), to: at(13), lost: 3 };
    await tables.write([pings([lost(20), lost(21), lost(22), answered(23)])]);
    expect(await told()).toEqual([first]);
    await tables.write([pings([lost(131), lost(132), lost(133)])]);
    expect(await told()).toEqual([first, { from: at(130), lost: 3 }]);
  });
  it('begin again where the clock was set back behind the horizon', async () => {
    const chore = outageChore(tables.db, tables.head, { lag: 0, step: MINUTE_US });
    const silence = [lost(10), lost(11), lost(12)];
    const early: Entry = pings([answered(0), ...silence, answered(13)]);
    // A clock that ran two hours fast for a while.
    await tables.write([early, pings([answered(7_200), lost(7_201), lost(7_202), lost(7_203), answered(7_260)])]);
    await keepUpTo(chore, at(7_500));
    expect(await told()).toHaveLength(2);
    expect(await chore.piece(at(300))).toBe('done');
    await tables.write([pings([answered(310), lost(311), lost(312), lost(313), answered(314)])]);
    await keepUpTo(chore, at(600));
    expect(await told()).toEqual([
      { from: at(0), to: at(13), lost: 3 },
      { from: at(310), to: at(314), lost: 3 },
    ]);
  });
  it('take a clock that began in 1970 in a few steps', async () => {
    const chore = outageChore(tables.db, tables.head, { lag: 0, step: MINUTE_US });
    await tables.write([pings([{ at: 5 * SECOND_US, value: 1 }, lost(10), lost(11), lost(12), answered(13)])]);
    let pieces = 0;
    for (let round = 0; round < 2; round += 1) while ((await chore.piece(at(120))) === 'more') pieces += 1;
    expect(pieces).toBeLessThan(10);
    expect(await told()).toEqual([{ from: 5 * SECOND_US, to: at(13), lost: 3 }]);
  });
});

/** What of an entry is known by `to` and was not by `from`. */
const between = (e: Samples | Gap, from: number, to: number): readonly Entry[] => {
  if (e.kind === 'gap') return e.from >= from && e.from < to ? [e] : [];
  return [{ ...e, samples: e.samples.filter((s) => s.at >= from && s.at < to) }];
};
