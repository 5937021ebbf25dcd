import { describe, expect, it } from 'vitest';

import type { Event, Gap } from '../../src/api/schema.ts';
import { EVENT_TYPES, GAP_REASONS } from '../../src/domain/entry.ts';
import { HOUSE } from '../../src/domain/line.ts';
import { LOSS_WORDS } from '../../src/domain/sample.ts';
import { HOUSE as HOUSE_OF_PAGE } from '../../web/src/model/line-words.ts';
import { LOSS_REASON_WORDS } from '../../web/src/model/samples.ts';
import { sentence, tellAll, tellEvent, tellGap, tellTogether } from '../../web/src/model/words.ts';
import { event, T0 } from './support.ts';

const S = 1_000_000;
const telling = { label: (name: string) => name.toUpperCase(), now: T0, zone: 'UTC' };
const about = (name: string) => ({ subject: { target: name, vantage: 'home' } });
const words = (e: Event): string => sentence(tellEvent(e, telling)).replaceAll('\u00a0', ' ');
const changed = (evidence: Event['evidence'], name = 'cloudflare', at = T0): Event =>
  event('state-changed', evidence, { ...about(name), at });

it('a loss is told in the words of the service', () => {
  expect(LOSS_REASON_WORDS).toEqual(LOSS_WORDS);
});

it('the house has the name that the service gives it', () => {
  expect(HOUSE_OF_PAGE).toBe(HOUSE);
});

describe('events in plain words', () => {
  it('say who went down and since when it was silent', () => {
    const e = changed({ from: 'up', to: 'down', since: Date.parse('2025-11-21T13:59:50Z') * 1_000 });
    expect(words(e)).toBe('CLOUDFLARE went down, no answer since 13:59:50');
    expect(tellEvent(e, telling).severity).toBe('fail');
  });
  it.each([
    [{ from: 'down', to: 'up', outageSeconds: 32 }, 'CLOUDFLARE is back after 32 s', 'good'],
    [{ from: 'down', to: 'up' }, 'CLOUDFLARE is back', 'good'],
    [{ from: 'degraded', to: 'up' }, 'CLOUDFLARE is well again', 'good'],
    [{ from: 'unknown', to: 'up' }, 'CLOUDFLARE answers', 'good'],
    [{ from: 'up', to: 'degraded', reason: '12 % lost in 60 s' }, 'CLOUDFLARE is not well: 12 % lost in 60 s', 'warn'],
    [{ from: 'down', to: 'degraded', outageSeconds: 90 }, 'CLOUDFLARE is back after 1 min 30 s, but not well', 'warn'],
    [{ from: 'up', to: 'unknown' }, 'CLOUDFLARE is in an unknown state', 'info'],
  ] as const)('%j', (evidence, text, severity) => {
    expect(words(changed(evidence))).toBe(text);
    expect(tellEvent(changed(evidence), telling).severity).toBe(severity);
  });
  it.each([
    [
      'address-changed',
      { from: '192.0.2.1', to: '192.0.2.7, 2001:db8::7' },
      'VPS moved from 192.0.2.1 to 192.0.2.7, 2001:db8::7',
    ],
    ['address-changed', { from: '', to: '192.0.2.7' }, 'VPS is now 192.0.2.7'],
    ['address-changed', { from: '192.0.2.1', to: '' }, 'VPS has no address any more (it was 192.0.2.1)'],
    ['check-failed', { error: 'boom' }, 'VPS could not be checked (ping): boom'],
    ['path-changed', { from: 'mss-clamped', to: 'no-fault' }, 'VPS is reached without fault again'],
    [
      'path-changed',
      { from: 'no-fault', to: 'path-mtu-reduced', mtu4From: 1_500, mtu4To: 1_380 },
      'VPS has another way: path MTU reduced (path MTU over IPv4 1,380 bytes, before 1,500 bytes)',
    ],
    [
      'path-changed',
      { from: 'no-fault', to: 'no-fault', mtu6From: 1_500, mtu6To: 1_280 },
      'VPS has another way: path MTU over IPv6 1,280 bytes, before 1,500 bytes',
    ],
  ] as const)('%s %j', (type, evidence, text) => {
    expect(words(event(type, evidence, { ...about('vps'), probe: 'ping' }))).toBe(text);
  });
  const ROUTER = 'The router of DSL answers; nothing has come back over DSL for 6 s or more';
  it.each([
    ['line-finding', 'dsl', { on: true, summary: 'DSL carries badly: 12 % lost.' }, 'DSL carries badly: 12 % lost'],
    ['line-finding', 'dsl', { on: true, summary: 'DSL is dark: nothing came back.' }, 'DSL is dark: nothing came back'],
    ['line-finding', 'dsl', { on: true, summary: `${ROUTER}.` }, ROUTER],
    ['line-finding', 'dsl', { on: false, summary: `${ROUTER}.`, seconds: 95 }, `“${ROUTER}” is over after 1 min 35 s`],
    ['line-finding', 'dsl', { on: true, summary: 'x.example has no address.' }, 'DSL: x.example has no address'],
    ['line-finding', 'dsl', { on: true, summary: '', code: 'line-dark' }, 'DSL: line dark'],
    ['line-finding', 'dsl', { on: false, summary: '', code: 'line-dark' }, 'DSL: line dark is over'],
    ['line-finding', 'internet', { on: true, summary: 'The last failover broke it.' }, 'The last failover broke it'],
    [
      'incident-opened',
      'dsl',
      { summary: `${ROUTER}; behind it: A and 4 more.` },
      `${ROUTER}; behind it: A and 4 more`,
    ],
    [
      'incident-opened',
      'dsl',
      { summary: 'The line carries, most fares badly.' },
      'DSL: the line carries, most fares badly',
    ],
    ['incident-changed', 'dsl', { summary: 'DSL; behind it: A.' }, 'DSL; behind it: A'],
    ['incident-closed', 'dsl', { summary: `${ROUTER}; behind it: A.`, seconds: 60 }, `“${ROUTER}” is over after 1 min`],
    ['incident-closed', 'vps', { summary: 'VPS does not answer.' }, '“VPS does not answer” is over'],
    ['route-changed', 'internet', { family: 4, from: 'a', to: 'b' }, 'The default route is b, before a'],
    ['route-changed', 'internet', { family: 6, from: 'a', to: '' }, 'The default route of IPv6 is gone (it was a)'],
    ['egress-changed', 'dsl', { from: 'a', to: 'b', asName: 'X' }, 'DSL is seen as b (X), before a'],
    ['egress-changed', 'dsl', { from: 'a', to: 'a', asName: 'X' }, 'DSL is seen as a (X)'],
    [
      'egress-changed',
      'dsl',
      { from: 'a', to: 'a', firstHop: 'h', pathMtu: 1_492, connection: 'survived' },
      'DSL is seen as a: first hop h, path MTU 1,492 bytes, a connection that stood survived',
    ],
    ['egress-changed', 'dsl', { from: 'a', to: '' }, 'DSL is seen under no address any more, before a'],
    ['failover', 'internet', { from: 'lte', to: 'dsl', darkSeconds: 0 }, 'DSL took over from LTE, without a silence'],
  ] as const)('%s of %s, in a sentence of its own: %j', (type, name, evidence, text) => {
    expect(words(event(type, evidence, about(name)))).toBe(text);
  });
  it('say which service the whole is about', () => {
    const e = event(
      'incident-opened',
      { summary: 'This machine had no default route.' },
      { subject: { vantage: 'home' } },
    );
    expect(words(e)).toBe('home: This machine had no default route');
  });
  it('tell a fault on the way as one', () => {
    const fault = { ...event('path-changed', { from: '', to: 'reverse-black-hole', mtu4To: 1_380 }, about('vps')) };
    expect(words({ ...fault, severity: 'fail' })).toBe(
      'VPS has a fault on its way: reverse black hole (path MTU over IPv4 1,380 bytes)',
    );
    expect(tellEvent({ ...fault, severity: 'fail' }, telling).severity).toBe('fail');
  });
  it('tell the engine and the service', () => {
    expect(words(event('engine-chosen', { engine: 'kernel', stamps: 'kernel-tx-rx' }))).toBe(
      'echoes by the kernel engine, stamped by the kernel both ways',
    );
    expect(words(event('engine-chosen', { engine: 'none', why: 'not allowed' }))).toBe(
      'no echoes can be sent: not allowed',
    );
    expect(words(event('service-started'))).toBe('plumbline started watching');
  });
  it('have a sentence for every type, also with no evidence at all', () => {
    for (const type of EVENT_TYPES) {
      expect(words(event(type))).toMatch(/\w/);
      expect(words(event(type, {}, about('x')))).not.toMatch(/undefined|NaN|null/);
    }
  });
  it.each(EVENT_TYPES)('%s: nothing that strangers wrote turns what follows', (type) => {
    const evil = '\u202eEVIL\u2067';
    const keys = ['asName', 'summary', 'message', 'why', 'reason', 'from', 'to', 'how', 'firstHop', 'connection'];
    const told = tellEvent(event(type, Object.fromEntries(keys.map((key) => [key, evil]))), telling);
    expect(sentence(told)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });
  it('tell gaps as the watcher’s own', () => {
    for (const reason of GAP_REASONS) {
      const gap: Gap = { kind: 'gap', from: T0 - 312 * S, to: T0, reason };
      expect(sentence(tellGap(gap, telling)).replaceAll('\u00a0', ' ')).toMatch(
        reason === 'restored'
          ? /^not in the record for 5 min 12 s: it was measured, but is not in the backup/
          : /^not watched for 5 min 12 s: the \w+/,
      );
      expect(tellGap(gap, telling)).toMatchObject({ severity: 'gap', at: T0 });
    }
    const one: Gap = { kind: 'gap', from: T0 - S, to: T0, reason: 'stalled', ...about('vps') };
    expect(sentence(tellGap(one, telling))).toMatch(/^VPS was not watched/);
  });
  it('leave out that nothing is known of a target while nobody watched', () => {
    const unknown = (reason: string): Event => changed({ from: 'up', to: 'unknown', reason });
    expect(tellAll([unknown('suspended'), unknown('stopped')], [], telling)).toEqual([]);
    expect(tellAll([unknown('check-failed')], [], telling)).toHaveLength(1);
  });
  it('come newest first', () => {
    const told = tellAll(
      [event('service-started', {}, { at: 5 }), event('service-stopped', {}, { at: 1 })],
      [{ kind: 'gap', from: 1, to: 4, reason: 'stopped' }],
      telling,
    );
    expect(told.map((t) => t.at)).toEqual([5, 4, 1]);
  });
});

describe('what befalls several at once', () => {
  const down = (name: string, at: number): Event => changed({ from: 'up', to: 'down', since: at - 10 * S }, name, at);
  it('is told once', () => {
    const told = tellTogether(
      tellAll(
        ['a', 'b', 'c', 'd'].map((n, i) => down(n, T0 - i * S)),
        [],
        telling,
      ),
    );
    expect(told).toHaveLength(1);
    expect(told[0] && sentence(told[0])).toMatch(/^A, B and 2 more went down, no answer since 13:59:47$/);
    expect(told[0]?.target).toBeUndefined();
  });
  it('stands by the time that it is told with: newest first', () => {
    const all = [
      down('a', T0),
      changed({ from: 'down', to: 'up', outageSeconds: 3 }, 'c', T0 - 2 * S),
      down('b', T0 - 4 * S),
    ];
    const told = tellTogether(tellAll(all, [], telling)).map((t) => t.at);
    expect(told).toEqual([T0 - 2 * S, T0 - 4 * S]);
  });
  it('names two and three', () => {
    const of = (names: string[]): string | undefined =>
      tellTogether(
        tellAll(
          names.map((n) => down(n, T0)),
          [],
          telling,
        ),
      )[0]?.who;
    expect(of(['a', 'b'])).toBe('A and B');
    expect(of(['a', 'b', 'c'])).toBe('A, B and C');
    expect(
      tellTogether(
        tellAll(
          ['a', 'b', 'c', 'd'].map((n) => down(n, T0)),
          [],
          telling,
        ),
        9,
      )[0]?.who,
    ).toBe('A, B, C and D');
  });
  it('is not mixed with other things, other times, or the same one twice', () => {
    const up = changed({ from: 'down', to: 'up', outageSeconds: 3 }, 'b', T0);
    expect(tellTogether(tellAll([down('a', T0), up], [], telling))).toHaveLength(2);
    expect(tellTogether(tellAll([down('a', T0), down('b', T0 - 60 * S)], [], telling))).toHaveLength(2);
    expect(tellTogether(tellAll([down('a', T0), down('a', T0 - S)], [], telling))).toHaveLength(2);
    expect(tellTogether(tellAll([event('service-started'), event('service-started')], [], telling))).toHaveLength(2);
  });
});
