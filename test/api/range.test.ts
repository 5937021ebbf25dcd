import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isProblem, parseRange, parseTime, wholeBuckets, widthFor } from '../../src/api/range.ts';

const NOW = 1_780_000_000_000_000;

describe('parseTime', () => {
  it.each([
    ['now', NOW],
    ['-90s', NOW - 90e6],
    ['-14d', NOW - 14 * 86_400e6],
    ['1780000000123', 1_780_000_000_123_000],
    ['2026-05-28T20:26:40Z', NOW],
    ['2026-05-28T22:26:40.000007+02:00', NOW + 7],
    ['2026-05-28T20:26:40.5Z', NOW + 500_000],
    ['2026-05-28', Date.UTC(2026, 4, 28) * 1000],
  ])('%s', (text, micros) => expect(parseTime(text, NOW)).toBe(micros));

  it.each([
    '',
    'yesterday',
    '-1',
    '1h',
    '-1y',
    '2026-05-28T20:26',
    '2026-13-01',
    '2026-05-28T20:26:40',
    '1e9',
    '99999999999999',
  ])('refuses %j', (text) => expect(parseTime(text, NOW)).toBeUndefined());
});

describe('parseRange', () => {
  it('is the last hour where nothing is asked', () => {
    expect(parseRange({}, NOW)).toEqual({ from: NOW - 3_600e6, to: NOW });
  });
  it('may be ten years', () => {
    expect(parseRange({ from: '-3653d' }, NOW)).toEqual({ from: NOW - 3_653 * 86_400e6, to: NOW });
  });
  it.each([
    [{ from: 'x' }, 'query from'],
    [{ to: 'x' }, 'query to'],
    [{ from: 'now', to: '-1h' }, 'query from'],
    [{ from: '-3654d' }, 'query from'],
    [{ from: '-2h', to: '-3000w' }, 'query from'],
    [{ to: '0' }, 'query from'],
    [{ to: '9999999999999' }, 'query to'],
    [{ to: '9999-12-31' }, 'query to'],
    [{ from: '9999999999998', to: '9999999999999' }, 'query to'],
  ])('says what is wrong with %j', (asked, where) => {
    const problem = parseRange(asked, NOW);
    expect(isProblem(problem) && problem).toMatchObject({ status: 400, where });
  });
});

const ranges = fc
  .tuple(
    fc.integer({ min: 0, max: NOW }),
    fc.double({ min: 0, max: Math.log(3_653 * 86_400e6), noNaN: true }).map((log) => Math.floor(Math.exp(log))),
  )
  .map(([from, length]) => ({ from, to: from + length }));

describe('widthFor', () => {
  it('reads as a person would cut: an hour into 10 s, a day into 5 min, 14 days into 1 h, ten years into 2 weeks', () => {
    const last = (hours: number) => ({ from: NOW - hours * 3_600e6, to: NOW });
    expect(widthFor(last(1), 400)).toBe(10e6);
    expect(widthFor(last(24), 400)).toBe(300e6);
    expect(widthFor(last(14 * 24), 400)).toBe(3_600e6);
    expect(widthFor(last(365 * 24), 400)).toBe(86_400e6);
    expect(widthFor(last(3_652 * 24), 400)).toBe(14 * 86_400e6);
  });
  it('counts the buckets that the ends cut', () => {
    expect(widthFor({ from: NOW, to: NOW + 60e6 }, 60)).toBe(1e6);
    expect(widthFor({ from: NOW + 1, to: NOW + 60e6 + 1 }, 60)).toBe(2e6);
  });
  it('never gives more buckets than asked, of whole widths around the range', () => {
    fc.assert(
      fc.property(ranges, fc.integer({ min: 2, max: 2_000 }), (range, points) => {
        const width = widthFor(range, points);
        const whole = wholeBuckets(range, width);
        expect((whole.to - whole.from) / width).toBeLessThanOrEqual(points);
        expect(whole.from).toBeLessThanOrEqual(range.from);
        expect(whole.to).toBeGreaterThanOrEqual(range.to);
        expect(whole.from % width).toBe(0);
        expect(whole.from + width).toBeGreaterThan(range.from);
      }),
    );
  });
});
