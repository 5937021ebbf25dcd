import { z } from '@hono/zod-openapi';

import { Event, Gap } from './entries.ts';
import { Bin, Bucket, Sample, SeriesInfo, Stats } from './samples.ts';
import { micros } from './words.ts';

/** A spell of silence, from the last good reply to the first good one after; `to` missing while it lasts. */
export const Outage = z.object({ from: micros, to: micros.optional(), lost: z.number().int() }).openapi('Outage');
export type Outage = z.infer<typeof Outage>;

/** A view of one series. Empty buckets are left out. */
export const View = z
  .object({
    now: micros,
    /** Samples that are older may have been deleted: rollups stand for them. */
    rawSince: micros,
    from: micros,
    to: micros,
    widthMicros: z.number().int(),
    series: SeriesInfo,
    buckets: z.array(Bucket).readonly(),
    stats: Stats,
    gaps: z.array(Gap).readonly(),
    /** Newest first. */
    events: z.array(Event).readonly(),
    /** Oldest first. */
    outages: z.array(Outage).readonly(),
  })
  .openapi('View');
export type View = z.infer<typeof View>;

/** GET /api/targets/{name}/histogram */
export const Histogram = z
  .object({ from: micros, to: micros, series: SeriesInfo, bins: z.array(Bin).readonly() })
  .openapi('Histogram');
export type Histogram = z.infer<typeof Histogram>;

/** GET /api/targets/{name}/raw, oldest first. When `truncated`, ask again from the last sample's `at`. */
export const Raw = z
  .object({
    from: micros,
    to: micros,
    series: SeriesInfo,
    samples: z.array(Sample).readonly(),
    truncated: z.boolean(),
  })
  .openapi('Raw');
export type Raw = z.infer<typeof Raw>;
