import { z } from '@hono/zod-openapi';

/** What a form needs to know of one option of a probe; durations are in milliseconds here, texts as `250ms` when asked. */
const ProbeOption = z
  .object({
    name: z.string(),
    kind: z.enum(['number', 'duration', 'choice', 'boolean', 'text', 'list']),
    /** Words that follow "expected". */
    expected: z.string(),
    about: z.string().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    whole: z.literal(true).optional(),
    choices: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .readonly()
      .optional(),
    /** What holds where it is left out. */
    usual: z.union([z.string(), z.number(), z.boolean()]).optional(),
    /** It is the owner's to give: through the api it is as the config has it, or left out. */
    owners: z.literal(true).optional(),
  })
  .openapi('ProbeOption');
export type ProbeOption = z.infer<typeof ProbeOption>;

export const ProbeInfo = z
  .object({
    name: z.string(),
    title: z.string(),
    kind: z.array(z.enum(['once', 'stream'])).readonly(),
    everyMs: z.number(),
    values: z.record(
      z.string(),
      z.object({ label: z.string(), unit: z.string(), better: z.enum(['lower', 'higher', 'neither']) }),
    ),
    /** What it tells: words that follow its title. */
    purpose: z.string().optional(),
    options: z.array(ProbeOption).readonly(),
  })
  .openapi('ProbeInfo');
export type ProbeInfo = z.infer<typeof ProbeInfo>;

/** GET /api/probes */
export const ProbeList = z.object({ probes: z.array(ProbeInfo).readonly() }).openapi('ProbeList');
export type ProbeList = z.infer<typeof ProbeList>;

/** POST /api/checks; the answer is a Run. */
export const CheckRequest = z
  .strictObject({
    probe: z.string().max(64),
    /** A target's name in the config, or an address that `api_may_probe` allows. */
    target: z.string().min(1).max(253),
    /** The line, for a target that is asked over several; the first of them where left out. */
    via: z.string().min(1).max(64).optional(),
    options: z.record(z.string().max(64), z.unknown()).optional(),
  })
  .openapi('CheckRequest');
export type CheckRequest = z.infer<typeof CheckRequest>;
