import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Sample } from '../../../src/domain/sample.ts';
import { DAY, HOUR, microsOf, MINUTE } from '../../../src/domain/time.ts';
import { readPlaces, writePlace, type PlaceName } from '../../../src/store/duckdb/places.ts';
import { retentionChores, type Waiting } from '../../../src/store/duckdb/retention.ts';
import { keepUp } from '../../../src/store/duckdb/upkeep.ts';
import { BASE, event, run, SERIES } from '../../contracts/store-entries.ts';
import { HandClock } from '../../support/clock.ts';
import { stateFolders } from '../../support/state-folder.ts';
import { openTables, type Tables } from './tables.ts';

const newFolder = stateFolders();
const keep = { raw: 2 * DAY, minutes: 10 * DAY, runs: 5 * DAY };
const HOUR_US = microsOf(HOUR);
const DAY_US = microsOf(DAY);
let tables: Tables;
beforeAll(async () => {
  tables = await openTables(newFolder());
});
beforeEach(() => tables.clear());
afterAll(() => tables.db.close());

/** An answer each ten minutes from `from` to `to`. */
const pings = (from: number, to: number) => {
  const samples: Sample[] = [];
  for (let at = from; at < to; at += microsOf(10 * MINUTE)) samples.push({ at, value: 1 });
  return { kind: 'samples' as const, ...SERIES, samples };
};
const taken = (horizon: number, cursor: number, by: readonly PlaceName[] = ['minutes', 'hours', 'outages']) =>
  tables.db.transact(async (_, rows) => {
    for (const name of by) await writePlace(rows, name, { horizon, cursor });
  });
const oldest = async (table: string, column = 'at_us'): Promise<number | undefined> => {
  const [row] = await tables.db.read<{ at: number | null }>(`select min("${column}")::double as at from ${table}`);
  return row?.at ?? undefined;
};
/** Everything that is due, after an hour in which the clock ran evenly. */
const sweep = async (clock: HandClock, waiting: Waiting = {}): Promise<number> => {
  const chores = retentionChores(tables.db, keep, clock, tables.head, waiting);
  await clock.advance(HOUR);
  let pieces = 0;
  for (const chore of chores) while ((await chore.piece(clock.now())) === 'more') pieces += 1;
  return pieces;
};
const NOW = BASE + 30 * DAY_US;

describe('retention', () => {
  it('deletes samples, minutes and runs that are older than is kept, and says so first', async () => {
    const clock = new HandClock(NOW - HOUR_US);
    await tables.write([
      pings(NOW - 5 * DAY_US, NOW),
      run(NOW - 8 * DAY_US, 'old'),
      run(NOW - 4 * DAY_US, 'new'),
      event(BASE),
    ]);
    await tables.db.transact((_, rows) =>
      rows(
        `insert into minutes select unnest(range(${BASE / 6e7}, ${NOW / 6e7}, 60)), 0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, null`,
      ),
    );
    await taken(NOW, tables.head());
    expect(await sweep(clock)).toBeGreaterThan(3 * 24 * 6);
    expect(await oldest('samples')).toBe(NOW - 2 * DAY_US);
    expect(await oldest('minutes', 'slot')).toBe((NOW - 10 * DAY_US) / 6e7);
    expect(await oldest('runs')).toBe(NOW - 4 * DAY_US);
    expect(await oldest('events')).toBe(BASE);
    const places = await readPlaces(tables.db.read);
    expect(places.get('raw kept')?.horizon).toBe(NOW - 2 * DAY_US);
    expect(places.get('minutes kept')?.horizon).toBe(NOW - 10 * DAY_US);
  });
  it('leaves what is still to be exported, for as long again as samples are kept', async () => {
    await tables.write([pings(NOW - 3 * DAY_US, NOW - 2.5 * DAY_US)]);
    const exported = tables.head();
    await tables.write([pings(NOW - 2.5 * DAY_US, NOW), run(NOW - 6 * DAY_US, 'waits'), event(NOW)]);
    await taken(NOW, tables.head());
    const notices: string[] = [];
    const waiting = { exported: () => exported, notice: (what: string) => notices.push(what) };
    await sweep(new HandClock(NOW - HOUR_US), waiting);
    expect(await oldest('samples')).toBe(NOW - 2.5 * DAY_US);
    expect(await oldest('runs')).toBe(NOW - 6 * DAY_US);
    expect(notices).toEqual([]);
    await sweep(new HandClock(NOW + 1.75 * DAY_US - HOUR_US), waiting);
    expect(await oldest('samples'), 'four days old at most').toBe(NOW - 2.25 * DAY_US);
    expect(await oldest('runs'), 'seven days old at most').toBeUndefined();
    expect(notices).toEqual([
      'old samples are deleted before they are in InfluxDB: it has not taken them for too long',
    ]);
  });
  it('leaves what rollups or outages have not taken', async () => {
    const clock = new HandClock(NOW - HOUR_US);
    await tables.write([pings(NOW - 5 * DAY_US, NOW)]);
    const cursor = tables.head();
    await tables.write([pings(NOW - 5 * DAY_US, NOW - 5 * DAY_US + 1), event(NOW)]);
    expect(await sweep(clock)).toBe(0);
    await taken(NOW, cursor, ['minutes', 'outages']);
    expect(await sweep(clock)).toBe(0);
    await taken(NOW - 4 * DAY_US + 1, cursor, ['hours']);
    await sweep(clock);
    // The late one is not taken yet.
    expect(await oldest('samples')).toBe(NOW - 5 * DAY_US);
    await taken(NOW - 4 * DAY_US + 1, cursor + 1, ['minutes', 'hours', 'outages']);
    await sweep(clock);
    expect(await oldest('samples')).toBe(NOW - 4 * DAY_US);
  });
  it('leaves the newest entry, however old', async () => {
    const clock = new HandClock(NOW - HOUR_US);
    await tables.write([pings(BASE, BASE + HOUR_US), pings(BASE + HOUR_US, BASE + 2 * HOUR_US)]);
    await taken(NOW, tables.head());
    await sweep(clock);
    expect(await oldest('samples')).toBe(BASE + HOUR_US);
  });
  it('does not believe a clock that was set within the hour', async () => {
    const clock = new HandClock(NOW);
    await tables.write([pings(NOW - 2 * HOUR_US, NOW), event(NOW)]);
    await taken(NOW + 50 * DAY_US, tables.head());
    const chores = retentionChores(tables.db, keep, clock, tables.head);
    const all = new AbortController();
    const kept = keepUp(chores, clock, all.signal, (_, error) => {
      throw error;
    });
    const during = async (minutes: number): Promise<void> => {
      for (let i = 0; i < minutes; i += 1) {
        await clock.advance(MINUTE);
        await tables.db.read('select 1'); // what the chores asked before is answered by now
      }
    };
    await during(90);
    clock.step(40 * DAY);
    await during(55);
    clock.step(-40 * DAY);
    await during(90);
    all.abort();
    await kept;
    expect(await oldest('samples')).toBe(NOW - 2 * HOUR_US);
  });
  it('keeps what comes when a clock that was far ahead for long is right again', async () => {
    const clock = new HandClock(NOW + 40 * DAY_US - HOUR_US);
    await tables.write([event(NOW)]);
    await taken(NOW + 50 * DAY_US, tables.head());
    await sweep(clock);
    await tables.write([pings(NOW, NOW + HOUR_US), event(NOW)]);
    await taken(NOW + 50 * DAY_US, tables.head());
    await sweep(new HandClock(NOW - HOUR_US));
    expect(await oldest('samples')).toBe(NOW);
    expect((await readPlaces(tables.db.read)).get('raw kept')?.horizon).toBe(NOW);
  });
  it('takes a clock that began in 1970 in a few steps', async () => {
    const clock = new HandClock(NOW - HOUR_US);
    await tables.write([pings(0, HOUR_US), pings(NOW - 3 * DAY_US, NOW - 3 * DAY_US + HOUR_US), event(NOW)]);
    await taken(NOW, tables.head());
    expect(await sweep(clock)).toBeLessThan(40);
    expect(await oldest('samples')).toBeUndefined();
  });
});
