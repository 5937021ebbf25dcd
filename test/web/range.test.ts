import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  beginningOf,
  fixed,
  isGrowing,
  keyed,
  MAX_SPAN,
  MIN_SPAN,
  pan,
  parseRange,
  PICKS,
  rangeParams,
  sameRange,
  shownPick,
  SPAN_KEYS,
  SPANS,
  spanAtLeast,
  step,
  windowOf,
  zoom,
  type ViewRange,
} from '../../web/src/model/range.ts';

const NOW = 1_763_733_600_000_000;
const read = (text: string): ViewRange => parseRange(new URLSearchParams(text));
const spanOf = (r: ViewRange): number => {
  const w = windowOf(r, NOW);
  return w.to - w.from;
};
const fixedRanges = fc
  .tuple(fc.integer({ min: 0, max: 380 * 86_400 }), fc.integer({ min: 10, max: 400 * 86_400 }))
  .map(([ago, span]) => fixed({ from: NOW - (ago + span) * 1e6, to: NOW - ago * 1e6 }));
const ranges = fc.oneof(
  fixedRanges,
  fc.constantFrom(...SPAN_KEYS).map((span): ViewRange => ({ live: true, span })),
);

describe('the range in the address', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(ranges, (range) => {
        expect(parseRange(new URLSearchParams(rangeParams(range)))).toEqual(range);
      }),
    );
  });
  it('keeps the spans of old links', () => {
    expect(read('range=15m')).toEqual({ live: true, span: '15m' });
    expect(read('range=14d')).toEqual({ live: true, span: '14d' });
    expect(PICKS).not.toContain('14d');
    expect(PICKS.every((k) => SPAN_KEYS.includes(k))).toBe(true);
  });
  it('is the last hour when it is missing or nonsense', () => {
    for (const text of [
      '',
      'range=2h',
      'from=x&to=y',
      'from=2025-11-21T14:00:00Z',
      'from=2025-11-21T14:00:00Z&to=2025-11-21T13:00:00Z',
      'range=toString',
    ]) {
      expect(read(text)).toEqual({ live: true, span: '1h' });
    }
  });
  it('may begin with the epoch', () => {
    const range = fixed({ from: 0, to: MIN_SPAN });
    expect(parseRange(new URLSearchParams(rangeParams(range)))).toEqual(range);
  });
  it('takes ISO times, milliseconds and microseconds', () => {
    const from = Date.parse('2025-11-21T13:00:00Z') * 1_000;
    const expected = { live: false, from, to: from + 60_000_000 };
    expect(read('from=2025-11-21T13:00:00Z&to=2025-11-21T13:01:00Z')).toEqual(expected);
    expect(read('from=2025-11-21T14:00:00%2B01:00&to=2025-11-21T13:01:00Z')).toEqual(expected);
    expect(read(`from=${from / 1_000}&to=${from / 1_000 + 60_000}`)).toEqual(expected);
    expect(read(`from=${from}&to=${from + 60_000_000}`)).toEqual(expected);
  });
  it('never throws, whatever is in the address', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (from, to, range) => {
        const span = spanOf(parseRange(new URLSearchParams({ from, to, range })));
        expect(span).toBeGreaterThanOrEqual(MIN_SPAN - 1_000);
        expect(span).toBeLessThanOrEqual(MAX_SPAN + 1_000);
      }),
    );
  });
});

describe('moving and zooming', () => {
  it('keeps within bounds and out of the future', () => {
    const keys = fc.constantFrom('ArrowLeft', 'ArrowRight', '+', '-', '0', 'Home', 'End');
    fc.assert(
      fc.property(ranges, fc.array(keys, { maxLength: 30 }), (start, presses) => {
        let range = start;
        for (const key of presses) range = keyed(range, key, NOW) ?? range;
        const w = windowOf(range, NOW);
        expect(w.to).toBeLessThanOrEqual(NOW + 1_000);
        expect(w.to - w.from).toBeGreaterThanOrEqual(MIN_SPAN - 1_000);
        expect(w.to - w.from).toBeLessThanOrEqual(MAX_SPAN + 1_000);
      }),
    );
  });
  it('stays out of the future also where it shows more than is kept', () => {
    const widest = zoom(fixed({ from: NOW - SPANS['1y'], to: NOW }), 2, NOW);
    expect(windowOf(keyed(widest, 'Home', NOW) ?? widest, NOW).to).toBeLessThanOrEqual(NOW + 1_000);
  });
  it('comes back: left and right, in and out', () => {
    const range = fixed({ from: NOW - 4 * SPANS['1h'], to: NOW - 3 * SPANS['1h'] });
    expect(pan(pan(range, -0.25, NOW), 0.25, NOW)).toEqual(range);
    expect(zoom(zoom(range, 0.5, NOW), 2, NOW)).toEqual(range);
  });
  it('lets go of now when moved left, and keeps it when moved right', () => {
    const live: ViewRange = { live: true, span: '1h' };
    expect(pan(live, -0.25, NOW)).toEqual({
      live: false,
      from: NOW - 1.25 * SPANS['1h'],
      to: NOW - 0.25 * SPANS['1h'],
    });
    expect(pan(live, 0.25, NOW)).toBe(live);
  });
  it('goes through the offered spans while live, and goes closer than the shortest by letting go', () => {
    expect(zoom({ live: true, span: '1h' }, 0.5, NOW)).toEqual({ live: true, span: '10m' });
    expect(zoom({ live: true, span: '24h' }, 2, NOW)).toEqual({ live: true, span: '7d' });
    expect(zoom({ live: true, span: '1y' }, 2, NOW)).toEqual({ live: true, span: '1y' });
    const closer = zoom({ live: true, span: '10m' }, 0.5, NOW);
    expect(closer.live).toBe(false);
    expect(spanOf(closer)).toBe(SPANS['10m'] / 2);
  });
  it('goes from a span of an old link to the offered ones on either side', () => {
    expect(zoom({ live: true, span: '14d' }, 0.5, NOW)).toEqual({ live: true, span: '7d' });
    expect(zoom({ live: true, span: '14d' }, 2, NOW)).toEqual({ live: true, span: '30d' });
    expect(zoom({ live: true, span: '15m' }, 0.5, NOW)).toEqual({ live: true, span: '10m' });
  });
  it('steps to the time before, and forward until it follows now', () => {
    const live: ViewRange = { live: true, span: '24h' };
    const before = step(live, -1, NOW);
    expect(before).toEqual({ live: false, from: NOW - 2 * SPANS['24h'], to: NOW - SPANS['24h'] });
    const earlier = step(before, -1, NOW);
    expect(step(earlier, 1, NOW)).toEqual(before);
    expect(step(before, 1, NOW)).toEqual(live);
    expect(step(live, 1, NOW)).toBe(live);
  });
  it('goes to the ends: Home to the oldest kept, End to now', () => {
    const range = fixed({ from: NOW - 4 * SPANS['1h'], to: NOW - 3.5 * SPANS['1h'] });
    expect(keyed(range, 'End', NOW)).toEqual({ live: true, span: '1h' });
    expect(keyed(range, 'Home', NOW)).toEqual({
      live: false,
      from: NOW - SPANS['1y'],
      to: NOW - SPANS['1y'] + SPANS['1h'] / 2,
    });
    expect(keyed(range, '0', NOW)).toEqual({ live: true, span: '1h' });
    expect(keyed(range, 'a', NOW)).toBeUndefined();
  });
  it('finds the span to follow', () => {
    expect(spanAtLeast(SPANS['1h'])).toBe('1h');
    expect(spanAtLeast(SPANS['1h'] + 60e6)).toBe('6h');
    expect(spanAtLeast(SPANS['14d'])).toBe('30d');
    expect(spanAtLeast(SPANS['1y'] * 1.05)).toBe('1y');
    expect(sameRange({ live: true, span: '1h' }, { live: true, span: '1h' })).toBe(true);
    expect(sameRange({ live: true, span: '1h' }, fixed({ from: 0, to: 1e9 }))).toBe(false);
  });
});

describe('the first view of a young service', () => {
  const MIN = 60_000_000;
  const minutes = (ago: number): { at: number }[] =>
    Array.from({ length: ago }, (_, i) => ({ at: NOW - (ago - i) * MIN }));
  it('begins where there is something, shows ten minutes at least, and grows to the hour', () => {
    const since = beginningOf(minutes(23), NOW);
    expect(since).toBe(NOW - 23 * MIN);
    const range = parseRange(new URLSearchParams(), since);
    expect(spanOf(range)).toBe(23 * MIN);
    expect(isGrowing(range, NOW)).toBe(true);
    expect(shownPick(range, NOW)).toBeUndefined();
    const later = windowOf(range, NOW + 50 * MIN);
    expect(later.to - later.from).toBe(SPANS['1h']);
    expect(isGrowing(range, NOW + 50 * MIN)).toBe(false);
    expect(shownPick(range, NOW + 50 * MIN)).toBe('1h');
    const young = parseRange(new URLSearchParams(), beginningOf(minutes(4), NOW));
    expect(spanOf(young)).toBe(SPANS['10m']);
    expect(shownPick(young, NOW)).toBe('10m');
    expect(beginningOf([], NOW)).toBe(NOW);
  });
  it('is the whole hour where the hour is there, or is asked for', () => {
    expect(beginningOf(minutes(59), NOW)).toBeUndefined();
    expect(parseRange(new URLSearchParams('range=1h'), NOW)).toEqual({ live: true, span: '1h' });
  });
  it('leaves the address as it is', () => {
    expect(rangeParams(parseRange(new URLSearchParams(), NOW))).toEqual([]);
    expect(rangeParams(parseRange(new URLSearchParams()))).toEqual([['range', '1h']]);
  });
});
