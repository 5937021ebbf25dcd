// @ts-check
// One part of the bench of places, in a process of its own: `node geoip-child.mjs TASK ASKED`, ASKED in JSON. Tells the
// CPU time, and by how much the memory that is held grew.
import { readFileSync } from 'node:fs';
import process from 'node:process';

import { Reader, open as openMaxmind } from 'maxmind';

import { readLinesFrom } from '../../../dist/probes/geoip/text-lines.js';
import { DelegationReader, holds, parseDelegation } from '../../../dist/probes/geoip/delegated.js';
import { FeedReader } from '../../../dist/probes/geoip/geofeed.js';
import { openMmdb } from '../../../dist/probes/geoip/mmdb.js';

const [task = '', json = '{}'] = process.argv.slice(2);
/** @type {{ files: string[], count: number, file: string }} */
const asked = JSON.parse(json);
const { signal } = new AbortController();
const asking = { signal, metered: false, get: () => Promise.reject(new Error('nobody is asked')) };

/** Any IPv4 addresses, the same each time, and none a private one: what is looked up, not how it is drawn, is measured. */
const addresses = Array.from({ length: Math.ceil((asked.count ?? 0) / (asked.files?.length ?? 1)) }, (_, i) => {
  const n = Math.imul(i + 1, 0x9e37_79b1) >>> 0;
  return `${11 + ((n >>> 24) % 89)}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`;
});
const held = () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
};
/** Microseconds of CPU, of all threads: what else the machine does is not in it. @param {NodeJS.CpuUsage} from */
const cpuSince = (from) => {
  const { user, system } = process.cpuUsage(from);
  return user + system;
};
const peak = () => process.resourceUsage().maxRSS / 1_024;

/** @type {Record<string, () => Promise<(address: string, i: number) => unknown>>} */
const LOOK_UPS = {
  plumbline: async () => {
    const found = await Promise.all(asked.files.map((file) => openMmdb(file, signal)));
    const all = found.flatMap((o) => ('database' in o ? [o.database] : []));
    return (address, i) => all[i]?.find({ family: 4, address }).country;
  },
  maxmind: async () => {
    const all = await Promise.all(asked.files.map((file) => openMaxmind(file)));
    return (address, i) => all[i]?.get(address);
  },
  'mmdb-lib': async () => {
    const all = asked.files.map((file) => new Reader(readFileSync(file)));
    return (address, i) => all[i]?.get(address);
  },
};
/** Each in one reading, and a peer that reads the whole file and splits it. @type {Record<string, () => Promise<number>>} */
const SCANS = {
  delegated: async () => {
    const reader = new DelegationReader([{ family: 4, address: '99.1.2.3' }]);
    await readLinesFrom(asked.file, reader, asking);
    return reader.records;
  },
  'delegated-whole': async () => {
    const bytes = Uint8Array.of(99, 1, 2, 3);
    /** @type {unknown[]} */
    const found = [];
    let records = 0;
    for (const line of readFileSync(asked.file, 'utf8').split('\n')) {
      const record = parseDelegation(line);
      if (typeof record !== 'object') continue;
      records += 1;
      if (holds(record, bytes)) found.push(record);
    }
    return records;
  },
  geofeed: async () => {
    const reader = new FeedReader([{ family: 4, address: '99.1.2.3' }]);
    await readLinesFrom(asked.file, reader, asking);
    return reader.entries;
  },
  'geofeed-whole': async () => {
    const reader = new FeedReader([{ family: 4, address: '99.1.2.3' }]);
    for (const line of readFileSync(asked.file, 'utf8').split('\n')) reader.line(line);
    return reader.entries;
  },
};

const [before, low] = [held(), peak()];
const scan = SCANS[task];
let told;
if (scan === undefined) {
  const since = process.cpuUsage();
  const lookUp = await LOOK_UPS[task]?.();
  if (lookUp === undefined) throw new Error(`no such task: ${task}`);
  const openMs = cpuSince(since) / 1_000;
  let found = 0;
  const from = process.cpuUsage();
  for (const address of addresses)
    for (let i = 0; i < asked.files.length; i += 1) if (lookUp(address, i) != null) found += 1;
  const micros = cpuSince(from) / (addresses.length * asked.files.length);
  told = { micros, openMs, found, mib: held() - before };
  lookUp('11.0.0.1', 0);
} else {
  const from = process.cpuUsage();
  const records = await scan();
  told = { ms: cpuSince(from) / 1_000, records, mib: peak() - low };
}
process.stdout.write(`${JSON.stringify(told)}\n`);
