import type { Sample } from '../../src/domain/sample.ts';
import { openDuckDb } from '../../src/store/duckdb/open.ts';
import { systemClock } from '../../src/net/system-clock.ts';

const SECOND = 1_000_000;
const AT_ONCE = 20_000;

/** Writes a sample a second of one target's echoes into a state folder, from and to in whole epoch seconds. */
export const seed = async (folder: string, target: string, from: number, to: number): Promise<void> => {
  const store = await openDuckDb({ folder, clock: systemClock(), gather: 0 });
  if (!store.ok) throw new Error(store.message);
  for (let at = from; at < to; at += AT_ONCE) {
    const length = Math.min(AT_ONCE, to - at);
    const samples = Array.from({ length }, (_, i): Sample => {
      const second = at + i;
      return second % 100 === 0
        ? { at: second * SECOND, lost: 'timeout' }
        : { at: second * SECOND, value: 10_000 + ((second * 7_919) % 5_000) };
    });
    await store.journal.append([
      { kind: 'samples', probe: 'ping', field: 'rtt', subject: { target, vantage: 'survive' }, samples },
    ]);
  }
  await store.close();
};
