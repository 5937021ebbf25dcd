import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Entry, Event } from '../../src/domain/entry.ts';
import type { TargetState } from '../../src/watch/target-state.ts';
import { at, echoes, play, samples, settledInOrder, type Echo } from './support.ts';

/** A line's day: spells of good, lossy, slow and dead, with monitor gaps and steps of the clock between. */
const spell = fc.oneof(
  fc.record({
    kind: fc.constant('loss' as const),
    seconds: fc.integer({ min: 1, max: 120 }),
    p: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('dead' as const), seconds: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    kind: fc.constant('rtt' as const),
    seconds: fc.integer({ min: 1, max: 120 }),
    rtt: fc.integer({ min: 1, max: 1_900 }),
  }),
  fc.record({ kind: fc.constant('gap' as const), seconds: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ kind: fc.constant('back' as const), seconds: fc.integer({ min: 1, max: 500 }) }),
);
const line = (target: string): fc.Arbitrary<readonly Entry[]> =>
  fc
    .record({
      spells: fc.array(spell, { minLength: 1, maxLength: 10 }),
      draws: fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { minLength: 20, maxLength: 60 }),
      every: fc.constantFrom(0.5, 1, 10),
    })
    .map(({ spells, draws, every }) => {
      const entries: Entry[] = [];
      let flying: Echo[] = [];
      let t = 0;
      let drawn = 0;
      const land = (): void => {
        entries.push(...settledInOrder(target, flying));
        flying = [];
      };
      for (const s of spells) {
        if (s.kind === 'gap' || s.kind === 'back') {
          land();
          const to = s.kind === 'gap' ? t + s.seconds : t - s.seconds;
          const from = s.kind === 'gap' ? t : to;
          const reason = s.kind === 'gap' ? 'suspended' : 'clock-stepped';
          entries.push({ kind: 'gap', from: at(from), to: at(to), reason, subject: { target, vantage: 'home' } });
          t = to;
          continue;
        }
        const draw = (): number => draws[(drawn += 1) % draws.length] ?? 0;
        const rtt = (): number | undefined => {
          if (s.kind === 'dead') return undefined;
          if (s.kind === 'rtt') return s.rtt;
          return draw() < s.p ? undefined : 20 + 100 * draw();
        };
        flying.push(...echoes(t, t + s.seconds, rtt, every));
        t += s.seconds;
      }
      land();
      return entries;
    });

const bySeries = (events: readonly Event[]): ReadonlyMap<string, readonly Event[]> => {
  const map = new Map<string, Event[]>();
  for (const e of events) map.set(e.subject?.target ?? '', [...(map.get(e.subject?.target ?? '') ?? []), e]);
  return map;
};

describe('whatever a line does', () => {
  it('each state follows another one, and the stamps do not run back unless the clock did', () => {
    fc.assert(
      fc.property(line('a'), (entries) => {
        const { events } = play(entries);
        let word: unknown = 'unknown';
        for (const { evidence } of events) {
          expect(evidence['from']).toBe(word);
          expect(evidence['to']).not.toBe(word);
          word = evidence['to'];
        }
        if (entries.some((e) => e.kind === 'gap' && e.from === e.to)) return;
        for (const [i, e] of events.entries()) expect(e.at).toBeGreaterThanOrEqual(events[i - 1]?.at ?? 0);
      }),
      { numRuns: 200 },
    );
  });

  it('down means ten seconds and three echoes without a reply, with no gap between', () => {
    fc.assert(
      fc.property(line('a'), (entries) => {
        let state: TargetState | undefined;
        let sinceGap: Entry[] = [];
        for (const entry of entries) {
          if (entry.kind === 'gap') sinceGap = [];
          else sinceGap.push(entry);
          const next = play([entry], state);
          state = next.state;
          for (const e of next.events) {
            if (e.evidence['to'] !== 'down') continue;
            const since = Number(e.evidence['since']);
            const known = sinceGap.flatMap((x) => (x.kind === 'samples' ? x.samples : []));
            expect(e.at - since).toBeGreaterThanOrEqual(10_000_000);
            expect(known.some((s) => 'value' in s && s.at > since)).toBe(false);
            expect(known.filter((s) => 'lost' in s && s.at >= since && s.at <= e.at).length).toBeGreaterThanOrEqual(3);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('going on from any bookmark tells the same events, none twice and none less', () => {
    fc.assert(
      fc.property(
        line('a'),
        line('b'),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
        (a, b, cuts) => {
          const entries = [...a, ...b];
          const whole = play(entries);
          const places = cuts.map((c) => Math.floor(c * entries.length)).toSorted((x, y) => x - y);
          const events: Event[] = [];
          let state: TargetState | undefined;
          let from = 0;
          for (const to of [...places, entries.length]) {
            const part = play(entries.slice(from, to), state);
            events.push(...part.events);
            state = JSON.parse(JSON.stringify(part.state)) as TargetState;
            from = to;
          }
          expect(events).toEqual(whole.events);
          expect(state).toEqual(whole.state);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('how samples are cut into entries, and how series lie between each other, changes nothing', () => {
    fc.assert(
      fc.property(line('a'), line('b'), fc.array(fc.boolean(), { minLength: 10, maxLength: 200 }), (a, b, turns) => {
        const apart = bySeries(play([...a, ...b]).events);
        const mixed: Entry[] = [];
        const [restA, restB] = [[...a], [...b]];
        for (let i = 0; restA.length + restB.length > 0; i += 1) {
          const from = turns[i % turns.length] ? restA : restB;
          const entry = (from.length > 0 ? from : from === restA ? restB : restA).shift();
          const last = mixed.at(-1);
          if (entry?.kind === 'samples' && last?.kind === 'samples' && last.subject.target === entry.subject.target) {
            mixed[mixed.length - 1] = samples(entry.subject.target ?? '', ...last.samples, ...entry.samples);
          } else if (entry !== undefined) mixed.push(entry);
        }
        expect(bySeries(play(mixed).events)).toEqual(apart);
      }),
      { numRuns: 100 },
    );
  });

  it('leaves the state it was handed as it was', () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null) for (const v of Object.values(Object.freeze(value))) freeze(v);
      return value;
    };
    fc.assert(
      fc.property(line('a'), (entries) => {
        let state: TargetState | undefined;
        for (const e of entries) state = freeze(play([freeze(e)], state).state);
      }),
      { numRuns: 30 },
    );
  });
});
