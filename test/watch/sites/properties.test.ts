import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Entry, Event, Run } from '../../../src/domain/entry.ts';
import { unsure } from '../../../src/watch/sites/sites-state.ts';
import type { SitesState } from '../../../src/watch/sites/state.ts';
import {
  BLOG,
  certificateOf,
  failedAt,
  gradeOf,
  headersOf,
  hstsOf,
  ranAt,
  ruled,
  tlsOf,
} from '../../support/site-runs.ts';
import { at, DAY, play, SHOP, told, watcher } from './support.ts';

const subject = fc.constantFrom(BLOG, SHOP);
const grade = fc.constantFrom('A+', 'A', 'B', 'F', 'R', '?');
const result = fc.constantFrom('csp-not-implemented', 'csp-implemented', '__proto__');
const value = fc.oneof(fc.constantFrom('a', 'b', "'nonce-1'", ''), fc.string({ unit: 'binary', maxLength: 300 }));
const name = fc.oneof(
  fc.constantFrom('Server', 'X-Edge-Version', 'Set-Cookie', 'Date', '__proto__'),
  fc.string({ maxLength: 80 }),
);
const pairs = fc.array(fc.tuple(name, value), { maxLength: 6 });
const run: fc.Arbitrary<(t: number) => Run> = fc.oneof(
  fc
    .tuple(subject, grade, result, pairs, fc.constantFrom(200, 200, 200, 503))
    .map(([subject, grade, result, headers, status]) => (t: number) => {
      const rules = [ruled('content-security-policy', result, { points: result === 'csp-implemented' ? 5 : -25 })];
      const report = headersOf(headers, { grades: [gradeOf(grade, undefined, rules)] });
      return ranAt(
        'headers',
        at(t),
        { ...report, answers: report.answers.map((a) => Object.assign({}, a, { status })) },
        { subject },
      );
    }),
  fc.tuple(subject, fc.constantFrom('a', 'b', 'c'), fc.integer({ min: -5, max: 90 }), fc.boolean()).map(
    ([subject, fingerprint, days, trusted]) =>
      (t: number) =>
        ranAt('tls', at(t), tlsOf(certificateOf(at(0) + days * DAY, { fingerprint }), { trusted }), { subject }),
  ),
  fc.tuple(subject, fc.boolean(), fc.boolean(), fc.nat(3), fc.constantFrom('pending', 'preloaded')).map(
    ([subject, has, preloaded, listAt, status]) =>
      (t: number) =>
        ranAt(
          'hsts',
          at(t),
          hstsOf({ maxAge: has ? 100 : 0, list: { known: true, preloaded, listAt }, portal: { status } as const }),
          { subject },
        ),
  ),
  fc.tuple(subject, fc.constantFrom('headers', 'tls', 'hsts')).map(
    ([subject, probe]) =>
      (t: number) =>
        failedAt(probe, at(t), { subject }),
  ),
  fc.tuple(subject, fc.constantFrom('headers', 'tls', 'hsts'), fc.jsonValue()).map(
    ([subject, probe, report]) =>
      (t: number) =>
        ranAt(probe, at(t), report, { subject }),
  ),
);
const gap = fc.constant((t: number): Entry => ({
  kind: 'gap',
  reason: 'clock-stepped',
  from: at(t) - DAY,
  to: at(t) - DAY,
}));
const days = fc
  .array(fc.tuple(fc.constantFrom(1, 6, 24), fc.oneof({ arbitrary: run, weight: 20 }, { arbitrary: gap, weight: 1 })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((all): readonly Entry[] => {
    let t = 0;
    return all.map(([wait, happens]) => happens((t += wait)));
  });
const after = (state: SitesState): SitesState => JSON.parse(JSON.stringify(state)) as SitesState;

describe('whatever sites do', () => {
  it('the same is told however it is cut, and after a restart at every entry', () => {
    fc.assert(
      fc.property(days, (entries) => {
        const whole = play(entries);
        let state = watcher.init;
        const events: Event[] = [];
        for (const entry of entries) {
          const step = play([entry], after(state));
          state = step.state;
          events.push(...step.events);
        }
        expect(events).toEqual(whole.events);
        expect(after(state)).toEqual(after(whole.state));
        unsure(state);
      }),
    );
  });
  it('nothing is told twice, though it be heard twice, and the state handed in is left as it is', () => {
    fc.assert(
      fc.property(days, (entries) => {
        const runs = entries.filter((e) => e.kind === 'run');
        expect(play(runs.flatMap((e) => [e, e])).events).toEqual(play(runs).events);
        const { state } = play(runs);
        const before = JSON.stringify(state);
        play(entries, state);
        expect(JSON.stringify(state)).toBe(before);
      }),
    );
  });
  it('what lasts begins and ends in turn', () => {
    fc.assert(
      fc.property(days, (entries) => {
        const on = new Map<string, boolean>();
        for (const event of play(entries).events) {
          const { code, on: lasts, grader } = event.evidence;
          if (typeof lasts !== 'boolean') continue;
          const key = JSON.stringify([code, grader, event.subject]);
          expect(on.get(key) ?? false).toBe(!lasts);
          on.set(key, lasts);
        }
      }),
    );
  });
  it('one site says nothing of another', () => {
    fc.assert(
      fc.property(days, (entries) => {
        const ofBlog = (all: readonly Event[]) => all.filter((e) => e.subject?.target === 'blog');
        const alone = entries.filter((e) => e.kind === 'gap' || e.subject?.target === 'blog');
        expect(ofBlog(play(entries).events)).toEqual(play(alone).events);
      }),
    );
  });
  it('two servers that take turns, whatever they say, are told a few times in a hundred runs', () => {
    const pair = fc.tuple(grade, pairs, grade, pairs);
    fc.assert(
      fc.property(pair, ([g, h, g2, h2]) => {
        const runs = Array.from({ length: 100 }, (_, i) => {
          const [grade, headers] = i % 2 === 0 ? [g, h] : [g2, h2];
          return ranAt('headers', at(6 * i), headersOf(headers, { grades: [gradeOf(grade, undefined)] }));
        });
        expect(told(play(runs).events).length).toBeLessThanOrEqual(4);
      }),
    );
  });
  it('the state is bounded', () => {
    fc.assert(
      fc.property(days, (entries) => {
        expect(JSON.stringify(play(entries).state).length).toBeLessThan(2 * 60_000);
      }),
    );
  });
});
