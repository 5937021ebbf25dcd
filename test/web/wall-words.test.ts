import { describe, expect, it } from 'vitest';

import type { Overview, TargetSummary } from '../../src/api/schema.ts';
import { daySpan, rowWords, type DayRow } from '../../web/src/model/wall-day.ts';
import { failoverWords, wallEvents, wallMoment } from '../../web/src/model/wall-events.ts';
import { mtuFact } from '../../web/src/model/wall-facts.ts';
import { heroFigure, heroHour, heroNow, heroOf, shortNow } from '../../web/src/model/wall-hero.ts';
import { placesOf, restWords } from '../../web/src/model/wall-rows.ts';
import { sentence } from '../../web/src/model/words.ts';
import { bucket, event, overview, T0, target } from './support.ts';

const S = 1_000_000;
const HOUR = 3_600 * S;
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
type Lines = NonNullable<Overview['lines']>;
const lines = (live: 'live' | 'dark' | undefined): Lines => {
  const common = { kind: 'dsl', word: 'up', since: T0 } as const;
  return {
    ...(live === undefined ? {} : { live: { line: 'dsl', since: T0 - HOUR } }),
    lines: [
      { ...common, name: 'dsl', label: 'DSL', live: live !== undefined, standing: live ?? 'unknown', pathMtu: 1_492 },
      { ...common, name: 'lte', label: '5G', live: false, standing: 'standby' },
    ],
  };
};
const down: TargetSummary['state'] = { word: 'down', since: T0 };

describe('the hero', () => {
  it('is the live line, by its own echoes or by those of the house', () => {
    const dsl = target('dsl', { role: 'line' });
    const house = target('internet', { role: 'line' });
    expect(heroOf(overview([house, dsl], { lines: lines('live') }), undefined)).toEqual({
      title: 'DSL',
      target: 'dsl',
      look: 'up',
      word: 'Live',
      since: T0 - HOUR,
    });
    expect(heroOf(overview([house], { lines: lines('dark') }), undefined)).toMatchObject({
      target: 'internet',
      look: 'down',
      word: 'Live, silent',
    });
    expect(heroOf(overview([house], { lines: lines(undefined) }), undefined)).toMatchObject({ title: 'No live line' });
  });
  it('is the internet where there are no lines: the first anchor that is well, for as long as it is', () => {
    const named = (states: readonly TargetSummary['state'][], before?: string) =>
      heroOf(
        overview([target('gateway', { role: 'gateway' }), ...states.map((state, i) => target(`a${i}`, { state }))]),
        before,
      );
    const up = { word: 'up', since: T0 } as const;
    expect(named([down, up, up])).toMatchObject({ title: 'Internet', by: 'a1', look: 'up' });
    expect(named([up, up, up], 'a1').target).toBe('a1');
    expect(named([up, down, up], 'a1').target).toBe('a0');
    expect(named([down, down, down], 'a1')).toMatchObject({ target: 'a1', look: 'down', word: 'Down' });
    expect(heroOf(overview([]), undefined)).toEqual({ title: 'Internet', look: 'unknown', word: 'No data' });
  });
  it('has a number of three places at most', () => {
    const all = [30, 400, 9_840, 9_960, 118_400, 999_400, 999_600, 12_340_000];
    expect(all.map((us) => Object.values(heroFigure(us)).join(' '))).toEqual([
      '<0.1 ms',
      '0.4 ms',
      '9.8 ms',
      '10 ms',
      '118 ms',
      '999 ms',
      '1.0 s',
      '12 s',
    ]);
    expect(heroNow(target('a', { latest: { at: T0, lost: 'timeout' } }))).toEqual({ figure: '–', unit: 'no reply' });
    expect(shortNow(target('a', { latest: { at: T0, lost: 'timeout' } }))).toBe('no reply');
    expect(shortNow(undefined)).toBe('–');
    const hour = { n: 3_600, lost: 36, p50: 17_900, notes: { late: 0, duplicate: 0, reordered: 0 } };
    expect(plain(heroHour(target('a', { hour })))).toBe('loss 1.0 % · usual 17.9 ms');
  });
});

describe('the rows', () => {
  it('are the lines, and without lines the way out with what fails first', () => {
    const targets = [
      target('loop', { role: 'control' }),
      target('one', { role: 'anchor' }),
      target('two', { role: 'anchor' }),
      target('router', { role: 'gateway' }),
      target('second', { role: 'gateway' }),
      target('hop', { role: 'first-hop' }),
    ];
    const names = (o: Overview, failing: readonly string[] = [], asked?: readonly string[]): string[] =>
      placesOf(o, new Set(failing), asked).rows.map((r) => r.name);
    const plainOnes = overview(targets);
    expect(names(plainOnes)).toEqual(['router', 'hop', 'one', 'two', 'second']);
    expect(names(plainOnes, ['two'])[0]).toBe('two');
    expect(names(plainOnes, [], ['loop', 'nobody', 'one'])).toEqual(['loop', 'one']);
    expect(names(overview([target('dsl', { role: 'line' }), ...targets], { lines: lines('live') }))).toEqual([
      'dsl',
      'lte',
    ]);
    const site = { name: 'blog', label: 'Blog', every: 1, standing: 'ok' } as const;
    const many = overview([target('blog', { role: 'site' }), target('dsl'), target('a')], {
      lines: lines('live'),
      sites: { sites: [site] },
    });
    expect(placesOf(many, new Set(), undefined)).toMatchObject({
      tiles: [{ name: 'a' }],
      known: ['dsl', 'lte', 'blog', 'a'],
    });
    expect([restWords(['up', 'up']), restWords(['up', 'down'])]).toEqual(['2 more, all up', '2 more, 1 not up']);
  });
  it('are a day for who can not see them', () => {
    const stats = { n: 100, lost: 10, p50: 12_000, notes: { late: 0, duplicate: 0, reordered: 0 } };
    const day = {
      from: T0 - 24 * HOUR,
      to: T0,
      widthMicros: 300 * S,
      buckets: [bucket(T0 - HOUR, 60, 0)],
      outages: [{ from: T0 - HOUR, lost: 10 }],
      stats,
      everyMs: 1_000,
    };
    const rows: DayRow[] = [
      { name: 'a', label: 'DSL', day, stretches: [{ from: T0 - 60 * S, to: T0, standing: 'dark', live: false }] },
      { name: 'b', label: '5G', day: undefined, stretches: [] },
    ];
    expect(rows.map((r) => plain(rowWords(r)))).toEqual([
      'DSL: median 12.0 ms, 10 % lost, 1 outage, dark for 1 min',
      '5G: nothing measured',
    ]);
    expect(daySpan(rows, { to: T0 + 5 }, 0)).toEqual({ from: T0 + 5 - 24 * HOUR, to: T0 + 5 });
    expect(daySpan([], undefined, T0).to).toBe(T0);
  });
});

describe('the foot', () => {
  const at = { label: (name: string) => name.toUpperCase(), now: T0, zone: 'UTC' };
  it('tells a failover once, and nothing that is for engineers', () => {
    const events = [
      event('failover', { from: 'dsl', to: 'lte', darkSeconds: 3.2 }),
      event('live-changed', { from: 'dsl', to: 'lte' }),
      event('engine-chosen', { engine: 'kernel' }),
      event('egress-changed', { from: 'a', to: 'a', firstHop: 'h' }),
      event('line-finding', { code: 'connections-lost', on: false, summary: 'The last failover broke it.' }),
      event('live-changed', { from: 'lte', to: 'dsl' }, { at: T0 - HOUR }),
    ];
    expect(wallEvents(events, [], at).map(sentence)).toEqual([
      'LTE took over from DSL, 3.2 s dark',
      'DSL took over from LTE',
    ]);
    expect(wallMoment(T0, T0, 'UTC')).toBe('14:00');
    expect(wallMoment(T0 - 24 * HOUR, T0, 'UTC')).toBe('20 Nov 14:00');
  });
  it('says what the last failover cost, and what it left behind', () => {
    const last = { at: T0, from: 'dsl', to: 'lte', summary: '5G took over from DSL, 3.2 s dark, 31 of 40 echoes lost' };
    expect(failoverWords(undefined, T0)).toEqual(['No failover yet.']);
    expect(failoverWords(last, T0, 'UTC')).toEqual(['Last failover 14:00: 5G took over from DSL, 3.2 s dark']);
    const home = { name: 'home.example', points: '192.0.2.1' };
    expect(failoverWords({ ...last, home }, T0, 'UTC')[1]).toBe('home.example still points to 192.0.2.1');
    expect(failoverWords({ ...last, home: { ...home, until: T0 } }, T0, 'UTC')).toHaveLength(1);
  });
  it('has the path MTU: what is wrong, else of the live line, else of the first way', () => {
    const way = { target: 'a', label: 'A', at: T0, every: 5, code: 'no-fault', severity: 'info', summary: '' } as const;
    const fact = (o: Pick<Overview, 'lines' | 'paths'>) => {
      const found = mtuFact(o);
      return found === undefined ? undefined : plain(`${found.look}: ${found.text}`);
    };
    expect(fact({})).toBeUndefined();
    expect(fact({ paths: [way, { ...way, mtu6: 1_400 }] })).toBe('up: Path MTU 1,400 bytes');
    expect(fact({ paths: [{ ...way, mtu4: 1_500 }], lines: lines('live') })).toBe('up: Path MTU 1,492 bytes');
    const bad = { ...way, code: 'mtu-black-hole', severity: 'fail', mtu4: 1_380 } as const;
    expect(fact({ paths: [bad], lines: lines('live') })).toBe('down: Path MTU 1,380 bytes: MTU black hole to A');
    const measured = { at: T0, every: 5 };
    expect(mtuFact({ paths: [bad] })).toMatchObject(measured);
    expect(mtuFact({ paths: [{ ...way, mtu4: 1_500 }] })).toMatchObject(measured);
  });
});
