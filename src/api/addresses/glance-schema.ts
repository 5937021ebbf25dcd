import { z } from '@hono/zod-openapi';

/** Where databases place one line, in the overview; without an address. */
const addressGlance = z.object({
  name: z.string(),
  label: z.string(),
  live: z.boolean(),
  /** Of the vote over its IPv4 address, else its IPv6 address: ISO 3166-1, how many say so, of how many. */
  country: z.string(),
  says: z.int(),
  of: z.int(),
  /** When the databases were asked, and how often they are (ms). */
  at: z.int().openapi({ description: 'Epoch microseconds' }),
  every: z.int(),
  /** Whether that is the country of `here`; left out where the config does not say. */
  isHere: z.boolean().optional(),
});
/** Where the world thinks that one is; in the overview where the config asks for it. */
export const AddressesGlance = z
  .object({
    here: z.string().optional(),
    /** Those that are known; none where the sources do not agree about the live line, of which the others say nothing. */
    places: z.array(addressGlance).readonly(),
    /** Sites that refuse, over whatever line. */
    refusing: z.int(),
  })
  .openapi('AddressesGlance');
export type AddressesGlance = z.infer<typeof AddressesGlance>;
