import { z } from '@hono/zod-openapi';

import { Event, Gap, Run } from './entries.ts';
import { Sample } from './samples.ts';
import { State } from './targets.ts';
import { micros } from './words.ts';

/** One server-sent event on /api/live; the SSE `id` is the journal's cursor, the SSE `event` is `kind`. */
export const Live = z
  .discriminatedUnion('kind', [
    /** First on every connection. `resumed`: nothing was missed since the `Last-Event-ID` sent; otherwise load anew. */
    z.object({ kind: z.literal('hello'), now: micros, version: z.string(), resumed: z.boolean() }),
    z.object({
      kind: z.literal('samples'),
      target: z.string(),
      probe: z.string(),
      field: z.string(),
      samples: z.array(Sample).readonly(),
    }),
    z.object({ kind: z.literal('state'), target: z.string(), state: State }),
    Event,
    Gap,
    Run,
    /** Every 5 s, so that a page can tell silence from a dead service. */
    z.object({ kind: z.literal('tick'), now: micros }),
  ])
  .openapi('Live');
export type Live = z.infer<typeof Live>;
