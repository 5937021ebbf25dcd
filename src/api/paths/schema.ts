import { z } from '@hono/zod-openapi';

import { Run } from '../schema.ts';
import { micros } from '../schema/words.ts';

const bytes = z.number().int().openapi({ description: 'Bytes, headers included' });
const text = z.string();

/** What one run of `mtu` found, in short. */
export const PathSeen = z
  .object({
    at: micros,
    /** The verdict, as in the code table. */
    code: text,
    severity: z.enum(['info', 'warn', 'fail']),
    summary: text,
    /** The largest packet that passes, by family. */
    mtu4: bytes.optional(),
    mtu6: bytes.optional(),
  })
  .openapi('PathSeen');
export type PathSeen = z.infer<typeof PathSeen>;

const Failed = z.object({ at: micros, reason: text, detail: text });

export const PathRow = z
  .object({
    target: text,
    label: text,
    /** As the config has it; empty where a reader does not know it. */
    address: text,
    via: text.optional(),
    /** How that line is called. */
    over: text.optional(),
    /** Milliseconds. */
    every: z.number(),
    /** About when it is looked at next, by the last look and the interval; missing where that is past. */
    dueAt: micros.optional(),
    /** The newest look that measured. */
    seen: PathSeen.optional(),
    /** The newest look did not measure: why. */
    failed: Failed.optional(),
    /** Since when it is judged so, and its MTU is this; missing where no change is in the record. */
    since: micros.optional(),
    /** How often verdict or MTU changed in the last 30 days. */
    changes: z.number().int(),
    /** The path MTU of the last 30 days: each from then until the next. */
    steps: z.array(z.object({ at: micros, mtu4: bytes.optional(), mtu6: bytes.optional() })).readonly(),
  })
  .openapi('PathRow');
export type PathRow = z.infer<typeof PathRow>;

/** What an MTU that is named here suggests, by its bytes: `{"1492": "PPPoE"}`. */
const names = z.record(z.string(), text);

export const Paths = z.object({ now: micros, ways: z.array(PathRow).readonly(), names }).openapi('Paths');
export type Paths = z.infer<typeof Paths>;

/** A verdict with the same MTU, for as long as one run after the other said so. */
export const PathSpell = z
  .object({
    from: micros,
    /** When another was found; missing: still so. */
    to: micros.optional(),
    runs: z.number().int(),
    seen: PathSeen,
  })
  .openapi('PathSpell');
export type PathSpell = z.infer<typeof PathSpell>;

export const PathDetail = z
  .object({
    now: micros,
    from: micros,
    to: micros,
    target: text,
    label: text,
    address: text,
    via: text.optional(),
    over: text.optional(),
    names,
    /** The newest run that measured, whole, in that time. */
    newest: Run.optional(),
    /** What to do about what that found, for each platform that there is something to paste for, and in words. */
    remedies: z.array(z.object({ platform: text, text })).readonly(),
    /** The newest run of `route`, where the target has that check. */
    route: Run.optional(),
    /** Newest first. */
    spells: z.array(PathSpell).readonly(),
    /** Newest first; `failed` where it did not measure, neither where its report is of another version. */
    runs: z
      .array(
        z.object({ id: text, at: micros, tookMs: z.number(), seen: PathSeen.optional(), failed: Failed.optional() }),
      )
      .readonly(),
    /** There are older ones in that time. */
    truncated: z.boolean(),
    /** The other ways to that target: over which lines it is asked; one without `via` is over any. */
    ways: z.array(z.object({ via: text.optional(), over: text.optional() })).readonly(),
  })
  .openapi('PathDetail');
export type PathDetail = z.infer<typeof PathDetail>;
