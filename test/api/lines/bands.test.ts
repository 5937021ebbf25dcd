import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { bandsOf, liveStretches } from '../../../src/api/lines/bands.ts';
import type { Event, Gap } from '../../../src/domain/entry.ts';
import { STATE_WORDS, type StateWord } from '../../../src/domain/state.ts';
import { S, told } from './support.ts';

const T = 1_780_000_000 * S;
const range = { from: T, to: T + 100 * S };
const state = (line: string, at: number, from: StateWord, to: StateWord, since = at): Event =>
  told('state-changed', at, { from, to, since, field: 'rtt' }, { line });
const live = (at: number, from: string, to: string, since = at): Event => told('live-changed', at, { from, to, since });
const words = new Map<string, StateWord>([
  ['dsl', 'up'],
  ['5g', 'up'],
]);
const bands = (events: readonly Event[], more: { gaps?: readonly Gap[]; live?: string } = {}) =>
  bandsOf({ ...range, events, gaps: more.gaps ?? [], words, live: more.live });
/** `live 0–40` and so on, in seconds. */
const text = (all: ReturnType<typeof bandsOf>, line: string): readonly string[] =>
  all
    .find((b) => b.name === line)
    ?.stretches.map((s) => `${s.standing}${s.live ? '!' : ''} ${(s.from - T) / S}–${(s.to - T) / S}`) ?? [];

describe('the bands of the lines', () => {
  it('are what holds now, where nothing happened', () => {
    const all = bands([], { live: 'dsl' });
    expect(text(all, 'dsl')).toEqual(['live! 0–100']);
    expect(text(all, '5g')).toEqual(['standby 0–100']);
  });
  it('tell a failover and back: dark from the last good reply on, live from the first', () => {
    const events = [
      live(T + 80 * S, '5g', 'dsl'),
      state('dsl', T + 60 * S, 'down', 'up'),
      live(T + 43 * S, 'dsl', '5g', T + 42 * S),
      state('dsl', T + 50 * S, 'up', 'down', T + 40 * S),
    ];
    const all = bands(events, { live: 'dsl' });
    expect(text(all, 'dsl')).toEqual(['live! 0–40', 'dark! 40–42', 'dark 42–60', 'standby 60–80', 'live! 80–100']);
    expect(text(all, '5g')).toEqual(['standby 0–42', 'live! 42–80', 'standby 80–100']);
  });
  it('begin with the silence, though something else was thought of it at first', () => {
    const events = [state('5g', T + 50 * S, 'degraded', 'down', T + 40 * S), state('5g', T + 45 * S, 'up', 'degraded')];
    expect(text(bands(events), '5g')).toEqual(['standby 0–40', 'dark 40–100']);
  });
  it('know of what lies before the first change what that says', () => {
    expect(text(bands([state('5g', T + 10 * S, 'degraded', 'up')]), '5g')).toEqual(['degraded 0–10', 'standby 10–100']);
  });
  it('of a line that cannot be reached by itself are those of the house while it is live', () => {
    const events = [
      live(T + 60 * S, '5g', 'dsl'),
      told('state-changed', T + 30 * S, { from: 'up', to: 'degraded', since: T + 30 * S }),
    ];
    const asHouse = new Set(['5g']);
    const all = bandsOf({ ...range, events, gaps: [], words, live: 'dsl', asHouse, house: 'degraded' });
    expect(text(all, '5g')).toEqual(['live! 0–30', 'degraded! 30–60', 'unknown 60–100']);
    expect(text(all, 'dsl')).toEqual(['standby 0–60', 'live! 60–100']);
  });
  it('show a monitor gap as one, whatever was thought of the line then', () => {
    const gaps: Gap[] = [
      { kind: 'gap', from: T + 20 * S, to: T + 30 * S, reason: 'suspended' },
      { kind: 'gap', from: T + 50 * S, to: T + 60 * S, reason: 'stalled', subject: { target: '5g', vantage: 'here' } },
    ];
    const all = bands([], { live: 'dsl', gaps });
    expect(text(all, 'dsl')).toEqual(['live! 0–20', 'gap 20–30', 'live! 30–100']);
    expect(text(all, '5g')).toEqual(['standby 0–20', 'gap 20–30', 'standby 30–50', 'gap 50–60', 'standby 60–100']);
  });
  it('follow on without a hole, and never show two live lines', () => {
    const at = fc.integer({ min: -50, max: 150 }).map((s) => T + s * S);
    const name = fc.constantFrom('dsl', '5g', '');
    const word = fc.constantFrom(...STATE_WORDS);
    const event = fc.oneof(
      fc.tuple(at, name, name, at).map(([a, from, to, since]) => live(a, from, to, since)),
      fc.tuple(at, fc.constantFrom('dsl', '5g'), word, word, at).map(([a, l, f, t, s]) => state(l, a, f, t, s)),
    );
    const gap = fc.tuple(at, at).map(([a, b]): Gap => ({
      kind: 'gap',
      from: Math.min(a, b),
      to: Math.max(a, b),
      reason: 'stalled',
    }));
    fc.assert(
      fc.property(fc.array(event), fc.array(gap, { maxLength: 3 }), name, (events, gaps, now) => {
        const all = bands(
          events.toSorted((a, b) => b.at - a.at),
          { gaps, ...(now === '' ? {} : { live: now }) },
        );
        for (const { stretches } of all) {
          expect(stretches[0]?.from).toBe(range.from);
          expect(stretches.at(-1)?.to).toBe(range.to);
          for (const [i, s] of stretches.entries()) {
            expect(s.to).toBeGreaterThan(s.from);
            if (i > 0) expect(s.from).toBe(stretches[i - 1]?.to);
          }
        }
        const carried = all.map((b) => b.stretches.filter((s) => s.live));
        for (const a of carried[0] ?? [])
          for (const b of carried[1] ?? []) expect(Math.min(a.to, b.to)).toBeLessThanOrEqual(Math.max(a.from, b.from));
      }),
    );
  });
});

it('the time in which a line was live is cut to the range', () => {
  const events = [live(T + 80 * S, '5g', 'dsl'), live(T + 40 * S, 'dsl', '5g')];
  expect(liveStretches(events, '5g', 'dsl', range)).toEqual([{ from: T + 40 * S, to: T + 80 * S }]);
  expect(liveStretches(events, 'dsl', 'dsl', range)).toEqual([
    { from: T, to: T + 40 * S },
    { from: T + 80 * S, to: T + 100 * S },
  ]);
  expect(liveStretches([], 'dsl', undefined, range)).toEqual([]);
});
