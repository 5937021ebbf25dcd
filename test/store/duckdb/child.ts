import { createInterface } from 'node:readline';

import { systemClock } from '../../../src/net/system-clock.ts';
import { openDuckDb } from '../../../src/store/duckdb/open.ts';
import { SERIES } from '../../contracts/store-entries.ts';

// A process that owns a state folder, for the tests that kill it or take its disk away.
// Arguments: the folder; then "append", to append one sample after another, or "wait". Speaks in JSON lines.

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

const append = async (from: number): Promise<void> => {
  for (let n = from; ; n += 1) {
    // Three a turn, so that a commit has more than one append to acknowledge.
    const cursors = await Promise.all(
      [0, 1, 2].map((i) =>
        store.journal.append([{ kind: 'samples', ...SERIES, samples: [{ at: clock.now(), value: 3 * n + i }] }]),
      ),
    );
    say({ durable: cursors.at(-1), health: store.health() });
  }
};
if (task === 'append') await append(Math.floor(store.journal.head() / 3));
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
