import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ProbeOption, Run } from '../../src/api/schema.ts';
import {
  checksAt,
  choiceOf,
  offered,
  optionValues,
  placesOf,
  reportRows,
  usualText,
  verdictOf,
  type Place,
} from '../../web/src/model/checks.ts';
import { readEvents } from '../../web/src/model/events-text.ts';
import { target } from './support.ts';

const place = (name: string, role: Place['role'], checks: readonly string[], ways: readonly string[] = []): Place => ({
  name,
  label: name,
  role,
  checks,
  ways,
});
const ALL = ['ping', 'tcp', 'route', 'mtu', 'headers', 'hsts', 'tls'];

describe('the checks of a place', () => {
  it('begin with what names the fault; what is of sites comes last, but at a site', () => {
    expect(checksAt(place('a', 'anchor', ALL))).toEqual(['mtu', 'route', 'ping', 'tcp', 'headers', 'hsts', 'tls']);
    expect(checksAt(place('s', 'site', ALL)).slice(0, 3)).toEqual(['mtu', 'tls', 'headers']);
    expect(checksAt(place('l', 'line', [...ALL, 'uplink'])).slice(0, 2)).toEqual(['uplink', 'mtu']);
    expect(checksAt(place('n', 'name', ['later']))).toEqual(['later']);
  });
  it('are of targets, and of names that the config allows', () => {
    const own = { name: 'a', label: 'A', role: 'anchor' as const, checks: ALL, ways: ['dsl', '5g'] };
    const places = placesOf({ targets: [own], names: ['far.example'], namesChecks: ['ping'], running: 0, most: 4 });
    expect(places).toEqual([own, place('far.example', 'name', ['ping'])]);
  });
});

describe('what the address asks for', () => {
  const places = [
    place('gw', 'gateway', ALL),
    place('a', 'anchor', ALL),
    place('b', 'anchor', ['ping'], ['dsl', '5g']),
  ];
  const up = places.map(({ name }) => target(name));
  it('is taken as far as it is there', () => {
    expect(choiceOf('?target=b&probe=ping&via=5g', places, up)).toEqual({ target: 'b', probe: 'ping', via: '5g' });
    expect(choiceOf('?target=b&probe=mtu&via=wan', places, up)).toEqual({ target: 'b', probe: 'ping', via: undefined });
    expect(choiceOf('?target=nobody&probe=tcp', places, up)).toMatchObject({ target: 'a', probe: 'tcp' });
  });
  it('is what fares worst where it says nothing', () => {
    const down = up.map((t) => (t.name === 'gw' ? { ...t, state: { word: 'down' as const, since: 1 } } : t));
    expect(choiceOf('', places, down)).toEqual({ target: 'gw', probe: 'mtu', via: undefined });
    expect(choiceOf('', [], down)).toBeUndefined();
  });
  it('never throws, and is always of what is there', () => {
    fc.assert(
      fc.property(fc.string(), (search) => {
        const choice = choiceOf(search, places, up);
        const chosen = places.find((p) => p.name === choice?.target);
        return chosen !== undefined && chosen.checks.includes(choice?.probe ?? '');
      }),
    );
  });
});

describe('options', () => {
  const option = (name: string, kind: ProbeOption['kind'], more: Partial<ProbeOption> = {}): ProbeOption => ({
    name,
    kind,
    expected: '',
    ...more,
  });
  const options = [
    option('count', 'number', { usual: 10 }),
    option('timeout', 'duration', { usual: 2_000 }),
    option('family', 'choice', { choices: [4, 6] }),
    option('df', 'boolean', { usual: false }),
    option('path', 'text', { owners: true }),
  ];
  it('are as the api takes them, and those left empty are left out', () => {
    const given = { count: ' 5 ', timeout: '250ms', family: '6', df: 'yes', path: '' };
    expect(optionValues(options, given)).toEqual({ count: 5, timeout: '250ms', family: 6, df: true });
    expect(optionValues(options, { df: 'no', family: '5' })).toEqual({ df: false });
  });
  it('say what is usual; those of the owner are not offered', () => {
    expect(options.map(usualText)).toEqual(['10', '2\u00a0s', '', 'no', '']);
    const probe = { name: 'x', title: 'X', kind: ['once' as const], everyMs: 1, values: {}, options };
    expect(offered(probe).map((o) => o.name)).toEqual(['count', 'timeout', 'family', 'df']);
    expect(offered(undefined)).toEqual([]);
  });
});

describe('how a check went', () => {
  const run = (outcome: Run['outcome']): Run => ({
    kind: 'run',
    id: 'r',
    at: 1,
    tookMs: 1,
    probe: 'x',
    subject: { vantage: 'here' },
    outcome,
  });
  const found = (...severities: readonly ('info' | 'warn' | 'fail')[]) =>
    severities.map((severity) => ({ code: 'x', severity, evidence: {} }));
  it.each([
    [{ status: 'measured', values: {}, findings: [], report: null }, 'good'],
    [{ status: 'measured', values: {}, findings: found('info'), report: null }, 'good'],
    [{ status: 'measured', values: {}, findings: found('info', 'warn'), report: null }, 'warn'],
    [{ status: 'failed', reason: 'timeout', detail: '', findings: found('fail') }, 'fail'],
    [{ status: 'failed', reason: 'timeout', detail: '', findings: [] }, 'gap'],
  ] as const)('%j is %s', (outcome, kind) => {
    expect(verdictOf(run(outcome)).kind).toBe(kind);
  });
});

describe('a report', () => {
  it('is lines to read', () => {
    const { rows, cut } = reportRows({
      address: '192.0.2.1',
      hops: [{ ttl: 1 }, { ttl: 2, at: ['a', 'b'] }],
      none: null,
    });
    expect(cut).toBe(false);
    expect(rows).toEqual([
      { depth: 0, key: 'address', value: '192.0.2.1' },
      { depth: 0, key: 'hops' },
      { depth: 1, key: '1' },
      { depth: 2, key: 'ttl', value: 1 },
      { depth: 1, key: '2' },
      { depth: 2, key: 'ttl', value: 2 },
      { depth: 2, key: 'at', value: 'a, b' },
    ]);
  });
  it('is bounded, whatever is in it', () => {
    expect(reportRows(Array.from({ length: 9_000 }, (_, i) => ({ i })))).toMatchObject({ cut: true });
    fc.assert(
      fc.property(fc.anything(), (report) => {
        const { rows } = reportRows(report);
        return rows.length <= 400 && rows.every((r) => r.depth <= 6);
      }),
    );
  });
});

describe('server-sent events', () => {
  const text = ': it runs\n\nevent: progress\ndata: {"line":"a\\n\\nb"}\n\nevent: run\ndata: {}\n\n';
  it('are read however the text is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const at = [0, ...cuts, text.length].toSorted((a, b) => a - b);
        const read = readEvents();
        const all = at.flatMap((from, i) => read(text.slice(from, at[i + 1] ?? text.length)));
        expect(all).toEqual([
          { name: 'progress', data: '{"line":"a\\n\\nb"}' },
          { name: 'run', data: '{}' },
        ]);
      }),
    );
  });
  it('do not grow without end', () => {
    const read = readEvents();
    const much = 'x'.repeat(1024 * 1024);
    expect(() => {
      for (let i = 0; i < 10; i += 1) read(much);
    }).toThrow('too long');
  });
});
