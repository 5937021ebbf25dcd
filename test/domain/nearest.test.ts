import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { editDistance, nearest } from '../../src/domain/nearest.ts';

const word = fc.string({ maxLength: 12 });

describe('editDistance', () => {
  it.each([
    ['ping', 'ping', 0],
    ['pign', 'ping', 1],
    ['pin', 'ping', 1],
    ['tcp', 'ping', 4],
    ['', 'abc', 3],
  ])('%s → %s is %i', (a, b, n) => expect(editDistance(a, b)).toBe(n));

  it('is symmetric, zero only for equals, at most the longer length', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const d = editDistance(a, b);
        expect(d).toBe(editDistance(b, a));
        expect(d === 0).toBe(a === b);
        expect(d).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('nearest', () => {
  it('finds what was meant, whatever the case', () => {
    expect(nearest('intervall', ['internal', 'interval'])).toBe('interval');
    expect(nearest('PIGN', ['tcp', 'ping', 'route'])).toBe('ping');
  });
  it('says nothing rather than something far', () => {
    expect(nearest('traceroute', ['ping', 'tcp'])).toBeUndefined();
    expect(nearest('x'.repeat(101), ['x'.repeat(100)])).toBeUndefined();
  });
});
