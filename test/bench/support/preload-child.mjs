// @ts-check
// One part of the bench of the preload list, in a process of its own: `node preload-child.mjs TASK FILE`. Tells how long it took from
// bytes to a list that can be asked, the longest time in which nothing else was done, what a look-up costs, and what is held.
import { readFileSync } from 'node:fs';
import process from 'node:process';

import { readPreloadList } from '../../../dist/probes/site/preload/read.js';

const [task = '', file = ''] = process.argv.slice(2);
/** @typedef {{ name: string, mode?: string, include_subdomains?: boolean }} Entry */
/** @typedef {(name: string) => unknown} Find */

/** @param {Map<string, Entry>} map @returns {Find} */
const walking = (map) => (name) => {
  for (let at = 0; ;) {
    const entry = map.get(at === 0 ? name : name.slice(at));
    if (entry !== undefined) return entry;
    const dot = name.indexOf('.', at);
    if (dot === -1) return undefined;
    at = dot + 1;
  }
};
/** @param {string} text @returns {Map<string, Entry>} */
const mapOf = (text) => new Map(JSON.parse(text).entries.map((/** @type {Entry} */ entry) => [entry.name, entry]));
/** @type {Record<string, (bytes: Buffer) => Find | Promise<Find>>} */
const TASKS = {
  plumbline: async (bytes) => {
    const list = await readPreloadList(bytes, new AbortController().signal);
    if (typeof list === 'string') throw new Error(list);
    return (name) => list.find(name);
  },
  regexp: (bytes) => walking(mapOf(bytes.toString('utf8').replaceAll(/^\s*\/\/.*$/gm, ''))),
  lines: (bytes) => {
    const lines = bytes.toString('utf8').split('\n');
    return walking(mapOf(lines.filter((line) => !line.trimStart().startsWith('//')).join('\n')));
  },
};
const held = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
};

const load = TASKS[task];
if (load === undefined) throw new Error(`no such task: ${task}`);
/** What it is to be asked: names of the list, names below them, and names that are on none. @type {readonly string[]} */
const names = readFileSync(file, 'latin1')
  .split('\n')
  .flatMap((line, i) => {
    const name = /"name": "([^"]+)"/.exec(line)?.[1];
    if (name === undefined || i % 10 !== 0) return [];
    const asked = i % 30 === 0 ? name : i % 30 === 10 ? `www.mail.${name}` : `no-${i}.${name.slice(1)}`;
    // A copy: a part of a text holds all of it.
    return [Buffer.from(asked).toString()];
  });
// What a regular expression saw last is held.
/x/.exec('x');
await new Promise((resolve) => setImmediate(resolve));
const before = held();
/** Let go of when it is read. @type {Buffer[]} */
const bytes = [readFileSync(file)];
let [stall, last, isOver] = [0, performance.now(), false];
const watch = () => {
  const now = performance.now();
  stall = Math.max(stall, now - last);
  last = now;
  if (!isOver) setImmediate(watch);
};
setImmediate(watch);
await new Promise((resolve) => setImmediate(resolve));
const [since, cpu] = [performance.now(), process.cpuUsage()];
const find = await load(bytes[0] ?? Buffer.of());
const ms = performance.now() - since;
const { user, system } = process.cpuUsage(cpu);
watch();
isOver = true;
bytes.length = 0;
await new Promise((resolve) => setImmediate(resolve));
const mib = held() - before;
let found = 0;
const rounds = Math.ceil(1_000_000 / names.length);
for (const name of names) if (find(name) !== undefined) found += 1;
const from = process.cpuUsage();
for (let round = 0; round < rounds; round += 1) for (const name of names) find(name);
const spent = process.cpuUsage(from);
const micros = (spent.user + spent.system) / (rounds * names.length);
process.stdout.write(`${JSON.stringify({ ms, cpuMs: (user + system) / 1_000, stall, micros, mib, found })}\n`);
