import type { Entry, Event, Gap, Run, Samples } from '../../domain/entry.ts';
import type { Evidence } from '../../domain/finding.ts';
import type { Sample } from '../../domain/sample.ts';
import type { Subject } from '../../domain/subject.ts';
import type { EpochMicros } from '../../domain/time.ts';
import {
  EVENTS,
  EXPORT,
  FINDINGS,
  GAPS,
  lostField,
  noteField,
  reasonField,
  RUNS,
  saidByField,
  samplesOf,
  TARGETS,
  toTag,
  valueField,
} from './names.ts';
import { inFields, piecesOf } from './pieces.ts';
import { fieldsPart, seriesPart, type FieldValue } from './protocol.ts';

/** A summary, detail or remedy is not longer, in bytes: the whole is in the outcome or the evidence. */
const TEXT_BYTES = 1_000;
const MICROS_A_SECOND = 1_000_000;

/**
 * An entry as lines of InfluxDB's line protocol, in the precision `ms`: the microseconds of a stamp are floored, so
 * that of two samples of one series in the same millisecond the later one stays. Writing a line twice changes nothing.
 * `vantage` is that of the whole service, for what has no subject.
 */
export const linesOf = (entry: Entry, vantage: string): readonly string[] => {
  switch (entry.kind) {
    case 'samples':
      return samplesLines(entry);
    case 'run':
      return [runLine(entry), ...findingLines(entry)];
    case 'event':
      return [eventLine(entry, vantage)];
    case 'gap':
  }
  // What the record has lost is there already: it was measured, and written.
  return entry.reason === 'restored' ? [] : [gapLine(entry, vantage)];
};

/** How far a journal was exported. */
export const markLine = (
  at: EpochMicros,
  mark: { readonly vantage: string; readonly journal: string; readonly cursor: number },
): string =>
  lineOf(at, EXPORT, { vantage: toTag(mark.vantage) }, { journal: mark.journal, cursor: { integer: mark.cursor } });

/** What a place says of one of its targets. */
export interface ToldTarget {
  readonly name: string;
  /** A name or a number, as its config has it. */
  readonly address: string;
  readonly role: string;
  readonly label: string;
}
export const targetLine = (at: EpochMicros, vantage: string, { name, address, role, label }: ToldTarget): string =>
  lineOf(at, TARGETS, { target: toTag(name), vantage: toTag(vantage) }, { address, role, label });

const millis = (at: EpochMicros): number => Math.floor(at / 1_000);
const subjectTags = ({ target, via, vantage }: Subject) => ({
  target: toTag(target),
  via: toTag(via),
  vantage: toTag(vantage),
});
const lineOf = (
  at: EpochMicros,
  measurement: string,
  tags: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, FieldValue | undefined>>,
): string => `${seriesPart(measurement, tags)} ${fieldsPart(fields)} ${millis(at)}`;
const brief = (text: string): string => piecesOf(text, TEXT_BYTES)[0] ?? '';

const samplesLines = ({ probe, field, subject, samples }: Samples): readonly string[] => {
  const series = seriesPart(samplesOf(probe), subjectTags(subject));
  return samples.flatMap((sample) => {
    const fields = sampleFields(field, sample);
    return fields === '' ? [] : [`${series} ${fields} ${millis(sample.at)}`];
  });
};
const sampleFields = (field: string, sample: Sample): string => {
  if ('note' in sample) return fieldsPart({ [noteField(field, sample.note)]: sample.value });
  if ('value' in sample)
    return Number.isFinite(sample.value)
      ? fieldsPart({ [field]: sample.value, [lostField(field)]: { integer: 0 } })
      : '';
  return fieldsPart({
    [lostField(field)]: { integer: 1 },
    [reasonField(field)]: sample.lost,
    [saidByField(field)]: sample.saidBy,
  });
};

const runLine = ({ id, at, tookMs, probe, subject, outcome }: Run): string => {
  const told =
    outcome.status === 'failed'
      ? { reason: outcome.reason, detail: brief(outcome.detail) }
      : Object.fromEntries(Object.entries(outcome.values).map(([name, value]) => [valueField(name), value]));
  const { status } = outcome;
  const fixed = { id, at_us: { integer: at }, took_ms: tookMs, status };
  const tags = { probe: toTag(probe), ...subjectTags(subject) };
  return lineOf(at, RUNS, tags, { ...fixed, ...told, ...inFields('outcome', JSON.stringify(outcome)) });
};
/** One more of the same code and severity in a run comes a millisecond later, or it would take the place of the first. */
const findingLines = ({ id, at, probe, subject, outcome }: Run): readonly string[] => {
  const met = new Map<string, number>();
  return outcome.findings.map(({ code, severity, evidence, remedy }) => {
    const kind = `${code} ${severity}`;
    const before = met.get(kind) ?? 0;
    met.set(kind, before + 1);
    const tags = { code: toTag(code), severity: toTag(severity), probe: toTag(probe), ...subjectTags(subject) };
    const fields = { run: id, ...(remedy === undefined ? {} : { remedy: brief(remedy) }), ...told(evidence) };
    return lineOf(at + before * 1_000, FINDINGS, tags, fields);
  });
};
const told = (evidence: Evidence): Readonly<Record<string, string>> => inFields('evidence', JSON.stringify(evidence));

/** What has no subject is of the whole service; a reader tells it by this from what has one without a target. */
const whose = (subject: Subject | undefined, vantage: string) => ({
  tags: subjectTags(subject ?? { vantage }),
  field: subject === undefined ? { whole_service: true } : {},
});

const eventLine = ({ at, type, severity, subject, probe, evidence }: Event, vantage: string): string => {
  const { tags, field } = whose(subject, vantage);
  return lineOf(
    at,
    EVENTS,
    { type: toTag(type), severity: toTag(severity), probe: toTag(probe), ...tags },
    { at_us: { integer: at }, summary: brief(summaryOf(evidence)), ...told(evidence), ...field },
  );
};
/** `up → down`, or else `engine: kernel, how: raw socket`. */
const summaryOf = (evidence: Evidence): string => {
  const { from, to } = evidence;
  if (typeof from === 'string' && typeof to === 'string') return `${from === '' ? 'none' : from} → ${to}`;
  return Object.entries(evidence)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
};

const gapLine = ({ from, to, reason, subject }: Gap, vantage: string): string => {
  const { tags, field } = whose(subject, vantage);
  const seconds = (to - from) / MICROS_A_SECOND;
  const stamps = { from_us: { integer: from }, to_us: { integer: to }, seconds };
  return lineOf(from, GAPS, { reason: toTag(reason), ...tags }, { ...stamps, ...field });
};
