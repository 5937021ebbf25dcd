import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { failoversOf } from '../../../src/api/lines/failovers.ts';
import { told, S } from './support.ts';

const AT = 1_780_000_000 * S;
const label = (name: string): string => name.toUpperCase();
const WHOLE = {
  from: 'dsl',
  to: '5g',
  lastGood: AT - 4 * S,
  firstGood: AT - S,
  darkSeconds: 3.2,
  lost: 31,
  sent: 40,
  addressFrom: '192.0.2.7',
  addressTo: '198.51.100.9',
  mtuFrom: 1492,
  mtuTo: 1400,
  connection: 'broken',
  why: 'route',
};
const stale = (at: number, on: boolean) =>
  told('line-finding', at, { code: 'ddns-stale', on, name: 'home.example.org', points: '192.0.2.7' }, { line: '5g' });

describe('a failover in plain words', () => {
  it('says what it cost', () => {
    const [found] = failoversOf([stale(AT + 20 * S, true), told('failover', AT, WHOLE)], label);
    expect(found).toMatchObject({ ...WHOLE, home: { name: 'home.example.org', points: '192.0.2.7' } });
    expect(found?.summary).toBe(
      '5G took over from DSL, 3.2 s dark, 31 of 40 echoes lost, address 192.0.2.7 → 198.51.100.9, ' +
        'path MTU 1492 → 1400, a standing connection broke, home.example.org still points to 192.0.2.7',
    );
  });
  it('says when the home name followed', () => {
    const events = [stale(AT + 95 * S, false), stale(AT + 20 * S, true), told('failover', AT, WHOLE)];
    expect(failoversOf(events, label)[0]?.summary).toMatch(/broke, home\.example\.org followed after 1 min 35 s$/);
  });
  it('leaves a home name that went stale after the next failover to that one', () => {
    const back = told('failover', AT + 10 * S, { from: '5g', to: 'dsl' });
    const [, first] = failoversOf([stale(AT + 20 * S, true), back, told('failover', AT, WHOLE)], label);
    expect(first?.home).toBeUndefined();
  });
  it.each([
    [{ from: 'dsl', to: '' }, 'DSL carries no longer, and no other does'],
    [{ from: '', to: '5g', darkSeconds: 192 }, '5G carries again, 3 min 12 s dark'],
    [{}, 'no line carries'],
    [{ from: 'a', to: 'b', sent: 0, lost: 0, darkSeconds: 0, lastGood: null }, 'B took over from A, without a silence'],
    [{ from: 'a', to: 'b', sent: 30, lost: 0 }, 'B took over from A, none of 30 echoes lost'],
    [{ from: 'a', to: 'b', mtuFrom: 1500, mtuTo: 1500 }, 'B took over from A, path MTU still 1500'],
    [{ from: 'a', to: 'b', connection: 'survived' }, 'B took over from A, a standing connection survived'],
    [{ from: 'a', to: 'b', connection: 'unknown' }, 'B took over from A'],
  ] as const)('%j', (evidence, summary) => {
    expect(failoversOf([told('failover', AT, evidence)], label)[0]?.summary).toBe(summary);
  });
  it('is read with care, whatever the evidence holds', () => {
    const value = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null));
    const keys = fc.constantFrom(...Object.keys(WHOLE), 'other');
    fc.assert(
      fc.property(fc.dictionary(keys, value), (evidence) => {
        const [found] = failoversOf([told('failover', AT, evidence)], label);
        expect(found?.summary).not.toMatch(/undefined|NaN|null|Infinity/);
        expect(found?.sent ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
