import { beforeEach, describe, expect, it } from 'vitest';

import { labMissing } from './lab.ts';
import { toolMissing } from './tools.ts';
import { play } from './two-lines/play.ts';
import { SCENARIOS } from './two-lines/scenarios.ts';

const missing = labMissing() ?? ['ping', 'nft'].map(toolMissing).find((m) => m !== undefined);
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

/** Of all that `npm run lines-lab -- --all` plays: one on either side of the router, and one without a fault. */
const FEW: ReadonlySet<string> = new Set(['upstream-death', 'cable-cut-behind', 'narrow-tunnel']);
/** Other labs run at the same time; `npm run lines-lab` holds it to the second. */
const SLACK = { told: 6, truth: 2 };

// The whole of plumbline in a house with two lines: what is done to them must be what it tells, and no more.
describe('two lines', { concurrent: true, retry: 1 }, () => {
  it.each(SCENARIOS.filter((s) => FEW.has(s.name)))('$name: $what', async (scenario) => {
    const { wrong, told, dark } = await play(scenario, SLACK);
    expect(wrong, [JSON.stringify(dark), ...told].join('\n')).toEqual([]);
  });
});
