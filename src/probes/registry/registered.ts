import { z } from 'zod';

/** What a registry says of a network (RDAP, RFC 9083, 5.4): who it was given to, which is not where it is. */
export const registered = z.object({
  /** E.g. `NET-192-0-2-0-1`. */
  handle: z.string(),
  /** E.g. `DTAG-DIAL`. */
  name: z.string().optional(),
  /** The first and the last address. */
  from: z.string(),
  to: z.string(),
  /** ISO 3166-1, where the registry tells. */
  country: z.string().optional(),
  organisation: z.string().optional(),
  /** Whom to write to of abuse. */
  abuse: z.string().optional(),
  /** When it was last changed, epoch microseconds. */
  changedAt: z.int().optional(),
  /** Where its owner says what is where (RFC 8805, by RFC 9877 or 9632). */
  geofeed: z.string().optional(),
  /** Who was asked. */
  by: z.string(),
});
export type Registered = z.infer<typeof registered>;
