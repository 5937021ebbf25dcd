import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { backoff } from '../../web/src/model/backoff.ts';
import { ageWords, elapsedSince, isStale, serverNow, staleAfter, staleWords } from '../../web/src/model/stale.ts';

const sync = { server: 1_000_000_000, mono: 5_000, wall: 900_000 };

describe('the age of what is shown', () => {
  it('goes by the clock that says more: one stands still in sleep, the other may be stepped', () => {
    expect(elapsedSince(sync, { mono: 8_000, wall: 903_000 })).toBe(3_000);
    expect(elapsedSince(sync, { mono: 5_100, wall: 960_000 })).toBe(60_000);
    expect(elapsedSince(sync, { mono: 8_000, wall: 100 })).toBe(3_000);
    expect(serverNow(sync, { mono: 6_000, wall: 901_000 })).toBe(1_001_000_000);
  });
  it('never runs backwards', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: -1e6, max: 1e6 }), (mono, wall) => {
        expect(elapsedSince(sync, { mono: sync.mono + mono, wall: sync.wall + wall })).toBeGreaterThanOrEqual(mono);
      }),
    );
  });
  it('is too old after three intervals, fifteen seconds at least', () => {
    expect(staleAfter(1_000)).toBe(15_000);
    expect(staleAfter(10_000)).toBe(30_000);
    expect(isStale(0, 1_000, 15_000_000)).toBe(false);
    expect(isStale(0, 1_000, 15_000_001)).toBe(true);
    expect(isStale(undefined, 1_000, 0)).toBe(true);
    expect(staleWords(0, 40_300_000)).toBe('stale 40\u00a0s');
  });
  it('is told only where it is too old, and of what there is', () => {
    expect(ageWords(undefined, 1_000, 1e9)).toBe('');
    expect(ageWords(0, 20_000, 60_000_000)).toBe('');
    expect(ageWords(0, 20_000, 61_000_000)).toBe('stale 1\u00a0min\u00a01\u00a0s');
  });
  it('is not known where it is stamped ahead of the service’s clock', () => {
    expect(isStale(15_000_000, 1_000, 0)).toBe(false);
    expect(isStale(15_000_001, 1_000, 0)).toBe(true);
    expect(staleWords(3_480_000_000, 0)).toBe('stamped 58\u00a0min ahead');
  });
});

describe('trying again', () => {
  it('waits longer each time, half a minute and a bit at most', () => {
    expect([0, 1, 2, 3].map((n) => backoff(n, 0.5))).toEqual([1_000, 2_000, 4_000, 5_000]);
    fc.assert(
      fc.property(fc.nat(1_000), fc.double({ min: 0, max: 1, noNaN: true }), (n, random) => {
        expect(backoff(n, random)).toBeGreaterThanOrEqual(750);
        expect(backoff(n, random)).toBeLessThanOrEqual(6_250);
      }),
    );
  });
});
