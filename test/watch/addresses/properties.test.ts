import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Entry, Event } from '../../../src/domain/entry.ts';
import type { AddressesState } from '../../../src/watch/addresses/state.ts';
import { at } from '../support.ts';
import {
  diagnosis,
  egress,
  event,
  fails,
  line,
  looks,
  measured,
  noEgress,
  over,
  page,
  play,
  run,
  tick,
  told,
  watcher,
} from './support.ts';

const LINES = ['dsl', 'mobile'] as const;
const SITES = ['wiki', 'films'] as const;
const lines = fc.constantFrom(...LINES);
const pairs = fc.tuple(fc.constantFrom(...SITES), lines).map(([site, name]) => over(site, name));
const address = fc.constantFrom('198.51.100.1', '198.51.100.2', '2001:db8:1::1', '2001:db8:1::2', '2001:db8:2::1');
const placed = (t: number, name: string, country: string): Entry =>
  run(
    t,
    'geoip',
    line(name),
    measured({ addresses: [{ family: 4, address: '198.51.100.1', answers: [{ source: 'a', country }] }] }),
  );
/** Something that happens at a time. */
const happening: fc.Arbitrary<(t: number) => readonly Entry[]> = fc.oneof(
  fc.tuple(lines, address).map(([name, to]) => (t: number) => [egress(t, name, to)]),
  fc.tuple(lines, fc.constantFrom(4 as const, 6 as const)).map(([name, family]) => (t: number) => [
    noEgress(t, name, family),
  ]),
  fc.tuple(lines, fc.boolean()).map(
    ([name, ok]) =>
      (t: number) =>
        looks(t, t + 800, name, ok),
  ),
  pairs.map((subject) => (t: number) => [fails(t, subject)]),
  pairs.map((subject) => (t: number) => [page(t, subject)]),
  pairs.map((subject) => (t: number) => [page(t, subject, { refuses: true, because: 'proxy' })]),
  pairs.map((subject) => (t: number) => [page(t, subject, { status: 451 })]),
  fc.tuple(pairs, fc.constantFrom('name-filtered', 'no-fault', 'nonsense')).map(([subject, code]) => (t: number) => [
    diagnosis(t, subject, code),
  ]),
  fc.tuple(lines, fc.constantFrom('GB', 'AE', '??')).map(([name, to]) => (t: number) => [placed(t, name, to)]),
  fc.tuple(lines, fc.constantFrom('down', 'up')).map(([name, to]) => (t: number) => [
    event('state-changed', t, line(name), { to }, 'uplink'),
  ]),
  fc.constant((t: number) => [event('service-started', t, undefined, {})]),
  fc.constant((t: number) => [{ kind: 'gap' as const, reason: 'stopped' as const, from: at(t), to: at(t + 10) }]),
);
const days = fc
  .array(fc.tuple(fc.constantFrom(1, 30, 60, 600, 4_000), happening), { minLength: 1, maxLength: 40 })
  .map((all): readonly Entry[] => {
    let t = 0;
    return all.flatMap(([wait, happens]) => [...happens((t += wait)), tick(t + 0.5)]);
  });
const after = (state: AddressesState): AddressesState => JSON.parse(JSON.stringify(state)) as AddressesState;

describe('whatever happens', () => {
  it('the same is told however it is cut, and after a restart', () => {
    fc.assert(
      fc.property(days, fc.array(fc.nat(60), { maxLength: 4 }), (entries, cuts) => {
        const whole = play(entries);
        let state = watcher.init;
        const events: Event[] = [];
        const edges = [...new Set([0, ...cuts.map((c) => Math.min(c, entries.length)), entries.length])];
        edges.sort((a, b) => a - b);
        for (const [i, from] of edges.entries()) {
          const step = play(entries.slice(from, edges[i + 1]), after(state));
          state = step.state;
          events.push(...step.events);
        }
        expect(events).toEqual(whole.events);
        expect(state).toEqual(whole.state);
      }),
    );
  });
  it('nothing is told twice, though it be heard twice', () => {
    fc.assert(
      fc.property(days, (entries) => {
        const twice = entries.flatMap((e) => [e, e]);
        expect(play(twice).events).toEqual(play(entries).events);
      }),
    );
  });
  it('what lasts begins and ends in turn', () => {
    fc.assert(
      fc.property(days, (entries) => {
        const on = new Map<string, boolean>();
        for (const e of play(entries).events) {
          const lasts = e.evidence['on'];
          if (typeof lasts !== 'boolean') continue;
          const [key = ''] = told([{ ...e, evidence: { code: e.evidence['code'] ?? '' } }]);
          expect(on.get(key) ?? false).toBe(!lasts);
          on.set(key, lasts);
        }
      }),
    );
  });
  it('a word that comes late, after later ones of the same, changes nothing of them', () => {
    fc.assert(
      fc.property(days, fc.nat(39), fc.integer({ min: 1, max: 20 }), (entries, index, by) => {
        const late = entries[index];
        if (late === undefined || late.kind !== 'event' || late.type !== 'egress-changed') return;
        const rest = entries.toSpliced(index, 1);
        const moved = rest.toSpliced(Math.min(rest.length, index + by), 0, late);
        const changes = (all: readonly Entry[]) =>
          play(all).events.filter((e) => e.evidence['code'] === 'address-changed' && e.at > late.at);
        const isOvertaken = moved
          .slice(index, index + by)
          .some(
            (e) =>
              e.kind === 'event' &&
              e.type === 'egress-changed' &&
              e.at > late.at &&
              e.subject?.target === late.subject?.target &&
              e.evidence['family'] === late.evidence['family'],
          );
        if (isOvertaken) expect(changes(moved)).toEqual(changes(rest));
      }),
      { numRuns: 150 },
    );
  });
  it('a site that fails everywhere is filtered nowhere', () => {
    const outage = fc.array(fc.tuple(fc.constantFrom(1, 60, 300, 4_000), pairs), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(outage, (all) => {
        let t = 0;
        const entries = [
          ...SITES.flatMap((site) => LINES.map((name) => page(0, over(site, name)))),
          ...all.flatMap(([wait, subject]) => [fails((t += wait), subject), tick(t + 0.5)]),
        ];
        expect(play([...entries, tick(t + 4_000)]).events).toEqual([]);
      }),
    );
  });
});

it('the state stays small', () => {
  const entries = Array.from({ length: 5_000 }, (_, i): readonly Entry[] => [
    egress(i * 10, 'dsl', `198.51.${(i >> 8) & 255}.${i & 255}`),
    egress(i * 10, 'dsl', `2001:db8:${i.toString(16)}::1`),
    run(
      i * 10,
      'geoip',
      line('dsl'),
      measured({
        addresses: [
          {
            address: `198.51.${(i >> 8) & 255}.${i & 255}`,
            answers: Array.from({ length: 100 }, (__, k) => ({ source: `${k}-${i}`.repeat(40), country: 'GB' })),
          },
        ],
      }),
    ),
    fails(i * 10, over('wiki', 'dsl')),
    page(i * 10 + 1, over('wiki', 'mobile'), { title: 'x'.repeat(10_000) }),
    page(i * 10 + 1, over(`site-${i}`, 'mobile')),
  ]).flat();
  expect(JSON.stringify(play(entries).state).length).toBeLessThan(40_000);
});
