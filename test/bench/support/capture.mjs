// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DEVICE } from './network.mjs';

/** A pcap file with nanoseconds, written on a little-endian machine (pcap-savefile(5)). */
const MAGIC = 0xa1b2_3c4d;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const ETHERNET = 14;
const [ECHO_REPLY, ECHO_REQUEST] = [0, 8];

/**
 * One echo as the interface saw it: microseconds since the first packet's whole second; rtt NaN while unanswered.
 * @typedef {{ sentAt: number, rtt: number }} Trip
 */
/**
 * Trips by address, in the order of sending, and the whole second (of the epoch) from which their times count.
 * @typedef {{ base: number, trips: Map<string, Trip[]> }} Wire
 */

/**
 * Captures every echo on the probing interface with nanosecond stamps, until `stop`.
 * @param {import('./network.mjs').Network} network
 */
export const startCapture = async (network) => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  const file = join(folder, 'echoes.pcap');
  const tcpdump = ['tcpdump', '-i', DEVICE, '-w', file, '-Z', 'root', '-s', '64', '-B', '65536', '-n'];
  const [command, args] = network.command([...tcpdump, '--time-stamp-precision=nano', 'icmp']);
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = once(child, 'exit');
  let said = '';
  await new Promise((resolve, reject) => {
    child.stderr.on('data', (text) => {
      said += text;
      if (said.includes('listening on')) resolve(undefined);
    });
    child.once('exit', () => reject(new Error(`tcpdump ended: ${said.trim()}`)));
    child.once('error', reject);
  });
  return {
    /** @returns {Promise<Wire>} */
    stop: async () => {
      await new Promise((resolve) => setTimeout(resolve, 500)); // what is on its way to tcpdump
      child.kill('SIGINT');
      await gone;
      const wire = readTrips(readFileSync(file));
      rmSync(folder, { recursive: true, force: true });
      const dropped = /(\d+) packets? dropped by kernel/.exec(said)?.[1];
      if (dropped !== undefined && dropped !== '0')
        throw new Error(`the capture is not whole: ${dropped} packets lost`);
      return wire;
    },
  };
};

/**
 * @param {Buffer} bytes
 * @returns {Wire}
 */
const readTrips = (bytes) => {
  if (bytes.readUInt32LE(0) !== MAGIC) throw new Error('the capture is not a pcap file with nanoseconds');
  /** @type {Map<string, Trip[]>} */
  const trips = new Map();
  /** @type {Map<string, Trip>} */
  const open = new Map();
  let base = 0;
  for (let at = FILE_HEADER; at + RECORD_HEADER <= bytes.length;) {
    const [seconds, nanos, length] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4), bytes.readUInt32LE(at + 8)];
    base ||= seconds;
    const time = (seconds - base) * 1e6 + nanos / 1e3;
    const ip = at + RECORD_HEADER + ETHERNET;
    at += RECORD_HEADER + length;
    if (at > bytes.length) break;
    const icmp = ip + 4 * ((bytes[ip] ?? 0) & 15);
    const type = bytes[icmp];
    if (type !== ECHO_REQUEST && type !== ECHO_REPLY) continue;
    const far = type === ECHO_REQUEST ? ip + 16 : ip + 12;
    const address = bytes.subarray(far, far + 4).join('.');
    const key = `${address} ${bytes.readUInt32BE(icmp + 4)}`; // identifier and sequence
    if (type === ECHO_REQUEST) {
      const trip = { sentAt: time, rtt: Number.NaN };
      open.set(key, trip);
      const list = trips.get(address);
      if (list === undefined) trips.set(address, [trip]);
      else list.push(trip);
    } else {
      const trip = open.get(key);
      open.delete(key);
      if (trip !== undefined) trip.rtt = time - trip.sentAt;
    }
  }
  return { base, trips };
};
