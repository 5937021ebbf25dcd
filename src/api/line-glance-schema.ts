import { z } from '@hono/zod-openapi';

import { STANDINGS } from '../domain/line-now.ts';
import { LINE_KINDS } from '../domain/line.ts';
import { STATE_WORDS } from '../domain/state.ts';
import { micros } from './schema/words.ts';

const CONNECTIONS = ['survived', 'broken', 'unknown'] as const;

/** From one line to another, and what that cost. What was not measured is missing. */
export const Failover = z
  .object({
    at: micros,
    /** Names of lines; missing: none, or none that is known. */
    from: z.string().optional(),
    to: z.string().optional(),
    /** The last good reply by the old line, and the first by the new one. */
    lastGood: micros.optional(),
    firstGood: micros.optional(),
    darkSeconds: z.number().optional(),
    sent: z.number().int().optional(),
    lost: z.number().int().optional(),
    addressFrom: z.string().optional(),
    addressTo: z.string().optional(),
    mtuFrom: z.number().optional(),
    mtuTo: z.number().optional(),
    /** What became of a connection that stood. */
    connection: z.enum(CONNECTIONS).optional(),
    why: z.string().optional(),
    /** The home name that still led elsewhere afterwards; `until`: when it followed. */
    home: z.object({ name: z.string(), points: z.string(), until: micros.optional() }).optional(),
    /** All of it in plain words. */
    summary: z.string(),
  })
  .openapi('Failover');

/** A line at a glance. */
export const lineGlance = {
  name: z.string(),
  label: z.string(),
  kind: z.enum(LINE_KINDS),
  live: z.boolean(),
  standing: z.enum(STANDINGS),
  word: z.enum(STATE_WORDS),
  since: micros,
  reason: z.string().optional(),
  /** The largest packet that its way to the internet carries, in bytes; missing where it was not measured. */
  pathMtu: z.number().int().optional(),
};
/** All lines at a glance, in the overview where there are uplinks. */
export const LinesGlance = z
  .object({
    live: z.object({ line: z.string(), since: micros }).optional(),
    lines: z.array(z.object(lineGlance)).readonly(),
    lastFailover: Failover.optional(),
  })
  .openapi('LinesGlance');

export type Failover = z.infer<typeof Failover>;
export type LinesGlance = z.infer<typeof LinesGlance>;
