import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { inputMoment, inputText, typedRange } from '../../web/src/model/inputs.ts';
import type { OffsetAt } from '../../web/src/model/ticks.ts';

const H = 3_600_000;
/** Berlin around the end of summer time 2025, and its start in 2026. */
const AUTUMN = Date.UTC(2025, 9, 26, 1);
const SPRING = Date.UTC(2026, 2, 29, 1);
const berlin: OffsetAt = (ms) => (ms < AUTUMN || ms >= SPRING ? 2 * H : H);
const NOW = Date.UTC(2026, 5, 1, 12) * 1_000;
const at = (text: string): number => Date.parse(text) * 1_000;

describe('a moment typed by the viewer’s clock', () => {
  it('is read in the viewer’s zone', () => {
    expect(inputMoment('2025-11-21T14:02', berlin)).toBe(at('2025-11-21T13:02:00Z'));
    expect(inputMoment('2025-07-01T14:02:30', berlin)).toBe(at('2025-07-01T12:02:30Z'));
    expect(inputText(at('2025-11-21T13:02:59Z'), berlin)).toBe('2025-11-21T14:02');
  });
  it('is a moment also where the clock leaps, and one of two where it turns back', () => {
    expect(inputMoment('2026-03-29T02:30', berlin)).toBe(at('2026-03-29T01:30:00Z'));
    expect([at('2025-10-26T00:30:00Z'), at('2025-10-26T01:30:00Z')]).toContain(inputMoment('2025-10-26T02:30', berlin));
  });
  it('comes back as it was written, but in the hour that comes twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2025, 8) / 60_000, max: Date.UTC(2026, 4) / 60_000 }), (minute) => {
        const ms = minute * 60_000;
        fc.pre(ms < AUTUMN - H || ms >= AUTUMN + H);
        expect(inputMoment(inputText(ms * 1_000, berlin), berlin)).toBe(ms * 1_000);
      }),
    );
  });
  it('is none when it is nonsense', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(inputMoment(`${text}!`, berlin)).toBeUndefined();
      }),
    );
    for (const text of ['', '2025-11-21', '2025-13-21T14:02', '2025-11-21T25:00']) {
      expect(inputMoment(text, berlin)).toBeUndefined();
    }
  });
});

describe('a range typed in', () => {
  it('is from the one to the other, and ends now at the latest', () => {
    expect(typedRange('2026-05-01T00:00', '2026-05-02T00:00', NOW, berlin)).toEqual({
      live: false,
      from: at('2026-04-30T22:00:00Z'),
      to: at('2026-05-01T22:00:00Z'),
    });
    expect(typedRange('2026-06-01T00:00', '2026-06-02T00:00', NOW, berlin)).toMatchObject({ to: NOW });
  });
  it.each([
    ['', '2026-05-01T00:00', 'from'],
    ['2026-05-01T00:00', 'x', 'to'],
    ['2026-05-02T00:00', '2026-05-01T00:00', 'to'],
    ['2026-05-01T00:00', '2026-05-01T00:00', 'to'],
    ['2026-07-01T00:00', '2026-07-02T00:00', 'from'],
    ['2014-05-01T00:00', '2026-05-01T00:00', 'to'],
    ['1969-05-01T00:00', '1970-05-01T00:00', 'from'],
  ])('%s to %s is refused at %s', (from, to, wrong) => {
    expect(typedRange(from, to, NOW, berlin)).toMatchObject({ wrong });
  });
});
