import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Failover, Stretch } from '../../src/api/line-schema.ts';
import type { LinesGlance } from '../../src/api/schema.ts';
import { STANDINGS } from '../../src/domain/line-now.ts';
import { CAUSES } from '../../src/watch/incidents/state.ts';
import { LINE_KINDS } from '../../src/domain/line.ts';
import {
  bandWords,
  CAUSE_WORDS,
  evidenceOf,
  knownFrom,
  KIND_WORDS,
  linesVerdict,
  marksOf,
  piecesOf,
  qualityWords,
  STANDING_ORDER,
  STANDING_WORDS,
  volumeWords,
} from '../../web/src/model/lines.ts';
import { reportPath, routeOf } from '../../web/src/model/route.ts';
import { T0 } from './support.ts';

const S = 1_000_000;
const H = 3_600 * S;
type Glance = LinesGlance['lines'][number];
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

const line = (name: string, standing: Glance['standing'], more: Partial<Glance> = {}): Glance => ({
  name,
  label: name.toUpperCase(),
  kind: 'dsl',
  live: standing === 'live',
  standing,
  word: 'up',
  since: T0,
  ...more,
});

it('has a word for every standing, kind and cause', () => {
  expect(new Set(STANDING_ORDER)).toEqual(new Set([...STANDINGS, 'gap']));
  expect(Object.keys(STANDING_WORDS)).toHaveLength(STANDING_ORDER.length);
  for (const cause of CAUSES) expect(CAUSE_WORDS[cause]).toMatch(/\w/);
  for (const kind of LINE_KINDS) expect(KIND_WORDS[kind]).toMatch(/\w/);
});

describe('which line is live, in one sentence', () => {
  it.each([
    [[line('a', 'live'), line('b', 'standby')], 'up', 'A is live', 'B stands ready.'],
    [[line('a', 'live'), line('b', 'dark')], 'degraded', 'A is live, B is dark', ''],
    [[line('a', 'live'), line('b', 'dark'), line('c', 'standby')], 'up', 'A is live', 'B is dark, C stands ready.'],
    [[line('a', 'live'), line('b', 'degraded')], 'degraded', 'A is live, B is not well', ''],
    [[line('a', 'live'), line('b', 'unknown')], 'up', 'A is live', 'Nothing is known of B.'],
    [[line('a', 'live')], 'up', 'A is live', ''],
    [
      [line('a', 'degraded', { live: true, reason: '12 % lost in 60 s' }), line('b', 'standby')],
      'degraded',
      'A is live, and not well',
      '12 % lost in 60 s. B stands ready.',
    ],
    [[line('a', 'dark', { live: true }), line('b', 'standby')], 'down', 'A is live and silent', 'B stands ready.'],
    [[line('a', 'dark'), line('b', 'dark')], 'down', 'No line carries', 'A is dark, B is dark.'],
    [
      [line('a', 'standby'), line('b', 'dark')],
      'unknown',
      'Not known which line is live',
      'A stands ready, B is dark.',
    ],
  ] as const)('%#', (lines, word, title, detail) => {
    const told = linesVerdict({ lines });
    expect({ ...told, detail: plain(told.detail) }).toEqual({ word, title, detail });
  });
});

it('echoes and volumes are told with their units', () => {
  expect(plain(qualityWords({ n: 60, lost: 0, p50: 11_800 }))).toBe('11.8 ms, none of 60 lost');
  expect(plain(qualityWords({ n: 60, lost: 60 }))).toBe('60 of 60 lost (100 %)');
  expect(qualityWords({ n: 0, lost: 0 })).toBe('no echoes');
  expect([4_400_000, 43_570_000, 436_630_000, 4_400_000_000].map((n) => plain(volumeWords(n)))).toEqual([
    '4.4 MB',
    '44 MB',
    '437 MB',
    '4.4 GB',
  ]);
});

describe('a band', () => {
  const stretch = (from: number, to: number, standing: Stretch['standing'], live = false): Stretch => ({
    from: T0 + from * H,
    to: T0 + to * H,
    standing,
    live,
  });
  it('lies within its range, in hundredths', () => {
    const all = [stretch(-5, 6, 'live', true), stretch(6, 18, 'dark'), stretch(30, 40, 'standby')];
    expect(piecesOf(all, T0, T0 + 24 * H).map((p) => [p.left, p.width, p.standing, p.live])).toEqual([
      [0, 25, 'live', true],
      [25, 50, 'dark', false],
    ]);
    expect(piecesOf(all, T0, T0)).toEqual([]);
  });
  it('is summed up in words, what is best first', () => {
    const all = [stretch(0, 1, 'dark'), stretch(1, 20, 'live', true), stretch(20, 21, 'dark')];
    expect(plain(bandWords(all))).toBe('live 19 h, dark 2 h');
    expect(bandWords([])).toBe('nothing known');
  });
});

describe('the marks of failovers', () => {
  const failover = (at: number): Failover => ({ at, summary: `at ${at}` });
  it('that lie too near for a finger are one', () => {
    const all = [20, 3, 4].map((h) => failover(T0 + h * H));
    const of = (px: number): readonly number[] => marksOf(all, T0, T0 + 24 * H, px).map((m) => m.failovers.length);
    expect(of(1_200)).toEqual([1, 1, 1]);
    expect(of(360)).toEqual([2, 1]);
  });
  it('have every failover of the range once, far enough from each other', () => {
    const hours = fc.array(fc.double({ min: -2, max: 26, noNaN: true }));
    fc.assert(
      fc.property(hours, fc.integer({ min: 50, max: 2_000 }), (at, px) => {
        const all = at.map((h) => failover(Math.round(T0 + h * H)));
        const marks = marksOf(all, T0, T0 + 24 * H, px);
        const inside = all.filter((f) => f.at >= T0 && f.at <= T0 + 24 * H);
        expect(marks.flatMap((m) => m.failovers)).toHaveLength(inside.length);
        for (const [i, m] of marks.entries())
          if (i > 0) expect(((m.left - (marks[i - 1]?.left ?? 0)) / 100) * px).toBeGreaterThanOrEqual(25.99);
      }),
    );
  });
  it('open what was measured, and say nothing of what was not', () => {
    expect(evidenceOf({ at: T0, summary: '' })).toEqual([]);
    const whole: Failover = {
      at: T0,
      summary: '',
      why: 'dark',
      darkSeconds: 3.2,
      sent: 40,
      lost: 31,
      addressFrom: '192.0.2.1',
      addressTo: '198.51.100.1',
      mtuFrom: 1_492,
      mtuTo: 1_492,
      connection: 'broken',
      home: { name: 'home.example.org', points: '192.0.2.1' },
    };
    expect(evidenceOf(whole).map(([name, text]) => `${name}: ${plain(text)}`)).toEqual([
      'Why: the old line was dark',
      'Dark: 3.2 s',
      'Echoes: 31 of 40 lost',
      'Address: 192.0.2.1 → 198.51.100.1',
      'Path MTU: 1492, as before',
      'Standing connection: broken',
      'Home name: home.example.org still points to 192.0.2.1',
    ]);
    const followed = { ...whole, home: { name: 'h', points: 'x', until: T0 + 96 * S }, connection: 'unknown' as const };
    expect(evidenceOf(followed).map(([name, text]) => `${name}: ${plain(text)}`)).toContain(
      'Home name: h followed after 1 min 36 s',
    );
    expect(evidenceOf(followed).map(([name]) => name)).not.toContain('Standing connection');
  });
});

it('the page of the lines has an address, and each line a report', () => {
  expect(routeOf('/lines/')).toEqual({ page: 'lines' });
  expect(reportPath('a b')).toBe('/api/lines/a%20b/report?from=-14d');
});

describe('where the bands begin', () => {
  const bands = (...from: readonly number[]) => [
    { name: 'a', stretches: [{ from: 0, to: 9, standing: 'unknown' as const, live: false }] },
    { name: 'b', stretches: from.map((at) => ({ from: at, to: at + 1, standing: 'live' as const, live: true })) },
  ];
  it('is where anything is known, two minutes ago at the least', () => {
    expect(knownFrom({ bands: bands(700 * S), from: 0, to: 1_000 * S })).toBe(700 * S);
    expect(knownFrom({ bands: bands(990 * S), from: 0, to: 1_000 * S })).toBe(880 * S);
    expect(knownFrom({ bands: bands(5 * S), from: 10 * S, to: 1_000 * S })).toBe(10 * S);
    expect(knownFrom({ bands: bands(), from: 3, to: 1_000 * S })).toBe(3);
  });
});
