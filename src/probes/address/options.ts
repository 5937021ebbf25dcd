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
  tunnel: yesOrNo.optional().meta({ description: 'It is a tunnel (a VPN): what is on its way says nothing of a line' }),
  gateway: numericAddress.optional().meta({ description: 'The router of the line; that of the route where left out' }),
  router: yesOrNo.default(true).meta({ description: 'The router is asked for its outer address' }),
  blocklists: z
    .preprocess(
      (given) => (typeof given === 'string' ? given.split(',').map((part) => part.trim()) : given),
      z.array(z.string({ error: ZONES }).refine(isHostName, { error: ZONES }), { error: ZONES }).max(MOST_LISTS, ZONES),
    )
    .default([])
    .meta({ description: 'Lists that the address is looked up in (RFC 5782), with commas between' }),
  registry: z
    .union([page, z.literal(false)], { error: REGISTRY })
    .default('https://data.iana.org/rdap/')
    .meta({ description: 'Where to learn which registry an address is of (RFC 9224); false: none is asked' }),
});
export type Options = z.infer<typeof options>;
