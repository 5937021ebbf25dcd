import { z } from 'zod';

import { familyOf } from '../../domain/address.ts';
import { HOUR, MINUTE, SECOND } from '../../domain/time.ts';
import { duration } from '../duration.ts';
import { networkFailed, noEngine, notResolved } from '../failed.ts';
import type { Once } from '../probe.ts';
import { firstPublicHop, trace } from './trace.ts';

const HOPS = 'a number of hops from 1 to 64';
const options = z.object({
  timeout: duration(10, MINUTE).default(SECOND).meta({ description: 'How long each router is waited for' }),
  family: z
    .literal([4, 6], { error: '4 or 6' })
    .optional()
    .meta({ description: 'Over which IP; as the system prefers where left out' }),
  max_hops: z
    .int({ error: HOPS })
    .min(1, { error: HOPS })
    .max(64, { error: HOPS })
    .default(30)
    .meta({ description: 'How far it looks' }),
});
type Options = z.infer<typeof options>;

const report = z.object({
  /** The numeric address that was aimed at. */
  address: z.string(),
  reached: z.boolean(),
  hops: z
    .array(
      z.object({
        ttl: z.int(),
        addresses: z.array(z.object({ address: z.string(), rttMicros: z.array(z.number()).readonly() })).readonly(),
        lost: z.int(),
        unreachable: z.object({ type: z.int(), code: z.int() }).optional(),
      }),
    )
    .readonly(),
  firstPublicHop: z.object({ ttl: z.int(), address: z.string() }).optional(),
});
type Report = z.infer<typeof report>;

/** The routers on the way, by echoes whose TTL runs out there (RFC 792 type 11, RFC 4443 type 3). */
export const route: Once<Options, Report> = {
  name: 'route',
  title: 'Route',
  purpose: 'the routers on the way, and where it ends',
  options,
  values: {
    hops: { label: 'Hops to the target', unit: 'hops', better: 'neither' },
    firstPublicHopTtl: { label: 'Hops to the first public address', unit: 'hops', better: 'neither' },
  },
  report,
  every: HOUR,

  async run(aim, { timeout, family, max_hops: maxHops }, ctx) {
    const { engine } = ctx.net;
    if (engine === undefined) return noEngine(ctx.net);
    const resolved = await ctx.net.resolve(aim.address, family, ctx.signal);
    if (!resolved.ok) return notResolved(aim, resolved);
    const address = resolved.addresses.find((a) => engine.families.some((f) => f === familyOf(a)));
    if (address === undefined) {
      const detail = `the echo engine (${engine.how}) cannot send to ${resolved.addresses[0] ?? aim.address}`;
      return networkFailed({ ok: false, reason: 'unsupported', detail });
    }
    const { hops, reached, notSent } = await trace(address, { timeout, maxHops }, ctx);
    if (ctx.signal.aborted) return networkFailed({ ok: false, reason: 'cancelled', detail: 'cancelled' });
    if (notSent !== undefined) return networkFailed({ ok: false, reason: 'no-route', detail: notSent });
    if (hops.length === 0) {
      return networkFailed({ ok: false, reason: 'timeout', detail: `no hop on the way to ${address} answered` });
    }
    const first = firstPublicHop(hops);
    return {
      status: 'measured',
      values: {
        ...(reached ? { hops: hops.length } : {}),
        ...(first === undefined ? {} : { firstPublicHopTtl: first.ttl }),
      },
      findings: [],
      report: {
        address,
        reached,
        hops,
        ...(first === undefined ? {} : { firstPublicHop: first }),
      },
    };
  },
};
