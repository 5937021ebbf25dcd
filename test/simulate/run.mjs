// @ts-check
// `npm run simulate-lines [-- --days N]`: plumbline's rules for lines beside those of routers, by hand-driven time, as the
// table of docs/lines.md; and so many days (30 unless told otherwise) of a lossy mobile line. See simulations.ts.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { runnerImport } from 'vite';

const path = fileURLToPath(new URL('./simulations.ts', import.meta.url));
const { module } = await runnerImport(path, { configFile: false, logLevel: 'error' });
const { table, quietDays, quietDaysOf } = /** @type {typeof import('./simulations.ts')} */ (module);

const at = process.argv.indexOf('--days');
const days = at < 0 ? 30 : Number(process.argv[at + 1]);
if (!Number.isFinite(days) || days < 0) {
  process.stderr.write('simulate-lines: --days: expected a number of days, 0 or more\n');
  process.exit(2);
}
const print = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

print(table());
if (days > 0) {
  const since = performance.now();
  const found = quietDays(days, 1);
  const seconds = Math.round((performance.now() - since) / 1_000);
  print(`\n${days} days of 5% loss on a mobile line, in ${seconds} s: ${JSON.stringify(found)}`);
  print(`the others, alarms: ${JSON.stringify(quietDaysOf(days, 1))}`);
  process.exitCode = found.blackouts + found.failovers + found.liveChanges === 0 ? 0 : 1;
}
