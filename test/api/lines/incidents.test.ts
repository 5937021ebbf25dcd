import { describe, expect, it } from 'vitest';

import { incidentsOf } from '../../../src/api/lines/incidents.ts';
import { S, told } from './support.ts';

const T = 1_780_000_000 * S;
const evidence = { id: 'i1', cause: 'line-dark', of: 'dsl', summary: 'DSL is dark', targets: 'a, b' };
const opened = told('incident-opened', T, evidence, { line: 'dsl', severity: 'fail' });
const changed = told(
  'incident-changed',
  T + 5 * S,
  { ...evidence, cause: 'gateway-silent', of: 'router', summary: 'The router is silent' },
  { line: 'dsl', severity: 'warn' },
);
const closed = told('incident-closed', T + 60 * S, { ...changed.evidence, seconds: 60 }, { line: 'dsl' });

describe('incidents', () => {
  it('are told from the opening to the closing, with all that was thought', () => {
    expect(incidentsOf([closed, changed, opened], [])).toEqual([
      {
        id: 'i1',
        from: T,
        to: T + 60 * S,
        severity: 'warn',
        cause: 'gateway-silent',
        of: 'router',
        summary: 'The router is silent',
        targets: ['a', 'b'],
        thoughts: [
          {
            at: T,
            cause: 'line-dark',
            summary: 'DSL is dark',
          },
          {
            at: T + 5 * S,
            cause: 'gateway-silent',
            summary: 'The router is silent',
          },
        ],
      },
    ]);
  });
  it('that began before what is asked for begin when they did', () => {
    expect(incidentsOf([closed], [])).toMatchObject([{ id: 'i1', from: T, to: T + 60 * S, thoughts: [] }]);
    const now = { id: 'i0', since: T - S, cause: 'line-dark', of: 'dsl', summary: 'DSL is dark', targets: ['a'] };
    expect(incidentsOf([], [now])).toMatchObject([{ id: 'i0', from: T - S, severity: 'fail' }]);
    expect(incidentsOf([opened], [{ ...now, id: 'i1', since: T }])).toMatchObject([{ id: 'i1', from: T }]);
  });
  it('end where they did, also when the end is told as of the moment of the beginning', () => {
    const over = { ...closed, at: T, evidence: { ...evidence, seconds: 11 } };
    expect(incidentsOf([opened, over], [])).toMatchObject([{ id: 'i1', from: T - 11 * S, to: T, severity: 'fail' }]);
  });
  it('tell a thought once, though a diagnosis is asked for later', () => {
    const later = { ...opened, type: 'incident-changed' as const, at: T + 9 * S };
    expect(incidentsOf([later, opened], [])[0]?.thoughts).toHaveLength(1);
  });
  it('say of what a diagnosis was asked for and when, or why not', () => {
    const not = { ...opened, evidence: { ...evidence, notDiagnosed: 'over' } };
    expect(incidentsOf([closed, not], [])[0]).toMatchObject({ notAsked: 'over' });
    const later = told('incident-changed', T + 9 * S, { ...evidence, diagnose: 'dsl' }, { line: 'dsl' });
    const [found] = incidentsOf([closed, later, not], []);
    expect(found).toMatchObject({ asked: { at: T + 9 * S, target: 'dsl' } });
    expect(found).not.toHaveProperty('notAsked');
    const odd = { ...opened, evidence: { ...evidence, notDiagnosed: 'for a reason of a later version' } };
    expect(incidentsOf([odd], [])[0]).not.toHaveProperty('notAsked');
  });
  it('last while they are not closed, newest first', () => {
    const second = told('incident-opened', T + S, { ...evidence, id: 'i2' }, { line: 'dsl' });
    const found = incidentsOf([second, opened], []);
    expect(found.map((i) => [i.id, i.to])).toEqual([
      ['i2', undefined],
      ['i1', undefined],
    ]);
  });
  it('are none where the evidence has no id', () => {
    expect(incidentsOf([told('incident-opened', T, {}), told('failover', T, evidence)], [])).toEqual([]);
  });
});
