import * as fc from 'fast-check';

import {
  EVENT_TYPES,
  GAP_REASONS,
  type Entry,
  type Event,
  type Gap,
  type Run,
  type Samples,
} from '../../src/domain/entry.ts';
import { LOSS_REASONS, NOTE_KINDS, type Sample } from '../../src/domain/sample.ts';
import type { Subject } from '../../src/domain/subject.ts';
import type { SeriesFilter } from '../../src/store/journal.ts';

/** Where entries of a test begin: a whole hour, so that buckets are easy to reckon. */
export const BASE = 1_780_002_000_000_000;
export const SECOND_US = 1_000_000;
/** How long the made-up time of one property lasts. */
export const SPAN_US = 900 * SECOND_US;

export const SUBJECT: Subject = { target: 'router', vantage: 'home' };
export const SERIES: SeriesFilter = { probe: 'ping', field: 'rtt', subject: SUBJECT };
export const samples = (at: number, value: number): Samples => ({
  kind: 'samples',
  ...SERIES,
  samples: [{ at, value }],
});
export const event = (at: number): Event => ({
  kind: 'event',
  at,
  type: 'service-started',
  severity: 'info',
  evidence: { version: '1', n: 0.5, ok: true, none: null },
});
export const gap = (from: number, to: number): Gap => ({ kind: 'gap', from, to, reason: 'stopped' });
export const run = (at: number, id: string): Run => ({
  kind: 'run',
  id,
  at,
  tookMs: 12.5,
  probe: 'route',
  subject: SUBJECT,
  outcome: { status: 'measured', values: { hops: 3 }, findings: [], report: { hops: ['192.0.2.1', 'ü✓'], n: 1e-7 } },
});

const subjectArb: fc.Arbitrary<Subject> = fc.constantFrom<Subject[]>(
  SUBJECT,
  { target: 'router', via: 'dsl', vantage: 'home' },
  { target: 'anchor', vantage: 'home' },
  { vantage: 'home' },
);
export const seriesArb: fc.Arbitrary<SeriesFilter> = fc.record({
  probe: fc.constantFrom('ping', 'tcp'),
  field: fc.constantFrom('rtt', 'ttl'),
  subject: subjectArb,
});
const valueArb = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 2_000_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 20_000, max: 20_100 }) },
  { weight: 1, arbitrary: fc.integer({ min: -5, max: 0 }) },
  { weight: 1, arbitrary: fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((v) => v + 0) },
);
const whatArb: fc.Arbitrary<(at: number) => Sample> = fc.oneof(
  { weight: 4, arbitrary: valueArb.map((value) => (at: number) => ({ at, value })) },
  {
    weight: 5,
    arbitrary: fc.record({ lost: fc.constantFrom(...LOSS_REASONS), saidBy: fc.option(fc.ipV4()) }).map(
      ({ lost, saidBy }) =>
        (at: number) =>
          saidBy === null ? { at, lost } : { at, lost, saidBy },
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ note: fc.constantFrom(...NOTE_KINDS), value: valueArb })
      .map((n) => (at: number) => ({ at, ...n })),
  },
);
/** In no order of time, as a late or lost one is settled after its successors. */
const samplesArb = (base: number): fc.Arbitrary<Samples> =>
  fc
    .record({
      series: seriesArb,
      steps: fc.uniqueArray(fc.integer({ min: 0, max: SPAN_US / 500_000 }), { maxLength: 60 }),
      jitter: fc.integer({ min: 0, max: 400_000 }),
      what: fc.array(whatArb, { minLength: 60, maxLength: 60 }),
    })
    .map(({ series: { probe, field, subject }, steps, jitter, what }) => ({
      kind: 'samples' as const,
      probe,
      field,
      subject,
      samples: steps.flatMap((step, i) => what[i]?.(base + step * 500_000 + jitter) ?? []),
    }));
const atArb = (base: number): fc.Arbitrary<number> => fc.integer({ min: base, max: base + SPAN_US - 1 });
const evidenceArb = fc.dictionary(
  fc.string({ maxLength: 5 }).filter((k) => k !== '__proto__'),
  fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
  { maxKeys: 3 },
);
const eventArb = (base: number): fc.Arbitrary<Event> =>
  fc.record(
    {
      kind: fc.constant('event' as const),
      at: atArb(base),
      type: fc.constantFrom(...EVENT_TYPES),
      severity: fc.constantFrom('info', 'warn', 'fail'),
      evidence: evidenceArb,
      subject: subjectArb,
      probe: fc.constantFrom('ping', 'tcp'),
    },
    { requiredKeys: ['kind', 'at', 'type', 'severity', 'evidence'] },
  );
const runArb = (base: number): fc.Arbitrary<Run> =>
  fc.record({
    kind: fc.constant('run' as const),
    id: fc.uuid(),
    at: atArb(base),
    tookMs: fc.double({ min: 0, max: 1e6, noNaN: true }).map((n) => n + 0),
    probe: fc.constantFrom('route', 'headers'),
    subject: subjectArb,
    outcome: fc.oneof(
      fc.jsonValue().map((report) => ({
        status: 'measured' as const,
        values: { n: 1 },
        findings: [{ code: 'no-route' as const, severity: 'fail' as const, evidence: { a: 1 } }],
        report: JSON.parse(JSON.stringify(report)) as unknown,
      })),
      fc.string().map((detail) => ({ status: 'failed' as const, reason: 'timeout' as const, detail, findings: [] })),
    ),
  });
/** A record has gaps of its own after a restore, which no other is told of. */
const EVERYWHERE = GAP_REASONS.filter((r) => r !== 'restored');
const gapArb = (base: number): fc.Arbitrary<Gap> =>
  fc
    .record(
      {
        from: atArb(base),
        length: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 * SECOND_US })),
        reason: fc.constantFrom(...EVERYWHERE),
        subject: subjectArb,
      },
      { requiredKeys: ['from', 'length', 'reason'] },
    )
    .map(({ from, length, ...rest }) => Object.assign({ kind: 'gap' as const, from, to: from + length }, rest));

/** Entries of every kind within `SPAN_US` (and a minute of gaps) from `base`. */
export const entriesArb = (base: number): fc.Arbitrary<readonly Entry[]> =>
  fc.array<Entry>(
    fc.oneof(
      { weight: 6, arbitrary: samplesArb(base) },
      { weight: 1, arbitrary: eventArb(base) },
      { weight: 1, arbitrary: runArb(base) },
      { weight: 1, arbitrary: gapArb(base) },
    ),
    { maxLength: 12 },
  );
