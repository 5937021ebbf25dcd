import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Entry, Event, Gap } from '../../../src/domain/entry.ts';
import { HOUSE } from '../../../src/domain/line.ts';
import type { StateWord } from '../../../src/domain/state.ts';
import { currentIncidents, incidents, wantsDiagnosis } from '../../../src/watch/incidents/incidents.ts';
import type { IncidentsState, Place } from '../../../src/watch/incidents/state.ts';
import { lineNamed } from '../lines/house.ts';
import { T0, at } from '../support.ts';

const vantage = 'home';
const place = (name: string, role: string): Place => ({ name, label: name, role });
const PLACES = [
  place(HOUSE, 'line'),
  place('dsl', 'line'),
  place('mobile', 'line'),
  place('router', 'gateway'),
  place('hop', 'first-hop'),
  place('quad9', 'anchor'),
  place('google', 'anchor'),
  place('cloudflare', 'anchor'),
  place('shop', 'target'),
  place('blog', 'target'),
  place('loopback', 'control'),
];
const LINES = [lineNamed('dsl'), lineNamed('mobile', { kind: '5g', metered: true })];
const AROUND = { places: PLACES, lines: LINES, diagnoses: true };
const watcher = incidents(AROUND, vantage);

const state = (t: number, target: string, to: StateWord, via?: string): Event => ({
  kind: 'event',
  at: at(t),
  type: 'state-changed',
  severity: 'info',
  subject: { target, vantage, ...(via === undefined ? {} : { via }) },
  probe: 'ping',
  evidence: { field: 'rtt', from: 'up', to, since: at(t - 10) },
});
const finding = (t: number, line: string, code: string, on: boolean): Event => ({
  kind: 'event',
  at: at(t),
  type: 'line-finding',
  severity: 'fail',
  subject: { target: line, via: line, vantage },
  evidence: { code, on, summary: `${line} is dark.` },
});
const other = (t: number, type: Event['type'], evidence: Event['evidence']): Event => ({
  kind: 'event',
  at: at(t),
  type,
  severity: 'info',
  subject: { target: HOUSE, vantage },
  evidence,
});
const live = (t: number, to: string): Event => other(t, 'live-changed', { from: '', to });
/** Time goes on by what the probes tell. */
const passing = (from: number, to: number): readonly Entry[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => ({
    kind: 'samples',
    probe: 'ping',
    field: 'rtt',
    subject: { target: 'loopback', vantage },
    samples: [{ at: at(from + i), value: 50 }],
  }));
const gap = (from: number, to: number, reason: Gap['reason']): Gap => ({
  kind: 'gap',
  from: at(from),
  to: at(to),
  reason,
});
/** In order of time, with the time passing between, to the end. */
const withTime = (entries: readonly Exclude<Entry, { kind: 'samples' }>[], end: number): readonly Entry[] => {
  const all: Entry[] = [];
  let t = 0;
  for (const entry of entries) {
    const when = ((entry.kind === 'gap' ? entry.from : entry.at) - T0) / 1e6;
    all.push(...passing(t, when), entry);
    t = entry.kind === 'gap' ? (entry.to - T0) / 1e6 : when;
  }
  return [...all, ...passing(t, end)];
};
const play = (entries: Parameters<typeof withTime>[0], end: number) => {
  const [next, events] = watcher.step(watcher.init, withTime(entries, end));
  return { events, state: next };
};
const short = (events: readonly Event[]): readonly string[] =>
  events.map(
    ({ at: when, type, evidence: e }) =>
      `${((when - T0) / 1e6).toFixed(0)} ${type.replace('incident-', '')} ${String(e['cause'])} ${String(e['of'])} [${String(e['targets'])}]`,
  );

describe('one cause, one incident', () => {
  it('a dark live line explains the house, the targets behind it, and what is bound to it', () => {
    const { events } = play(
      [
        live(1, 'dsl'),
        finding(100, 'dsl', 'gateway-up-no-internet', true),
        state(100, HOUSE, 'down'),
        state(100, 'dsl', 'down', 'dsl'),
        state(103, 'shop', 'down'),
        state(103, 'quad9', 'down'),
        state(103, 'google', 'down'),
        state(104, 'blog', 'down', 'dsl'),
        finding(160, 'dsl', 'gateway-up-no-internet', false),
        ...[HOUSE, 'shop', 'quad9', 'google'].map((name) => state(161, name, 'up')),
        state(161, 'dsl', 'up', 'dsl'),
        state(162, 'blog', 'up', 'dsl'),
      ],
      300,
    );
    expect(short(events)).toEqual([
      '110 opened line dsl [blog,dsl,google,internet,quad9,shop]',
      '162 closed line dsl [blog,dsl,google,internet,quad9,shop]',
    ]);
    expect(events[0]).toMatchObject({ severity: 'fail', evidence: { diagnose: 'dsl' } });
    expect(events[1]?.evidence['seconds']).toBe(72); // from the last good reply
  });
  it('a line that flaps is one, though each of its outages is over before it is gathered', () => {
    const flaps = [100, 128, 156].flatMap((t) => [
      finding(t, 'mobile', 'gateway-up-no-internet', true),
      finding(t + 5, 'mobile', 'gateway-up-no-internet', false),
    ]);
    const { events } = play(
      [
        live(1, 'dsl'),
        ...flaps,
        finding(157, 'mobile', 'line-flapping', true),
        finding(900, 'mobile', 'line-flapping', false),
      ],
      1_000,
    );
    expect(short(events)).toEqual(['100 opened line mobile []', '900 closed line mobile []']);
    expect(events[0]?.severity).toBe('fail');
  });
  it('what a target lost before a failover is the fault of the line that it went by', () => {
    const { events } = play(
      [
        live(1, 'dsl'),
        finding(108, 'dsl', 'gateway-up-no-internet', true),
        other(109, 'live-changed', { from: 'dsl', to: 'mobile' }),
        state(110, 'shop', 'degraded'),
        finding(200, 'dsl', 'gateway-up-no-internet', false),
        state(230, 'shop', 'up'),
        state(260, 'blog', 'degraded'),
      ],
      300,
    );
    expect(short(events)).toEqual([
      '118 opened line dsl [shop]',
      '270 opened target blog [blog]',
      '230 closed line dsl [shop]',
    ]);
  });
  it('a failover from a line that nobody can ask is that line, and neither the new one nor its provider', () => {
    const { events } = play(
      [
        live(1, 'dsl'),
        state(106, 'quad9', 'degraded'),
        other(108, 'live-changed', { from: 'dsl', to: 'mobile' }),
        ...[HOUSE, 'google', 'shop'].map((name) => state(110, name, 'degraded')),
      ],
      160,
    );
    expect(short(events)).toEqual(['116 opened line dsl [google,internet,quad9,shop]']);
    expect(events[0]?.evidence['summary']).toBe(
      'DSL carried nothing, or badly, before the failover; behind it: google, internet, quad9 and 1 more.',
    );
  });
  it('a VPN that falls silent with a line goes by that: one incident, of the line', () => {
    const around = { ...AROUND, lines: [lineNamed('vpn', { kind: 'vpn' }), ...LINES] };
    const over = (code: string, vpnAt: number): readonly string[] => {
      const entries = [
        live(1, 'vpn'),
        finding(100, 'dsl', code, true),
        state(100, 'dsl', 'down', 'dsl'),
        finding(vpnAt, 'vpn', 'line-dark', true),
        state(vpnAt, 'vpn', 'down', 'vpn'),
        state(vpnAt, HOUSE, 'down'),
        state(vpnAt, 'shop', 'down'),
      ];
      const watching = incidents(around, vantage);
      return short(watching.step(watching.init, withTime(entries, vpnAt + 30))[1]);
    };
    expect(over('gateway-up-no-internet', 103)).toEqual(['110 opened line dsl [dsl,internet,shop,vpn]']);
    expect(over('gateway-silent', 103)).toEqual(['110 opened gateway dsl [dsl,internet,shop,vpn]']);
    // By itself it is none of the line's doing.
    expect(over('gateway-up-no-internet', 130)).toEqual([
      '110 opened line dsl [dsl]',
      '140 opened line vpn [internet,shop,vpn]',
    ]);
  });
  it('a dark standby line explains nothing but itself', () => {
    const { events } = play(
      [
        live(1, 'dsl'),
        finding(100, 'mobile', 'line-dark', true),
        state(100, 'mobile', 'down', 'mobile'),
        state(102, 'shop', 'down'),
      ],
      200,
    );
    expect(short(events)).toEqual(['110 opened line mobile [mobile]', '112 opened target shop [shop]']);
  });
  it('what a switch cost the house belongs to the line that was left', () => {
    const { events } = play(
      [
        live(1, 'dsl'),
        finding(100, 'dsl', 'line-dark', true),
        other(101, 'live-changed', { from: 'dsl', to: 'mobile' }),
        { ...state(105, HOUSE, 'degraded'), evidence: { to: 'degraded', since: at(105) } },
        finding(160, 'dsl', 'line-dark', false),
        state(190, HOUSE, 'up'),
      ],
      300,
    );
    expect(short(events)).toEqual(['110 opened line dsl [internet]', '190 closed line dsl [internet]']);
  });
  it('what came back while it was gathered is of it too', () => {
    const { events } = play(
      [
        live(1, 'dsl'),
        finding(100, 'dsl', 'line-dark', true),
        state(100, HOUSE, 'down'),
        state(102, 'shop', 'down'),
        other(103, 'live-changed', { from: 'dsl', to: 'mobile' }),
        state(104, HOUSE, 'up'),
        state(105, 'shop', 'up'),
        finding(160, 'dsl', 'line-dark', false),
      ],
      300,
    );
    expect(short(events)).toEqual(['110 opened line dsl [internet,shop]', '160 closed line dsl [internet,shop]']);
  });
  it('the gateway before the line, the line before what is behind it', () => {
    const { events } = play(
      [
        live(1, 'dsl'),
        finding(100, 'dsl', 'gateway-silent', true),
        state(101, HOUSE, 'down'),
        state(102, 'router', 'down'),
      ],
      150,
    );
    expect(short(events)).toEqual(['110 opened gateway dsl [internet,router]']);
  });
  it('a line that this machine could not send over is the fault of this machine', () => {
    const dark = finding(100, 'dsl', 'line-dark', true);
    const unsent = { ...dark, evidence: { ...dark.evidence, unsent: true } };
    const { events } = play([live(1, 'dsl'), unsent, state(101, HOUSE, 'down')], 150);
    expect(short(events)).toEqual(['110 opened machine dsl [internet]']);
  });
  it('this machine before everything', () => {
    const { events } = play(
      [state(100, 'shop', 'down'), state(101, 'loopback', 'degraded'), state(101, 'router', 'down')],
      150,
    );
    expect(short(events)).toEqual(['110 opened machine loopback [loopback,router,shop]']);
  });
  it('no default route is the LAN', () => {
    const { events } = play(
      [other(99, 'route-changed', { family: 4, from: 'x', to: '' }), state(100, 'shop', 'down')],
      150,
    );
    expect(short(events)).toEqual(['110 opened lan  [shop]']);
  });
  it('many far places behind a line that carries are the provider', () => {
    const { events } = play(
      [live(1, 'dsl'), ...['quad9', 'google', 'shop'].map((name) => state(100, name, 'down'))],
      150,
    );
    expect(short(events)).toEqual(['110 opened provider dsl [google,quad9,shop]']);
    const withHop = play(
      [live(1, 'dsl'), ...['quad9', 'google', 'shop', 'hop'].map((n) => state(100, n, 'down'))],
      150,
    );
    expect(short(withHop.events)).toEqual(['110 opened line dsl [google,hop,quad9,shop]']);
  });
  it('one alone is the target; two apart are two', () => {
    const { events, state: after } = play(
      [live(1, 'dsl'), state(100, 'shop', 'down'), state(300, 'blog', 'degraded')],
      350,
    );
    expect(short(events)).toEqual(['110 opened target shop [shop]', '310 opened target blog [blog]']);
    expect(events.map((e) => e.severity)).toEqual(['fail', 'warn']);
    expect(currentIncidents(after).map((i) => [i.of, i.cause, i.targets])).toEqual([
      ['shop', 'target', ['shop']],
      ['blog', 'target', ['blog']],
    ]);
  });
  it('is one while it comes back within a minute, and another after', () => {
    const { events } = play(
      [100, 160, 300].flatMap((t) => [state(t, 'shop', 'down'), state(t + 20, 'shop', 'up')]),
      500,
    );
    expect(short(events)).toEqual([
      '110 opened target shop [shop]',
      '180 closed target shop [shop]',
      '310 opened target shop [shop]',
      '320 closed target shop [shop]',
    ]);
  });
  it('is blamed anew when a nearer cause shows, and what was taken for others is taken in', () => {
    const { events } = play(
      [
        live(1, 'dsl'),
        state(100, 'shop', 'down'),
        state(105, 'blog', 'down'),
        finding(130, 'dsl', 'line-dark', true),
        state(131, HOUSE, 'down'),
      ],
      160,
    );
    expect(short(events)).toEqual([
      '110 opened target shop [shop]',
      '115 opened target blog [blog]',
      '130 changed line dsl [blog,shop]',
      '130 closed target blog [blog]',
    ]);
  });
  it('ends where nobody watched', () => {
    const { events } = play(
      [state(100, 'shop', 'down'), gap(200, 4_000, 'suspended'), { ...state(200, 'shop', 'unknown') }],
      4_100,
    );
    expect(short(events)).toEqual(['110 opened target shop [shop]', '200 closed target shop [shop]']);
  });
});

describe('what is over before it is gathered', () => {
  it('is an incident where it was down, with its own begin and end, and nobody diagnoses it', () => {
    const { events, state: after } = play([live(1, 'dsl'), state(100, 'shop', 'down'), state(105, 'shop', 'up')], 200);
    expect(short(events)).toEqual(['100 opened target shop [shop]', '105 closed target shop [shop]']);
    expect(events.map((e) => e.severity)).toEqual(['fail', 'info']);
    expect(events[1]?.evidence['seconds']).toBe(15); // from the last good reply
    expect(wantsDiagnosis(events)).toEqual([]);
    expect(currentIncidents(after)).toEqual([]);
  });
  it('is none where it only fared badly', () => {
    expect(short(play([state(100, 'shop', 'degraded'), state(105, 'shop', 'up')], 200).events)).toEqual([]);
    const badly = [finding(100, 'dsl', 'line-degraded', true), finding(105, 'dsl', 'line-degraded', false)];
    expect(short(play(badly, 200).events)).toEqual([]);
  });
  it('is one incident with what went wrong with it, blamed on what was down then', () => {
    const { events } = play(
      [
        live(1, 'dsl'),
        finding(100, 'dsl', 'gateway-silent', true),
        state(101, HOUSE, 'down'),
        state(102, 'shop', 'down'),
        finding(104, 'dsl', 'gateway-silent', false),
        state(105, HOUSE, 'up'),
        state(106, 'shop', 'up'),
      ],
      300,
    );
    expect(short(events)).toEqual(['100 opened gateway dsl [internet,shop]', '106 closed gateway dsl [internet,shop]']);
  });
  it('is the fault of the LAN where there was no default route then', () => {
    const { events } = play(
      [
        other(92, 'route-changed', { family: 4, from: 'x', to: '' }),
        state(100, 'shop', 'down'),
        other(101, 'route-changed', { family: 4, from: '', to: 'x' }),
        state(103, 'shop', 'up'),
        state(200, 'blog', 'down'),
      ],
      220,
    );
    expect(short(events)).toEqual([
      '100 opened lan  [shop]',
      '103 closed lan  [shop]',
      '210 opened target blog [blog]',
    ]);
  });
  it('is over when it is well: an outage that ends in faring badly is an incident until then', () => {
    const { events } = play(
      [state(100, 'shop', 'down'), state(103, 'shop', 'degraded'), state(130, 'shop', 'up')],
      250,
    );
    expect(short(events)).toEqual(['110 opened target shop [shop]', '130 closed target shop [shop]']);
    expect(events[0]?.severity).toBe('fail');
    const quick = play([state(100, 'shop', 'down'), state(103, 'shop', 'degraded'), state(106, 'shop', 'up')], 250);
    expect(short(quick.events)).toEqual(['100 opened target shop [shop]', '106 closed target shop [shop]']);
  });
  it('is diagnosed once it is down again, and stays so', () => {
    const { events } = play(
      [live(1, 'dsl'), state(100, 'shop', 'down'), state(104, 'shop', 'up'), state(130, 'shop', 'down')],
      300,
    );
    expect(short(events)).toEqual(['100 opened target shop [shop]', '140 changed target shop [shop]']);
    expect(wantsDiagnosis(events)).toEqual([{ incident: events[0]?.evidence['id'], target: 'shop' }]);
  });
  it('is told though nobody watches after it, and not twice', () => {
    const short5 = [state(100, 'shop', 'down'), state(105, 'shop', 'up')];
    for (const [from, to] of [
      [107, 108],
      [107, 4_000],
      [112, 4_000],
      [120, 130],
    ] as const)
      expect(short(play([...short5, gap(from, to, 'stopped')], to + 200).events), `${from} ${to}`).toEqual([
        '100 opened target shop [shop]',
        expect.stringMatching(/^1\d\d closed target shop \[shop\]$/),
      ]);
  });
  it('is not told of what a hole in the watching ended', () => {
    const back = [state(104, 'shop', 'unknown'), state(106, 'shop', 'up')];
    expect(play([state(100, 'shop', 'down'), gap(102, 104, 'stalled'), ...back], 200).events).toEqual([]);
    const line = [finding(100, 'dsl', 'line-dark', true), gap(102, 4_000, 'suspended')];
    expect(play([...line, finding(4_001, 'dsl', 'line-dark', false)], 4_100).events).toEqual([]);
  });
});

describe('outages of any length, in any order', () => {
  const places = ['shop', 'blog', 'quad9', HOUSE];
  const spell = fc.record({
    who: fc.nat({ max: places.length }),
    begin: fc.integer({ min: 100, max: 160 }),
    length: fc.integer({ min: 1, max: 30 }),
  });
  /** Of one place one at a time. */
  const spells = fc.uniqueArray(spell, { selector: ({ who }) => who, minLength: 1, maxLength: 5 });
  it('each opened once and closed once, none left out, however the record is cut', () => {
    fc.assert(
      fc.property(spells, fc.nat({ max: 400 }), (all, cut) => {
        const told = all.flatMap(({ who, begin, length }) => {
          const name = places[who];
          return name === undefined
            ? [finding(begin, 'dsl', 'line-dark', true), finding(begin + length, 'dsl', 'line-dark', false)]
            : [state(begin, name, 'down'), state(begin + length, name, 'up')];
        });
        const entries = withTime([live(1, 'dsl'), ...told.toSorted((a, b) => a.at - b.at)], 400);
        const [after, events] = watcher.step(watcher.init, entries);
        const [half, first] = watcher.step(watcher.init, entries.slice(0, cut));
        const [, second] = watcher.step(JSON.parse(JSON.stringify(half)) as IncidentsState, entries.slice(cut));
        expect([...first, ...second]).toEqual(events);

        const ids = (type: Event['type']) => events.filter((e) => e.type === type).map((e) => String(e.evidence['id']));
        expect(new Set(ids('incident-opened')).size).toBe(ids('incident-opened').length);
        expect(ids('incident-closed').toSorted()).toEqual(ids('incident-opened').toSorted());
        expect(after.open).toEqual([]);
        const named = new Set(events.flatMap((e) => String(e.evidence['targets']).split(',')));
        for (const { who } of all) if (places[who] !== undefined) expect(named).toContain(places[who]);
        for (const closed of events.filter((e) => e.type === 'incident-closed')) {
          const opened = events.find((e) => e.evidence['id'] === closed.evidence['id']);
          expect(opened?.at).toBeLessThanOrEqual(closed.at);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a diagnosis', () => {
  it('is wanted once an incident, and of one place once an hour', () => {
    const again = [100, 400, 4_000].flatMap((t) => [state(t, 'shop', 'down'), state(t + 20, 'shop', 'up')]);
    const { events } = play([live(1, 'dsl'), ...again], 4_200);
    expect(wantsDiagnosis(events).map((w) => w.target)).toEqual(['shop', 'shop']);
    expect(wantsDiagnosis(events)[0]?.incident).toBe(events[0]?.evidence['id']);
  });
  it('says why it is not wanted', () => {
    const why = (...entries: Parameters<typeof play>[0]): unknown =>
      play(entries, 200).events.findLast((e) => e.type === 'incident-opened')?.evidence['notDiagnosed'];
    expect(why(live(1, 'dsl'), state(100, 'shop', 'down'))).toBeUndefined();
    expect(why(live(1, 'dsl'), state(100, 'shop', 'down'), state(105, 'shop', 'up'))).toBe('over');
    expect(why(live(1, 'dsl'), state(100, 'shop', 'degraded'))).toBe('not-down');
    expect(why(live(1, 'mobile'), state(100, 'shop', 'down'))).toBe('metered');
    expect(why(live(1, 'dsl'), state(100, 'loopback', 'down'))).toBe('nobody');
    const twice = [10, 100].flatMap((t) => [state(t, 'shop', 'down'), state(t + 15, 'shop', 'up')]);
    expect(why(live(1, 'dsl'), ...twice)).toBe('hourly');
    const none = incidents({ ...AROUND, diagnoses: false }, vantage);
    const [, events] = none.step(none.init, withTime([live(1, 'dsl'), state(100, 'shop', 'down')], 200));
    expect(events[0]?.evidence).toMatchObject({ notDiagnosed: 'off' });
  });
  it('is not wanted over a metered line, nor of what is merely slow', () => {
    expect(wantsDiagnosis(play([live(1, 'mobile'), state(100, 'shop', 'down')], 200).events)).toEqual([]);
    expect(wantsDiagnosis(play([live(1, 'dsl'), state(100, 'shop', 'degraded')], 200).events)).toEqual([]);
  });
});

describe('the state', () => {
  it('is JSON: going on from any place of the record tells the same', () => {
    const entries = [
      live(1, 'dsl'),
      ...passing(2, 100),
      state(100, 'shop', 'down'),
      finding(104, 'dsl', 'line-dark', true),
      ...passing(104, 180),
      state(180, 'shop', 'up'),
      finding(181, 'dsl', 'line-dark', false),
      ...passing(181, 300),
    ];
    const [, whole] = watcher.step(watcher.init, entries);
    expect(whole).toHaveLength(2);
    for (let cut = 0; cut <= entries.length; cut += 7) {
      const [half, first] = watcher.step(watcher.init, entries.slice(0, cut));
      const [, second] = watcher.step(JSON.parse(JSON.stringify(half)) as IncidentsState, entries.slice(cut));
      expect([...first, ...second]).toEqual(whole);
    }
  });
  it('is bounded', () => {
    const many = Array.from({ length: 5_000 }, (_, i) => state(100 + i / 1_000, `t${i}`, 'down'));
    const [after] = watcher.step(watcher.init, [...many.slice(0, 4_100), ...passing(106, 130)]);
    expect(Object.keys(after.targets).length).toBeLessThanOrEqual(4_000);
    expect(after.open.length).toBeLessThanOrEqual(64);
  });
});
