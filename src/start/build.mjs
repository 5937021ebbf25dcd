// @ts-check
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

import { fingerprint } from './fingerprint.mjs';

const STAMP = 'dist/.built-from';
const MAIN = 'dist/main.js';
const STEPS = [
  ['typescript/bin/tsc', '-p', 'tsconfig.json'],
  ['vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'],
];

/**
 * Whether `dist` was built from the sources as they are.
 * @param {string} root
 */
export const isBuilt = (root) => {
  const stamp = join(root, STAMP);
  return existsSync(stamp) && existsSync(join(root, MAIN)) && readFileSync(stamp, 'utf8') === fingerprint(root);
};

/**
 * Compiles the service and the page into `dist`. The stamp comes last, so that a build cut short counts for nothing.
 * @param {string} root
 * @returns {string | undefined} What went wrong, as the tool said it.
 */
export const build = (root) => {
  const before = fingerprint(root);
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  for (const [tool = '', ...args] of STEPS) {
    const command = [join(root, 'node_modules', tool), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
    if (status !== 0) return `${tool} ${args.join(' ')} failed:\n${stdout}${stderr}`;
  }
  chmodSync(join(root, MAIN), 0o755); // tsc forgets that it is a command
  writeFileSync(join(root, STAMP), before);
  return undefined;
};

/**
 * Makes `npx plumbline` find the command of this clone: npx looks into `node_modules/.bin` first.
 * @param {string} root
 */
export const linkCommand = (root) => {
  const link = join(root, 'node_modules/.bin/plumbline');
  if (existsSync(link)) return;
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(join('../..', MAIN), link);
};
