import type { TargetSummary, View } from '../../../src/api/schema.ts';
import { SPANS, type ViewRange } from './range.ts';
import { ageWords } from './stale.ts';

const WEEK = 7 * 86_400_000_000;
/** A full answer this often (ms) while live: a sixtieth of what is shown, within bounds; of weeks and more seldom. */
export const refreshEvery = (spanMicros: number): number =>
  spanMicros > WEEK ? 300_000 : Math.min(60_000, Math.max(15_000, spanMicros / 60_000));

type Series = TargetSummary['series'][number];
const isSame = (a: Series | undefined, b: Series): boolean => a?.probe === b.probe && a.field === b.field;

/**
 * How old a view that follows now is, where that is too old: by its newest sample, or by when its numbers were read.
 * One that stands still is of its own time.
 */
export const viewAge = (
  { now: readAt, series, buckets, widthMicros }: Pick<View, 'now' | 'series' | 'buckets' | 'widthMicros'>,
  target: Pick<TargetSummary, 'series' | 'latest'> | undefined,
  range: ViewRange,
  now: number,
): string => {
  if (!range.live) return '';
  const last = buckets.at(-1);
  // Of another series than the main one no more is known than the bucket that has its newest sample.
  const isMain = isSame(target?.series[0], series);
  const newest = isMain ? target?.latest?.at : last === undefined ? undefined : Math.min(now, last.at + widthMicros);
  return ageWords(newest, series.everyMs, now) || ageWords(readAt, refreshEvery(SPANS[range.span]), now);
};
