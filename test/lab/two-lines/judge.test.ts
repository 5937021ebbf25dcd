import { describe, expect, it } from 'vitest';

import { type Facts, judge, type Told } from './judge.ts';

const S = 1_000_000;
const T = 1_700_000_000 * S;
const facts: Facts = {
  steps: { cut: T },
  dark: { house: [{ lastGood: T, firstGood: T + 7 * S, seconds: 7 }] },
};
const failover = (evidence: Told['evidence'], seenAt = T + 8 * S): Told => ({
  at: T + 8 * S,
  type: 'failover',
  subject: { target: 'internet', vantage: 'lab' },
  evidence: { from: 'dsl', to: 'lte', lastGood: T, darkSeconds: 7, ...evidence },
  seenAt,
});
const expected = {
  type: 'failover',
  says: { from: 'dsl', to: 'lte' },
  near: { lastGood: 'house.1.lastGood' },
  lasts: { darkSeconds: 'house.1' },
  told: ['cut', 5, 10],
} as const;

describe('a verdict on what was told', () => {
  it('is right where all came in time', () => {
    const { right, wrong } = judge(facts, [expected], [failover({ lastGood: T - 0.9 * S, darkSeconds: 7.9 })]);
    expect(wrong).toEqual([]);
    expect(right).toHaveLength(1);
  });

  it.each([
    ['a moment is off', failover({ lastGood: T - 1.1 * S }), 'lastGood is -1.10 s from house.1.lastGood'],
    ['a length is off', failover({ darkSeconds: 5.5 }), 'darkSeconds is 5.5, and house.1 took 7.00 s'],
    ['a number is missing', failover({ darkSeconds: null }), 'no darkSeconds'],
    ['it came late', failover({}, T + 11 * S), 'told +11.00 s after cut'],
  ])('is wrong where %s', (_, event, why) => {
    const { wrong } = judge(facts, [expected], [event]);
    expect(wrong).toHaveLength(1);
    expect(wrong[0]).toContain(why);
  });

  it('is wrong where something is missing, comes twice, or comes beside', () => {
    expect(judge(facts, [expected], []).wrong).toEqual(['missing: failover  {"from":"dsl","to":"lte"} (0 of 1)']);
    expect(judge(facts, [expected], [failover({}), failover({})]).wrong[0]).toContain('beside them: failover internet');
    expect(judge(facts, [], [failover({})]).wrong).toHaveLength(1);
    expect(judge(facts, [], [{ ...failover({}), type: 'engine-chosen' }]).wrong).toEqual([]);
  });

  it('is wrong where the evidence has what it must not have', () => {
    const opened = (more: Told['evidence']): Told => ({ ...failover({}), type: 'incident-opened', evidence: more });
    const quiet = { type: 'incident-opened', lacks: ['diagnose'] } as const;
    expect(judge(facts, [quiet], [opened({ of: 'far' })]).wrong).toEqual([]);
    expect(judge(facts, [quiet], [opened({ of: 'far', diagnose: 'far' })]).wrong).toHaveLength(2);
  });

  it('is wrong where the truth has no such spell', () => {
    const nothing = { steps: { cut: T }, dark: { house: [] } };
    expect(judge(nothing, [expected], [failover({})]).wrong[0]).toContain('there was no house.1');
  });
});
