import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Entry, Event, Run } from '../../../src/domain/entry.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { linesOf, markLine } from '../../../src/store/influx/lines.ts';
import { fromTag, subjectOf, toTag } from '../../../src/store/influx/names.ts';
import { fromFields } from '../../../src/store/influx/pieces.ts';
import { BASE, entriesArb, gap, run, samples, SERIES, SUBJECT } from '../../contracts/store-entries.ts';
import { parseLine, type Line } from '../../support/line-protocol.ts';

const VANTAGE = 'home';
const read = (entry: Entry, vantage = VANTAGE): readonly Line[] => linesOf(entry, vantage).map(parseLine);
const sampled = (...all: readonly Sample[]): readonly Line[] => read({ ...samples(BASE, 0), samples: all });
const subjectTags = { target: 'router', via: '-', vantage: 'home' };

describe('samples', () => {
  it('become one point each, in milliseconds', () => {
    expect(linesOf(samples(BASE + 1_999, 20_000), VANTAGE)).toEqual([
      `plumbline_ping,target=router,vantage=home,via=- rtt=20000,rtt_lost=0i ${BASE / 1_000 + 1}`,
    ]);
  });
  it('that are lost say why, and by whom where that is known', () => {
    const at = BASE;
    const [timeout, unreachable] = sampled({ at, lost: 'timeout' }, { at, lost: 'unreachable', saidBy: '192.0.2.1' });
    expect(timeout?.fields).toEqual({ rtt_lost: { integer: 1 }, rtt_reason: 'timeout' });
    expect(unreachable?.fields).toEqual({
      rtt_lost: { integer: 1 },
      rtt_reason: 'unreachable',
      rtt_said_by: '192.0.2.1',
    });
  });
  it('that came after are fields of their own, beside the answer', () => {
    const [late] = sampled({ at: BASE, note: 'late', value: 3_000_000 });
    expect(late?.fields).toEqual({ rtt_late: 3_000_000 });
  });
  it.each([Number.NaN, Infinity, -Infinity])('are left out where the value is %j', (value) => {
    expect(sampled({ at: BASE, value }, { at: BASE, note: 'late', value })).toEqual([]);
  });
});

describe('a run', () => {
  it('is a point with its values and the whole outcome, and one for each finding', () => {
    const outcome: Run['outcome'] = {
      status: 'measured',
      values: { hops: 3, odd: Number.NaN },
      findings: [
        { code: 'packet-loss', severity: 'warn', evidence: { sent: 5, lost: 1 }, remedy: 'look' },
        { code: 'packet-loss', severity: 'warn', evidence: { sent: 5, lost: 2 } },
      ],
      report: { text: 'a "quoted" \\ text\nof two lines' },
    };
    const [of, first, second, ...more] = read({ ...run(BASE + 7, 'r1'), outcome });
    expect(of).toEqual({
      measurement: 'plumbline_runs',
      tags: { probe: 'route', ...subjectTags },
      fields: {
        id: 'r1',
        at_us: { integer: BASE + 7 },
        took_ms: 12.5,
        status: 'measured',
        value_hops: 3,
        outcome: JSON.stringify(outcome),
      },
      at: BASE / 1_000,
    });
    expect(first).toEqual({
      measurement: 'plumbline_findings',
      tags: { code: 'packet-loss', severity: 'warn', probe: 'route', ...subjectTags },
      fields: { run: 'r1', remedy: 'look', evidence: '{"sent":5,"lost":1}' },
      at: BASE / 1_000,
    });
    expect(second?.at, 'another of the same code keeps its own place').toBe(BASE / 1_000 + 1);
    expect(more).toEqual([]);
  });
  it('that failed says why', () => {
    const outcome = { status: 'failed', reason: 'timeout', detail: 'x'.repeat(3_000), findings: [] } as const;
    const [of] = read({ ...run(BASE, 'r2'), outcome });
    expect(of?.fields).toMatchObject({ status: 'failed', reason: 'timeout', detail: 'x'.repeat(1_000) });
    expect(JSON.parse(fromFields('outcome', of?.fields ?? {}) ?? '')).toEqual(outcome);
  });
  it('that found much is cut into strings that InfluxDB takes, at no character', () => {
    const outcome = { status: 'measured', values: {}, findings: [], report: '✓ü'.repeat(40_000) } as const;
    const [of] = read({ ...run(BASE, 'r3'), outcome });
    const pieces = Object.entries(of?.fields ?? {}).filter(([name]) => name.startsWith('outcome'));
    expect(pieces.map(([name]) => name)).toEqual(['outcome', 'outcome_1', 'outcome_2', 'outcome_3']);
    expect(
      Math.max(...pieces.map(([, text]) => Buffer.byteLength(typeof text === 'string' ? text : ''))),
    ).toBeLessThanOrEqual(60_000);
    expect(JSON.parse(fromFields('outcome', of?.fields ?? {}) ?? '')).toEqual(outcome);
  });
});

describe('an event', () => {
  const changed: Event = {
    kind: 'event',
    at: BASE + 1,
    type: 'state-changed',
    severity: 'fail',
    subject: SUBJECT,
    probe: 'ping',
    evidence: { from: 'up', to: 'down', since: BASE },
  };
  it('is a point with a few words for people', () => {
    expect(read(changed)).toEqual([
      {
        measurement: 'plumbline_events',
        tags: { type: 'state-changed', severity: 'fail', probe: 'ping', ...subjectTags },
        fields: { at_us: { integer: BASE + 1 }, summary: 'up → down', evidence: JSON.stringify(changed.evidence) },
        at: BASE / 1_000,
      },
    ]);
  });
  it.each([
    [{ from: '', to: '192.0.2.1' }, 'none → 192.0.2.1'],
    [{ engine: 'kernel', n: 2, ok: true, none: null }, 'engine: kernel, n: 2, ok: true, none: null'],
    [{}, ''],
  ])('%j is told as %j', (evidence, summary) => {
    expect(read({ ...changed, evidence })[0]?.fields).toMatchObject({ summary });
  });
  it('of the whole service says so: it has no subject, and the vantage is the exporting one', () => {
    const { subject: _, probe: __, ...whole } = changed;
    const [line] = read(whole, 'cellar');
    expect(line?.tags).toEqual({
      type: 'state-changed',
      severity: 'fail',
      probe: '-',
      target: '-',
      via: '-',
      vantage: 'cellar',
    });
    expect(line?.fields).toMatchObject({ whole_service: true });
  });
  it('of a subject without a target is not of the whole service', () => {
    expect(read({ ...changed, subject: { vantage: 'home' } })[0]?.fields).not.toHaveProperty('whole_service');
  });
});

it('what a restored record has lost was written before, and is no gap there', () => {
  expect(linesOf({ ...gap(BASE, BASE + 1_500_000), reason: 'restored' }, 'home')).toEqual([]);
});
it('a gap lies at its beginning', () => {
  expect(read(gap(BASE, BASE + 1_500_000))).toEqual([
    {
      measurement: 'plumbline_gaps',
      tags: { reason: 'stopped', ...subjectTags, target: '-' },
      fields: {
        from_us: { integer: BASE },
        to_us: { integer: BASE + 1_500_000 },
        seconds: 1.5,
        whole_service: true,
      },
      at: BASE / 1_000,
    },
  ]);
});
it('a mark says how far a journal was exported', () => {
  expect(parseLine(markLine(BASE, { vantage: 'home', journal: 'j', cursor: 7 }))).toEqual({
    measurement: 'plumbline_export',
    tags: { vantage: 'home' },
    fields: { journal: 'j', cursor: { integer: 7 } },
    at: BASE / 1_000,
  });
});

const nastyArb = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('\\', ',', '=', ' ', '"', '%', '-', '\n', '\r', '\t', '\0', 'ü', '🙂', 'a', '2', 'D'),
  }),
);

describe('what is written', () => {
  it('of a subject comes back from its tags, whatever it is called', () => {
    fc.assert(
      fc.property(
        nastyArb,
        fc.option(nastyArb, { nil: undefined }),
        fc.option(nastyArb, { nil: undefined }),
        (vantage, target, via) => {
          const subject = {
            vantage,
            ...(target === undefined ? {} : { target }),
            ...(via === undefined ? {} : { via }),
          };
          const [line] = read({ ...samples(BASE, 1), ...SERIES, subject });
          const { target: t = '', via: v = '', vantage: w = '' } = line?.tags ?? {};
          expect(subjectOf({ target: t, via: v, vantage: w })).toEqual(subject);
        },
      ),
    );
  });
  it('as a tag is what it was, for every name that a config may hold', () => {
    for (const name of ['router', 'my-isp_2', 'a.b', 'Wohnung 1. Stock', 'büro', '東京', 'a,b=c'])
      expect(toTag(name)).toBe(name);
    expect(toTag(undefined)).toBe('-');
    for (const odd of ['-', '', '%', '\\', 'a\n', '%2D']) expect(fromTag(toTag(odd))).toBe(odd);
  });
  it('as a text comes back, whatever it says', () => {
    fc.assert(
      fc.property(nastyArb, (report) => {
        const outcome = { status: 'measured', values: {}, findings: [], report } as const;
        const [line] = read({ ...run(BASE, report), outcome });
        expect(line?.fields.id).toBe(report);
        expect(JSON.parse(fromFields('outcome', line?.fields ?? {}) ?? '')).toEqual(outcome);
      }),
    );
  });
  it('is in a form that a server takes, and each sample is there', () => {
    fc.assert(
      fc.property(entriesArb(BASE), (entries) => {
        for (const entry of entries) {
          const lines = read(entry);
          if (entry.kind !== 'samples') continue;
          expect(lines.map((l) => told(entry.field, l))).toEqual(
            entry.samples.map((s) => Object.assign({}, s, { at: Math.floor(s.at / 1_000) })),
          );
        }
      }),
    );
  });
});

/** A point of a sample, read as a sample again. */
const told = (field: string, { at, fields }: Line): unknown => {
  for (const note of ['late', 'duplicate', 'reordered'])
    if (`${field}_${note}` in fields) return { at, note, value: fields[`${field}_${note}`] };
  if (field in fields) {
    expect(fields[`${field}_lost`]).toEqual({ integer: 0 });
    return { at, value: fields[field] };
  }
  expect(fields[`${field}_lost`]).toEqual({ integer: 1 });
  const saidBy = fields[`${field}_said_by`];
  return { at, lost: fields[`${field}_reason`], ...(saidBy === undefined ? {} : { saidBy }) };
};
