import type { LineHistory, Stretch } from '../../../src/api/line-schema.ts';
import type { View } from '../../../src/api/schema.ts';
import { formatDuration, formatMicros, formatShare, plural } from './format.ts';
import { timeTicks, type OffsetAt, type Step } from './ticks.ts';
import { clockMinutes, type Zone } from './time.ts';

/** What was measured of one target over the last day. */
export type Day = Pick<View, 'from' | 'to' | 'widthMicros' | 'buckets' | 'outages' | 'stats'> & {
  readonly everyMs: number;
};
export interface DayRow {
  readonly name: string;
  readonly label: string;
  readonly day: Day | undefined;
  /** Of a line: how it stood. */
  readonly stretches: readonly Stretch[];
}

const DAY = 86_400_000_000;
const QUARTER: Step = { kind: 'hour', ms: 6 * 3_600_000 };

/** The stretch that is drawn: a day up to the newest that is known. */
export const daySpan = (
  rows: readonly DayRow[],
  history: Pick<LineHistory, 'to'> | undefined,
  now: number,
): { readonly from: number; readonly to: number } => {
  const ends = [...rows.flatMap((r) => r.day?.to ?? []), ...(history === undefined ? [] : [history.to])];
  const to = ends.length === 0 ? now : Math.max(...ends);
  return { from: to - DAY, to };
};

/** Every six hours of the viewer's clock, also on a day of 23 or 25; `offset`: what to add to UTC (ms). */
export const dayTicks = (
  from: number,
  to: number,
  offset: OffsetAt,
  zone?: Zone,
): readonly { readonly at: number; readonly label: string }[] =>
  timeTicks(from / 1_000, to / 1_000, QUARTER, offset).map((ms) => ({
    at: ms * 1_000,
    label: clockMinutes(ms * 1_000, zone),
  }));

/** A row of the picture for who can not see it. */
export const rowWords = ({ label, day, stretches }: DayRow): string => {
  const dark = stretches.filter((s) => s.standing === 'dark').reduce((sum, s) => sum + (s.to - s.from), 0);
  const darkWords = dark === 0 ? [] : [`dark for ${formatDuration(dark / 1_000)}`];
  if (day === undefined || day.stats.n === 0) return `${label}: ${['nothing measured', ...darkWords].join(', ')}`;
  const { n, lost, p50 } = day.stats;
  const median = p50 === undefined ? 'nothing was answered' : `median ${formatMicros(p50)}`;
  const outages = day.outages.length === 0 ? 'no outage' : plural(day.outages.length, 'outage');
  return `${label}: ${[median, `${formatShare(lost / n)} lost`, outages, ...darkWords].join(', ')}`;
};
