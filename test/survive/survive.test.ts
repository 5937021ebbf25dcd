import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { enterOwnNetwork, ownNetworkMissing } from '../support/own-network.ts';
import { play } from './play.ts';
import { kill } from './scenarios/kill.ts';
import { suspended } from './scenarios/suspended.ts';
import { worker } from './scenarios/worker.ts';

// The quick ones of `npm run survive`, in less time; side by side, for they mostly wait.

const missing = ownNetworkMissing();
let network: { readonly close: () => void } | undefined;
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));
beforeAll(async () => {
  if (missing === undefined) network = await enterOwnNetwork();
});
afterAll(() => network?.close());

describe('the service gets over', () => {
  it.concurrent.each([kill, suspended, worker].map((s) => [s.name, s] as const))('%s', async (_, scenario) => {
    const { recoveredMs } = await play(scenario, { quick: true, say: () => undefined });
    expect(recoveredMs).toBeGreaterThan(0);
  });
});
