// @ts-check
// `npm run screenshots`: the README's pictures, from the real service in the lab. Takes nine minutes, needs root.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { makeReady } from '../../src/start/ready.mjs';

if (!makeReady(fileURLToPath(new URL('../..', import.meta.url)), { forTests: true })) process.exit(1);
const { load } = await import('../lab/load.mjs');
const { takeScreenshots } = await load('../e2e/support/screenshots.ts');
await takeScreenshots?.();
process.exit();
