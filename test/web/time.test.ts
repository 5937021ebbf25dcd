import { describe, expect, it } from 'vitest';

import {
  bucketSpan,
  clockMinutes,
  dayClock,
  isoDay,
  moment,
  momentShort,
  momentSpan,
  stretchShort,
  utc,
} from '../../web/src/model/time.ts';

const at = (iso: string): number => Date.parse(iso) * 1_000;
const BERLIN = 'Europe/Berlin';
const now = at('2025-11-21T13:30:00Z');

describe('a moment on the viewer’s clock', () => {
  it('tells today by the second, another day with its date, another year with its year', () => {
    expect(moment(at('2025-11-21T13:02:11Z'), now, BERLIN)).toBe('14:02:11');
    expect(moment(at('2025-11-20T13:02:11Z'), now, BERLIN)).toBe('20 Nov 14:02:11');
    expect(moment(at('2024-12-31T23:30:00Z'), now, 'UTC')).toBe('31 Dec 2024 23:30:00');
  });
  it('takes the day from the zone, not from UTC', () => {
    // 23:30 UTC is tomorrow in Berlin.
    expect(isoDay(at('2025-11-20T23:30:00Z'), BERLIN)).toBe('2025-11-21');
    expect(moment(at('2025-11-20T23:30:00Z'), now, BERLIN)).toBe('00:30:00');
    expect(clockMinutes(at('2025-11-20T23:00:00Z'), BERLIN)).toBe('00:00');
  });
  it('leaves the seconds out where there is little room', () => {
    expect(momentShort(at('2025-11-20T13:02:11Z'), now, BERLIN)).toBe('20 Nov 14:02');
    expect(momentShort(at('2025-11-21T13:02:11Z'), now, BERLIN)).toBe('14:02:11');
  });
  it('names both days of a span that has two', () => {
    expect(momentSpan(at('2025-11-21T13:02:11Z'), at('2025-11-21T13:02:43Z'), now, BERLIN)).toBe('14:02:11 – 14:02:43');
    expect(momentSpan(at('2025-11-20T13:00:00Z'), at('2025-11-21T13:00:00Z'), now, BERLIN)).toBe(
      '20 Nov 14:00:00 – 21 Nov 14:00:00',
    );
  });
  it('gives UTC for the hover', () => {
    expect(utc(at('2025-11-21T13:02:11.999Z'))).toBe('2025-11-21 13:02:11 UTC');
  });
});

describe('the stretch of a bucket', () => {
  const MIN = 60_000_000;
  const H = 60 * MIN;
  it('is told to the second or the minute, with its day where that is not today', () => {
    expect(bucketSpan(at('2025-11-21T13:02:11Z'), 1_000_000, now, BERLIN)).toBe('14:02:11');
    expect(bucketSpan(at('2025-11-21T13:02:10Z'), 10_000_000, now, BERLIN)).toBe('14:02:10–14:02:20');
    expect(bucketSpan(at('2025-11-21T13:00:00Z'), 5 * MIN, now, BERLIN)).toBe('14:00–14:05');
    expect(bucketSpan(at('2025-03-04T13:00:00Z'), 2 * H, now, BERLIN)).toBe('Tue 4 Mar, 14:00–16:00');
    expect(bucketSpan(at('2024-12-03T22:00:00Z'), H, now, BERLIN)).toBe('Tue 3 Dec 2024, 23:00–00:00');
  });
  it('names both days where it has two', () => {
    expect(bucketSpan(at('2025-03-04T12:00:00Z'), 12 * H, now, BERLIN)).toBe('Tue 4 Mar, 13:00 – Wed 5 Mar, 01:00');
    expect(bucketSpan(at('2025-11-20T18:00:00Z'), 6 * H, now, BERLIN)).toBe('Thu 20 Nov, 19:00 – Fri 21 Nov, 01:00');
  });
  it('is a day, and says when it is a day of UTC only', () => {
    expect(bucketSpan(at('2025-03-04T00:00:00Z'), 24 * H, now, 'UTC')).toBe('Tue 4 Mar');
    expect(bucketSpan(at('2025-03-04T00:00:00Z'), 24 * H, now, BERLIN)).toBe('Tue 4 Mar by UTC');
    expect(bucketSpan(at('2024-12-31T00:00:00Z'), 24 * H, now, BERLIN)).toBe('Tue 31 Dec 2024 by UTC');
    expect(bucketSpan(at('2025-03-06T00:00:00Z'), 7 * 24 * H, now, BERLIN)).toBe('Thu 6 Mar – Wed 12 Mar by UTC');
    // London's midnight is UTC's in winter only.
    expect(bucketSpan(at('2025-11-04T00:00:00Z'), 24 * H, now, 'Europe/London')).toBe('Tue 4 Nov');
    expect(bucketSpan(at('2025-10-26T00:00:00Z'), 24 * H, now, 'Europe/London')).toBe('Sun 26 Oct by UTC');
  });
  it('is short on a button and a label', () => {
    expect(stretchShort(at('2025-11-20T13:00:00Z'), at('2025-11-21T13:00:00Z'), now, BERLIN)).toBe(
      '20 Nov 14:00 – 21 Nov 14:00',
    );
    expect(stretchShort(at('2025-11-20T13:00:00Z'), at('2025-11-20T14:30:00Z'), now, BERLIN)).toBe(
      '20 Nov 14:00 – 15:30',
    );
    expect(stretchShort(at('2025-11-20T13:00:00Z'), at('2025-11-20T13:00:20Z'), now, BERLIN)).toBe(
      '20 Nov 14:00:00 – 14:00:20',
    );
    expect(stretchShort(at('2024-11-20T13:00:00Z'), at('2025-11-20T13:00:00Z'), now, BERLIN)).toBe(
      '20 Nov 2024 – 20 Nov',
    );
    expect(dayClock(at('2024-11-20T13:00:00Z'), now, BERLIN)).toBe('20 Nov 2024 14:00');
  });
});
