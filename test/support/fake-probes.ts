import { z } from 'zod';

import type { AnyOnce, AnyProbe, AnyStream } from '../../src/probes/probe.ts';

const rtt = { label: 'Round-trip time', unit: 'us', better: 'lower' } as const;

/** A stream that is also a once-check, and a once-check: enough for whoever only lists, plans or asks. */
export const fakePing: AnyOnce & AnyStream = {
  name: 'ping',
  title: 'Round-trip time',
  every: 1_000,
  options: z.object({
    count: z.coerce.number().int().min(1).max(100).default(10),
    size: z.coerce.number().int().min(16).max(1_472).default(56),
    df: z.stringbool().or(z.boolean()).default(false),
    family: z.literal([4, 6]).optional(),
  }),
  values: { rtt, ttl: { label: 'Hops left', unit: 'hops', better: 'neither' } },
  report: z.object({ engine: z.string() }),
  run: async (aim, _options, ctx) => {
    ctx.progress?.(`1 of 1 to ${aim.address}`);
    return Promise.resolve({ status: 'measured', values: { rtt: 20_000 }, findings: [], report: { engine: 'fake' } });
  },
  async *follow() {},
};
export const fakeRoute: AnyOnce = {
  name: 'route',
  title: 'Route',
  every: 3_600_000,
  options: z.object({ maxHops: z.coerce.number().int().min(1).max(64).default(30) }),
  values: { hops: { label: 'Hops', unit: 'hops', better: 'neither' } },
  report: z.object({ hops: z.array(z.unknown()) }),
  run: () => Promise.resolve({ status: 'failed', reason: 'no-route', detail: 'no route to the host', findings: [] }),
};
export const fakeProbes: readonly AnyProbe[] = [fakePing, fakeRoute];
