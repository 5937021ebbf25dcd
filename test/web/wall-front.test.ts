import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Overview } from '../../src/api/schema.ts';
import {
  EMPTY_FRONT,
  HOLD,
  PATIENCE,
  stepFront,
  troublesOf,
  type Front,
  type Trouble,
} from '../../web/src/model/wall-front.ts';
import { wallVerdictOf } from '../../web/src/model/wall-verdict.ts';
import { overview, T0, target } from './support.ts';

const S = 1_000_000;
type Lines = NonNullable<Overview['lines']>;
const line = (name: string, more: Partial<Lines['lines'][number]> = {}): Lines['lines'][number] => ({
  name,
  label: name.toUpperCase(),
  kind: 'dsl',
  live: false,
  standing: 'standby',
  word: 'up',
  since: T0,
  ...more,
});
const down = (name: string, since = T0) =>
  target(name, { state: { word: 'down', since }, latest: { at: T0, lost: 'timeout' } });
const well = (name: string) => target(name, { latest: { at: T0, value: 12_000 } });
const trouble = (key: string, word: Trouble['word'] = 'down', since = T0): Trouble => ({
  key,
  name: key,
  label: key,
  word,
  since,
  why: '',
  carries: false,
});
const keys = (f: Front): string[] => f.shown.map((s) => `${s.key} ${s.cured ? 'cured' : s.word}`);

describe('what fares badly', () => {
  it('is told once, with why', () => {
    const lines = {
      live: { line: 'lte', since: T0 },
      lines: [
        line('dsl', { standing: 'dark', reason: 'no anchor answers' }),
        line('lte', { live: true, standing: 'live' }),
      ],
    };
    const site = { name: 'blog', label: 'Blog', every: 1_000, standing: 'fail', grade: 'F' } as const;
    const shop = { name: 'shop', label: 'Shop', every: 1_000, standing: 'fail', daysLeft: -1 } as const;
    const o = overview([down('dsl'), well('a'), down('b'), down('blog')], {
      lines,
      sites: { sites: [site, shop, { ...site, name: 'c', standing: 'warn' }] },
    });
    expect(troublesOf(o, T0).map((t) => [t.key, t.word, t.why])).toEqual([
      ['line dsl', 'down', 'no anchor answers'],
      ['target b', 'down', 'no reply'],
      ['target blog', 'down', 'no reply'],
      ['site shop', 'degraded', 'its certificate has expired'],
    ]);
    expect(troublesOf(overview([well('a')]), T0 + 16 * S)).toMatchObject([{ word: 'stale', since: T0 }]);
  });
});

describe('the front', () => {
  it('has what fails at once, the live line first, then what is new', () => {
    const found = [
      trouble('slow', 'degraded', T0 + 9),
      trouble('old', 'down', T0 - 9),
      trouble('new', 'down', T0),
      { ...trouble('live', 'down', T0 - 99), carries: true },
    ];
    expect(keys(stepFront(EMPTY_FRONT, found, T0))).toEqual(['live down', 'new down', 'old down', 'slow degraded']);
  });
  it('lets go ten seconds after the cure, and what comes back meanwhile was never gone', () => {
    let f = stepFront(EMPTY_FRONT, [trouble('a')], T0);
    f = stepFront(f, [], T0 + S);
    expect(keys(f)).toEqual(['a cured']);
    f = stepFront(f, [trouble('a')], T0 + 5 * S);
    expect(keys(f)).toEqual(['a down']);
    f = stepFront(f, [], T0 + 6 * S);
    f = stepFront(f, [], T0 + 6 * S + HOLD - 1);
    expect(keys(f)).toEqual(['a cured']);
    expect(keys(stepFront(f, [], T0 + 6 * S + HOLD))).toEqual([]);
  });
  it('says worse at once and milder after ten seconds', () => {
    let f = stepFront(EMPTY_FRONT, [trouble('a', 'degraded')], T0);
    f = stepFront(f, [trouble('a')], T0 + S);
    expect(keys(f)).toEqual(['a down']);
    f = stepFront(f, [trouble('a', 'degraded')], T0 + 2 * S);
    expect(keys(f)).toEqual(['a down']);
    expect(keys(stepFront(f, [trouble('a', 'degraded')], T0 + 2 * S + HOLD))).toEqual(['a degraded']);
  });
  it('waits whether what is old is only on its way', () => {
    const f = stepFront(EMPTY_FRONT, [trouble('a', 'stale')], T0);
    expect(keys(f)).toEqual([]);
    expect(keys(stepFront(f, [], T0 + S))).toEqual([]);
    expect(keys(stepFront(f, [trouble('a', 'stale')], T0 + PATIENCE))).toEqual(['a stale']);
    expect(keys(stepFront(f, [trouble('a')], T0 + S))).toEqual(['a down']);
  });
  it('never flaps: what comes stays ten seconds, what fails is there, and the list is the same while nothing changes', () => {
    const word = fc.constantFrom<Trouble['word'] | undefined>('down', 'degraded', 'stale', undefined);
    const moment = fc.record({ after: fc.integer({ min: 1, max: 12 * S }), a: word, b: word });
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 60 }), (moments) => {
        let now = T0;
        let f = EMPTY_FRONT;
        const came = new Map<string, number>();
        for (const { after, a, b } of moments) {
          now += after;
          const found = [...(a === undefined ? [] : [trouble('a', a)]), ...(b === undefined ? [] : [trouble('b', b)])];
          const next = stepFront(f, found, now);
          for (const { key, word } of found)
            if (word !== 'stale') expect(next.shown.find((s) => s.key === key && !s.cured)).toBeDefined();
          for (const s of next.shown) if (!f.shown.some((x) => x.key === s.key)) came.set(s.key, now);
          for (const s of f.shown)
            if (!next.shown.some((x) => x.key === s.key))
              expect(now - (came.get(s.key) ?? now)).toBeGreaterThanOrEqual(HOLD);
          expect(stepFront(next, found, now).shown).toBe(next.shown);
          f = next;
        }
        f = stepFront(f, [], now + S);
        expect(stepFront(f, [], now + S + HOLD)).toMatchObject({ held: [], shown: [] });
      }),
    );
  });
});

describe('the verdict', () => {
  const verdict = (o: Overview) => wallVerdictOf(o, stepFront(EMPTY_FRONT, troublesOf(o, T0), T0).shown);
  const both = (standing: 'live' | 'dark') => ({
    live: { line: 'dsl', since: T0 },
    lines: [line('dsl', { live: true, standing }), line('lte')],
  });
  it('says what is at the front', () => {
    expect(verdict(overview([well('a'), well('b')]))).toEqual({
      word: 'up',
      title: 'All is well',
      detail: 'all 2 answer',
    });
    expect(verdict(overview([well('a'), well('b'), down('c')]))).toMatchObject({ word: 'down', title: 'c is down' });
    expect(verdict(overview([well('a'), down('b'), down('c')]))).toEqual({
      word: 'down',
      title: '2 down',
      detail: 'b, c',
    });
    expect(verdict(overview([down('a'), down('b')])).title).toBe('Nothing outside answers');
    expect(verdict(overview([well('a')], { routes: { v4: false, v6: false } })).title).toBe('No route out');
    expect(verdict(overview([target('a', { state: { word: 'unknown', since: T0 } })])).title).toBe('No data yet');
  });
  it('says which line is live', () => {
    expect(verdict(overview([well('a')], { lines: both('live') }))).toMatchObject({
      title: 'All is well',
      detail: 'DSL is live. LTE stands ready.',
    });
    expect(verdict(overview([well('a')], { lines: both('dark') }))).toMatchObject({
      word: 'down',
      title: 'DSL is down',
    });
    const lines = { lines: [line('dsl'), line('lte')] };
    expect(verdict(overview([well('a')], { lines })).title).toBe('Not known which line is live');
  });
  it('is well again while the cured is still shown', () => {
    const bad = stepFront(EMPTY_FRONT, [trouble('a')], T0);
    const { shown } = stepFront(bad, [], T0 + S);
    expect(wallVerdictOf(overview([well('a'), well('b')]), shown).title).toBe('All is well');
  });
});
