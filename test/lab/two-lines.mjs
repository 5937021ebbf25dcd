// @ts-check
// `npm run lines-lab -- [--all] [--only NAME] [--jobs M] [--keep NAME]`: see two-lines/command.ts.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { makeReady } from '../../src/start/ready.mjs';

if (!makeReady(fileURLToPath(new URL('../..', import.meta.url)), { forTests: true })) process.exit(1);
const { load } = await import('./load.mjs');
const { linesLab } = await load('./two-lines/command.ts');
process.exit(Number(await linesLab?.(process.argv.slice(2))));
