import { describe, expect, it } from 'vitest';

import type { Rung } from '../../src/diagnose/diagnosis.ts';
import { play } from './support/play.ts';
import type { Model } from './support/world.ts';

const ladderOf = (model: Model, family: 4 | 6 = 4): readonly Rung[] =>
  play({ ...model, family }).diagnosis.ways[0]?.ladder ?? [];
const of = (rungs: readonly Rung[], by: Rung['by']) => rungs.filter((r) => r.by === by);
/** The largest that came through, and the smallest that did not. */
const limits = (rungs: readonly Rung[]) => [
  Math.max(0, ...rungs.filter((r) => r.passed > 0).map((r) => r.bytes)),
  Math.min(99_999, ...rungs.filter((r) => r.passed === 0).map((r) => r.bytes)),
];

describe.each([4, 6] as const)('the ladder of IPv%s', (family) => {
  it('of a way in order says which full packets came, and no more', () => {
    const rungs = ladderOf({}, family);
    expect(of(rungs, 'packets').map((r) => [r.bytes, r.lost, r.told])).toEqual([
      [1_500, 0, 0],
      [200, 0, 0],
    ]);
    expect(limits(of(rungs, 'download'))).toEqual([1_500, 99_999]);
    expect(limits(of(rungs, 'upload'))[0]).toBeGreaterThan(1_400);
  });
  it('of a black hole there has the limit of uploads and packets, each tried, the largest first', () => {
    const rungs = ladderOf({ mtu: 1_380, mtuBack: 1_500, tellsHome: 'never' }, family);
    expect(limits(of(rungs, 'upload'))).toEqual([1_380, 1_381]);
    expect(limits(of(rungs, 'packets'))).toEqual([1_380, 1_381]);
    expect(of(rungs, 'packets').every((r) => r.told === 0)).toBe(true);
    const sizes = of(rungs, 'upload').map((r) => r.bytes);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });
  it('of a black hole back has that of downloads', () => {
    expect(limits(of(ladderOf({ mtu: 1_380, tellsServer: 'never' }, family), 'download'))).toEqual([1_380, 1_381]);
  });
  it('says what was answered by ICMP, where discovery works', () => {
    const rungs = of(ladderOf({ mtu: 1_380 }, family), 'packets');
    expect(rungs.find((r) => r.bytes === 1_381)).toMatchObject({ passed: 0, lost: 0 });
    expect(rungs.find((r) => r.bytes === 1_381)?.told).toBeGreaterThan(0);
    expect(rungs.find((r) => r.bytes === 1_380)).toMatchObject({ lost: 0, told: 0 });
  });
});
