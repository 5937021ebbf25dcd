// @ts-check
// How many echoes a second one core sends and hears, over loopback; every tool bound to the same core, as a whole process.
import { fileURLToPath } from 'node:url';

import { run } from './support/child.mjs';
import { figure } from './support/figures.mjs';
import { openNetwork } from './support/network.mjs';
import { versions } from './support/peers.mjs';
import { startEngine } from './support/plumbline.mjs';

const ONE_CORE = ['taskset', '-c', '0'];
/** More than can be: what is due too soon is skipped. */
const ADDRESSES = Array.from({ length: 32 }, (_, i) => `127.0.1.${i + 1}`);
const EVERY = 0.1;
/** fping numbers no more at once. */
const MOST_OF_FPING = 65_000;
const FLOOD = fileURLToPath(new URL('./support/flood.mjs', import.meta.url));

/** @typedef {import('./support/network.mjs').Network} Network */

/** @type {(network: Network, seconds: number) => Promise<number>} */
const plumbline = async (network, seconds) => {
  const asked = { addresses: ADDRESSES, every: EVERY, seconds, keep: false };
  const told = await (await startEngine(network, asked, ONE_CORE)).result();
  return told.answered / told.seconds;
};
/** Echoes of a command a second, until so many seconds are used up; what it takes to start counts for all. */
const timed = async (
  /** @type {Network} */ network,
  /** @type {string[]} */ argv,
  /** @type {number} */ echoes,
  /** @type {number} */ seconds,
) => {
  let [done, took] = [0, 0];
  while (took < seconds) {
    const since = performance.now();
    const { err, out } = await run(network, [...ONE_CORE, ...argv]);
    took += (performance.now() - since) / 1_000;
    done += echoes;
    if (!/(\/0%)|( 0% packet loss)/.test(out + err))
      throw new Error(`${argv[0]} lost echoes: ${(out + err).slice(-200)}`);
  }
  return done / took;
};
/** @type {(network: Network, seconds: number) => Promise<number>} */
const fping = (network, seconds) =>
  timed(
    network,
    ['fping', '-q', '-i', '0', '-p', '0', '-t', '500', '-c', String(MOST_OF_FPING), '127.0.0.1'],
    MOST_OF_FPING,
    seconds,
  );
/** @type {(network: Network, seconds: number) => Promise<number>} */
const ping = (network, seconds) => {
  const echoes = 100_000 * seconds;
  return timed(network, ['ping', '-f', '-q', '-c', String(echoes), '127.0.0.1'], echoes, seconds / 2);
};
/** @type {(network: Network, seconds: number) => Promise<number>} */
const netPing = async (network, seconds) =>
  Number((await run(network, [...ONE_CORE, process.execPath, FLOOD, String(seconds)])).out);

/** @type {import('./support/figures.mjs').Bench} */
export default {
  name: 'rate',
  title: '2. Rate: echoes a second on one core, loopback',
  run: async ({ say, quick }) => {
    const has = versions();
    const seconds = quick ? 3 : 10;
    const network = await openNetwork();
    try {
      say('plumbline');
      const ours = await plumbline(network, seconds);
      const about = { item: 2, what: 'saturation', unit: '1/s', plumbline: ours };
      /** @type {import('./support/figures.mjs').Figure[]} */
      const figures = [];
      for (const { name, version, tool, target } of [
        { name: 'fping', version: has.fping, tool: fping, target: { ratioAtLeast: 1 } },
        { name: 'ping -f', version: has.ping, tool: ping, target: {} },
        { name: 'net-ping', version: has['net-ping'], tool: netPing, target: {} },
      ]) {
        say(name);
        if (version === undefined) say(`${name} is missing, left out`);
        else figures.push(figure(about, { name: `${name} ${version}`, value: await tool(network, seconds) }, target));
      }
      return figures;
    } finally {
      network.close();
    }
  },
};
