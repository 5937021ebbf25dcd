import { z } from '@hono/zod-openapi';

import { STATE_WORDS } from '../../domain/state.ts';

const fault = z.enum(['site', 'line', 'path', 'unclear']);

/** Whose fault it is that a target fares badly, as several vantage points tell it. */
export const Blame = z
  .object({
    target: z.string(),
    /** As in the `place` of the targets that it is about. */
    same: z.string(),
    fault: z.enum([...fault.options, 'mixed']),
    /** Places that know how it fares, and those from which it fares badly. */
    places: z.number().int(),
    bad: z.number().int(),
    evidence: z
      .array(
        z.object({
          vantage: z.string(),
          via: z.string().optional(),
          word: z.enum(STATE_WORDS),
          fault,
          othersBad: z.number().int(),
          others: z.number().int(),
        }),
      )
      .readonly(),
    words: z.string(),
  })
  .openapi('Blame');
export type Blame = z.infer<typeof Blame>;
