import { describe, expect, it } from 'vitest';

import type { Entry, Event, Run } from '../../src/domain/entry.ts';
import type { Values } from '../../src/domain/outcome.ts';
import { CODES, type Code } from '../../src/domain/codes.ts';
import { pathState, type PathState } from '../../src/watch/path-state.ts';

const HOUR = 3_600_000_000;
const run = (hour: number, code: Code, values: Values = {}, target = 'vps'): Run => ({
  kind: 'run',
  id: `${hour}`,
  at: hour * HOUR,
  tookMs: 2_000,
  probe: 'mtu',
  subject: { target, vantage: 'home' },
  outcome: {
    status: 'measured',
    values,
    findings: [],
    report: { verdict: { code, severity: CODES[code].severity, summary: `it is ${code}`, evidence: {} } },
  },
});
const play = (entries: readonly Entry[], from: PathState = pathState.init) => pathState.step(from, entries);
const told = (events: readonly Event[]) =>
  events.map(({ at, severity, evidence: { from, to } }) => `${at / HOUR}: ${from} → ${to} (${severity})`);

describe('the way to a target', () => {
  it('is told when it is judged otherwise', () => {
    const codes: Code[] = [
      'no-fault',
      'no-fault',
      'reverse-black-hole',
      'reverse-black-hole',
      'mss-clamped',
      'no-fault',
    ];
    const [, events] = play(codes.map((code, hour) => run(hour, code)));
    expect(told(events)).toEqual([
      '2: no-fault → reverse-black-hole (fail)',
      '4: reverse-black-hole → mss-clamped (info)',
      '5: mss-clamped → no-fault (info)',
    ]);
    expect(events[0]).toMatchObject({ kind: 'event', type: 'path-changed', probe: 'mtu', subject: { target: 'vps' } });
    expect(events[0]?.evidence['summary']).toBe('it is reverse-black-hole');
  });
  it('is told when its MTU is another, of each family', () => {
    const [, events] = play([
      run(0, 'no-fault', { mtu4: 1_500, mtu6: 1_500 }),
      run(1, 'path-mtu-reduced', { mtu4: 1_380, mtu6: 1_500 }),
      run(2, 'path-mtu-reduced', { mtu4: 1_380 }),
      run(3, 'path-mtu-reduced', { mtu6: 1_280 }),
    ]);
    expect(events.map((e) => e.evidence)).toEqual([
      { from: 'no-fault', to: 'path-mtu-reduced', mtu4From: 1_500, mtu4To: 1_380, summary: 'it is path-mtu-reduced' },
      {
        from: 'path-mtu-reduced',
        to: 'path-mtu-reduced',
        mtu6From: 1_500,
        mtu6To: 1_280,
        summary: 'it is path-mtu-reduced',
      },
    ]);
  });
  it('is told at first where something is wrong', () => {
    const [, events] = play([run(0, 'udp-black-hole', { mtu4: 1_380 }), run(0, 'mss-clamped', {}, 'other')]);
    expect(events.map((e) => e.evidence)).toEqual([
      { from: '', to: 'udp-black-hole', mtu4To: 1_380, summary: 'it is udp-black-hole' },
    ]);
  });
  it('is not told by what settled nothing, by other probes, nor by a report that is none', () => {
    const failed = { status: 'failed', reason: 'timeout', detail: 'not done', findings: [] } as const;
    const none = {
      status: 'measured',
      values: { mtu4: 9 },
      findings: [],
      report: { verdict: { code: 'constructor' } },
    } as const;
    const [, events] = play([
      run(0, 'no-fault', { mtu4: 1_500 }),
      { ...run(1, 'reverse-black-hole'), outcome: failed },
      { ...run(1, 'reverse-black-hole'), probe: 'route' },
      { ...run(1, 'reverse-black-hole'), outcome: none },
      { ...run(1, 'reverse-black-hole'), outcome: { ...none, report: 'text' } },
      run(2, 'inconclusive'),
      run(3, 'no-fault', { mtu4: 1_500 }),
    ]);
    expect(events).toEqual([]);
  });
  it('is followed over a restart, and each target by itself', () => {
    const entries = [
      run(0, 'no-fault'),
      run(0, 'mss-clamped', {}, 'other'),
      run(1, 'server-stall'),
      run(1, 'mss-clamped', {}, 'other'),
      run(2, 'server-stall', {}, 'other'),
    ];
    const [, whole] = play(entries);
    let state = pathState.init;
    const parts = entries.flatMap((entry) => {
      const [next, events] = play([entry], JSON.parse(JSON.stringify(state)) as PathState);
      state = next;
      return events;
    });
    expect(parts).toEqual(whole);
    expect(told(whole)).toEqual(['1: no-fault → server-stall (fail)', '2: mss-clamped → server-stall (fail)']);
  });
  it('is bounded: of 4,000 targets and more those heard of last are kept', () => {
    const many = Array.from({ length: 4_010 }, (_, i) => run(i, 'no-fault', {}, `t${i}`));
    const [state] = play(many);
    expect(Object.keys(state.seen)).toHaveLength(4_000);
    expect(play([run(5_000, 'server-stall', {}, 't4009')], state)[1]).toHaveLength(1);
    expect(told(play([run(5_000, 'server-stall', {}, 't0')], state)[1])).toEqual(['5000:  → server-stall (fail)']);
  });
});
