import { describe, expect, it } from 'vitest';

import { openDuckDb } from '../../../src/store/duckdb/open.ts';
import { BASE, SERIES } from '../../contracts/store-entries.ts';
import { take } from '../../contracts/store-journal.ts';
import { HandClock } from '../../support/clock.ts';
import { stateFolders } from '../../support/state-folder.ts';
import { owners } from './process.ts';

const newFolder = stateFolders();
const start = owners();
/** The soak asks for more. */
const ROUNDS = Number(process.env['PLUMBLINE_KILL_ROUNDS'] ?? 10);

describe('a process killed while it writes', () => {
  it(`loses nothing that was acknowledged, ${ROUNDS} times over`, { timeout: 20_000 + ROUNDS * 5_000 }, async () => {
    const folder = newFolder();
    let acknowledged = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const owner = start([folder, 'append']);
      const first = await owner.next();
      expect(first).toMatchObject({ movedAside: [] });
      expect(first?.head).toBeGreaterThanOrEqual(acknowledged);
      // A different moment each time: some commits in, then at once.
      for (let i = 0; i <= 3 * round; i += 1) acknowledged = (await owner.next())?.durable ?? acknowledged;
      for (const said of await owner.kill()) acknowledged = said.durable ?? acknowledged;
    }
    expect(acknowledged).toBeGreaterThan(3 * ROUNDS);
    const store = await openDuckDb({ folder, clock: new HandClock(), gather: 0 });
    if (!store.ok) throw new Error(store.message);
    const head = store.journal.head();
    expect(head).toBeGreaterThanOrEqual(acknowledged);
    const { n } = await store.query.stats({ ...SERIES, from: 0, to: 2 * BASE });
    expect(n).toBe(head);
    const entries = await take(store.journal, 0, head);
    const values = entries
      .flatMap((e) => (e.kind === 'samples' ? e.samples : []))
      .map((s) => ('value' in s ? s.value : -1));
    // Each process went on from where the last durable one was: numbers rise, none is missing that was acknowledged.
    for (const [i, value] of values.entries()) if (i > 0) expect(value).toBeLessThanOrEqual((values[i - 1] ?? 0) + 1);
    expect(new Set(values).size).toBe((values.at(-1) ?? 0) + 1);
    await store.close();
  });
});
