import { z } from 'zod';

import { options as egressOptions } from '../egress/options.ts';

const named = { name: z.string() };
const path = z.string();
/** Who is asked where an address is. Names are those of the config. */
export const geoSource = z.discriminatedUnion('kind', [
  /** A database file in MaxMind's format. */
  z.object({ ...named, kind: z.literal('mmdb'), file: path }),
  /** RFC 8805, a file or a web address. */
  z.object({ ...named, kind: z.literal('geofeed'), from: path }),
  /** What a regional registry has given out (delegated-extended), a file or a web address. */
  z.object({ ...named, kind: z.literal('delegated'), from: path }),
  /** A service: a web address with `{address}` in it, and where in its JSON the country is (`data.country_code`). */
  z.object({
    ...named,
    kind: z.literal('http'),
    url: path,
    country: path,
    region: path.optional(),
    city: path.optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
]);
export type GeoSource = z.infer<typeof geoSource>;

const { stun, http, anchors, metered } = egressOptions.shape;
export const options = z.object({
  stun,
  http,
  anchors,
  metered,
  here: z.object({ country: z.string(), region: z.string().optional(), city: z.string().optional() }).optional(),
  sources: z.array(geoSource).default([]),
  /** A page that tells in which country who asks is (`loc=GB`). */
  trace: z.union([z.string(), z.literal(false)]).default('https://www.cloudflare.com/cdn-cgi/trace'),
  /** Where the registries' RDAP servers are listed (RFC 9224). */
  registry: z.union([z.string(), z.literal(false)]).default('https://data.iana.org/rdap/'),
});
export type Options = z.infer<typeof options>;
