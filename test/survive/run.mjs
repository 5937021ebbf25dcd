// @ts-check
// `npm run survive -- [names…]`: what happens to the real service, and how it gets over it; see main.ts. Needs root: it
// works in a network and with mounts of its own, which are gone with it.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { makeReady } from '../../src/start/ready.mjs';

const APART = 'PLUMBLINE_SURVIVE_APART';
if (process.env[APART] === undefined) {
  const own = [process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const { status, error } = spawnSync('unshare', ['-m', '--propagation', 'private', ...own], {
    stdio: 'inherit',
    env: { ...process.env, [APART]: '1' },
  });
  if (error !== undefined) process.stderr.write(`survive: unshare: ${error.message}\n`);
  process.exit(status ?? 3);
}
if (!makeReady(fileURLToPath(new URL('../..', import.meta.url)), { forTests: true })) process.exit(1);
const { load } = await import('../lab/load.mjs');
const { survive } = await load('../survive/main.ts');
process.exit(Number(await survive?.(process.argv.slice(2))));
