// @ts-check
// A thread that ends the process when one case never ends: the thread that runs it cannot say so itself.
import { writeSync } from 'node:fs';
import process from 'node:process';
import { workerData } from 'node:worker_threads';

// A busy machine may stop us for long, too.
const HUNG_MS = 60_000;
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
  if (performance.now() - since < HUNG_MS) return;
  const name = names[target] ?? '';
  writeSync(
    1,
    `FAIL  ${name}: case ${nth} does not end\n  npm run fuzz -- --only ${name} --seed ${seed} --path ${nth}\n`,
  );
  process.kill(process.pid, 'SIGKILL');
}, 1_000);
