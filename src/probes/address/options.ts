import { z } from 'zod';

import { options as egressOptions } from '../egress/options.ts';

const { stun, http, anchors, metered } = egressOptions.shape;
export const options = z.object({
  stun,
  http,
  anchors,
  metered,
  /** Whether it is a tunnel (a VPN): then what is on its way says nothing of a line. Left out: not known. */
  tunnel: z.boolean().optional(),
  /** The router of the line, numeric; left out: that of the route. */
  gateway: z.string().optional(),
  /** Whether the router is asked for its outer address. */
  router: z.boolean().default(true),
  /** Zones of DNS blocklists (RFC 5782). */
  blocklists: z.array(z.string()).default([]),
  /** Where the registries' RDAP servers are listed (RFC 9224). */
  registry: z.union([z.string(), z.literal(false)]).default('https://data.iana.org/rdap/'),
});
export type Options = z.infer<typeof options>;
