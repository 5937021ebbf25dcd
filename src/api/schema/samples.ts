import { z } from '@hono/zod-openapi';

import { LOSS_REASONS, NOTE_KINDS } from '../../domain/sample.ts';
import { micros } from './words.ts';

export const Sample = z
  .union([
    z.object({ at: micros, value: z.number() }),
    z.object({ at: micros, lost: z.enum(LOSS_REASONS), saidBy: z.string().optional() }),
    z.object({ at: micros, note: z.enum(NOTE_KINDS), value: z.number() }),
  ])
  .openapi('Sample');
export type Sample = z.infer<typeof Sample>;

const stats = {
  /** The coarsest rollups that this is made of; missing where it is made of the samples themselves. */
  resolution: z.enum(['minute', 'hour']).optional(),
  n: z.number().int(),
  lost: z.number().int(),
  notes: z.object({ late: z.number(), duplicate: z.number(), reordered: z.number() }),
  min: z.number().optional(),
  p10: z.number().optional(),
  p50: z.number().optional(),
  p90: z.number().optional(),
  p99: z.number().optional(),
  max: z.number().optional(),
  mean: z.number().optional(),
  jitter: z.number().optional(),
};

export const Stats = z.object(stats).openapi('Stats');
export type Stats = z.infer<typeof Stats>;

export const Bucket = z.object({ at: micros, ...stats }).openapi('Bucket');
export type Bucket = z.infer<typeof Bucket>;

export const Bin = z.object({ lo: z.number(), hi: z.number(), n: z.number().int() }).openapi('Bin');
export type Bin = z.infer<typeof Bin>;

export const SeriesInfo = z
  .object({
    probe: z.string(),
    field: z.string(),
    label: z.string(),
    unit: z.string(),
    everyMs: z.number(),
    /** True where this stands in for echoes that the system does not allow. */
    standIn: z.boolean(),
  })
  .openapi('SeriesInfo');
export type SeriesInfo = z.infer<typeof SeriesInfo>;
