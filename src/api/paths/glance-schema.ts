import { z } from '@hono/zod-openapi';

import { micros } from '../schema/words.ts';

/** What the newest look at one way found (the probe `mtu`): one a target, and one more for each line it is asked over. */
export const PathGlance = z
  .object({
    target: z.string(),
    label: z.string(),
    via: z.string().optional(),
    at: micros,
    every: z.number().int().openapi({ description: 'How often it is looked at, in milliseconds' }),
    /** The verdict, as in the code table. */
    code: z.string(),
    severity: z.enum(['info', 'warn', 'fail']),
    summary: z.string(),
    /** The largest packet that passes, in bytes, by family. */
    mtu4: z.number().int().optional(),
    mtu6: z.number().int().optional(),
  })
  .openapi('PathGlance');
export type PathGlance = z.infer<typeof PathGlance>;
