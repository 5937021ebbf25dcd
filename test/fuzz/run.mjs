// @ts-check
// `npm run fuzz -- [--minutes N] [--seed S] [--only NAME…]`: whatever comes in, nothing breaks; see main.ts. All of it
// stays within this process.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { makeReady } from '../../src/start/ready.mjs';

if (!makeReady(fileURLToPath(new URL('../..', import.meta.url)), { forTests: true })) process.exit(1);
const { load } = await import('../lab/load.mjs');
const { fuzz } = await load('../fuzz/main.ts');
process.exit(Number(await fuzz?.(process.argv.slice(2))));
