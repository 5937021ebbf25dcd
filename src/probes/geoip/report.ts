import { z } from 'zod';

import { registered } from '../registry/registered.ts';

const SOURCE_KINDS = ['mmdb', 'geofeed', 'delegated', 'trace', 'http'] as const;
/** What one source says of one address. */
const answer = z.object({
  /** Its name in the config, or `cloudflare`, `geofeed of its owner`. */
  source: z.string(),
  kind: z.enum(SOURCE_KINDS),
  /** Whether it says where the address is, or who it was given to: statistics of registries say the latter. */
  says: z.enum(['location', 'registration']),
  country: z.string().optional(),
  region: z.string().optional(),
  city: z.string().optional(),
  /** When the database was built, epoch microseconds. */
  builtAt: z.int().optional(),
  /** Who makes it, where that is known: whom to write to. */
  maker: z.string().optional(),
  /** Why it says nothing. */
  why: z.string().optional(),
});
/** Whom to write to, so that one of them places an address rightly. */
const correction = z.object({
  /** Who says something else: the maker, or the source; `Google` says what nobody can look up. */
  source: z.string(),
  /** What it says; left out where nobody can know. */
  country: z.string().optional(),
  /** A form, a page, a mailbox, or who it is. */
  to: z.string(),
  /** What they want to be told. */
  wants: z.string(),
  /** The letter, filled in. */
  text: z.string(),
});
const placed = z.object({
  family: z.literal([4, 6]),
  address: z.string(),
  answers: z.array(answer),
  registered: registered.optional(),
  /** Why no registry tells. */
  unregistered: z.string().optional(),
  /** Of those that say where it is: the country of most, how many say so, of how many. Left out where none says anything, or two are even. */
  vote: z.object({ country: z.string(), says: z.int(), of: z.int() }).optional(),
  /** Where somebody says another country than where it is (`here`), or than most say; left out where nobody does. */
  corrections: z.array(correction).optional(),
});
/** Where databases place the addresses of one line. */
export const geoReport = z.object({
  here: z.object({ country: z.string(), region: z.string().optional(), city: z.string().optional() }).optional(),
  addresses: z.array(placed),
  missing: z.array(z.object({ family: z.literal([4, 6]), why: z.string() })),
});
export type GeoReport = z.infer<typeof geoReport>;
export type PlacedAddress = z.infer<typeof placed>;
export type GeoCorrection = z.infer<typeof correction>;
export type GeoAnswer = z.infer<typeof answer>;
