import { describe, expect, it } from 'vitest';

import { eventOfRow, runOfRow } from '../../../../src/store/influx/query/rows.ts';

const TAGS = { target: 'router', via: '-', vantage: 'home', probe: 'ping' };
const OTHERS = ['null', '[]', '5', '"text"', '{', ''];

describe('what somebody else wrote', () => {
  const event = { ...TAGS, at_us: 1, type: 'state-changed', severity: 'warn' };
  it('is an event with evidence', () => {
    expect(eventOfRow({ ...event, evidence: '{"to":"up"}' }, 'nobody')).toMatchObject({ evidence: { to: 'up' } });
  });
  it.each(OTHERS)('is no event with %s for evidence', (evidence) => {
    expect(eventOfRow({ ...event, evidence }, 'nobody')).toBeUndefined();
  });

  const run = { ...TAGS, at_us: 1, id: 'r' };
  const failed = { status: 'failed', reason: 'timeout', detail: 'nothing', findings: [] };
  const measured = { status: 'measured', values: { hops: 1 }, findings: [{ code: 'of-later' }], report: null };
  it.each([failed, measured])('is a run with the outcome %j', (outcome) => {
    expect(runOfRow({ ...run, outcome: JSON.stringify(outcome) })).toMatchObject({ outcome });
  });
  it.each([
    ...OTHERS,
    '{}',
    JSON.stringify({ ...failed, detail: 5 }),
    JSON.stringify({ ...failed, status: 'other' }),
    JSON.stringify({ ...measured, values: null }),
    JSON.stringify({ ...measured, findings: [null] }),
  ])('is no run with %s for an outcome', (outcome) => {
    expect(runOfRow({ ...run, outcome })).toBeUndefined();
  });
});
