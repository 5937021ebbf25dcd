import { describe, expect, it } from 'vitest';

import type { Blame, Gap } from '../../src/api/schema.ts';
import { groupsOf } from '../../web/src/model/order.ts';
import { blameFor, gapsFor, labelOf, placeWords, sameElsewhere } from '../../web/src/model/places.ts';
import { T0, target } from './support.ts';

const seen = (name: string, vantage: string, word: 'up' | 'down' = 'up') =>
  target(`${name}@${vantage}`, {
    state: { word, since: T0 },
    place: { target: name, label: name.toUpperCase(), vantage, same: name === 'gateway' ? vantage : name },
  });
const gap = (subject: Gap['subject']): Gap => ({
  kind: 'gap',
  from: 0,
  to: 1,
  reason: 'stopped',
  ...(subject === undefined ? {} : { subject }),
});
const blame = (target: string, fault: Blame['fault']): Blame => ({
  target,
  same: target,
  fault,
  places: 2,
  bad: 1,
  evidence: [],
  words: 'because',
});

describe('the name of a target', () => {
  const all = [{ ...seen('a', 'home'), label: 'A · home' }];
  it('is written one way, whether its place has joined yet or not', () => {
    expect(labelOf(all, 'a@home')).toBe('A · home');
    expect(labelOf(all, 'a@office')).toBe('A · office');
    expect(labelOf(all, 'b@office+dsl')).toBe('b · office over dsl');
    expect(labelOf(all, 'b@my%2Boffice')).toBe('b · my+office');
  });
  it('stays as it is where it tells no place', () => {
    for (const name of ['a', 'a@', '@home', 'a@%zz+']) expect(labelOf(all, name)).toBe(name);
    expect(labelOf(all, 'a@%zz')).toBe('A · %zz');
  });
});

describe('one target as several places see it', () => {
  const all = [seen('a', 'home'), seen('a', 'office'), seen('b', 'home'), seen('b', 'office', 'down')];

  it('is one group, what fails anywhere first, the places in their order', () => {
    const groups = groupsOf({ targets: [...all, target('own')], blames: [blame('b', 'site')] });
    expect(groups.map((g) => [g.title, g.blames.map((b) => b.fault), g.targets.map((t) => t.name)])).toEqual([
      [groups[0]?.title, [], ['own']],
      ['B', ['site'], ['b@home', 'b@office']],
      ['A', [], ['a@home', 'a@office']],
    ]);
  });
  it('does not take what has one name for one machine', () => {
    const gateways = [seen('gateway', 'home', 'down'), seen('gateway', 'office')];
    const [group] = groupsOf({ targets: gateways, blames: [{ ...blame('gateway', 'line'), same: 'home' }] });
    expect(group?.blames).toHaveLength(1);
    expect(blameFor(group?.blames, seen('gateway', 'office'))).toBeUndefined();
    expect(sameElsewhere(gateways, seen('gateway', 'home'))).toEqual([]);
  });
  it('leads to the others, where there are any', () => {
    expect(sameElsewhere(all, seen('a', 'home')).map((t) => t.name)).toEqual(['a@home', 'a@office']);
    expect(sameElsewhere([seen('c', 'home')], seen('c', 'home'))).toEqual([]);
    expect(sameElsewhere(all, target('own'))).toEqual([]);
    expect(placeWords({ vantage: 'home', via: 'dsl' })).toBe('home over dsl');
  });
  it('has the gaps of its own place, and nobody is blamed where it is not clear', () => {
    const gaps = [gap(undefined), gap({ vantage: 'home' }), gap({ target: 'a@home', vantage: 'home' })];
    expect(gapsFor(gaps, seen('a', 'home'))).toEqual(gaps);
    expect(gapsFor(gaps, seen('a', 'office'))).toEqual(gaps.slice(0, 1));
    expect(gapsFor(gaps, target('own'))).toEqual(gaps.slice(0, 2));
    expect(blameFor([blame('a', 'unclear')], seen('a', 'home'))).toBeUndefined();
    expect(blameFor([blame('a', 'line')], seen('a', 'home'))?.fault).toBe('line');
  });
});
