import { z } from 'zod';

import { isCountry } from '../domain/country.ts';
import { present } from '../domain/present.ts';
import { isHostName } from '../net/resolve.ts';
import { page } from '../probes/places.ts';
import type { Config } from './config.ts';
import { text, yesOrNo } from './fields.ts';

const COUNTRY = "a country's two letters (ISO 3166-1), such as DE, or GB for the United Kingdom";
const country = z.string({ error: COUNTRY }).transform((given, ctx): string => {
  const code = given.toUpperCase();
  if (isCountry(code)) return code;
  ctx.issues.push({ code: 'custom', message: COUNTRY, input: given });
  return z.NEVER;
});
/** Where the owner says that this is. */
export const hereSchema = z.strictObject(
  {
    country: country.meta({ description: COUNTRY }),
    region: text(80, 'a region').optional(),
    city: text(80, 'a city').optional(),
  },
  { error: 'a mapping of country, region, city' },
);
export const hereOf = (given: z.output<typeof hereSchema>): NonNullable<Config['here']> =>
  present(given) as NonNullable<Config['here']>;

/** Each is asked for each address, daily or so. */
const MOST_LISTS = 16;
const ZONE = 'the zone of a DNS blocklist, such as zen.spamhaus.org';
const ZONES = 'a list of zones of DNS blocklists';
const zone = z
  .string({ error: ZONE })
  .refine((name) => isHostName(name) && name.includes('.') && !/[\d.]$/.test(name), { error: ZONE });

/** What may be asked of whom is asked for by a web address, or not at all. */
export const pageOrNot = (what: string) => {
  const error = `${what}: an address that begins with https:// or http://, or false`;
  return z.union([page, z.literal(false)], { error }).meta({ description: error });
};

/** What is asked about the addresses of the lines. */
export const addressesSchema = z
  .strictObject(
    {
      blocklists: z
        .array(zone, { error: ZONES })
        .max(MOST_LISTS, { error: `at most ${MOST_LISTS} zones` })
        .meta({ description: `${ZONES} (RFC 5782), which are asked whether they have an address` }),
      registry: pageOrNot("where the registries' RDAP servers are listed (RFC 9224)"),
      router: yesOrNo.meta({ description: 'Whether the router is asked which address it has (NAT-PMP, PCP, UPnP)' }),
    },
    { error: 'a mapping of blocklists, registry, router' },
  )
  .partial();
export const addressesOf = (given: z.output<typeof addressesSchema>): NonNullable<Config['addresses']> =>
  present(given) as NonNullable<Config['addresses']>;
