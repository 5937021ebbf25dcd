// @ts-check
// `npm run geo-study [-- --addresses N --seed S] [-- FILE.mmdb…]`: how often databases of places disagree, on N random
// public addresses of each family (300,000). Without files, three are fetched by npm. The tables of docs/geo-study.md.
import { basename } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { runnerImport } from 'vite';

import { databases } from './databases.mjs';

/** @param {string} line */
const print = (line) => process.stdout.write(`${line}\n`);
/** @param {string} line @returns {never} */
const wrong = (line) => {
  process.stderr.write(`geo-study: ${line}\n`);
  process.exit(2);
};
/** @param {string} path */
const load = async (path) =>
  (await runnerImport(fileURLToPath(new URL(path, import.meta.url)), { configFile: false, logLevel: 'error' })).module;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { addresses: { type: 'string', default: '300000' }, seed: { type: 'string', default: '1' } },
});
const [count, seed] = [Number(values.addresses), Number(values.seed)];
if (!Number.isInteger(count) || count < 1 || count > 10_000_000) wrong('--addresses: expected 1 to 10000000');
if (!Number.isInteger(seed)) wrong('--seed: expected a whole number');
const fetched =
  positionals.length === 0 ? databases((line) => process.stderr.write(`geo-study: ${line}\n`)) : undefined;
const files = fetched?.files ?? positionals;
if (files.length < 2) wrong('expected two databases or more');

const { compare, comparisonTable, publicAddresses } = /** @type {typeof import('./compare.ts')} */ (
  await load('./compare.ts')
);
const { openMmdb } = /** @type {typeof import('../../src/probes/geoip/mmdb.ts')} */ (
  await load('../../src/probes/geoip/mmdb.ts')
);
const { signal } = new AbortController();
const opened = [];
for (const file of files) {
  const found = await openMmdb(file, signal);
  if (!found.ok) wrong(found.why);
  else opened.push({ name: basename(file, '.mmdb'), database: found.database });
}
print(
  `${new Date().toISOString().slice(0, 10)}, seed ${seed}${fetched === undefined ? '' : `, @ip-location-db/*-mmdb ${fetched.version}`}:`,
);
for (const { name, database } of opened) {
  const built =
    database.builtAt === undefined ? 'unknown' : new Date(database.builtAt / 1_000).toISOString().slice(0, 10);
  print(
    `- \`${name}\`: type "${database.type}", built ${built}${database.maker === undefined ? '' : `, by ${database.maker}`}`,
  );
}
for (const family of /** @type {const} */ ([4, 6])) {
  const found = compare(opened, family, publicAddresses(family, count, seed));
  print(`\nIPv${family}:\n`);
  print(
    comparisonTable(
      opened.map((o) => o.name),
      found,
    ),
  );
}
