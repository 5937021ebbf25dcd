import { z } from '@hono/zod-openapi';

import { EVENT_TYPES, GAP_REASONS } from '../../domain/entry.ts';
import { evidence, micros, severity, Subject } from './words.ts';

export const Event = z
  .object({
    kind: z.literal('event'),
    at: micros,
    type: z.enum(EVENT_TYPES),
    severity,
    subject: Subject.optional(),
    probe: z.string().optional(),
    evidence,
  })
  .openapi('Event');
export type Event = z.infer<typeof Event>;

export const Gap = z
  .object({
    kind: z.literal('gap'),
    from: micros,
    to: micros,
    reason: z.enum(GAP_REASONS),
    subject: Subject.optional(),
  })
  .openapi('Gap');
export type Gap = z.infer<typeof Gap>;

const finding = z.object({ code: z.string(), severity, evidence, remedy: z.string().optional() });

const Outcome = z
  .discriminatedUnion('status', [
    z.object({
      status: z.literal('measured'),
      values: z.record(z.string(), z.number()),
      findings: z.array(finding).readonly(),
      report: z.unknown(),
    }),
    z.object({
      status: z.literal('failed'),
      reason: z.string(),
      detail: z.string(),
      findings: z.array(finding).readonly(),
    }),
  ])
  .openapi('Outcome');

export const Run = z
  .object({
    kind: z.literal('run'),
    id: z.string(),
    at: micros,
    tookMs: z.number(),
    probe: z.string(),
    subject: Subject,
    outcome: Outcome,
  })
  .openapi('Run');
export type Run = z.infer<typeof Run>;

/** GET /api/events, newest first. `truncated`: there are older ones in the range. */
export const EventList = z.object({ events: z.array(Event).readonly(), truncated: z.boolean() }).openapi('EventList');
export type EventList = z.infer<typeof EventList>;

/** GET /api/gaps, oldest first. */
export const GapList = z.object({ gaps: z.array(Gap).readonly(), truncated: z.boolean() }).openapi('GapList');
export type GapList = z.infer<typeof GapList>;

/** GET /api/runs and /api/targets/{name}/runs, newest first. */
export const RunList = z.object({ runs: z.array(Run).readonly(), truncated: z.boolean() }).openapi('RunList');
export type RunList = z.infer<typeof RunList>;
