// @ts-check
// `npm run lab`: see demo.ts.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { makeReady } from '../../src/start/ready.mjs';

if (!makeReady(fileURLToPath(new URL('../..', import.meta.url)), { forTests: true })) process.exit(1);
const { load } = await import('./load.mjs');
const { demo } = await load('./demo.ts');
process.exit(Number(await demo?.()));
