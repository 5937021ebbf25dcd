// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { systemClock } from '../../../dist/net/system-clock.js';
import { openDuckDb } from '../../../dist/store/duckdb/open.js';
import { start } from './child.mjs';

const ENGINE = fileURLToPath(new URL('./engine.mjs', import.meta.url));
const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const CLIENTS = fileURLToPath(new URL('./clients.mjs', import.meta.url));
const PORT = 8440;
const BURNERS = 2;
/** Only computes, for as long as its parent lives. */
const BURN = 'const { ppid } = process; while (process.ppid === ppid);';

/**
 * The echo engine in a process of its own; `result` waits for its end.
 * @param {import('./network.mjs').Network} network
 * @param {import('./engine.mjs').Asked} asked
 * @param {readonly string[]} [wrapper] In front of the process: `taskset …`.
 */
export const startEngine = async (network, asked, wrapper = []) => {
  const child = start(network, [...wrapper, process.execPath, ENGINE, JSON.stringify(asked)]);
  await child.until('started');
  return {
    pid: child.pid,
    /** @returns {Promise<import('./engine.mjs').Told>} */
    result: async () => {
      await child.ended;
      const last = child.said.out.trim().split('\n').at(-1) ?? '';
      if (!last.startsWith('{')) throw new Error(`the engine told nothing: ${child.said.err.slice(-500)}`);
      return JSON.parse(last);
    },
  };
};

/**
 * The whole service, watching these addresses once a second.
 * @param {import('./network.mjs').Network} network
 * @param {readonly string[]} addresses
 */
export const startService = async (network, addresses) => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  const targets = addresses.map((a, i) => `  t${i}: { address: ${a}, ping: { every: 1s } }\n`).join('');
  writeFileSync(join(folder, 'plumbline.yaml'), `vantage: bench\nlisten: 127.0.0.1:${PORT}\ntargets:\n${targets}`);
  const flags = ['--state', join(folder, 'state'), '--config', join(folder, 'plumbline.yaml')];
  const child = start(network, [process.execPath, MAIN, 'serve', ...flags], { cwd: folder });
  await child.until(`127.0.0.1:${PORT}`);
  return {
    pid: child.pid,
    /**
     * Ends it; and tells what it has kept between two times (microseconds since the epoch), where asked.
     * @param {{ from: number, to: number }} [range]
     * @returns {Promise<Samples>}
     */
    stop: async (range) => {
      await child.end();
      const samples = range === undefined ? [] : await readKept(join(folder, 'state'), addresses, range);
      rmSync(folder, { recursive: true, force: true });
      return samples;
    },
  };
};

/** Answered echoes: to whom, when sent (microseconds since the epoch), RTT in microseconds. @typedef {[string, number, number][]} Samples */
/**
 * @param {string} folder
 * @param {readonly string[]} addresses
 * @param {{ from: number, to: number }} range
 */
const readKept = async (folder, addresses, range) => {
  const store = await openDuckDb({ folder, clock: systemClock(), gather: 0 });
  if (!('query' in store)) throw new Error(`the service's record does not open: ${store.message}`);
  /** @type {Samples} */
  const kept = [];
  for (const [i, address] of addresses.entries()) {
    const subject = { target: `t${i}`, vantage: 'bench' };
    for (const s of await store.query.raw({ probe: 'ping', field: 'rtt', subject, ...range, limit: 1_000 })) {
      if ('value' in s && !('note' in s)) kept.push([address, s.at, s.value]);
    }
  }
  await store.close();
  return kept;
};

/**
 * One page that follows live.
 * @param {import('./network.mjs').Network} network
 */
export const startLive = async (network) => {
  const child = start(network, [process.execPath, CLIENTS, 'live', String(PORT)]);
  await child.until('connected');
  return {
    /** How many samples it was told. */
    stop: async () => {
      await child.end();
      return Number(child.said.out.trim().split('\n').at(-1));
    },
  };
};

/**
 * Twenty clients that ask the api five times a second each, and two processes that only compute.
 * @param {import('./network.mjs').Network} network
 */
export const startLoad = async (network) => {
  const clients = start(network, [process.execPath, CLIENTS, 'ask', String(PORT)]);
  await clients.until('connected');
  const burners = Array.from({ length: BURNERS }, () => start(network, [process.execPath, '-e', BURN]));
  return {
    /** How many requests were answered. */
    stop: async () => {
      await Promise.all([clients, ...burners].map((child) => child.end()));
      return Number(clients.said.out.trim().split('\n').at(-1));
    },
  };
};
