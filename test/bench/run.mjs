// @ts-check
// `npm run bench [-- --quick] [-- NAME…]`: measures plumbline beside its peers, prints one table, and keeps what a full
// run found in test/bench/results/NAME.json. `sh test/setup.sh bench` installs the peers.
import { cpus, release, totalmem } from 'node:os';
import { mkdirSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { makeReady } from '../../src/start/ready.mjs';
import { tableHead, tableOf } from './support/table.mjs';

const NAMES = ['truth', 'rate', 'on-time', 'cheap', 'store', 'influx', 'geoip', 'site', 'preload', 'paint', 'page'];
const RESULTS = fileURLToPath(new URL('./results', import.meta.url));

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const asked = args.filter((a) => a !== '--quick');
const unknown = asked.filter((a) => !NAMES.includes(a));
if (unknown.length > 0) {
  process.stderr.write(`bench: unknown: ${unknown.join(', ')}. There are: ${NAMES.join(', ')}; and --quick\n`);
  process.exit(2);
}
if (!makeReady(fileURLToPath(new URL('../..', import.meta.url)), { forTests: true })) process.exit(1);

const names = asked.length === 0 ? NAMES : asked;
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryMiB: Math.round(totalmem() / 2 ** 20),
  kernel: release(),
  node: process.version,
};
/** @param {string} line */
const print = (line) => process.stdout.write(`${line}\n`);
/** @type {string[]} */
const table = [];
let failed = false;

for (const name of names) {
  /** @type {{ default: import('./support/figures.mjs').Bench }} */
  const { default: bench } = await import(`./${name}.mjs`);
  const since = performance.now();
  const say = (/** @type {string} */ line) => process.stderr.write(`${name}: ${line}\n`);
  try {
    const figures = await bench.run({ say, quick });
    table.push(...tableOf(bench.title, figures));
    failed ||= figures.some((f) => f.met === false);
    if (quick) continue;
    const command = `npm run bench -- ${name}`;
    const took = Math.round((performance.now() - since) / 1_000);
    const result = { bench: name, title: bench.title, command, date: new Date().toISOString(), seconds: took, machine };
    mkdirSync(RESULTS, { recursive: true });
    writeFileSync(`${RESULTS}/${name}.json`, `${JSON.stringify({ ...result, figures }, undefined, 2)}\n`);
  } catch (error) {
    failed = true;
    table.push(bench.title, `  not measured: ${error instanceof Error ? error.message : String(error)}`);
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
print(`${machine.cpu}, ${machine.cores} cores, Linux ${machine.kernel}, Node ${machine.node}${quick ? ', quick' : ''}`);
print(tableHead());
for (const line of table) print(line);
process.exitCode = failed ? 1 : 0;
