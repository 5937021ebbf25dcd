// @ts-check
// `npm run matrix -- --runs N --jobs M [--only NAME] [--peers]`: see matrix.ts.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { makeReady } from '../../src/start/ready.mjs';

if (!makeReady(fileURLToPath(new URL('../..', import.meta.url)), { forTests: true })) process.exit(1);
const { load } = await import('./load.mjs');
const { matrix } = await load('./matrix.ts');
process.exit(Number(await matrix?.(process.argv.slice(2))));
