import { describe, expect, it } from 'vitest';

import { clockMinutes, isoDay, moment, momentShort, momentSpan, utc } from '../../web/src/model/time.ts';

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
