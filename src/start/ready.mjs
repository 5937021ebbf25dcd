// @ts-check
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import process from 'node:process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

import { build, isBuilt, linkCommand } from './build.mjs';
import { missingPackages } from './packages.mjs';

const NAMED = 6;
const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS']);

/** @param {string} line */
const say = (line) => process.stderr.write(`plumbline: ${line}\n`);

/** @param {readonly string[]} names */
const listOf = (names) =>
  names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ` and ${names.length - NAMED} more` : '');

/** @param {number} since */
const secondsSince = (since) => `${((performance.now() - since) / 1_000).toFixed(1)} s`;

/**
 * @param {string} root
 * @param {readonly string[]} missing
 */
const install = (root, missing) => {
  say(`installing ${missing.length} package${missing.length === 1 ? '' : 's'} with npm (${listOf(missing)}) …`);
  const since = performance.now();
  // The npm that runs this script, where one does; retries short enough for a person who waits.
  const own = process.env['npm_execpath'] ?? '';
  const [command, ...first] = basename(own) === 'npm-cli.js' ? [process.execPath, own] : ['npm'];
  const options = ['--include=dev', '--prefer-offline', '--no-audit', '--no-fund', '--fetch-retry-mintimeout=1000'];
  const args = [...first, 'ci', ...options, '--fetch-retry-maxtimeout=5000'];
  const { status, error } = spawnSync(String(command), args, { cwd: root, stdio: 'inherit' });
  if (status === 0) {
    say(`installed in ${secondsSince(since)}.`);
    return true;
  }
  say(
    error === undefined
      ? `npm could not install them (see above). Missing: ${listOf(missing)}.\n` +
          `  Where the npm registry cannot be reached, copy node_modules from a machine that can reach it.`
      : `npm could not be started (${error.message}). It comes with Node.js; on Debian and Ubuntu: apt-get install npm`,
  );
  return false;
};

/** @param {string} root */
const rebuild = (root) => {
  say('building …');
  const since = performance.now();
  const problem = build(root);
  if (problem === undefined) say(`built in ${secondsSince(since)}.`);
  else say(`the build failed. ${problem}`);
  return problem === undefined;
};

/**
 * Installs what is missing and builds what has changed, saying so; nothing of it, and no word, where all is there.
 * Fails with a sentence for the person at the terminal.
 * @param {string} root
 * @param {{ forTests: boolean }} options Whether what only tests need must be there too.
 * @returns {boolean} Whether `dist/main.js` can be run.
 */
export const makeReady = (root, { forTests }) => {
  const built = isBuilt(root);
  const missing = missingPackages(root, { dev: forTests || !built });
  try {
    if (missing.length > 0 && !install(root, missing)) return false;
    if (!built && !rebuild(root)) return false;
    linkCommand(root);
    return true;
  } catch (error) {
    const { code = '', path = root } = /** @type {NodeJS.ErrnoException} */ (error);
    if (!NOT_WRITABLE.has(code)) throw error;
    if (built && missing.length === 0) return true; // only npx misses its link
    say(`${path} cannot be written (${code}), and there is something to build. Run npm start once as its owner,`);
    say(`  or copy the whole folder to where you may write.`);
    return false;
  }
};

// `npm run build`
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  if (rebuild(root)) linkCommand(root);
  else process.exitCode = 1;
}
