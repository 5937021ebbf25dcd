import { expect, it } from 'vitest';

import { DAY, HOUR, microsOf, MINUTE } from '../../../src/domain/time.ts';
import { openDuckDb } from '../../../src/store/duckdb/open.ts';
import type { Bucket } from '../../../src/store/journal.ts';
import { BASE, SERIES } from '../../contracts/store-entries.ts';
import { HandClock } from '../../support/clock.ts';
import { stateFolders } from '../../support/state-folder.ts';
import { owners } from './process.ts';

const newFolder = stateFolders();
const start = owners();
/** The soak asks for more. */
const ROUNDS = Number(process.env['PLUMBLINE_KILL_ROUNDS'] ?? 3);

const opened = async (folder: string, exact: number) => {
  const store = await openDuckDb({ folder, clock: new HandClock(), gather: 0, exact });
  if (!store.ok) throw new Error(store.message);
  return store;
};
const counts = (buckets: readonly Bucket[]) => buckets.map(({ at, n, min, max }) => ({ at, n, min, max }));

it(
  `a process killed while it rolls up, ${ROUNDS} times over, takes each sample once`,
  { timeout: 60_000 + ROUNDS * 5_000 },
  async () => {
    const folder = newFolder();
    for (let round = 0; round < ROUNDS; round += 1) {
      const owner = start([folder, 'upkeep']);
      expect(await owner.next()).toMatchObject({ movedAside: [] });
      for (let i = 0; i <= 50 + 40 * round; i += 1) await owner.next();
      await owner.kill();
    }
    const range = { from: BASE - microsOf(HOUR), to: BASE + microsOf(3 * DAY) };
    const asked = { ...SERIES, ...range, widthMicros: microsOf(MINUTE) };
    const rolled = await opened(folder, 0);
    const head = rolled.journal.head();
    // As the last one left it; then to the end.
    expect(await rolled.query.stats({ ...SERIES, ...range })).toMatchObject({ resolution: 'hour', n: head });
    for (const chore of rolled.chores.filter((c) => c.name === 'minutes' || c.name === 'hours'))
      while ((await chore.piece(range.to)) === 'more');
    expect(await rolled.query.stats({ ...SERIES, ...range })).toMatchObject({ resolution: 'hour', n: head });
    const minutes = await rolled.query.buckets(asked);
    const hours = await rolled.query.buckets({ ...asked, widthMicros: microsOf(HOUR) });
    await rolled.close();
    const exact = await opened(folder, 4 * DAY);
    expect(counts(minutes)).toEqual(counts(await exact.query.buckets(asked)));
    expect(counts(hours)).toEqual(counts(await exact.query.buckets({ ...asked, widthMicros: microsOf(HOUR) })));
    await exact.close();
  },
);
