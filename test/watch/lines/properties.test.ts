import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Entry, Event, Gap } from '../../../src/domain/entry.ts';
import { HOUSE } from '../../../src/domain/line.ts';
import { DAMPING, flapped, penaltyAt } from '../../../src/watch/lines/damping.ts';
import { linesState } from '../../../src/watch/lines/lines-state.ts';
import { UNSEEN, type LinesState } from '../../../src/watch/lines/state.ts';
import { T0, at, seeded } from '../support.ts';
import { VANTAGE, lineNamed, simulate, subject } from './house.ts';

const LINES = [
  lineNamed('dsl', { recognised: { gateway: '192.168.1.1' }, homeName: 'home.example' }),
  lineNamed('mobile', { kind: '5g', metered: true, lostAfter: 4_000, every: { live: 1_000, standby: 10_000 } }),
];
const watcher = linesState(LINES, VANTAGE);
const NAMES = LINES.map((l) => l.name);

/** A house's evening: for each minute how each line fares, which one carries, which addresses they have. */
const spell = fc.record({
  seconds: fc.integer({ min: 3, max: 40 }),
  fares: fc.array(fc.constantFrom('good', 'good', 'lossy', 'slow', 'dead'), { minLength: 2, maxLength: 2 }),
  carries: fc.constantFrom('dsl', 'dsl', 'mobile', ''),
  address: fc.constantFrom(0, 0, 0, 1),
  route: fc.constantFrom('192.168.1.1 eth0', '10.0.0.1 eth1', ''),
});
const evening = fc
  .record({ spells: fc.array(spell, { minLength: 1, maxLength: 6 }), seed: fc.integer() })
  .map(({ spells, seed }): readonly Entry[] => {
    const random = seeded(seed);
    const ends = spells.map((_, i) => spells.slice(0, i + 1).reduce((sum, s) => sum + s.seconds, 0));
    const now = (t: number) => spells[ends.findIndex((end) => t < end)] ?? spells.at(-1);
    const { entries } = simulate(
      {
        lines: LINES,
        echo: (line, t) => {
          const fare = now(t)?.fares[NAMES.indexOf(line)];
          if (fare === 'dead' || (fare === 'lossy' && random() < 0.3)) return undefined;
          return fare === 'slow' ? 200 + 5_000 * random() ** 4 : 30;
        },
        gateway: () => (random() < 0.9 ? 1 : undefined),
        carries: (t) => now(t)?.carries ?? '',
        address: (line, t) => `198.51.${100 + NAMES.indexOf(line)}.${now(t)?.address ?? 0}`,
        route: (t) => now(t)?.route ?? '',
      },
      ends.at(-1) ?? 0,
    );
    return entries;
  });
const play = (entries: readonly Entry[], from: LinesState = watcher.init) => {
  const [state, events] = watcher.step(from, entries);
  return { state, events };
};
const gap = (from: number, to: number, reason: Gap['reason']): Gap => ({ kind: 'gap', from, to, reason });
const timeOf = (e: Entry): number => (e.kind === 'samples' ? (e.samples[0]?.at ?? T0) : e.kind === 'gap' ? e.to : e.at);
const moved = (entries: readonly Entry[], by: number): readonly Entry[] =>
  entries.map((e) => {
    if (e.kind === 'samples') return { ...e, samples: e.samples.map((s) => ({ ...s, at: s.at + by })) };
    return e.kind === 'gap' ? { ...e, from: e.from + by, to: e.to + by } : { ...e, at: e.at + by };
  });

describe('whatever happens to the lines', { timeout: 60_000 }, () => {
  it('one is live at a time, each change follows from the last, and nothing is told twice', () => {
    fc.assert(
      fc.property(evening, (entries) => {
        const { events, state } = play(entries);
        let live: unknown = '';
        const on = new Set<string>();
        const failovers = new Set<string>();
        for (const { type, evidence: e, subject: about, at: when } of events) {
          if (type === 'live-changed') {
            expect(e['from']).toBe(live);
            expect(e['to']).not.toBe(live);
            expect(['', ...NAMES]).toContain(e['to']);
            live = e['to'];
          } else if (type === 'failover') {
            const key = `${when} ${String(e['from'])} ${String(e['to'])}`;
            expect(failovers.has(key)).toBe(false);
            expect(e['from']).not.toBe(e['to']);
            failovers.add(key);
            expect(Number(e['darkSeconds'] ?? 0)).toBeGreaterThanOrEqual(0);
            expect(Number(e['lost'])).toBeLessThanOrEqual(Number(e['sent']));
          } else {
            const key = `${about?.target} ${String(e['code'])} ${String(e['name'])}`;
            expect(on.has(key)).toBe(e['on'] !== true);
            if (e['on'] === true) on.add(key);
            else on.delete(key);
          }
        }
        expect(state.live.line).toBe(live);
        for (const name of NAMES)
          expect([...on].filter((k) => new RegExp(`^${name} (line-dark|gateway-)`).test(k)).length).toBeLessThanOrEqual(
            1,
          );
      }),
      { numRuns: 25 },
    );
  });

  it('any cut of the record into steps, and a restart at any of them, tells the same', () => {
    fc.assert(
      fc.property(evening, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }), (entries, cuts) => {
        const whole = play(entries);
        const events: Event[] = [];
        let state: LinesState | undefined;
        let from = 0;
        const places = cuts.map((c) => Math.floor(c * entries.length)).toSorted((a, b) => a - b);
        for (const to of [...places, entries.length]) {
          const part = play(entries.slice(from, to), state);
          events.push(...part.events);
          state = JSON.parse(JSON.stringify(part.state)) as LinesState;
          from = to;
        }
        expect(events).toEqual(whole.events);
        expect(state).toEqual(whole.state);
      }),
      { numRuns: 20 },
    );
  });

  it('what other targets tell between changes nothing but when it is known', () => {
    fc.assert(
      fc.property(evening, (entries) => {
        const others = entries.flatMap((e): readonly Entry[] => [
          e,
          {
            kind: 'samples',
            probe: 'ping',
            field: 'rtt',
            subject: { target: 'shop', vantage: VANTAGE },
            samples: [{ at: timeOf(e), lost: 'timeout' }],
          },
        ]);
        const words = (events: readonly Event[]) =>
          events.filter((e) => e.type === 'live-changed').map((e) => e.evidence['to']);
        expect(words(play(others).events)).toEqual(words(play(entries).events));
      }),
      { numRuns: 10 },
    );
  });

  it('a hole in the watching, a suspended machine or a clock set either way is no outage and no failover', () => {
    const kind = fc.constantFrom('suspended', 'stalled', 'stopped', 'forward', 'back' as const);
    const quiet = (seconds: number): readonly Entry[] =>
      simulate(
        {
          lines: LINES,
          echo: () => 30,
          carries: () => 'dsl',
          address: (line) => (line === 'dsl' ? '198.51.100.1' : '203.0.113.1'),
        },
        seconds,
      ).entries;
    const calm = quiet(200);
    fc.assert(
      fc.property(
        kind,
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 100_000 }),
        (what, where, seconds) => {
          const cut = Math.floor(where * calm.length);
          const [before, after] = [calm.slice(0, cut), calm.slice(cut)];
          const now = Math.max(...before.map(timeOf), T0);
          const by = what === 'back' ? -Math.min(seconds, 100_000) * 1e6 : seconds * 1e6;
          const hole =
            what === 'back'
              ? gap(now + by, now + by, 'clock-stepped')
              : gap(now, now + by, what === 'forward' ? 'clock-stepped' : what);
          // On waking nothing can be sent for a moment.
          const waking: readonly Entry[] = LINES.map(({ name }) => ({
            kind: 'samples',
            probe: 'uplink',
            field: 'rtt',
            subject: subject(name),
            samples: [1, 2, 3].map((s) => ({ at: now + by + s * 1e5, lost: 'send-failed' as const })),
          }));
          const { events } = play([...before, hole, ...waking, ...moved(after, by)]);
          expect(events.filter((e) => e.type === 'failover' || e.type === 'line-finding')).toEqual([]);
          expect(events.filter((e) => e.type === 'live-changed').map((e) => e.evidence['to'])).toEqual(['dsl']);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('leaves the state it was handed as it was', () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null) for (const v of Object.values(Object.freeze(value))) freeze(v);
      return value;
    };
    fc.assert(
      fc.property(evening, (entries) => {
        let state: LinesState | undefined;
        for (const e of entries) state = freeze(play([freeze(e)], state).state);
      }),
      { numRuns: 4 },
    );
  });

  it('reads events of another version with care', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.boolean());
    const evidence = fc.dictionary(
      fc.constantFrom('family', 'from', 'to', 'asn', 'asName', 'firstHop', 'pathMtu', 'connection'),
      value,
    );
    const event = fc
      .record({
        type: fc.constantFrom('egress-changed', 'route-changed'),
        place: fc.constantFrom(...NAMES, HOUSE, 'else'),
        evidence,
      })
      .map(({ type, place, evidence }): Event => ({
        kind: 'event',
        at: at(5),
        type: type as Event['type'],
        severity: 'info',
        subject: subject(place),
        evidence,
      }));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const { state } = play(events);
        expect(state.seen[HOUSE]?.egress.every((e) => e.family === 4 || e.family === 6) ?? true).toBe(true);
        expect(JSON.stringify(state).length).toBeLessThan(20_000);
      }),
    );
  });
});

describe('the penalty of a flap', () => {
  it('decays by half in 15 minutes, is bounded, and lets go within an hour of the last', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 60 }), (waits) => {
        let seen = UNSEEN;
        let now = T0;
        for (const wait of waits) {
          now += wait * 1e6;
          const before = penaltyAt(seen.penalty, now);
          seen = flapped(seen, now);
          expect(seen.penalty.value).toBeLessThanOrEqual(12_000);
          expect(seen.penalty.value).toBeLessThanOrEqual(before + DAMPING.flap);
        }
        const { value } = seen.penalty;
        expect(penaltyAt(seen.penalty, now + DAMPING.halfLife)).toBeCloseTo(value / 2, 6);
        expect(penaltyAt(seen.penalty, now - 1e9)).toBe(value);
        expect(penaltyAt(seen.penalty, now + DAMPING.longest + 1)).toBeLessThan(DAMPING.reuse);
      }),
    );
  });
});
