import { assert, double, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';

import { expiryStanding } from '../../src/domain/expiry.ts';

const DAY = 86_400_000_000;
const from = Date.UTC(2026, 0, 1) * 1_000;
const standing = (lifetime: number, left: number): string =>
  expiryStanding(from, from + lifetime * DAY, from + (lifetime - left) * DAY);

describe('the expiry of a certificate', () => {
  test.each([
    [90, 15.1, 'ok'],
    [90, 15, 'warn'],
    [90, 4.6, 'warn'],
    [90, 4.5, 'fail'],
    [45, 7.6, 'ok'],
    [45, 7.5, 'warn'],
    [45, 2.2, 'fail'],
    [6, 1.1, 'ok'],
    [6, 0.9, 'warn'],
    [6, 0.29, 'fail'],
    [398, 31, 'ok'],
    [398, 30, 'warn'],
    [398, 7, 'fail'],
    [3650, 31, 'ok'],
    [3650, 8, 'warn'],
    [3650, 6, 'fail'],
    [90, -0.001, 'fail'],
    [90, 90, 'ok'],
    [90, 90.001, 'fail'],
    [-1, 0, 'fail'],
  ])('of %j days, with %j left, stands %s', (lifetime, left, expected) => {
    expect(standing(lifetime, left)).toBe(expected);
  });
  test('only gets worse with time', () => {
    const rank = ['ok', 'warn', 'fail'];
    assert(
      property(
        integer({ min: 1, max: 4_000 }),
        double({ min: 0, max: 1 }),
        double({ min: 0, max: 1 }),
        (days, a, b) => {
          const [more, less] = [Math.max(a, b) * days, Math.min(a, b) * days];
          // Neither end of its validity is compared in floating point here.
          if (more > days - 1e-6) return;
          expect(rank.indexOf(standing(days, less))).toBeGreaterThanOrEqual(rank.indexOf(standing(days, more)));
        },
      ),
    );
  });
});
