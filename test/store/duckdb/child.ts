import { createInterface } from 'node:readline';

import { systemClock } from '../../../src/net/system-clock.ts';
import { openDuckDb } from '../../../src/store/duckdb/open.ts';
import { BASE, SERIES } from '../../contracts/store-entries.ts';

// A process that owns a state folder, for the tests that kill it or take its disk away.
// Arguments: the folder; then "append", to append one sample after another, "upkeep", to roll them up at the same
// time, or "wait". Speaks in JSON lines.

const [, , folder = '', task = 'wait'] = process.argv;
const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
const clock = systemClock();
const store = await openDuckDb({ folder, clock, gather: 5 });
if (!store.ok) {
  say({ failed: store });
  process.exit(1);
}
store.announce('http://127.0.0.1:1/');
say({ head: store.journal.head(), movedAside: store.movedAside() });

const append = async (from: number, at: (value: number) => number): Promise<void> => {
  for (let n = from; ; n += 1) {
    // Three a turn, so that a commit has more than one append to acknowledge.
    const cursors = await Promise.all(
      [0, 1, 2].map((i) =>
        store.journal.append([{ kind: 'samples', ...SERIES, samples: [{ at: at(3 * n + i), value: 3 * n + i }] }]),
      ),
    );
    say({ durable: cursors.at(-1), health: store.health() });
  }
};
/** One sample each half a minute, some ten minutes late. */
const stampOf = (value: number): number => BASE + value * 30_000_000 - (value % 5 === 0 ? 600_000_000 : 0);
const upkeep = async (): Promise<void> => {
  for (;;)
    for (const chore of store.chores.filter((c) => c.name === 'minutes' || c.name === 'hours')) {
      const said = await chore.piece(stampOf(store.journal.head()));
      await clock.sleep(said === 'more' ? 0 : 2, new AbortController().signal);
    }
};
const next = Math.floor(store.journal.head() / 3);
if (task === 'append') await append(next, () => clock.now());
if (task === 'upkeep') await Promise.all([append(next, stampOf), upkeep()]);
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'append') {
    const samples = Array.from({ length: 1_000 }, (_, i) => ({ at: clock.now() + i, value: i }));
    store.journal.append(Array.from({ length: 20 }, () => ({ kind: 'samples', ...SERIES, samples }))).then(
      (cursor) => say({ durable: cursor }),
      (error: unknown) => say({ refused: String(error) }),
    );
  }
  if (line === 'health') say({ health: store.health() });
  if (line === 'close') {
    await store.close();
    say({ closed: true });
  }
}
