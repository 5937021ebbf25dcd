import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Run } from '../../src/api/schema.ts';
import { mtuSteps, pathSpells, pathsOf } from '../../web/src/model/paths.ts';

const run = (at: number, code: string, values: Record<string, number> = {}): Run => ({
  kind: 'run',
  id: String(at),
  at,
  tookMs: 1,
  probe: 'mtu',
  subject: { vantage: 'v' },
  outcome: { status: 'measured', values, findings: [], report: { verdict: { code, severity: 'info', summary: 's' } } },
});
const failed: Run['outcome'] = { status: 'failed', reason: 'timeout', detail: '', findings: [] };

describe('the ways of mtu runs', () => {
  it('are read from the reports, oldest first', () => {
    const runs = [run(3, 'mss-clamped', { mtu4: 1_380 }), run(1, 'no-fault', { mtu4: 1_500, mtu6: 9 })];
    expect(pathsOf([...runs, { ...run(2, 'x'), outcome: failed }])).toEqual([
      { at: 1, code: 'no-fault', severity: 'info', summary: 's', mtu4: 1_500 },
      { at: 3, code: 'mss-clamped', severity: 'info', summary: 's', mtu4: 1_380 },
    ]);
  });
  it('bring what to do about it, out of the finding', () => {
    const finding = { code: 'server-stall', severity: 'fail' as const, evidence: {}, remedy: 'See to the server.' };
    const { outcome, ...rest } = run(1, 'server-stall');
    const seen = { ...rest, outcome: { ...outcome, findings: [{ ...finding, code: 'x' }, finding] } } as Run;
    expect(pathsOf([seen])[0]?.remedy).toBe('See to the server.');
  });
  it('are none where a report is of another form, and nothing throws', () => {
    fc.assert(
      fc.property(fc.anything(), (report) => {
        const odd = { ...run(1, ''), outcome: { status: 'measured', values: {}, findings: [], report } as const };
        const odder = { ...odd, outcome: { ...odd.outcome, report: { verdict: report } } };
        expect(() => pathsOf([odd, odder])).not.toThrow();
      }),
    );
  });
  it('are told as spells, newest first: another verdict or another MTU begins one', () => {
    const paths = pathsOf([
      run(1, 'no-fault', { mtu4: 1_500 }),
      run(2, 'no-fault'),
      run(3, 'no-fault', { mtu4: 1_380 }),
      run(4, 'server-stall', { mtu4: 1_380 }),
    ]);
    expect(pathSpells(paths).map(({ seen, until }) => [seen.at, seen.code, until])).toEqual([
      [4, 'server-stall', undefined],
      [3, 'no-fault', 4],
      [1, 'no-fault', 3],
    ]);
  });
});

describe('the steps of a path MTU', () => {
  it('go on until the next run says otherwise, each family by itself', () => {
    const paths = pathsOf([run(0, 'a', { mtu4: 1_500, mtu6: 1_400 }), run(50, 'a', { mtu4: 1_400 })]);
    expect(mtuSteps(paths, 0, 100)).toEqual({
      most: 1_500,
      least: 1_400,
      lines: [
        { field: 'mtu4', d: 'M0.00 12.00H50.00V88.00H100.00', last: 1_400 },
        { field: 'mtu6', d: 'M0.00 88.00H100.00', last: 1_400 },
      ],
    });
  });
  it('are one line in the middle where nothing changed, and none where nothing was measured', () => {
    expect(mtuSteps(pathsOf([run(0, 'a', { mtu6: 1_280 })]), 0, 10)?.lines).toEqual([
      { field: 'mtu6', d: 'M0.00 50.00H100.00', last: 1_280 },
    ]);
    expect(mtuSteps(pathsOf([run(0, 'a')]), 0, 10)).toBeUndefined();
    expect(mtuSteps([], 0, 10)).toBeUndefined();
    expect(mtuSteps(pathsOf([run(0, 'a', { mtu4: 1_500 })]), 0, 0)).toBeUndefined();
  });
  it('stay in their box, whatever was measured and whatever is looked at', () => {
    const seen = fc.record({ at: fc.nat(1_000), mtu: fc.integer({ min: 68, max: 65_575 }) });
    fc.assert(
      fc.property(fc.array(seen), fc.nat(1_000), fc.nat(1_000), (all, from, to) => {
        const steps = mtuSteps(pathsOf(all.map(({ at, mtu }) => run(at, 'a', { mtu4: mtu }))), from, to);
        for (const n of steps?.lines[0]?.d.match(/[\d.-]+/g) ?? []) {
          expect(Number(n)).toBeGreaterThanOrEqual(0);
          expect(Number(n)).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
