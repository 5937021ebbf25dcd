// @ts-check
// How far the RTT told is from the RTT on the wire, by a capture with nanoseconds on the probing interface.
import { startCapture } from './support/capture.mjs';
import { figure, percentile } from './support/figures.mjs';
import { addresses, openNetwork } from './support/network.mjs';
import { blackbox, fping, netPing, ping, smokepingProber, versions } from './support/peers.mjs';
import { pause } from './support/child.mjs';
import { startEngine, startLoad, startService } from './support/plumbline.mjs';
import { errorsOf, errorsOfSamples } from './support/told.mjs';

/** @typedef {import('./support/network.mjs').Network} Network */
/** @typedef {import('./support/peers.mjs').Asked} Asked */
/** @typedef {import('./support/peers.mjs').Told} Told */

const EVERY = 1_000;
/** Echoes a second: so many addresses, an echo a second each; and how long, so that each has a p99. */
const RATES = [
  { rate: 10, seconds: 12 },
  { rate: 100, seconds: 8 },
  { rate: 1_000, seconds: 6 },
];
const MOST_MICROS = 20;
const SHARE_OF_FPING = 0.25;

/** @type {(network: Network, asked: Asked) => Promise<Told>} */
const plumbline = async (network, asked) => {
  const { told } = await (
    await startEngine(network, { ...asked, addresses: [...asked.addresses], keep: true })
  ).result();
  return { told: new Map(Object.entries(told).map(([a, rtts]) => [a, rtts.map((r) => r ?? Number.NaN)])) };
};
/**
 * The p99 of one tool's error, in microseconds.
 * @param {Network} network
 * @param {Asked} asked
 * @param {(network: Network, asked: Asked) => Promise<Told>} tool
 */
const errorOf = async (network, asked, tool) => {
  const capture = await startCapture(network);
  const told = await tool(network, asked);
  return percentile(errorsOf(await capture.stop(), told), 99);
};

/** @type {import('./support/figures.mjs').Bench} */
export default {
  name: 'truth',
  title: '1. Truth: |RTT told − RTT on the wire|, p99',
  run: async ({ say, quick }) => {
    const has = versions();
    const at = (/** @type {string} */ name, /** @type {string | undefined} */ version) => `${name} ${version}`;
    /** @type {[string, string | undefined, (network: Network, asked: Asked) => Promise<Told>][]} */
    const others = [
      [at('ping', has.ping), has.ping, ping],
      [at('net-ping', has['net-ping']), has['net-ping'], netPing],
      [at('blackbox_exporter', has.blackbox_exporter), has.blackbox_exporter, blackbox],
      [at('smokeping_prober', `${has.smokeping_prober} mean`), has.smokeping_prober, smokepingProber],
    ];
    if (has.fping === undefined) throw new Error('fping is missing: sh test/setup.sh bench');
    for (const [name, version] of others) if (version === undefined) say(`missing, left out: ${name.split(' ')[0]}`);
    say('smokeping is no row of its own: its probe is fping, run as it is here (fping -q -C)');

    const network = await openNetwork();
    /** @type {import('./support/figures.mjs').Figure[]} */
    const figures = [];
    /**
     * @param {string} how
     * @param {number} value
     * @param {string} name
     * @param {number} peer
     */
    const add = (how, value, name, peer) => {
      const isFping = name.startsWith('fping');
      const about = { item: 1, what: how, unit: 'µs', plumbline: value };
      figures.push(
        figure(about, { name, value: peer }, isFping ? { atMost: MOST_MICROS, ratioAtMost: SHARE_OF_FPING } : {}),
      );
    };
    const all = async (/** @type {string} */ state) => {
      for (const { rate, seconds } of quick ? [{ rate: 1_000, seconds: 2 }] : RATES) {
        const asked = { addresses: addresses(rate), every: EVERY, seconds };
        const how = `${rate.toLocaleString('en')}/s, ${state}`;
        say(how);
        const ours = await errorOf(network, asked, plumbline);
        add(how, ours, at('fping', has.fping), await errorOf(network, asked, fping));
        for (const [name, version, tool] of quick || rate !== 100 ? others.slice(0, 1) : others) {
          if (version !== undefined) add(how, ours, name, await errorOf(network, asked, tool));
        }
      }
    };
    try {
      await all('idle');
      // What is not measured itself is asked for one target alone.
      const beside = await startService(network, ['127.0.0.1']);
      const load = await startLoad(network);
      await all('busy');
      say(`the clients were answered ${await load.stop()} times`);
      await beside.stop();
      add(
        '1,000/s, busy service',
        await busyService(network, quick ? 4 : 10),
        'fping, as above',
        lastOf(figures, 'fping'),
      );
    } finally {
      network.close();
    }
    return figures;
  },
};

/** What the service itself keeps while it serves the clients. @type {(network: Network, seconds: number) => Promise<number>} */
const busyService = async (network, seconds) => {
  const service = await startService(network, addresses(1_000));
  const load = await startLoad(network);
  await pause(3_000);
  const capture = await startCapture(network);
  const from = Date.now() * 1_000;
  await pause(seconds * 1_000);
  const to = Date.now() * 1_000;
  const wire = await capture.stop();
  await load.stop();
  await pause(2_000);
  return percentile(errorsOfSamples(wire, await service.stop({ from, to })), 99);
};
/** @type {(figures: readonly import('./support/figures.mjs').Figure[], name: string) => number} */
const lastOf = (figures, name) => figures.findLast((f) => f.peer?.name.startsWith(name))?.peer?.value ?? Number.NaN;
