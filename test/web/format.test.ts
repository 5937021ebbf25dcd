import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  formatAxis,
  formatDuration,
  formatMicros,
  formatShare,
  formatUptime,
  formatValue,
  plural,
  splitUnit,
  unbroken,
} from '../../web/src/model/format.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

it('a sentence of the service keeps its numbers and units together', () => {
  expect(unbroken('could not send for 10 s')).toBe('could not send for 10\u00a0s');
  expect(unbroken('took 200 ms or more in 5 min, 3 smaller')).toBe('took 200\u00a0ms or more in 5\u00a0min, 3 smaller');
});

describe('a number as people read it', () => {
  it.each([
    [0, '0.000 ms'],
    [34, '0.034 ms'],
    [999, '0.999 ms'],
    [999.6, '1.00 ms'],
    [1_240, '1.24 ms'],
    [9_996, '10.0 ms'],
    [12_340, '12.3 ms'],
    [99_960, '100 ms'],
    [148_400, '148 ms'],
    [999_400, '999 ms'],
    [999_600, '1.00 s'],
    [1_240_000, '1.24 s'],
    [62_000_000, '62.0 s'],
  ])('tells %d µs as %s', (us, text) => {
    expect(plain(formatMicros(us))).toBe(text);
  });

  it('never strays from the value by more than its last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 900_000_000, noNaN: true }), (us) => {
        const { figure, unit } = splitUnit(formatMicros(us));
        const told = Number(figure) * (unit === 's' ? 1e6 : 1e3);
        expect(figure.replace('.', '').replace(/^0+/, '').length).toBeLessThanOrEqual(3);
        expect(Math.abs(told - us)).toBeLessThanOrEqual(Math.max(0.5, us * 0.005_1));
      }),
    );
  });

  it.each([
    [0, '0 %'],
    [0.0004, '<0.1 %'],
    [0.008, '0.8 %'],
    [0.0994, '9.9 %'],
    [0.0996, '10 %'],
    [0.123, '12 %'],
    [0.9899, '99 %'],
    [0.995, '>99 %'],
    [0.9999, '>99 %'],
    [1, '100 %'],
  ])('tells a share of %d as %s', (share, text) => {
    expect(plain(formatShare(share))).toBe(text);
  });

  it('says none and all only where it is none and all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
        const lost = Math.floor(n * part);
        expect(plain(formatShare(lost / n)) === '0 %').toBe(lost === 0);
        expect(plain(formatShare(lost / n)) === '100 %').toBe(lost === n);
      }),
    );
  });

  it.each([
    [400, '0.4 s'],
    [2_000, '2 s'],
    [9_960, '10 s'],
    [32_000, '32 s'],
    [59_700, '1 min'],
    [312_000, '5 min 12 s'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 05 min'],
    [86_390_000, '1 d'],
    [273_600_000, '3 d 4 h'],
    [-5, '0 s'],
  ])('tells %d ms as %s', (ms, text) => {
    expect(plain(formatDuration(ms))).toBe(text);
  });

  it.each([
    [0, '0'],
    [0.05, '0.05 ms'],
    [20, '20 ms'],
    [1_500, '1.5 s'],
  ])('labels an axis at %d ms with %s', (ms, text) => {
    expect(plain(formatAxis(ms))).toBe(text);
  });

  it('tells other units', () => {
    expect(plain(formatValue(1, 'hops'))).toBe('1 hop');
    expect(plain(formatValue(1_500, 'bytes'))).toBe('1,500 B');
    expect(formatValue(1, 'bool')).toBe('yes');
    expect(plain(formatValue(90, 'seconds'))).toBe('1 min 30 s');
    expect(plain(formatValue(0.25, 'ratio'))).toBe('25 %');
    expect(formatValue(12_345, 'count')).toBe('12,345');
    expect(plain(plural(1, 'echo', 'echoes'))).toBe('1 echo');
    expect(plain(plural(3, 'echo', 'echoes'))).toBe('3 echoes');
    expect(splitUnit('no reply')).toEqual({ figure: 'no reply', unit: '' });
  });
});

describe('a share of time', () => {
  it.each([
    [1, '100 %'],
    [0.999_66, '99.966 %'],
    [0.999_8, '99.980 %'],
    [0.995, '99.50 %'],
    [0.88, '88.0 %'],
    [0, '0.0 %'],
    [1 - 1 / 31_536_000, '>99.9999 %'],
    [1 - 120 / 31_536_000, '99.9996 %'],
  ])('tells %d as %s', (share, text) => {
    expect(plain(formatUptime(share))).toBe(text);
  });
  it('is never 100 % where something is missing, and never strays by more than its last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (share) => {
        const text = plain(formatUptime(share));
        if (share < 1) expect(text).not.toBe('100 %');
        if (!text.startsWith('>')) expect(Math.abs(Number.parseFloat(text) - share * 100)).toBeLessThan(0.051);
      }),
    );
  });
});
