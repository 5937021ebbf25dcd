import { z } from '@hono/zod-openapi';

import { ROLES } from '../config/config.ts';
import { ApiError, Run } from './schema.ts';

/** GET /api/check-choices: what may be started. */
export const CheckChoices = z
  .object({
    targets: z
      .array(
        z.object({
          name: z.string(),
          label: z.string(),
          role: z.enum(ROLES),
          /** Names of the probes that may be started there, in the order of the registry. */
          checks: z.array(z.string()).readonly(),
          /** The lines that it is asked over, where there are several. */
          ways: z.array(z.string()).readonly(),
        }),
      )
      .readonly(),
    /** What `api_may_probe` of the config allows beside its targets, and what may be started there. */
    names: z.array(z.string()).readonly(),
    namesChecks: z.array(z.string()).readonly(),
    /** Checks that run for the api just now, and how many may. */
    running: z.number().int(),
    most: z.number().int(),
  })
  .openapi('CheckChoices');
export type CheckChoices = z.infer<typeof CheckChoices>;

/** One server-sent event of POST /api/checks; the SSE `event` is `kind`. The last one is a `run` or a `problem`. */
export const CheckEvent = z
  .discriminatedUnion('kind', [
    /** First: how long it may take. */
    z.object({ kind: z.literal('begun'), longestMs: z.number() }),
    /** How far it is, for a person. */
    z.object({ kind: z.literal('progress'), at: z.number().int(), line: z.string().max(300) }),
    /** Lines beyond those that are told. */
    z.object({ kind: z.literal('more'), count: z.number().int() }),
    Run,
    ApiError.extend({ kind: z.literal('problem') }),
  ])
  .openapi('CheckEvent');
export type CheckEvent = z.infer<typeof CheckEvent>;
