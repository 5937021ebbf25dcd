import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CODES, groupOf, isCode } from '../../src/domain/codes.ts';
import { EVENT_TYPES } from '../../src/domain/entry.ts';
import { codeOfEvent, EVENT_INFO } from '../../src/domain/event-info.ts';
import { evidenceLabel, evidenceUnit, isInstant } from '../../src/domain/evidence-words.ts';

describe('types of events', () => {
  it.each(EVENT_TYPES)('%s is explained, in sentences, with what it rests on', (type) => {
    const { title, meaning, remedy, evidence } = EVENT_INFO[type];
    expect(title).toMatch(/^[A-Z].{3,40}[^.]$/);
    for (const sentence of [meaning, remedy]) expect(sentence).toMatch(/^(?:plumbline|[A-Z]).*\.$/);
    expect(Object.keys(evidence).length).toBeGreaterThan(0);
    // Two rows of one name would say nothing.
    expect(new Set(Object.values(evidence)).size).toBe(Object.keys(evidence).length);
  });
  it('tell of a code, or of none', () => {
    expect(codeOfEvent({ type: 'line-finding', evidence: { code: 'line-dark' } })).toBe('line-dark');
    expect(codeOfEvent({ type: 'path-changed', evidence: { from: '', to: 'no-fault' } })).toBe('no-fault');
    expect(codeOfEvent({ type: 'state-changed', evidence: { to: 'down' } })).toBeUndefined();
    expect(codeOfEvent({ type: 'line-finding', evidence: { code: 7 } })).toBeUndefined();
  });
});

describe('words of evidence', () => {
  it.each([
    ['toldByIcmp', 'told by ICMP', 'number'],
    ['stallMs', 'stall', 'ms'],
    ['mtu4From', 'path MTU over IPv4 before', 'bytes'],
    ['mssTo', 'working MSS to there', 'bytes'],
    ['lastGood', 'last reply', 'instant'],
    ['notAfterBefore', 'not after before', 'instant'],
    ['lostRatio', 'lost', 'share'],
    ['sourcePort', 'source port', 'name'],
    ['seconds', 'seconds', 'seconds'],
    ['constructor', 'constructor', 'number'],
  ])('%s is "%s", a %s', (key, label, unit) => {
    expect([evidenceLabel(key), evidenceUnit(key)]).toEqual([label, unit]);
  });
  it('are there whatever the key is, and no instant is beyond what a clock shows', () => {
    fc.assert(
      fc.property(fc.string(), (key) => typeof evidenceLabel(key) === 'string' && evidenceUnit(key) !== undefined),
    );
    fc.assert(
      fc.property(fc.double(), (n) => {
        if (isInstant(n)) expect(new Date(n / 1_000).toISOString()).toMatch(/^\d{4}-/);
      }),
    );
  });
});

it('groups every code, and only those of peers by their name', () => {
  const codes = Object.keys(CODES).filter(isCode);
  expect(codes.filter((c) => groupOf(c) === 'peers')).toEqual(codes.filter((c) => c.includes('/')));
  expect(groupOf('line-dark')).toBe('lines');
  expect(groupOf('influx-unreachable')).toBe('service');
  expect(groupOf('reverse-black-hole')).toBe('paths');
});
