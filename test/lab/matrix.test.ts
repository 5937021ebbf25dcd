import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { labMissing } from './lab.ts';
import { casesOf } from './matrix.ts';
import { makeCertificates } from './scenarios/certificate.ts';
import { diagnoseFault } from './scenarios/diagnose.ts';
import { SCENARIOS } from './scenarios/index.ts';
import type { Families } from './scenarios/scenario.ts';
import { toolMissing } from './tools.ts';

const missing = labMissing() ?? ['nft', 'tc', 'openssl', 'iptables'].map(toolMissing).find((m) => m !== undefined);
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

/** Of all that `npm run matrix` tries: one of each kind that is soon over, in one family. */
const FAST: Readonly<Record<string, Families>> = {
  healthy: 4,
  'healthy-both': 'both',
  'healthy-narrow': 6,
  'forward-black-hole': 4,
  'reverse-black-hole': 6,
  'clamped-udp-exposed': 4,
  'mss-clamped': 6,
  cached: 4,
  'echo-filtered': 6,
  'df-stripped': 4,
  'reset-forged-near': 6,
  'reset-by-server': 4,
  'name-filtered-reset': 6,
  'dns-block-page': 4,
  'captive-portal': 4,
  'closed-port': 6,
  'forged-foreign': 4,
};

describe('a diagnosis in the lab', { concurrent: true }, () => {
  let certificates: ReturnType<typeof makeCertificates>;
  beforeAll(() => {
    if (missing === undefined) certificates = makeCertificates();
  });
  afterAll(() => certificates?.remove());

  const cases = casesOf(SCENARIOS).filter(({ scenario, families }) => FAST[scenario.name] === families);
  it.each(cases)('is right about $scenario.name ($families)', async ({ scenario, families }) => {
    const result = await diagnoseFault(scenario, families, certificates);
    expect(result.wrong, result.summary).toEqual([]);
  });
});
