import { z } from 'zod';

/** How a site takes it to be asked over one line. */
export const refusalReport = z.object({
  url: z.string(),
  /** Where redirects led; left out where there were none. */
  ended: z.string().optional(),
  /** The one that was asked last. */
  address: z.string(),
  status: z.int(),
  refuses: z.boolean(),
  /** `status 403`, or the text that was found. */
  because: z.string().optional(),
  /** Of the page, shortened. */
  title: z.string().optional(),
  bytes: z.int(),
  /** SHA-256 of the body, hex: two lines that get different pages show it. */
  hash: z.string(),
});
export type RefusalReport = z.infer<typeof refusalReport>;
