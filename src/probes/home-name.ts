import { z } from 'zod';

import { MINUTE } from '../domain/time.ts';
import { networkFailed, notResolved } from './failed.ts';
import type { Once } from './probe.ts';

const options = z.object({});
const report = z.object({
  /** Sorted. */
  addresses: z.array(z.string()),
  /** Seconds, where the resolver told. */
  ttl: z.number().optional(),
});
type Report = z.infer<typeof report>;
const MOST = 8;

/** Where the name of a home leads (dynamic DNS), as everybody here resolves it. */
export const homeName: Once<Record<string, never>, Report> = {
  name: 'home-name',
  title: 'Home name',
  purpose: 'whether the name leads here',
  ofLines: true,
  options,
  values: { addresses: { label: 'Addresses', unit: 'count', better: 'neither' } },
  report,
  every: MINUTE,

  async run(aim, _, { net, signal }) {
    const found = await net.resolve(aim.address, undefined, signal);
    if (!found.ok) return found.reason === 'cancelled' ? networkFailed(found) : notResolved(aim, found);
    const { addresses, ttl } = found;
    return {
      status: 'measured',
      values: { addresses: addresses.length },
      findings: [],
      report: { addresses: addresses.slice(0, MOST).toSorted(), ...(ttl === undefined ? {} : { ttl }) },
    };
  },
};
