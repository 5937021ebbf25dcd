// The service as it is built, in a process of its own, with a clock that runs RATE times as fast. A child of main.ts,
// which it tells every few seconds how it fares inside, and which it does not outlive:
//   node service.mjs RATE CONFIG STATE
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { openEcho } from '../../dist/net/echo/open.js';
import { systemClock } from '../../dist/net/system-clock.js';
import { PROBES } from '../../dist/probes/index.js';
import { keepMemorySmall, keepYoungSmall } from '../../dist/service/heap.js';
import { fastClock, fastEngine } from './fast.mjs';

/** The api waits so long for the store, by a real clock. */
const PATIENCE = 10_000;
const TOLD_EVERY = 2_000;
/** The loop is looked at this often; the histogram counts from there. */
const RESOLUTION = 5;

const [rate = 60, config = '', state = ''] = process.argv.slice(2).map((a, i) => (i === 0 ? Number(a) : a));
if (typeof rate !== 'number' || typeof config !== 'string' || typeof state !== 'string') throw new TypeError('usage');

const stopping = new AbortController();
const stop = () => stopping.abort();
process.once('disconnect', stop);
process.once('SIGTERM', stop);
process.on('SIGINT', () => undefined); // one at the terminal is for main.ts, which then ends this

const lag = monitorEventLoopDelay({ resolution: RESOLUTION });
lag.enable();
const late = (nanos) => Math.max(0, nanos / 1e6 - RESOLUTION);
const telling = setInterval(() => {
  const { heapUsed, external } = process.memoryUsage();
  const [lagP50, lagP99, lagMax] = [late(lag.percentile(50)), late(lag.percentile(99)), late(lag.max)];
  lag.reset();
  const resources = process.getActiveResourcesInfo().length;
  if (process.connected) process.send?.({ heap: heapUsed, external, resources, lagP50, lagP99, lagMax });
}, TOLD_EVERY);

const clock = fastClock(systemClock(), rate);
// As main.ts does: the program itself comes after.
await keepMemorySmall();
const { runService } = await import('../../dist/service/service.js');
process.exitCode = await runService({
  options: { config, state, listen: { host: '127.0.0.1', port: 0 } },
  context: { probes: PROBES, vantage: 'soak' },
  search: (flag) => Promise.resolve(flag),
  env: process.env,
  home: state,
  stdout: process.stdout,
  stderr: process.stderr,
  clock,
  // The kernel's counts hundredths of a second, which at this rate would look like steps. No machine sleeps in a soak.
  boot: () => undefined,
  openEcho: async () => {
    const echo = await openEcho();
    keepYoungSmall();
    return 'echoes' in echo ? fastEngine(echo, rate, clock.stamp) : echo;
  },
  queryLimits: { time: PATIENCE * rate },
  version: 'soak',
  staticRoot: fileURLToPath(new URL('../../dist/web', import.meta.url)),
  signal: stopping.signal,
});
clearInterval(telling);
if (process.connected) process.disconnect();
