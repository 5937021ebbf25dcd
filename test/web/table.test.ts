import { describe, expect, it } from 'vitest';

import { hasRaw, isRolledUp } from '../../web/src/model/resolution.ts';
import { bucketsCsv } from '../../web/src/model/table.ts';
import { bucket, T0, view } from './support.ts';

const DAY = 86_400_000_000;

describe('a view’s points as a table', () => {
  it('has a row a bucket, and nothing where nothing was answered', () => {
    const lines = bucketsCsv(view({ buckets: [bucket(T0, 10, 1, 12_000), bucket(T0 + 60_000_000, 5, 5)] })).split(
      '\r\n',
    );
    expect(lines[0]).toBe('from,to,n,lost,min_us,p10_us,p50_us,p90_us,p99_us,max_us,mean_us');
    expect(lines[1]).toBe(
      '2025-11-21T14:00:00.000Z,2025-11-21T14:01:00.000Z,10,1,10800,11400,12000,14400,24000,36000,12000',
    );
    expect(lines[2]).toBe('2025-11-21T14:01:00.000Z,2025-11-21T14:02:00.000Z,5,5,,,,,,,');
    expect(lines).toHaveLength(4);
  });
});

describe('what a view is made of', () => {
  const stats = { ...view().stats, resolution: 'minute' as const };
  it('is samples where it does not say otherwise', () => {
    expect(isRolledUp(view())).toBe(false);
    expect(hasRaw(view({ from: T0 - 60 * DAY, widthMicros: DAY }))).toBe(true);
  });
  it('is rollups, with samples beside them for as long as these are kept', () => {
    expect(isRolledUp(view({ stats }))).toBe(true);
    const rawSince = T0 - 14 * DAY;
    expect(hasRaw(view({ from: rawSince, rawSince, widthMicros: DAY, stats }))).toBe(true);
    expect(hasRaw(view({ from: rawSince - 1, rawSince, widthMicros: DAY, stats }))).toBe(false);
  });
});
