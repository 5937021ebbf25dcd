// @ts-check
// `npm run soak -- [--minutes N] [--page]`: see main.ts. Needs root: it works in a network of its own.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { makeReady } from '../../src/start/ready.mjs';

if (!makeReady(fileURLToPath(new URL('../..', import.meta.url)), { forTests: true })) process.exit(1);
const { load } = await import('../lab/load.mjs');
const { soak } = await load('../soak/main.ts');
process.exit(Number(await soak?.(process.argv.slice(2))));
