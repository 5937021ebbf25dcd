// @ts-check
// `npm run screenshots [-- NAME…]`: the README's pictures, from the real service in the lab. Takes six minutes, needs
// root.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { makeReady } from '../../src/start/ready.mjs';

if (!makeReady(fileURLToPath(new URL('../..', import.meta.url)), { forTests: true })) process.exit(1);
const { load } = await import('../lab/load.mjs');
const { takeScreenshots } = await load('../e2e/support/screenshots.ts');
await takeScreenshots?.(process.argv.slice(2));
process.exit();
