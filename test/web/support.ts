import type { Bucket, Event, Overview, TargetSummary, View } from '../../src/api/schema.ts';

export const T0 = 1_763_733_600_000_000;
const NOTES = { late: 0, duplicate: 0, reordered: 0 };

/** A bucket whose answers are all about `p50` µs. */
export const bucket = (at: number, n: number, lost: number, p50 = 12_000): Bucket => ({
  at,
  n,
  lost,
  notes: NOTES,
  ...(lost === n
    ? {}
    : { min: p50 * 0.9, p10: p50 * 0.95, p50, p90: p50 * 1.2, p99: p50 * 2, max: p50 * 3, mean: p50, jitter: 100 }),
});

export const event = (type: Event['type'], evidence: Event['evidence'] = {}, more: Partial<Event> = {}): Event => ({
  kind: 'event',
  at: T0,
  type,
  severity: 'info',
  evidence,
  ...more,
});

export const target = (name: string, more: Partial<TargetSummary> = {}): TargetSummary => ({
  name,
  label: name,
  role: 'anchor',
  address: '192.0.2.1',
  state: { word: 'up', since: T0 },
  series: [{ probe: 'ping', field: 'rtt', label: 'Round-trip time', unit: 'us', everyMs: 1_000, standIn: false }],
  hour: { n: 0, lost: 0, notes: NOTES },
  strip: [],
  checks: [],
  ...more,
});

export const overview = (targets: readonly TargetSummary[], more: Partial<Overview> = {}): Overview => ({
  now: T0,
  version: '0.1.0',
  vantage: 'home',
  startedAt: T0,
  routes: { v4: true, v6: false },
  targets: [...targets],
  ...more,
});

/** A view of an hour in minutes, all of them answered, ending at `T0`. */
export const view = (more: Partial<View> = {}): View => {
  const { from = T0 - 3_600_000_000, to = T0, widthMicros = 60_000_000 } = more;
  const buckets: Bucket[] = [];
  for (let at = Math.floor(from / widthMicros) * widthMicros; at < to; at += widthMicros) {
    buckets.push(bucket(at, widthMicros / 1_000_000, 0));
  }
  return {
    now: to,
    rawSince: to - 14 * 86_400_000_000,
    from,
    to,
    widthMicros,
    series: { probe: 'ping', field: 'rtt', label: 'Round-trip time', unit: 'us', everyMs: 1_000, standIn: false },
    buckets,
    stats: { n: 3_600, lost: 0, notes: NOTES },
    gaps: [],
    events: [],
    outages: [],
    ...more,
  };
};
