import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { heldOf, placedOf } from '../../../src/api/addresses/held.ts';
import { toldOf } from '../../../src/api/addresses/runs.ts';
import { geoReport } from '../../../src/probes/geoip/report.ts';
import { DAY, geoOf, HOUR, moved, ran, says } from './support.ts';

const T = 1_780_000_000_000_000;
const range = { from: T - 90 * DAY, to: T };
const [A, B] = ['198.51.100.7', '198.51.100.8'];

describe('how long each address was held', () => {
  const told = [
    moved(T - DAY, B, A),
    moved(T - 3 * DAY, '', B),
    moved(T - 10 * DAY, A, B, { asName: 'EXAMPLE' }),
    moved(T - 10 * DAY, '', '2001:db8::1'),
    moved(T - 40 * DAY, '', A),
  ];
  it('is from one change to the next, by family, and what was told again is no change', () => {
    expect(heldOf(told, 'dsl', range)).toEqual([
      { name: 'dsl', family: 4, address: A, from: T - DAY },
      { name: 'dsl', family: 4, address: B, from: T - 10 * DAY, to: T - DAY, asName: 'EXAMPLE' },
      { name: 'dsl', family: 6, address: '2001:db8::1', from: T - 10 * DAY },
      { name: 'dsl', family: 4, address: A, from: T - 40 * DAY, to: T - 10 * DAY },
    ]);
    expect(heldOf(told, 'dsl', { from: T - 2 * DAY, to: T })).toHaveLength(3);
  });
  it('has no beginning where what is known does not reach back to it', () => {
    expect(heldOf([moved(T - DAY, A, B)], 'dsl', range)).toEqual([
      { name: 'dsl', family: 4, address: B, from: T - DAY },
      { name: 'dsl', family: 4, address: A, to: T - DAY },
    ]);
    expect(heldOf([moved(T - DAY, A, A)], 'dsl', range)).toEqual([{ name: 'dsl', family: 4, address: A }]);
    expect(heldOf([moved(T - DAY, '', A)], 'dsl', range, true)).toEqual([{ name: 'dsl', family: 4, address: A }]);
  });
  it('ends where the family is lost, and nonsense is no address', () => {
    const lost = [moved(T - DAY, '2001:db8::1', ''), moved(T - 2 * DAY, '', '2001:DB8:0::1')];
    expect(heldOf(lost, 'dsl', range)).toEqual([
      { name: 'dsl', family: 6, address: '2001:db8::1', from: T - 2 * DAY, to: T - DAY },
    ]);
    expect(heldOf([moved(T - DAY, '', '<script>')], 'dsl', range)).toEqual([]);
  });
  it('never overlaps within a family', () => {
    const addresses = fc.constantFrom('', A, B, '192.0.2.1');
    fc.assert(
      fc.property(fc.array(fc.tuple(addresses, addresses), { maxLength: 20 }), (changes) => {
        const events = changes.map(([from, to], i) => moved(T - (20 - i) * HOUR, from, to)).toReversed();
        const held = heldOf(events, 'dsl', range).toReversed();
        for (const [i, h] of held.entries()) {
          const next = held[i + 1];
          if (next !== undefined) expect(h.to).toBeLessThanOrEqual(next.from ?? 0);
        }
      }),
    );
  });
});

describe('where each source placed an address', () => {
  const placed = (countries: readonly (string | undefined)[], every = DAY) =>
    placedOf(
      toldOf(
        countries
          .map((country, i) => ran('geoip', T - (countries.length - i) * every, geoOf([says('dbip', country)])))
          .toReversed(),
        geoReport,
      ),
      'dsl',
      range,
    );
  it('joins equal answers in a row, and shows where there was none', () => {
    expect(placed(['GB', 'GB', 'AE', undefined, 'GB'])).toEqual([
      {
        name: 'dsl',
        family: 4,
        address: A,
        source: 'dbip',
        stretches: [
          { from: T - 5 * DAY, to: T - 3 * DAY, country: 'GB' },
          { from: T - 3 * DAY, to: T - 2 * DAY, country: 'AE' },
          { from: T - 2 * DAY, to: T - DAY },
          { from: T - DAY, to: T, country: 'GB' },
        ],
      },
    ]);
  });
  it('holds an answer for a day and a half, not over a month of which nothing is known', () => {
    const [row] = placed(['GB', 'GB'], 30 * DAY);
    expect(row?.stretches.map((s) => (s.to - s.from) / HOUR)).toEqual([36, 36]);
  });
});
