import type { Entry } from '../../../src/domain/entry.ts';
import { openDuckDb } from '../../../src/store/duckdb/open.ts';
import { BASE, SPAN_US } from '../../contracts/store-entries.ts';
import { queryContract } from '../../contracts/store-query.ts';
import { storeContract } from '../../contracts/store.ts';
import { HandClock } from '../../support/clock.ts';
import { stateFolders } from '../../support/state-folder.ts';

const newFolder = stateFolders();
const open = async (exact?: number) => {
  const store = await openDuckDb({
    folder: newFolder(),
    clock: new HandClock(),
    gather: 0,
    ...(exact === undefined ? {} : { exact }),
  });
  if (!store.ok) throw new Error(store.message);
  return store;
};
storeContract(open);

/** Which part of the time of a write is over when the rollups are made; later ones then find late samples. */
const OVER = [0.3, 0.9, 10, 0.6];
const partly = (entries: readonly Entry[], writes: number): number => {
  const stamps = entries.flatMap(stampsOf);
  return Math.min(...(stamps.length === 0 ? [BASE] : stamps)) + (OVER[writes % OVER.length] ?? 1) * SPAN_US;
};
const stampsOf = (e: Entry): readonly number[] => (e.kind === 'samples' ? e.samples.map((s) => s.at) : []);

for (const [when, now] of [
  ['at once', () => 2 * BASE],
  ['in part', partly],
] as const)
  queryContract(
    async () => {
      const store = await open(0);
      let writes = 0;
      return {
        query: store.query,
        write: async (entries) => {
          await store.journal.append(entries);
          writes += 1;
          for (const chore of store.chores.filter((c) => c.name === 'minutes' || c.name === 'hours'))
            while ((await chore.piece(now(entries, writes))) === 'more');
        },
        close: () => store.close(),
      };
    },
    { rolled: when },
  );
