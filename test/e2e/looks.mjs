// @ts-check
// `npm run looks [-- --update] [NAME…]`: whether the pages look as in test/e2e/looks/, in a minute.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { makeReady } from '../../src/start/ready.mjs';

if (!makeReady(fileURLToPath(new URL('../..', import.meta.url)), { forTests: true })) process.exit(1);
const { load } = await import('../lab/load.mjs');
const { main } = await load('../e2e/support/looks.ts');
process.exit((await main?.(process.argv.slice(2))) === true ? 0 : 1);
