import { z } from '@hono/zod-openapi';

import { ROLES } from '../../config/config.ts';
import { STATE_WORDS } from '../../domain/state.ts';
import { Bucket, Sample, SeriesInfo, Stats } from './samples.ts';
import { micros } from './words.ts';

export const State = z
  .object({
    word: z.enum(STATE_WORDS),
    /** For down: the last good reply. Otherwise when the state began. */
    since: micros,
    /** E.g. "12% lost in 60 s". */
    reason: z.string().optional(),
  })
  .openapi('State');
export type State = z.infer<typeof State>;

export const TargetInfo = z
  .object({
    name: z.string(),
    label: z.string(),
    role: z.enum(ROLES),
    /** As the owner wrote it; empty where it is not known. */
    address: z.string(),
    /** The numeric address in use, when known and different. */
    resolved: z.string().optional(),
    state: State,
    /** The first is the main one. */
    series: z.array(SeriesInfo).readonly(),
    /** Names of the once-checks of this target. */
    checks: z.array(z.string()).readonly(),
    /** Where several vantage points are read side by side: its name and label there, and whose view this is. */
    place: z
      .object({
        target: z.string(),
        label: z.string(),
        vantage: z.string(),
        via: z.string().optional(),
        /** The same text where other places look at the same machine. */
        same: z.string(),
      })
      .optional(),
  })
  .openapi('TargetInfo');
export type TargetInfo = z.infer<typeof TargetInfo>;

export const TargetSummary = TargetInfo.extend({
  /** The last settled sample of the main series. */
  latest: Sample.optional(),
  /** The main series over the last hour (at most 5 s old), and its one-minute buckets; empty ones are left out. */
  hour: Stats,
  strip: z.array(Bucket).readonly(),
}).openapi('TargetSummary');
export type TargetSummary = z.infer<typeof TargetSummary>;

/** GET /api/targets */
export const TargetList = z.object({ targets: z.array(TargetInfo).readonly() }).openapi('TargetList');
export type TargetList = z.infer<typeof TargetList>;
