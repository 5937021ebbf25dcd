import type { Bucket, Event, Gap, Outage } from '../../../src/api/schema.ts';
import type { Smoke } from '../model/series.ts';

export const SCALES = ['all', 'body', 'log'] as const;
/** How far the y axis reaches: all answers, the body without the spikes, or all on a log scale. */
export type YScale = (typeof SCALES)[number];
export const SCALE_WORDS: Readonly<Record<YScale, string>> = { all: 'All', body: 'Close up', log: 'Log' };
export const SCALE_HINTS: Readonly<Record<YScale, string>> = {
  all: 'From 0 to the slowest answer',
  body: 'From 0 to the usual; spikes run off the top',
  log: 'All answers on a logarithmic scale',
};

/** Everything that is on the chart. Times in µs. */
export interface ChartModel {
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly scale: YScale;
  /** Upper end of y in ms. */
  readonly top: number;
  readonly smoke: Smoke;
  readonly buckets: readonly Bucket[];
  readonly widthMicros: number;
  readonly gaps: readonly Gap[];
  readonly outages: readonly Outage[];
  readonly events: readonly Event[];
}
