import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { uptimeOf } from '../../web/src/model/uptime.ts';
import { bucket, T0, view } from './support.ts';

const MIN = 60_000_000;
const HOUR = 60 * MIN;
const gap = (from: number, to: number) => ({ kind: 'gap', from, to, reason: 'stopped' }) as const;

describe('how long it was up', () => {
  it('is all of it where nothing was dark', () => {
    expect(uptimeOf(view())).toEqual({ watched: HOUR, unwatched: 0, outages: 0, dark: 0, share: 1 });
  });
  it('counts outages against what was watched, and gaps apart', () => {
    const v = view({
      outages: [{ from: T0 - 40 * MIN, to: T0 - 38 * MIN, lost: 120 }],
      gaps: [gap(T0 - 20 * MIN, T0 - 10 * MIN)],
    });
    expect(uptimeOf(v)).toEqual({
      watched: 50 * MIN,
      unwatched: 10 * MIN,
      outages: 1,
      dark: 2 * MIN,
      share: 1 - 2 / 50,
    });
  });
  it('counts what lies in the view only, and one that lasts up to now', () => {
    const v = view({
      outages: [
        { from: T0 - 70 * MIN, to: T0 - 59 * MIN, lost: 600 },
        { from: T0 - 3 * MIN, lost: 180 },
      ],
      gaps: [gap(T0 - 90 * MIN, T0 - 55 * MIN)],
    });
    expect(uptimeOf(v)).toMatchObject({ unwatched: 5 * MIN, dark: 4 * MIN, watched: 55 * MIN });
  });
  it('begins with the first sample: what was before the target is neither', () => {
    const v = view();
    expect(uptimeOf({ ...v, buckets: v.buckets.slice(-20) }).watched).toBe(20 * MIN);
    expect(uptimeOf({ ...v, buckets: v.buckets.filter((_, i) => i < 10 || i >= 30) }).watched).toBe(40 * MIN);
  });
  it('counts time under two gaps once', () => {
    const v = view({ gaps: [gap(T0 - 30 * MIN, T0 - 20 * MIN), gap(T0 - 25 * MIN, T0 - 15 * MIN)] });
    expect(uptimeOf(v)).toMatchObject({ unwatched: 15 * MIN, watched: 45 * MIN });
  });
  it('says nothing where nothing was watched', () => {
    expect(uptimeOf(view({ buckets: [] })).share).toBeUndefined();
    expect(uptimeOf(view({ buckets: [], outages: [{ from: T0 - MIN, lost: 3 }] })).share).toBeUndefined();
  });
  it('stays between 0 and 1, whatever the view', () => {
    const spell = fc.tuple(fc.integer({ min: -90, max: 10 }), fc.integer({ min: 0, max: 100 }));
    fc.assert(
      fc.property(fc.array(spell), fc.array(spell), fc.subarray(view().buckets.slice()), (dark, gaps, buckets) => {
        const at = ([start, long]: readonly [number, number]) => ({
          from: T0 + start * MIN,
          to: T0 + (start + long) * MIN,
        });
        const told = uptimeOf(
          view({
            buckets,
            outages: dark.map((d) => ({ ...at(d), lost: 3 })),
            gaps: gaps.map((g) => ({ ...gap(0, 0), ...at(g) })),
          }),
        );
        expect(told.watched).toBeGreaterThanOrEqual(0);
        expect(told.watched).toBeLessThanOrEqual(HOUR + MIN);
        expect(told.unwatched).toBeLessThanOrEqual(HOUR);
        expect(told.dark).toBeLessThanOrEqual(told.watched);
        expect(told.share ?? 1).toBeGreaterThanOrEqual(0);
        expect(told.share ?? 1).toBeLessThanOrEqual(1);
      }),
    );
  });
  it('is not broken by a series slower than its buckets', () => {
    const v = view({ widthMicros: 10_000_000 });
    const slow = { ...v.series, everyMs: 30_000 };
    const buckets = v.buckets.filter((_, i) => i % 3 === 0).map((b) => bucket(b.at, 1, 0));
    expect(uptimeOf({ ...v, series: slow, buckets }).watched).toBeGreaterThan(59 * MIN);
  });
});
