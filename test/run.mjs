// @ts-check
// `npm test`: makes ready what can be made ready, runs every test that this machine can run, and says what it left out
// and why. The last line is `N passed, N failed, N skipped`. Arguments are vitest's: `npm test -- test/net -t loss`.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { makeReady } from '../src/start/ready.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
if (!makeReady(root, { forTests: true })) process.exit(1);

const { parseCLI, startVitest } = await import('vitest/node');
const { describeSkipped, tally } = await import('./support/tally.mjs');

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
const vitest = await startVitest('test', filter, { ...options, root, config: 'test/vitest.config.ts', watch: false });
const result = tally(vitest.state.getTestModules(), {
  unhandledErrors: vitest.state.getUnhandledErrors().length,
  byName: options.testNamePattern !== undefined,
});
await vitest.close();

process.exitCode = result.failed > 0 || result.passed === 0 ? 1 : 0;
const summary = `${result.passed} passed, ${result.failed} failed, ${result.skipped.length} skipped`;
process.stdout.write(`${describeSkipped(result.skipped)}${summary}\n`, () => process.exit());
