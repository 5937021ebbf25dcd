import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { rowsOf, type Wanted } from '../../../src/api/owner/rows.ts';
import { TABLES } from '../../../src/api/owner/tables.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { DAY, HOUR, microsOf, MINUTE } from '../../../src/domain/time.ts';
import { ping } from '../../../src/probes/ping.ts';
import { openDuckDb } from '../../../src/store/duckdb/open.ts';
import type { Query } from '../../../src/store/journal.ts';
import type { Row } from '../../../src/store/table.ts';
import { BASE, entriesArb, event, gap, run, samples, SERIES, SPAN_US, SUBJECT } from '../../contracts/store-entries.ts';
import { HandClock } from '../../support/clock.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { stateFolders } from '../../support/state-folder.ts';

const newFolder = stateFolders();
const ALL = { from: BASE - microsOf(3_000 * DAY), to: BASE + microsOf(DAY), targets: [], probes: [] } as const;
const rows = async (query: Query, wanted: Partial<Wanted> & Pick<Wanted, 'what'>): Promise<readonly Row[]> => {
  const all: Row[] = [];
  for await (const some of rowsOf(query, { ...ALL, ...wanted }, [ping])) all.push(...some);
  for (const row of all) expect(row).toHaveLength(TABLES[wanted.what].length);
  return all;
};
const [at, here] = [BASE, ['router', null, 'home']];

describe('rows of a table', () => {
  it('of samples say what came back, what was lost and why, and what came too late', async () => {
    const { journal, query } = memoryStore();
    const all: readonly Sample[] = [
      { at, value: 20_000 },
      { at: at + 1, lost: 'unreachable', saidBy: '192.0.2.1' },
      { at: at + 2, note: 'late', value: 1_200_000 },
    ];
    await journal.append([{ kind: 'samples', ...SERIES, samples: all }]);
    const series = [...here, 'ping', 'rtt', 'us'];
    expect(await rows(query, { what: 'samples' })).toEqual([
      [at, ...series, 20_000, 0, null, null, null],
      [at + 1, ...series, null, 1, 'unreachable', '192.0.2.1', null],
      [at + 2, ...series, 1_200_000, null, null, null, 'late'],
    ]);
  });
  it('of runs, events and gaps come in the order of time', async () => {
    const { journal, query } = memoryStore();
    const failed = { status: 'failed', reason: 'timeout', detail: 'no, "really"', findings: [] } as const;
    const late = Object.assign(run(at + 5, 'b'), { outcome: failed });
    await journal.append([late, run(at, 'a'), event(at + 1), event(at), gap(at, at + 1_500_000)]);
    expect(await rows(query, { what: 'runs' })).toEqual([
      [at, ...here, 'route', 'a', 12.5, 'measured', null, null, run(at, 'a').outcome],
      [at + 5, ...here, 'route', 'b', 12.5, 'failed', 'timeout', 'no, "really"', failed],
    ]);
    expect((await rows(query, { what: 'events' })).map((r) => r[0])).toEqual([at, at + 1]);
    expect(await rows(query, { what: 'gaps' })).toEqual([[at, at + 1_500_000, 1.5, 'stopped', null, null, null]]);
  });
  it('of outages say how long it was silent, and leave the end open while it lasts', async () => {
    const { journal, query } = memoryStore();
    const second = (n: number, lost: boolean): Sample => {
      const then = at + n * 1_000_000;
      return lost ? { at: then, lost: 'timeout' } : { at: then, value: 1 };
    };
    const all = [false, true, true, true, false, true, true, true].map((lost, n) => second(n, lost));
    await journal.append([{ kind: 'samples', ...SERIES, samples: all }]);
    const series = [...here, 'ping', 'rtt'];
    expect(await rows(query, { what: 'outages' })).toEqual([
      [at, at + 4_000_000, 4, 3, ...series],
      [at + 4_000_000, undefined, null, 3, ...series],
    ]);
  });
  it('are of the targets and probes that are asked for', async () => {
    const { journal, query } = memoryStore();
    const other = { ...SUBJECT, target: 'anchor' };
    await journal.append([
      samples(at, 1),
      { ...samples(at, 2), subject: other },
      { ...samples(at, 3), probe: 'tcp' },
      run(at, 'a'),
      { ...event(at), subject: other },
      gap(at, at + 1),
      { ...gap(at, at + 2), subject: other },
    ]);
    const values = async (w: Partial<Wanted>) => (await rows(query, { what: 'samples', ...w })).map((r) => r[7]);
    expect(await values({ targets: ['router'] })).toEqual([1, 3]);
    expect(await values({ targets: ['router'], probes: ['ping'] })).toEqual([1]);
    expect(await values({ targets: ['router', 'anchor'] })).toEqual([1, 2, 3]);
    expect(await rows(query, { what: 'runs', targets: ['anchor'] })).toEqual([]);
    expect(await rows(query, { what: 'events', targets: ['anchor'] })).toHaveLength(1);
    expect(await rows(query, { what: 'events', targets: ['anchor', 'router'], probes: ['tcp'] })).toEqual([]);
    // A gap of the whole service is one of every target.
    expect(await rows(query, { what: 'gaps', targets: ['router'] })).toHaveLength(1);
    expect(await rows(query, { what: 'gaps', targets: ['anchor'] })).toHaveLength(2);
  });
  it('of buckets tell every minute and hour once, days apart, and none that is empty', async () => {
    const { journal, query } = memoryStore();
    const days = [0, 1, 40, 41, 42, 43, 44, 45, 300].map((d) => BASE - microsOf(d * DAY));
    await journal.append(
      days.flatMap((then) => [samples(then, 10), samples(then + 1, 30), samples(then + microsOf(MINUTE), 50)]),
    );
    const starts = days.toReversed();
    const minutes = await rows(query, { what: 'minutes' });
    expect(minutes.map((r) => r[0])).toEqual(starts.flatMap((then) => [then, then + microsOf(MINUTE)]));
    expect(minutes[0]?.slice(7)).toEqual([undefined, 2, 0, 0, 0, 0, 10, 10, 10, 30, 30, 30, 20, 20]);
    const hours = await rows(query, {
      what: 'hours',
      from: BASE - microsOf(301 * DAY) + 1,
      to: BASE + microsOf(HOUR) - 1,
    });
    expect(hours.map((r) => [r[0], r[8]])).toEqual(starts.map((then) => [then, 3]));
  });
  it('of samples are those that were measured, each once, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(entriesArb(BASE), fc.nat({ max: SPAN_US }), async (entries, cut) => {
        const { journal, query } = memoryStore();
        await journal.append(entries);
        const range = { from: BASE + cut, to: BASE + SPAN_US };
        const told = await rows(query, { what: 'samples', ...range });
        const kept = entries
          .flatMap((e) => (e.kind === 'samples' ? e.samples : []))
          .filter((s) => s.at >= range.from && s.at < range.to);
        expect(told.map((r) => r[0] as number).toSorted((a, b) => a - b)).toEqual(
          kept.map((s) => s.at).toSorted((a, b) => a - b),
        );
      }),
      { numRuns: 30 },
    );
  });
  it('are the same out of the real store, more than one stretch of them', async () => {
    const folder = newFolder();
    const store = await openDuckDb({ folder, clock: new HandClock(BASE + SPAN_US), gather: 0 });
    if (!store.ok) throw new Error(store.message);
    const memory = memoryStore();
    const entries = [samples(BASE, 7), run(BASE, 'a'), event(BASE), gap(BASE, BASE + 9)];
    await Promise.all([store.journal.append(entries), memory.journal.append(entries)]);
    for (const what of ['samples', 'minutes', 'hours', 'runs', 'events', 'gaps', 'outages'] as const)
      expect(await rows(store.query, { what }), what).toEqual(await rows(memory.query, { what }));
    const many: readonly Sample[] = Array.from({ length: 30_000 }, (_, i) => ({ at: BASE + 1 + i * 1_000, value: i }));
    await store.journal.append([{ ...samples(BASE, 0), samples: many }]);
    expect((await rows(store.query, { what: 'samples' })).map((r) => r[7])).toEqual([7, ...many.keys()]);
    await store.close();
  });
});
