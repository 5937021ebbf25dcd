import { afterAll, describe, expect, it } from 'vitest';

import { check } from './check.ts';
import { TARGETS } from './targets/index.ts';

// A few cases of each target of `npm run fuzz`, always the same ones.
const SEED = 20_261_121;
afterAll(async () => {
  for (const t of TARGETS) await t.close?.();
});

describe('whatever comes', () => {
  it.each(TARGETS.map((t) => [t.name, t] as const))('%s holds', async (_, target) => {
    const { failure, cases } = await check(target, { seed: SEED, cases: target.quick ?? 100 });
    expect(failure?.report).toBeUndefined();
    expect(cases).toBeGreaterThan(0);
  });
  it('has a name of its own for each target', () => {
    expect(new Set(TARGETS.map((t) => t.name)).size).toBe(TARGETS.length);
  });
});
