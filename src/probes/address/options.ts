import { z } from 'zod';

import { isHostName } from '../../net/resolve.ts';
import { options as egressOptions } from '../egress/options.ts';
import { numericAddress, page } from '../places.ts';

const yesOrNo = z.boolean({ error: 'true or false' });
const MOST_LISTS = 16;
const ZONES = `zones of DNS blocklists, such as zen.spamhaus.org: ${MOST_LISTS} at most`;
const REGISTRY = "where the registries' RDAP servers are listed, a web address, or false";

const { stun, http, anchors, metered } = egressOptions.shape;
export const options = z.object({
  stun,
  http,
  anchors,
  metered,
  /** Whether it is a tunnel (a VPN): then what is on its way says nothing of a line. Left out: not known. */
  tunnel: yesOrNo.optional(),
  /** The router of the line, numeric; left out, or IPv6, which nobody translates: that of the route. */
  gateway: numericAddress.optional(),
  /** Whether the router is asked for its outer address. */
  router: yesOrNo.default(true),
  /** Zones of DNS blocklists (RFC 5782); as one text with commas between. */
  blocklists: z
    .preprocess(
      (given) => (typeof given === 'string' ? given.split(',').map((part) => part.trim()) : given),
      z.array(z.string({ error: ZONES }).refine(isHostName, { error: ZONES }), { error: ZONES }).max(MOST_LISTS, ZONES),
    )
    .default([]),
  /** Where the registries' RDAP servers are listed (RFC 9224). */
  registry: z.union([page, z.literal(false)], { error: REGISTRY }).default('https://data.iana.org/rdap/'),
});
export type Options = z.infer<typeof options>;
