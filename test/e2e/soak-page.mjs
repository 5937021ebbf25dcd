// @ts-check
// `npm run soak:page [-- --minutes N]`: a day of the wall and of the overview at 60 times the speed, with generated data
// behind them: their heap, nodes and listeners must stay as they are.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { makeReady } from '../../src/start/ready.mjs';

if (!makeReady(fileURLToPath(new URL('../..', import.meta.url)), { forTests: true })) process.exit(1);
const { load } = await import('../lab/load.mjs');
const { soakPage } = await load('../e2e/support/soak-page.ts');
process.exit(Number(await soakPage?.(process.argv.slice(2))));
