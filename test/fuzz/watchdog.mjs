// @ts-check
// A thread that ends the process when one case never ends, or takes all the memory: the thread that runs it cannot say
// so itself.
import { writeSync } from 'node:fs';
import process from 'node:process';
import { workerData } from 'node:worker_threads';

// A busy machine may stop us for long, too.
const HUNG_MS = 60_000;
/** All targets together take about half a gigabyte. */
const MOST_BYTES = 1.5 * 2 ** 30;
/** @type {{ shared: Int32Array, names: readonly string[] }} */
const { shared, names } = workerData;
let seen = -1;
let since = performance.now();
setInterval(() => {
  const [beats = 0, target = 0, seed = 0, nth = 0] = shared;
  if (beats !== seen) {
    seen = beats;
    since = performance.now();
  }
  const bytes = process.memoryUsage.rss();
  const hung = performance.now() - since >= HUNG_MS;
  if (!hung && bytes <= MOST_BYTES) return;
  const name = names[target] ?? '';
  const why = hung ? 'does not end' : `leaves the process at ${Math.round(bytes / 2 ** 20)} MiB`;
  writeSync(1, `FAIL  ${name}: case ${nth} ${why}\n  npm run fuzz -- --only ${name} --seed ${seed} --path ${nth}\n`);
  process.kill(process.pid, 'SIGKILL');
}, 200);
