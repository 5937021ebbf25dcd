// @ts-check
// How far from its schedule each echo goes out, early or late, at 1,000 targets a second: by a capture on the interface.
import { Clocks } from '../../dist/net/echo/clocks.js';
import { openLibc } from '../../dist/net/libc/libc.js';
import { startCapture } from './support/capture.mjs';
import { pause, run } from './support/child.mjs';
import { figure, percentile } from './support/figures.mjs';
import { addresses, openNetwork } from './support/network.mjs';
import { fpingCommand, startSmokepingProber, versions } from './support/peers.mjs';
import { startEngine, startLoad, startService } from './support/plumbline.mjs';
import { kindestPhases, offsetsOf } from './support/told.mjs';

const TARGETS = 1_000;
const EVERY = 1_000;
const MOST_MS = 2;
/** Seconds after the first echo that are left out. */
const SETTLING = 3;

/** @typedef {import('./support/network.mjs').Network} Network */
/** @typedef {import('./support/capture.mjs').Wire} Wire */

/** Against the schedule that was asked for. @type {(network: Network, seconds: number) => Promise<number>} */
const plumbline = async (network, seconds) => {
  const capture = await startCapture(network);
  const asked = { addresses: addresses(TARGETS), every: EVERY, seconds: seconds + SETTLING, keep: false };
  const { phases } = await (await startEngine(network, asked)).result();
  return p99(await capture.stop(), new Map(Object.entries(phases)));
};
/** @type {(wire: Wire, phases: ReadonlyMap<string, number>) => number} */
const p99 = (wire, phases) => percentile(offsetsOf(wire, phases, EVERY, SETTLING), 99);
/** Against the steady schedule that suits it best. @type {(wire: Wire) => number} */
const kindest = (wire) => p99(wire, kindestPhases(wire, EVERY, SETTLING));

/** @type {(network: Network, seconds: number) => Promise<number>} */
const fping = async (network, seconds) => {
  const capture = await startCapture(network);
  await run(network, fpingCommand({ addresses: addresses(TARGETS), every: EVERY, seconds: seconds + SETTLING }));
  return kindest(await capture.stop());
};
/** @type {(network: Network, seconds: number) => Promise<number>} */
const smokepingProber = async (network, seconds) => {
  const capture = await startCapture(network);
  const prober = startSmokepingProber(network, { addresses: addresses(TARGETS), every: EVERY });
  await pause((seconds + SETTLING) * 1_000);
  await prober.end();
  return kindest(await capture.stop());
};
/**
 * The service itself, as it serves the clients, against the schedule of its scheduler: the targets of one interval spread
 * evenly over it, in the order of the config, on the monotonic clock.
 * @type {(network: Network, seconds: number) => Promise<number>}
 */
const service = async (network, seconds) => {
  const watching = await startService(network, addresses(TARGETS));
  const load = await startLoad(network);
  const capture = await startCapture(network);
  await pause((seconds + SETTLING) * 1_000);
  const wire = await capture.stop();
  await load.stop();
  await watching.stop();
  const opened = await openLibc();
  if (!opened.ok) throw new Error(opened.why);
  const clocks = new Clocks(opened.libc);
  const zero = clocks.baseSeconds * 1e6 + clocks.offset; // of the monotonic clock, by the wall clock
  return p99(wire, new Map(addresses(TARGETS).map((a, i) => [a, zero + (i * EVERY * 1_000) / TARGETS])));
};

/** @type {import('./support/figures.mjs').Bench} */
export default {
  name: 'on-time',
  title: '3. On time: |sent − due| at 1,000 targets × 1 Hz, p99; a peer by the schedule that suits it best',
  run: async ({ say, quick }) => {
    const has = versions();
    const seconds = quick ? 4 : 15;
    const network = await openNetwork();
    /** @type {import('./support/figures.mjs').Figure[]} */
    const figures = [];
    const all = async (/** @type {string} */ state) => {
      say(`${state}: plumbline`);
      const about = { item: 3, what: state, unit: 'ms', plumbline: await plumbline(network, seconds) };
      for (const { name, version, tool } of [
        { name: 'fping', version: has.fping, tool: fping },
        { name: 'smokeping_prober', version: has.smokeping_prober, tool: smokepingProber },
      ]) {
        if (version === undefined) {
          say(`${name} is missing, left out`);
          continue;
        }
        say(`${state}: ${name}`);
        const target = name === 'fping' ? { atMost: MOST_MS } : {};
        figures.push(figure(about, { name: `${name} ${version}`, value: await tool(network, seconds) }, target));
      }
    };
    try {
      await all('idle');
      const beside = await startService(network, ['127.0.0.1']);
      const load = await startLoad(network);
      await all('busy');
      await load.stop();
      await beside.stop();
      say('busy: the service itself');
      const value = await service(network, seconds);
      figures.push(
        figure({ item: 3, what: 'busy service', unit: 'ms', plumbline: value }, undefined, { atMost: MOST_MS }),
      );
    } finally {
      network.close();
    }
    return figures;
  },
};
