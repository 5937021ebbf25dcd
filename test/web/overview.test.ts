import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { StateWord } from '../../src/api/schema.ts';
import { ROLES } from '../../src/config/config.ts';
import { bannersOf } from '../../web/src/model/banners.ts';
import { applyAll, applyLive } from '../../web/src/model/live.ts';
import { byUrgency, groupsOf, ROLE_ORDER, verdictOf } from '../../web/src/model/order.ts';
import { lastSettled } from '../../web/src/model/samples.ts';
import { overview, T0, target } from './support.ts';

const state = (word: StateWord) => ({ state: { word, since: T0 } });

describe('the order of targets', () => {
  it('puts what fails first and is stable otherwise', () => {
    const list = [
      target('a'),
      target('b', state('degraded')),
      target('c'),
      target('d', state('down')),
      target('e', state('unknown')),
    ];
    expect(byUrgency(list).map((t) => t.name)).toEqual(['d', 'b', 'e', 'a', 'c']);
    expect(list.map((t) => t.name)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
  it('keeps every target, whatever the roles', () => {
    expect([...ROLE_ORDER].toSorted()).toEqual([...ROLES].toSorted());
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ROLES)), (roles) => {
        const groups = groupsOf({ targets: roles.map((role, i) => target(`t${i}`, { role })) });
        expect(groups.flatMap((g) => g.targets)).toHaveLength(roles.length);
        for (const g of groups) expect(g.targets.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the verdict', () => {
  const of = (...words: StateWord[]) => verdictOf(overview(words.map((w, i) => target(`t${i}`, state(w)))));
  it.each([
    [['up', 'up'], 'up', 'All well', 'all 2 answer'],
    [['up', 'unknown'], 'up', 'All well', '1 of 2 answer, 1 without data yet'],
    [['up', 'down'], 'down', '1 down', 't1'],
    [['up', 'degraded'], 'degraded', '1 degraded', 't1'],
    [['down', 'down'], 'down', 'Nothing outside answers', '0 of 2 answer'],
    [['unknown'], 'unknown', 'No data yet', 'The first answers are on their way.'],
    [['up', 'down', 'down', 'down', 'down'], 'down', '4 down', 't1, t2, t3 and 1 more'],
  ] as [StateWord[], StateWord, string, string][])('%j', (words, word, title, detail) => {
    expect(of(...words)).toEqual({ word, title, detail });
  });
  it('says when there is no way out, and when there is nothing to watch', () => {
    expect(verdictOf(overview([target('a')], { routes: { v4: false, v6: false } })).title).toBe('No route out');
    expect(verdictOf(overview([target('a')], { routes: { v4: false, v6: true } })).title).toBe('All well');
    expect(verdictOf(overview([])).title).toBe('Nothing to watch');
  });
});

describe('what arrives live', () => {
  const before = overview([target('a'), target('b')]);
  const samples = { kind: 'samples', target: 'b', probe: 'ping', field: 'rtt' } as const;
  it('changes the one target, and nothing else is another object', () => {
    const after = applyLive(before, { ...samples, samples: [{ at: T0, value: 5 }] });
    expect(after.targets[1]?.latest).toEqual({ at: T0, value: 5 });
    expect(after.targets[0]).toBe(before.targets[0]);
  });
  it('changes nothing when it is not of the main series, of nobody, older, or a note', () => {
    const at = T0;
    expect(applyLive(before, { ...samples, probe: 'tcp', samples: [{ at, value: 5 }] })).toBe(before);
    expect(applyLive(before, { ...samples, target: 'c', samples: [{ at, value: 5 }] })).toBe(before);
    expect(applyLive(before, { ...samples, samples: [{ at, note: 'late', value: 5 }] })).toBe(before);
    expect(applyLive(before, { kind: 'tick', now: at })).toBe(before);
    const later = applyLive(before, { ...samples, samples: [{ at: at + 1, value: 6 }] });
    expect(applyLive(later, { ...samples, samples: [{ at, value: 5 }] })).toBe(later);
  });
  it('changes states', () => {
    const down = { word: 'down', since: T0 } as const;
    expect(applyAll(before, [{ kind: 'state', target: 'a', state: down }], T0).targets[0]?.state).toBe(down);
    expect(applyLive(before, { kind: 'state', target: 'zzz', state: down })).toBe(before);
  });
  it('takes the last settled of several', () => {
    expect(
      lastSettled([
        { at: 2, lost: 'timeout' },
        { at: 1, value: 3 },
        { at: 9, note: 'duplicate', value: 3 },
      ]),
    ).toEqual({ at: 2, lost: 'timeout' });
    expect(lastSettled([])).toBeUndefined();
  });
});

describe('banners', () => {
  const keys = (o = overview([target('a')]), gaps: Parameters<typeof bannersOf>[1] = []) =>
    bannersOf(o, gaps, T0, 'UTC').map((b) => b.key);
  it('say no route, no engine and a recent gap, the most serious first', () => {
    const o = overview([], {
      routes: { v4: false, v6: false },
      engineMissing: { why: 'not allowed.', remedy: 'sudo x' },
    });
    const gap = { kind: 'gap', from: T0 - 400e6, to: T0 - 100e6, reason: 'suspended' } as const;
    expect(keys(o, [gap])).toEqual(['no-route', 'no-engine', 'gap']);
    const [, engine, told] = bannersOf(o, [gap], T0, 'UTC');
    expect(engine?.remedy).toBe('sudo x');
    expect(told?.title.replaceAll('\u00a0', ' ')).toBe('Was not watching for 5 min');
    expect(told?.text).toMatch(/^From 13:53:20 – 13:58:20 the machine slept\./);
  });
  it('keep quiet of what is long past, short, or of one target', () => {
    expect(keys()).toEqual([]);
    const gap = { kind: 'gap', reason: 'stalled' } as const;
    expect(keys(undefined, [{ ...gap, from: T0 - 8e9, to: T0 - 7e9 }])).toEqual([]);
    expect(keys(undefined, [{ ...gap, from: T0 - 3e6, to: T0 }])).toEqual([]);
    expect(keys(undefined, [{ ...gap, from: T0 - 30e6, to: T0, subject: { target: 'a', vantage: 'v' } }])).toEqual([]);
  });
});
