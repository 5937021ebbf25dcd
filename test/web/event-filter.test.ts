import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { askedOf, eventsPath, isFound, isWanted, parseFilter } from '../../web/src/model/event-filter.ts';
import { codeOf, leadsTo, linksOf } from '../../web/src/model/event-links.ts';
import { factsOf } from '../../web/src/model/evidence.ts';
import { tellEvent } from '../../web/src/model/words.ts';
import { event, T0 } from './support.ts';

const searchOf = (path: string): string => new URL(path, 'http://plumbline.test').search;

describe('the filter of events', () => {
  it('stands in the address and is read back', () => {
    const range = fc.constantFrom(
      { live: true as const, span: '24h' as const },
      { live: true as const, span: '30d' as const },
      { live: false as const, from: T0, to: T0 + 60_000_000 },
    );
    const filter = fc.record({
      target: fc.string(),
      severity: fc.constantFrom<'' | 'warn' | 'fail'>('', 'warn', 'fail'),
      type: fc.string(),
      text: fc.string(),
      range,
    });
    fc.assert(
      fc.property(filter, (f) => {
        expect(parseFilter(searchOf(eventsPath(f)))).toEqual(f);
      }),
    );
    expect(eventsPath(parseFilter('?severity=nonsense&range=2000y'))).toMatch(/^\/events/);
    expect(eventsPath({})).toBe('/events');
  });
  it('is what the api is asked, and what is taken of the live ones', () => {
    const filter = parseFilter('?severity=warn&target=dsl');
    expect(askedOf(filter)).toEqual({ target: 'dsl', types: undefined, severities: 'warn,fail' });
    const of = (target: string, severity: 'info' | 'fail') =>
      event('line-finding', {}, { severity, subject: { target, vantage: 'home' } });
    expect([isWanted(filter, of('dsl', 'fail')), isWanted(filter, of('dsl', 'info'))]).toEqual([true, false]);
    expect(isWanted(filter, of('5g', 'fail'))).toBe(false);
    expect(isWanted(parseFilter(`?from=2025-01-01T00:00:00Z&to=2025-01-02T00:00:00Z`), of('dsl', 'fail'))).toBe(false);
  });
  it('finds words in what is told and in what it rests on', () => {
    const told = tellEvent(event('line-finding', { code: 'line-dark', summary: 'DSL is dark.' }), {
      label: (t) => t,
      now: T0,
    });
    for (const text of ['dark', 'DSL dark', 'line-dark', 'line dark']) expect(isFound(text, told)).toBe(true);
    expect(isFound('dark 5G', told)).toBe(false);
  });
});

describe('what an event leads to', () => {
  const paths = (e: Parameters<typeof linksOf>[0]): string[] => linksOf(e, (n) => n === 'vps').map((l) => l.href);
  const subject = (target: string) => ({ subject: { target, vantage: 'home' } });
  it('is the chart of its target, from before it began', () => {
    const [chart = ''] = paths(event('state-changed', { outageSeconds: 3_600 }, subject('vps')));
    const query = new URL(chart, 'http://plumbline.test').searchParams;
    expect(chart).toMatch(/^\/t\/vps\?/);
    expect(Date.parse(query.get('from') ?? '') * 1_000).toBe(T0 - 80 * 60_000_000);
    expect(Date.parse(query.get('to') ?? '') * 1_000).toBe(T0 + 20 * 60_000_000);
  });
  it.each([
    ['incident-closed', { id: 'i 1' }, '/lines?incident=i+1'],
    ['incident-opened', { id: 'i 1' }, '/lines?incident=i+1'],
    ['incident-changed', { id: 'i 1' }, '/lines?incident=i+1'],
    ['failover', {}, '/lines'],
    ['live-changed', {}, '/lines'],
    ['line-finding', {}, '/lines'],
    ['egress-changed', {}, '/lines'],
    ['route-changed', {}, '/lines'],
    ['site-finding', {}, `/sites/blog?at=${T0}`],
    ['address-finding', {}, '/addresses'],
    ['path-changed', {}, `/paths?target=blog&at=${T0}`],
  ] as const)('%s: %j → %s', (type, evidence, href) => {
    expect(paths(event(type, evidence, subject('blog')))[0]).toBe(href);
  });
  it.each(['state-changed', 'address-changed', 'check-failed'] as const)('%s: the chart at that time', (type) => {
    expect(paths(event(type, {}, subject('vps')))[0]).toMatch(/^\/t\/vps\?from=/);
  });
  it.each(['service-started', 'service-stopped', 'engine-chosen'] as const)('%s: what else happened then', (type) => {
    expect(paths(event(type, {}))).toEqual([expect.stringMatching(/^\/events\?from=/)]);
  });
  it('is, where a path was measured over one line, the path over that line', () => {
    const over = event('path-changed', {}, { subject: { target: 'vps', via: '5g', vantage: 'home' } });
    expect(paths(over)[0]).toBe(`/paths?target=vps&via=5g&at=${T0}`);
  });
  it('is the first of them where it is told in one line, and all that happened where it befell several', () => {
    const told = { at: T0, severity: 'fail', who: 'vps', did: 'went down', target: 'vps' } as const;
    const down = event('state-changed', {}, subject('vps'));
    expect(leadsTo({ ...told, events: [down] })).toMatch(/^\/t\/vps\?from=/);
    expect(leadsTo({ ...told, events: [down, down] })).toMatch(/^\/events\?from=/);
    // A gap.
    expect(leadsTo(told)).toBe('/t/vps');
    expect(leadsTo({ at: T0, severity: 'gap', who: '', did: 'not watched' })).toBeUndefined();
  });
  it('is what its code means', () => {
    expect(codeOf(event('path-changed', { to: 'no-fault' }))).toBe('no-fault');
    expect(codeOf(event('state-changed', { to: 'down' }))).toBe('');
  });
});

it('evidence has the order and the names of its type first, moments as moments, and leaves out what is unknown', () => {
  const facts = factsOf({ z: 'last', lastGood: T0, lost: 3, from: null, on: 2 }, { lost: 'echoes lost', from: 'f' });
  expect(facts.map((f) => [f.label, f.at])).toEqual([
    ['echoes lost', undefined],
    ['z', undefined],
    ['last reply', T0],
    ['holds', undefined],
  ]);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double(), fc.boolean())), (evidence) => {
      expect(() => factsOf(evidence)).not.toThrow();
    }),
  );
});
