import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { PathDetail, PathRow } from '../../src/api/paths/schema.ts';
import type { Run } from '../../src/api/schema.ts';
import { report } from '../../src/probes/mtu/report.ts';
import { valuesOf } from '../../src/probes/mtu/values.ts';
import { diagnosedOf } from '../../web/src/model/diagnosis.ts';
import { ladderOf } from '../../web/src/model/ladder.ts';
import { aroundChange, asSpells, changesOf, pathsVerdict, stepRows, wayOf } from '../../web/src/model/path-rows.ts';
import { pathPath } from '../../web/src/model/route.ts';
import { play } from '../diagnose/support/play.ts';
import type { Model } from '../diagnose/support/world.ts';

const wrote = (outcome: Run['outcome'], at = 1): Run => ({
  kind: 'run',
  id: String(at),
  at,
  tookMs: 2_000,
  probe: 'mtu',
  subject: { target: 'far', vantage: 'here' },
  outcome,
});
/** What the probe writes of such a path. */
const runOf = (model: Model, at = 1): Run => {
  const { diagnosis } = play(model);
  return wrote(
    { status: 'measured', values: valuesOf(diagnosis.ways), findings: [], report: report.parse(diagnosis) },
    at,
  );
};
const HOLE: Model = { mtu: 1_380, mtuBack: 1_500, tellsHome: 'never' };
const plainWords = (text: string | undefined): string => (text ?? '').replaceAll('\u00a0', ' ');

describe('the ladder of packet sizes', () => {
  it('is read from what the probe writes, a row for each kind, on one scale', () => {
    const rows = ladderOf(runOf(HOLE));
    expect(rows.map((r) => [r.by, r.family, r.most])).toEqual([
      ['download', 4, 1_500],
      ['upload', 4, 1_380],
      ['packets', 4, 1_380],
    ]);
    expect(plainWords(rows[1]?.words)).toBe('1,380 B come through; 1,381 B and more vanish');
    expect(rows[0]?.reach).toBe(100);
    expect(rows[1]?.reach).toBeCloseTo(88, 0);
    expect(rows[2]?.rungs.find((r) => r.bytes === 200)).toEqual({ bytes: 200, came: 'passed', x: 0 });
  });
  it('tells what is answered from what vanishes', () => {
    const told = ladderOf(runOf({ mtu: 1_380 })).find((r) => r.by === 'packets');
    expect(plainWords(told?.words)).toBe('1,380 B come through; 1,381 B and more are answered “too big”');
    const ways = [
      {
        family: 6,
        ladder: [
          { by: 'packets', bytes: 1_500, passed: 0, lost: 1, told: 1 },
          { by: 'packets', bytes: 1_400, passed: 2, lost: 1, told: 0 },
        ],
      },
    ];
    const [mixed] = ladderOf(wrote({ status: 'measured', values: {}, findings: [], report: { ways } }));
    expect(plainWords(mixed?.words)).toBe(
      '1,400 B come through, some now and then; 1,500 B and more are lost, or answered “too big”',
    );
  });
  it('is none of another version, and nothing throws', () => {
    expect(ladderOf(wrote({ status: 'failed', reason: 'timeout', detail: '', findings: [] }))).toEqual([]);
    fc.assert(
      fc.property(fc.anything(), (odd) => {
        const outcomes = [odd, { ways: odd }, { ways: [{ ladder: odd }] }, { ways: [{ ladder: [odd] }] }];
        for (const r of outcomes)
          for (const row of ladderOf(wrote({ status: 'measured', values: {}, findings: [], report: r })))
            expect(row.rungs.every((g) => g.x >= 0 && g.x <= 100)).toBe(true);
      }),
    );
  });
});

describe('one way', () => {
  it('has its steps by name, a column a family', () => {
    const rows = stepRows(diagnosedOf(runOf(HOLE)).steps);
    expect(rows.map((r) => r.name)).toEqual(expect.arrayContaining(['route', 'download', 'upload', 'packets']));
    expect(rows.find((r) => r.name === 'packets')?.told.IPv4).toMatch(/^1,380 bytes pass of 1,500, and nobody says so/);
    expect(
      stepRows([
        ['dns', 'a'],
        ['dns', 'b'],
        ['loss IPv6', 'c'],
      ]),
    ).toEqual([
      { name: 'dns', told: { '': 'a; b' } },
      { name: 'loss', told: { IPv6: 'c' } },
    ]);
  });
  it('compared: what differs, the verdict first, and nothing where nothing does', () => {
    const [fine, hole] = [runOf({}), runOf(HOLE, 2)];
    const changes = changesOf(fine, hole);
    expect(changes.slice(0, 2).map((c) => [c.what, c.before, plainWords(c.after)])).toEqual([
      ['verdict', 'no fault', 'forward black hole'],
      ['path MTU, IPv4', '1,500\u00a0B', '1,380 B'],
    ]);
    expect(changes.map((c) => c.what)).toContain('packets IPv4');
    expect(changesOf(fine, runOf({}, 3))).toEqual([]);
    const failed = wrote({ status: 'failed', reason: 'timeout', detail: 'nobody', findings: [] });
    expect(changesOf(failed, fine)[0]).toEqual({ what: 'verdict', before: 'timeout: nobody', after: 'no fault' });
  });
  it('is compared around its last change, else by its two newest', () => {
    const seen = (at: number) => ({ at, code: 'x', severity: 'info' as const, summary: '' });
    const runs: PathDetail['runs'] = [5, 4, 3, 2].map((at) => ({ id: `r${at}`, at, tookMs: 1, seen: seen(at) }));
    const spell = (from: number) => ({ from, runs: 1, seen: seen(from) });
    expect(aroundChange(runs, [spell(4), spell(2)])).toEqual(['r3', 'r4']);
    expect(aroundChange(runs, [spell(2)])).toEqual(['r4', 'r5']);
    expect(aroundChange(runs, [spell(4), spell(2)], 3)).toEqual(['r2', 'r3']);
    expect(aroundChange(runs.slice(0, 1), [spell(5)])).toBeUndefined();
    expect(asSpells([{ ...spell(4), seen: seen(5) }])[0]).toMatchObject({ seen: { at: 4 }, until: undefined });
  });
  it('is in the address', () => {
    expect(wayOf('?target=far&via=dsl')).toEqual({ target: 'far', via: 'dsl' });
    expect(wayOf('')).toBeUndefined();
    expect(pathPath({ target: 'a b', via: undefined })).toBe('/paths?target=a+b');
    expect(pathPath()).toBe('/paths');
  });
});

describe('all ways in a heading', () => {
  const row = (more: Partial<PathRow> = {}): PathRow => ({
    target: 't',
    label: 'Far',
    address: 'a',
    every: 1,
    changes: 0,
    steps: [],
    ...more,
  });
  const seen = (code: string, severity: 'info' | 'warn' | 'fail') => ({ at: 1, code, severity, summary: '' });
  it.each([
    [[row({ seen: seen('no-fault', 'info') })], 'up', 'Every way is without fault'],
    [
      [row({ seen: seen('udp-black-hole', 'fail'), over: 'DSL' }), row({ seen: seen('lossy', 'warn') })],
      'down',
      'Far over DSL: UDP black hole, and 1 more',
    ],
    [[row({ failed: { at: 1, reason: 'timeout', detail: '' } })], 'degraded', 'Far: not measured'],
    [[row()], 'unknown', 'Paths'],
    [[], 'unknown', 'Paths'],
  ] as const)('%#', (ways, word, title) => {
    expect(pathsVerdict(ways)).toMatchObject({ word, title });
  });
});
