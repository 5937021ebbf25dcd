import { z } from '@hono/zod-openapi';

import { CODE_GROUPS } from '../../domain/codes.ts';
import { EVENT_TYPES } from '../../domain/entry.ts';
import { Event, Run } from '../schema.ts';

const severity = Event.shape.severity;
const meaning = z.string().openapi({ description: 'One line: what it means' });
const remedy = z.string().openapi({ description: 'What to do about it' });

export const CodeInfo = z
  .object({
    code: z.string(),
    severity,
    meaning,
    remedy,
    group: z.enum(CODE_GROUPS),
    /** Whose code it is, where it is a peer's. */
    peer: z.string().optional(),
    /** What there is text to paste for, once its numbers are measured. */
    platforms: z.array(z.string()).readonly(),
  })
  .openapi('CodeInfo');
/** GET /api/codes */
export const CodeList = z.object({ codes: z.array(CodeInfo).readonly() }).openapi('CodeList');
/** GET /api/codes/{code} */
export const CodeDetail = CodeInfo.extend({
  /** Text to paste that needs no number. */
  recipes: z
    .array(
      z.object({ platform: z.string(), where: z.string(), paste: z.string(), verify: z.string(), undo: z.string() }),
    )
    .readonly(),
}).openapi('CodeDetail');

/** GET /api/event-types */
export const EventTypeList = z
  .object({
    types: z
      .array(
        z.object({
          type: z.enum(EVENT_TYPES),
          title: z.string(),
          meaning,
          remedy,
          /** What each key of its evidence is called, in the order in which they are read. */
          evidence: z.record(z.string(), z.string()),
        }),
      )
      .readonly(),
  })
  .openapi('EventTypeList');

/** GET /api/findings, newest first: events that tell of a code, and runs that found it. */
export const FoundList = z
  .object({
    code: z.string(),
    from: Event.shape.at,
    to: Event.shape.at,
    /** How often it was found; where it was told to be over is not counted. */
    times: z.number().int(),
    found: z
      .array(
        z.object({
          at: Event.shape.at,
          severity,
          subject: Event.shape.subject,
          /** The event that tells it; missing where a run found it. */
          type: z.enum(EVENT_TYPES).optional(),
          /** The run that found it. */
          run: Run.pick({ id: true, probe: true }).optional(),
          /** False: it was told to be over. */
          on: z.boolean().optional(),
          evidence: Event.shape.evidence,
        }),
      )
      .readonly(),
    /** There is more in the range than was looked at, or than is listed. */
    truncated: z.boolean(),
  })
  .openapi('FoundList');

export type CodeInfo = z.infer<typeof CodeInfo>;
export type CodeList = z.infer<typeof CodeList>;
export type CodeDetail = z.infer<typeof CodeDetail>;
export type EventTypeList = z.infer<typeof EventTypeList>;
export type FoundList = z.infer<typeof FoundList>;
