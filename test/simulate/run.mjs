// @ts-check
// `npm run simulate-lines [-- --days N --watched M]`: plumbline's rules for lines beside those of routers, by hand-driven
// time, as the table of docs/lines.md; N days (30) of a lossy mobile line by the rules alone, and M days (1) of it in a
// house that is watched as the service does. See simulations.ts.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { runnerImport } from 'vite';

const path = fileURLToPath(new URL('./simulations.ts', import.meta.url));
const { module } = await runnerImport(path, { configFile: false, logLevel: 'error' });
const { table, echoesAlone, quietDays, quietDaysOf } = /** @type {typeof import('./simulations.ts')} */ (module);

/** @param {string} flag @param {number} usual */
const daysOf = (flag, usual) => {
  const at = process.argv.indexOf(flag);
  return at < 0 ? usual : Number(process.argv[at + 1]);
};
const [days, watched] = [daysOf('--days', 30), daysOf('--watched', 1)];
if (![days, watched].every((n) => Number.isFinite(n) && n >= 0)) {
  process.stderr.write('simulate-lines: --days, --watched: expected a number of days, 0 or more\n');
  process.exit(2);
}
const print = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);
/** @template T @param {string} what @param {() => T} run */
const timed = (what, run) => {
  const before = process.cpuUsage();
  const found = run();
  const { user, system } = process.cpuUsage(before);
  print(`${what}, in ${Math.round((user + system) / 1e6)} s of CPU: ${JSON.stringify(found)}`);
  return found;
};

if (!process.argv.includes('--no-table')) print(`${table()}\n`);
const alone = timed(`${days} days of 5% loss on a mobile line, by the rules alone`, () => echoesAlone(days, 1));
const found = timed(`${watched} days of it in a watched house`, () => quietDays(watched, 1));
timed(`${days} days of it, alarms of the others`, () => quietDaysOf(days, 1));
process.exitCode = alone['down'] === 0 && found.blackouts + found.failovers + found.liveChanges === 0 ? 0 : 1;
