// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { pause, run, start, versionOf } from './child.mjs';

/** @typedef {import('./network.mjs').Network} Network */
/**
 * What a peer told: RTTs in microseconds by address, in the order of sending, NaN where it told none. A peer that only
 * tells an average fills in `means`, one an address.
 * @typedef {{ told: Map<string, number[]>, means?: Map<string, number> }} Told
 */
/** What is asked of a peer: an echo to each address every so many ms, spread evenly. @typedef {{ addresses: readonly string[], every: number, seconds: number }} Asked */

const SERIAL = fileURLToPath(new URL('./serial.mjs', import.meta.url));

/** The peers that this machine has, by name, with their versions; undefined where one is missing. */
export const versions = () => {
  let netPing;
  try {
    netPing = createRequire(import.meta.url)('net-ping/package.json').version;
  } catch {
    netPing = undefined;
  }
  return {
    fping: versionOf('fping', ['-v']),
    ping: versionOf('ping', ['-V']),
    'net-ping': netPing,
    blackbox_exporter: versionOf('prometheus-blackbox-exporter', ['--version']),
    smokeping_prober: versionOf('prometheus-smokeping-prober', ['--version']),
    smokeping: versionOf('smokeping', ['--version']),
  };
};

/**
 * fping as SmokePing runs it: counts, and tells every RTT at the end, which costs it least.
 * @param {Asked} asked
 */
export const fpingCommand = ({ addresses, every, seconds }) => {
  const count = Math.max(1, Math.round((seconds * 1_000) / every));
  // Twice as dense as evenly spread: it counts the spacing from its last send, and would fall behind its period.
  const spacing = Math.max(0.01, (0.5 * every) / addresses.length);
  return ['fping', '-q', '-C', String(count), '-p', String(every), '-i', String(spacing), ...addresses];
};
/** @param {string} text */
const readFping = (text) => {
  /** @type {Map<string, number[]>} */
  const told = new Map();
  for (const line of text.split('\n')) {
    const [address, times] = line.split(' : ');
    if (address === undefined || times === undefined) continue;
    told.set(
      address.trim(),
      times
        .trim()
        .split(/\s+/)
        .map((t) => (t === '-' ? Number.NaN : Number(t) * 1_000)),
    );
  }
  return told;
};

/** @type {(network: Network, asked: Asked) => Promise<Told>} */
export const fping = async (network, asked) => ({ told: readFping((await run(network, fpingCommand(asked))).err) });

/** One address at the rate of all. @type {(network: Network, asked: Asked) => Promise<Told>} */
export const ping = async (network, { addresses, every, seconds }) => {
  const [address = ''] = addresses;
  const interval = every / addresses.length / 1_000;
  const count = Math.round(seconds / interval);
  const { out } = await run(network, ['ping', '-n', '-i', String(interval), '-c', String(count), address]);
  /** @type {number[]} */
  const rtts = Array.from({ length: count }, () => Number.NaN);
  for (const [, seq, ms] of out.matchAll(/icmp_seq=(\d+) .*time=([\d.]+) ms/g))
    rtts[Number(seq) - 1] = Number(ms) * 1_000;
  return { told: new Map([[address, rtts]]) };
};

/**
 * A client that sends one echo after the other by its schedule: net-ping, or blackbox_exporter over its api.
 * @param {Network} network
 * @param {'net-ping' | 'blackbox_exporter'} name
 * @param {Asked} asked
 */
const serial = async (network, name, asked) => {
  const { out, err } = await run(network, [process.execPath, SERIAL, name, JSON.stringify(asked)]);
  if (!out.startsWith('{')) throw new Error(`${name} told nothing: ${err.slice(-300)}`);
  /** @type {Record<string, (number | null)[]>} */
  const told = JSON.parse(out);
  return { told: new Map(Object.entries(told).map(([a, rtts]) => [a, rtts.map((r) => r ?? Number.NaN)])) };
};
/** @type {(network: Network, asked: Asked) => Promise<Told>} */
export const netPing = (network, asked) => serial(network, 'net-ping', asked);

const ICMP_MODULE = 'modules:\n  icmp:\n    prober: icmp\n    timeout: 1s\n    icmp: { preferred_ip_protocol: ip4 }\n';
/** @type {(network: Network, asked: Asked) => Promise<Told>} */
export const blackbox = async (network, asked) => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  const file = join(folder, 'blackbox.yml');
  writeFileSync(file, ICMP_MODULE);
  const listen = '--web.listen-address=127.0.0.1:9115';
  const server = start(network, ['prometheus-blackbox-exporter', `--config.file=${file}`, listen]);
  try {
    await server.until('Listening on');
    return await serial(network, 'blackbox_exporter', asked);
  } finally {
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  }
};

const PROBER = 'http://127.0.0.1:9374/metrics';
/** Runs in the background until stopped. @type {(network: Network, asked: Pick<Asked, 'addresses' | 'every'>) => ReturnType<typeof start>} */
export const startSmokepingProber = (network, { addresses, every }) =>
  start(network, [
    'prometheus-smokeping-prober',
    '--web.listen-address=127.0.0.1:9374',
    '--privileged',
    `--ping.interval=${every}ms`,
    ...addresses,
  ]);
/** Averages only: the sum and the number of its histogram. @type {(network: Network, asked: Asked) => Promise<Told>} */
export const smokepingProber = async (network, asked) => {
  const prober = startSmokepingProber(network, asked);
  await prober.until('Listening on');
  await pause(asked.seconds * 1_000);
  const script = `fetch('${PROBER}').then((r) => r.text()).then((t) => process.stdout.write(t))`;
  const { out } = await run(network, [process.execPath, '-e', script]);
  await prober.end();
  /** @type {Map<string, number>} */
  const sums = new Map();
  /** @type {Map<string, number>} */
  const means = new Map();
  for (const [, kind, host, value] of out.matchAll(
    /^smokeping_response_duration_seconds_(sum|count)\{.*?host="([^"]+)".*?\} (\S+)$/gm,
  )) {
    if (host === undefined) continue;
    if (kind === 'sum') sums.set(host, Number(value) * 1e6);
    else means.set(host, (sums.get(host) ?? Number.NaN) / Number(value));
  }
  return { told: new Map(), means };
};
