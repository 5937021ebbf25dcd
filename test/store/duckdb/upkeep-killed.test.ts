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
      for (let i = 0; i <= 50 + 40 * (round % 5); i += 1) await owner.next();
      await owner.kill();
    }
    const rolled = await opened(folder, 0);
    const head = rolled.journal.head();
    // Whole days, so that those are read, too.
    const [day, end] = [microsOf(DAY), BASE + head * microsOf(MINUTE)];
    const range = { from: Math.floor(BASE / day) * day, to: Math.ceil(end / day) * day };
    const asked = { ...SERIES, ...range };
    const minutesAsked = { ...asked, to: range.from + 3 * day, widthMicros: microsOf(MINUTE) };
    // As the last one left it; then to the end.
    expect(await rolled.query.stats(asked)).toMatchObject({ n: head });
    for (const chore of rolled.chores.filter((c) => c.name === 'minutes' || c.name === 'hours'))
      while ((await chore.piece(range.to)) === 'more');
    expect(await rolled.query.stats(asked)).toMatchObject({ resolution: 'hour', n: head });
    const minutes = await rolled.query.buckets(minutesAsked);
    const hours = await rolled.query.buckets({ ...asked, widthMicros: microsOf(HOUR) });
    const days = await rolled.query.buckets({ ...asked, widthMicros: day });
    await rolled.close();
    const exact = await opened(folder, 4_000 * DAY);
    expect(counts(minutes)).toEqual(counts(await exact.query.buckets(minutesAsked)));
    expect(counts(hours)).toEqual(counts(await exact.query.buckets({ ...asked, widthMicros: microsOf(HOUR) })));
    expect(counts(days)).toEqual(counts(await exact.query.buckets({ ...asked, widthMicros: day })));
    await exact.close();
  },
);
