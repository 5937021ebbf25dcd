import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Entry, Gap } from '../../src/domain/entry.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { MAX_POINTS, MAX_ROWS, type Query, type Stats, type Summary } from '../../src/store/journal.ts';
import { memoryStore } from '../support/memory-store.ts';
import { BASE, entriesArb, event, gap, run, samples, SECOND_US, SERIES, seriesArb, SPAN_US } from './store-entries.ts';

export interface QueryUnderTest {
  readonly query: Query;
  write(entries: readonly Entry[]): Promise<void>;
  close(): Promise<void>;
}

const PERCENTILES = ['p10', 'p50', 'p90', 'p99'] as const;
const isRolled = (x: unknown): x is Stats => typeof x === 'object' && x !== null && 'resolution' in x;
const isWhole = ({ min, max }: Stats): boolean => Number.isInteger(min) && Number.isInteger(max);
/** What was expected, where an answer from rollups comes near enough to it; the answer is held to all the rest. */
const allowed = (found: unknown, expected: unknown): unknown => {
  if (Array.isArray(found) && Array.isArray(expected))
    return expected.map((e: unknown, i) => allowed(found[i], e)).concat(found.slice(expected.length));
  if (typeof found !== 'object' || typeof expected !== 'object' || found === null || expected === null) return expected;
  const kept = new Map(
    Object.entries(expected).map(([k, v]) => [k, allowed((found as Record<string, unknown>)[k], v)]),
  );
  if (!isRolled(found)) return Object.fromEntries(kept);
  kept.set('resolution', found.resolution);
  for (const p of PERCENTILES) {
    const [truth, told] = [kept.get(p), found[p]];
    if (typeof truth !== 'number' || told === undefined) continue;
    const reach = Math.abs(truth) * 0.01 * (1 + 1e-9) + (isWhole(found) ? 0.5 : 1e-9);
    if (Math.abs(told - truth) <= reach) kept.set(p, told);
  }
  // A pair may reach over the start of the range, and one that came late be counted beside the one that it parts.
  if (found.jitter === undefined) kept.delete('jitter');
  else kept.set('jitter', found.jitter);
  return Object.fromEntries(kept);
};
/**
 * Numbers may differ in the last digits, where sums were made in another order, and what is rolled up as much as the
 * port allows; all else may not.
 */
const near = (found: unknown, expected: unknown): void => {
  const rounded = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (_, v: unknown) => (typeof v === 'number' ? Number(v.toPrecision(10)) : v)));
  expect(rounded(found)).toEqual(rounded(allowed(found, expected)));
};
const SECOND = SECOND_US;
const at = (s: number): number => BASE + s * SECOND;
const answered = (s: number, value = 20_000): Sample => ({ at: at(s), value });
const lost = (s: number): Sample => ({ at: at(s), lost: 'timeout' });
const all = (list: readonly Sample[]): Entry => ({ ...samples(0, 0), samples: list });
const range = { from: BASE, to: at(3_600) };
const hour = { ...SERIES, ...range };

const bySeries = (a: Summary, b: Summary): number => (JSON.stringify(a.series) < JSON.stringify(b.series) ? -1 : 1);

interface Kind {
  /** Samples may be rolled up between writing and reading, also those of short ranges: when. */
  readonly rolled?: string;
  /** What it is, where it is not a store of plumbline's own; it is slower to ask. */
  readonly over?: string;
  /** Why it does not know what was appended before what. */
  readonly noOrder?: string;
  /** Of entries that follow on: those that the store can tell apart, as it tells them. By default all, as they are. */
  readonly tellable?: () => (entries: readonly Entry[]) => readonly Entry[];
}

/** The query's half of the contract, over whatever `write` writes to. */
export const queryContract = (
  make: () => Promise<QueryUnderTest>,
  { rolled, over, noOrder, tellable = () => (entries) => entries }: Kind = {},
): void => {
  /** Near an edge a value that is known to within 1% may lie in the next bin: how many there are, and from where on. */
  const histogramOf = async (query: Query, q: Parameters<Query['histogram']>[0]): Promise<unknown> => {
    const bins = await query.histogram(q);
    return rolled !== undefined ? [bins[0]?.lo, bins.at(-1)?.hi, bins.reduce((sum, b) => sum + b.n, 0)] : bins;
  };
  const name = over === undefined ? 'query' : `query over ${over}`;
  describe(rolled === undefined ? name : `${name} of what is rolled up ${rolled}`, () => {
    let store: QueryUnderTest;
    beforeEach(async () => {
      store = await make();
    });
    afterEach(() => store.close());

    it('answers with nothing where there is nothing', async () => {
      const q = store.query;
      const none = { n: 0, lost: 0, notes: { late: 0, duplicate: 0, reordered: 0 } };
      expect(await q.series()).toEqual([]);
      expect(await q.buckets({ ...hour, widthMicros: 60 * SECOND })).toEqual([]);
      expect(await q.stats(hour)).toEqual(none);
      expect(await q.histogram({ ...hour, bins: 10 })).toEqual([]);
      expect(await q.raw({ ...hour, limit: 10 })).toEqual([]);
      expect(await q.latest(0)).toEqual([]);
      expect(await q.outages({ ...hour, minMs: 3_000 })).toEqual([]);
      expect(await q.events({ ...range, limit: 10 })).toEqual([]);
      expect(await q.runs({ ...range, limit: 10 })).toEqual([]);
      expect(await q.gaps(range)).toEqual([]);
      await store.write([samples(BASE, 1)]);
      expect(await q.stats({ ...hour, field: 'other' })).toEqual(none);
      expect(await q.stats({ ...hour, from: BASE + 1 })).toEqual(none);
    });
    it('tells the settled from the notes, and nearest-rank percentiles of the answered', async () => {
      const values = [...Array.from({ length: 9 }, (_, i) => answered(i, (i + 1) * 10)), answered(9, 1_000)];
      const notes: Sample[] = [
        { at: at(10), note: 'late', value: 5_000 },
        { at: at(3), note: 'duplicate', value: 1 },
        { at: at(4), note: 'duplicate', value: 1 },
        { at: at(5), note: 'reordered', value: 1 },
      ];
      await store.write([all([...values, lost(10), lost(11), ...notes])]);
      const stats = await store.query.stats(hour);
      near(stats, {
        n: 12,
        lost: 2,
        notes: { late: 1, duplicate: 2, reordered: 1 },
        min: 10,
        p10: 10,
        p50: 50,
        p90: 90,
        p99: 1_000,
        max: 1_000,
        mean: 145,
        jitter: (8 * 10 + 910) / 9,
      });
    });
    it('has the ranks of a hundred where they belong', async () => {
      await store.write([all(Array.from({ length: 100 }, (_, i) => answered(i, 100 - i)))]);
      const found = await store.query.stats({ ...hour, to: at(100) });
      near(found, { ...found, min: 1, p10: 10, p50: 50, p90: 90, p99: 99, max: 100 });
    });
    it('lays buckets at whole multiples of their width and leaves empty ones out', async () => {
      const beside = lost(over === undefined ? 7 : 7.5); // at one instant, where both are kept
      await store.write([
        all([answered(-1, 7), answered(3, 1), answered(7, 5), beside, answered(45, 2), answered(60, 9)]),
      ]);
      const found = await store.query.buckets({ ...SERIES, from: at(3), to: at(60), widthMicros: 10 * SECOND });
      const none = { late: 0, duplicate: 0, reordered: 0 };
      near(found, [
        { at: at(0), n: 3, lost: 1, notes: none, min: 1, p10: 1, p50: 1, p90: 5, p99: 5, max: 5, mean: 3, jitter: 4 },
        { at: at(40), n: 1, lost: 0, notes: none, min: 2, p10: 2, p50: 2, p90: 2, p99: 2, max: 2, mean: 2, jitter: 3 },
      ]);
    });
    it('tells a bucket where all is lost', async () => {
      await store.write([all([lost(0), lost(1)])]);
      const notes = { late: 0, duplicate: 0, reordered: 0 };
      near(await store.query.buckets({ ...hour, widthMicros: 60 * SECOND }), [{ at: at(0), n: 2, lost: 2, notes }]);
    });
    it('counts every answer once in bins that follow on', async () => {
      const values = [0, 1, 3, 10, 100, 999, 1_000];
      await store.write([all(values.map((v, i) => answered(i, v)))]);
      const bins = await store.query.histogram({ ...hour, bins: 3 });
      expect(bins).toEqual([
        { lo: 0, hi: 1, n: 1 },
        { lo: 1, hi: 10, n: 2 },
        { lo: 10, hi: 100, n: 1 },
        { lo: 100, hi: 1_001, n: 3 },
      ]);
    });
    it('gives raw samples as they were, oldest first, no more than asked for', async () => {
      const list: Sample[] = [
        answered(2, 0.25),
        { at: at(1), lost: 'unreachable', saidBy: '192.0.2.9' },
        { at: at(3), note: 'late', value: 9 },
        { at: at(4), lost: 'no-address' },
      ];
      await store.write([all(list)]);
      const sorted = list.toSorted((a, b) => a.at - b.at);
      expect(await store.query.raw({ ...hour, limit: 100 })).toEqual(sorted);
      expect(await store.query.raw({ ...hour, limit: 2 })).toEqual(sorted.slice(0, 2));
    });
    it('knows the last settled sample of every series', async () => {
      const other = { ...SERIES, field: 'ttl' };
      await store.write([
        all([answered(5, 5), lost(3), { at: at(9), note: 'late', value: 1 }]),
        { kind: 'samples', ...other, samples: [lost(1)] },
      ]);
      const expected = [
        { series: SERIES, sample: answered(5, 5) },
        { series: other, sample: lost(1) },
      ];
      expect(await store.query.latest(0)).toEqual(expected);
      expect(await store.query.latest(at(2))).toEqual(expected.slice(0, 1));
      expect(await store.query.series()).toEqual([SERIES, other]);
    });
    it.skipIf(noOrder !== undefined)(
      `knows what came last where the clock was set back (${noOrder ?? 'by order'})`,
      async () => {
        await store.write([all([answered(5, 5), lost(3)])]);
        // Stamps begin anew where the clock was set back; a step forwards changes nothing.
        await store.write([{ ...gap(at(2), at(2)), reason: 'clock-stepped' }, all([answered(2, 7)])]);
        await store.write([{ ...gap(at(3), at(4)), reason: 'clock-stepped' }]);
        expect(await store.query.latest(0)).toEqual([{ series: SERIES, sample: answered(2, 7) }]);
      },
    );
    it('lists events and runs newest first, by target, type and probe', async () => {
      const events = [
        event(at(1)),
        { ...event(at(2)), subject: SERIES.subject, type: 'state-changed' as const },
        { ...event(at(3)), severity: 'warn' as const },
      ];
      const runs = [run(at(1), 'a'), { ...run(at(2), 'b'), probe: 'headers' }];
      await store.write([...events, ...runs]);
      const q = store.query;
      expect(await q.events({ ...range, limit: 10 })).toEqual(events.toReversed());
      expect(await q.events({ ...range, limit: 1 })).toEqual([events[2]]);
      expect(await q.events({ ...range, limit: 9, target: 'router' })).toEqual([events[1]]);
      expect(await q.events({ ...range, limit: 9, types: ['state-changed', 'address-changed'] })).toEqual([events[1]]);
      expect(await q.events({ ...range, limit: 9, severities: ['warn', 'fail'] })).toEqual([events[2]]);
      expect(await q.events({ ...range, limit: 9, severities: [] })).toEqual([]);
      expect(await q.events({ ...range, to: at(2), limit: 9 })).toEqual([events[0]]);
      expect(await q.runs({ ...range, limit: 10 })).toEqual(runs.toReversed());
      expect(await q.runs({ ...range, limit: 10, probe: 'route' })).toEqual([runs[0]]);
      expect(await q.runs({ ...range, limit: 10, target: 'none' })).toEqual([]);
    });
    it('lists the gaps that overlap the range', async () => {
      const gaps = [gap(at(0), at(10)), gap(at(20), at(20)), gap(at(25), at(40))];
      await store.write(gaps);
      const between = (from: number, to: number): Promise<readonly Gap[]> =>
        store.query.gaps({ from: at(from), to: at(to) });
      expect(await between(0, 100)).toEqual(gaps);
      expect(await between(10, 20)).toEqual([]);
      expect(await between(9, 21)).toEqual(gaps.slice(0, 2));
      expect(await between(30, 31)).toEqual(gaps.slice(2));
    });
    it('tells outages from the last good reply to the first good one after', async () => {
      const q = { ...hour, minMs: 3_000 };
      await store.write([
        all([answered(0), answered(1), lost(2), lost(3), lost(4), lost(5), answered(6), lost(7), lost(8), answered(9)]),
      ]);
      expect(await store.query.outages(q)).toEqual([{ from: at(1), to: at(6), lost: 4 }]);
      expect(await store.query.outages({ ...q, minMs: 5_000 })).toHaveLength(1);
      expect(await store.query.outages({ ...q, minMs: 5_001 })).toEqual([]);
    });
    it('tells outages that overlap the range whole', async () => {
      const q = { ...SERIES, minMs: 0 };
      await store.write([all([answered(0), lost(1), lost(2), lost(3), answered(4), lost(5), lost(6), lost(7)])]);
      const [first, second] = [
        { from: at(0), to: at(4), lost: 3 },
        { from: at(4), lost: 3 },
      ];
      const between = (from: number, to: number) => store.query.outages({ ...q, from: at(from), to: at(to) });
      expect(await between(0, 60)).toEqual([first, second]);
      expect(await between(2, 3)).toEqual([first]);
      expect(await between(-5, 0)).toEqual([]);
      expect(await between(4, 5)).toEqual([second]);
      // It lasts, as far as is known: to its last lost one.
      expect(await between(6, 60)).toEqual([second]);
      expect(await between(7, 60)).toEqual([]);
      await store.write([all([answered(8)])]);
      expect(await between(7, 60)).toEqual([{ ...second, to: at(8) }]);
    });
    it('tells an outage without any reply before it from its first lost one', async () => {
      await store.write([all([lost(1), lost(2), lost(3), answered(4)])]);
      expect(await store.query.outages({ ...hour, minMs: 0 })).toEqual([{ from: at(1), to: at(4), lost: 3 }]);
    });
    it('never takes a gap for an outage', async () => {
      const silence = Array.from({ length: 20 }, (_, i) => lost(i + 1));
      await store.write([all([answered(0), ...silence, answered(21)]), gap(at(4.5), at(10.5))]);
      // Four lost before the gap, none counted in it, ten after it.
      expect(await store.query.outages({ ...hour, minMs: 3_000 })).toEqual([
        { from: at(0), to: at(4.5), lost: 4 },
        { from: at(11), to: at(21), lost: 10 },
      ]);
      // Of another subject: none of this one's business.
      await store.write([{ ...gap(at(15.5), at(16.5)), subject: { target: 'anchor', vantage: 'home' } }]);
      expect(await store.query.outages({ ...hour, minMs: 3_000 })).toHaveLength(2);
      await store.write([{ ...gap(at(15.5), at(16.5)), subject: SERIES.subject }]);
      expect(await store.query.outages({ ...hour, minMs: 3_000 })).toHaveLength(3);
    });
    it('takes a reply at the edge of a gap for a reply', async () => {
      const silence = [1, 2, 3, 4, 5].map(lost);
      const gaps = [gap(at(-9), at(-8)), gap(at(-5), at(0)), gap(at(6), at(6))];
      await store.write([all([answered(0), ...silence, answered(6)]), ...gaps]);
      const range = { from: at(-10), to: at(60) };
      expect(await store.query.outages({ ...SERIES, ...range, minMs: 0 })).toEqual([
        { from: at(0), to: at(6), lost: 5 },
      ]);
    });
    it('answers as the plain store in memory does, whatever was appended', async () => {
      let runs = 0;
      const queryArb = fc.record({
        series: seriesArb,
        // Also from a whole hour on, and for more than one.
        from: fc.oneof(fc.integer({ min: 0, max: SPAN_US }), fc.constant(0)),
        length: fc.oneof(
          fc.integer({ min: 0, max: SPAN_US }),
          fc.integer({ min: 3_600 * SECOND, max: 4_000 * SECOND }),
        ),
        width: fc.constantFrom(SECOND, 7_777_777, 60 * SECOND, 3_600 * SECOND),
        limit: fc.integer({ min: 1, max: 50 }),
        bins: fc.integer({ min: 1, max: 40 }),
        minMs: fc.constantFrom(0, 1_000, 3_000.5, 20_000),
        target: fc.constantFrom('router', 'anchor'),
      });
      const each = { entries: fc.array(entriesArb(0), { maxLength: 2 }), q: queryArb };
      await fc.assert(
        fc.asyncProperty(fc.record(each), async ({ entries, q }) => {
          // Each run has a day of its own, so that one store serves all.
          const base = BASE + runs * 86_400 * SECOND;
          runs += 1;
          // What went before has nothing to do with this day.
          await store.write([gap(base - SECOND, base - SECOND)]);
          const memory = memoryStore();
          const told = tellable();
          for (const some of entries) {
            const moved = told(some.map((e) => shifted(e, base)));
            await store.write(moved);
            await memory.journal.append(moved);
          }
          const within = { from: base + q.from, to: base + q.from + q.length };
          const of = { ...q.series, ...within };
          const ask = async (query: Query): Promise<unknown> => ({
            buckets: await query.buckets({ ...of, widthMicros: q.width }),
            stats: await query.stats(of),
            summaries: (await query.summaries({ ...within, widthMicros: q.width })).toSorted(bySeries),
            histogram: await histogramOf(query, { ...of, bins: q.bins }),
            raw: await query.raw({ ...of, limit: q.limit }),
            latest: (await query.latest(within.from)).map((l) => JSON.stringify(l)).toSorted(),
            outages: await query.outages({ ...of, minMs: q.minMs }),
            events: await query.events({ ...within, limit: q.limit }),
            ofTarget: await query.events({ ...within, limit: q.limit, target: q.target, types: ['state-changed'] }),
            runs: await query.runs({ ...within, limit: q.limit }),
            gaps: (await query.gaps(within)).toSorted((a, b) => a.from - b.from),
          });
          // Within one state of the store, so that answers about the same agree.
          const [found, expected] = [await ask(store.query), await ask(memory.query)];
          near(found, expected);
        }),
        { numRuns: rolled === undefined && over === undefined ? 60 : 15 },
      );
    });
    it('refuses what asks for too much, or for nonsense', async () => {
      const q = store.query;
      const tooWide = { ...SERIES, from: 0, to: (MAX_POINTS + 1) * SECOND, widthMicros: SECOND };
      await expect(q.buckets(tooWide)).rejects.toThrow(RangeError);
      expect(await q.buckets({ ...tooWide, from: SECOND })).toEqual([]);
      await expect(q.summaries(tooWide)).rejects.toThrow(RangeError);
      expect(await q.summaries({ ...tooWide, from: SECOND })).toEqual([]);
      await expect(q.buckets({ ...hour, widthMicros: 0 })).rejects.toThrow(RangeError);
      await expect(q.raw({ ...hour, limit: MAX_ROWS + 1 })).rejects.toThrow(RangeError);
      await expect(q.raw({ ...hour, limit: 0 })).rejects.toThrow(RangeError);
      await expect(q.events({ ...range, limit: 1.5 })).rejects.toThrow(RangeError);
      await expect(q.histogram({ ...hour, bins: MAX_POINTS + 1 })).rejects.toThrow(RangeError);
      await expect(q.stats({ ...hour, to: BASE - 1 })).rejects.toThrow(RangeError);
      await expect(q.stats({ ...hour, from: Number.NaN })).rejects.toThrow(RangeError);
    });
  });
};

const shifted = (e: Entry, by: number): Entry => {
  switch (e.kind) {
    case 'samples':
      return { ...e, samples: e.samples.map((s) => Object.assign({ ...s }, { at: s.at + by })) };
    case 'gap':
      return { ...e, from: e.from + by, to: e.to + by };
    case 'run':
      return { ...e, at: e.at + by };
    case 'event':
      break;
  }
  return { ...e, at: e.at + by };
};
