import { z } from 'zod';

import { registered } from '../registry/registered.ts';

const family = z.literal([4, 6]);
/** What the router says that its own outer address is. */
const view = z.object({
  by: z.enum(['nat-pmp', 'pcp', 'upnp']),
  /** Left out: it did not tell. */
  address: z.string().optional(),
  /** Why it did not. */
  why: z.string().optional(),
  /** What it calls itself (UPnP). */
  product: z.string().optional(),
});
export const listed = z.object({
  /** E.g. `zen.spamhaus.org`. */
  list: z.string(),
  /** What it answered, e.g. `127.0.0.10`; empty where the address is not on it. */
  codes: z.array(z.string()),
  /** Its reason, by TXT. */
  text: z.string().optional(),
  /** Why it could not be asked, or did not want to answer. */
  why: z.string().optional(),
});
const address = z.object({
  family,
  address: z.string(),
  how: z.enum(['stun', 'http']),
  /** By reverse DNS. */
  names: z.array(z.string()),
  asn: z.int().optional(),
  asName: z.string().optional(),
  registered: registered.optional(),
  /** Why no registry tells. */
  unregistered: z.string().optional(),
  lists: z.array(listed),
  /** The address that it left this machine by: the same where there is no NAT. */
  local: z.string().optional(),
  /** What a NAT makes of one port towards two places (RFC 4787, 4.1); left out: not known. */
  mapping: z.enum(['none', 'endpoint-independent', 'varies']).optional(),
});
/** Who the world says that we are over one line, and what is known of that. */
export const addressReport = z.object({
  addresses: z.array(address),
  missing: z.array(z.object({ family, why: z.string() })),
  router: z.object({ gateway: z.string().optional(), views: z.array(view), why: z.string().optional() }),
});
export type AddressReport = z.infer<typeof addressReport>;
