import { EVENT_TYPES, GAP_REASONS, type Event, type EventType, type Gap, type Run } from '../../../domain/entry.ts';
import type { Evidence } from '../../../domain/finding.ts';
import type { Outcome } from '../../../domain/outcome.ts';
import { LOSS_REASONS, NOTE_KINDS, type LossReason, type Sample, type Settled } from '../../../domain/sample.ts';
import type { Severity } from '../../../domain/severity.ts';
import type { Subject } from '../../../domain/subject.ts';
import { fromTag, lostField, noteField, reasonField, saidByField, subjectOf, toTag } from '../names.ts';
import { fromFields } from '../pieces.ts';
import { isRecord, numberIn, textIn, type Row } from './tables.ts';

const isOneOf = <T extends string>(all: readonly T[], text: string | undefined): text is T =>
  (all as readonly (string | undefined)[]).includes(text);

/** The columns that tell the samples of a field. */
export const sampleColumns = (field: string): readonly string[] => [
  field,
  lostField(field),
  reasonField(field),
  saidByField(field),
  ...NOTE_KINDS.map((note) => noteField(field, note)),
];
/** What settled at this point, if anything did. A reason of a later version is a timeout to this one. */
export const settledOf = (row: Row, field: string): Settled | undefined => {
  const at = numberIn(row, 'time') ?? 0;
  const value = numberIn(row, field);
  if (value !== undefined) return { at, value };
  if (numberIn(row, lostField(field)) !== 1) return undefined;
  const [reason, saidBy] = [textIn(row, reasonField(field)), textIn(row, saidByField(field))];
  const lost: LossReason = isOneOf(LOSS_REASONS, reason) ? reason : 'timeout';
  return saidBy === undefined ? { at, lost } : { at, lost, saidBy };
};
/** Everything that a point tells: what settled, then the notes. */
export const samplesOfRow = (row: Row, field: string): readonly Sample[] => {
  const at = numberIn(row, 'time') ?? 0;
  const settled = settledOf(row, field);
  const notes = NOTE_KINDS.flatMap((note): readonly Sample[] => {
    const value = numberIn(row, noteField(field, note));
    return value === undefined ? [] : [{ at, note, value }];
  });
  return settled === undefined ? notes : [settled, ...notes];
};

/** The JSON in a field and those that go on from it; undefined where it is none (cut off, or another's). */
const jsonOf = (row: Row, field: string): unknown => {
  const text = fromFields(field, row);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const subjectIn = (row: Row) =>
  subjectOf({
    target: textIn(row, 'target') ?? toTag(undefined),
    via: textIn(row, 'via') ?? toTag(undefined),
    vantage: textIn(row, 'vantage') ?? '',
  });
/**
 * Whose a thing of a whole service is: of nobody in particular, as the service itself tells it, or of its vantage point,
 * where several are read side by side.
 */
export type Whole = 'nobody' | 'vantage';
export const isOfWhole = (row: Row): boolean => row['whole_service'] === true;
const subjectPart = (row: Row, whole: Whole): { readonly subject?: Subject } => {
  if (!isOfWhole(row)) return { subject: subjectIn(row) };
  return whole === 'nobody' ? {} : { subject: { vantage: subjectIn(row).vantage } };
};

const SEVERITIES: readonly Severity[] = ['info', 'warn', 'fail'];
const isEventType = (text: string | undefined): text is EventType => isOneOf(EVENT_TYPES, text);

/** Undefined for what a later version wrote and this one does not know. */
export const eventOfRow = (row: Row, whole: Whole): Event | undefined => {
  const [type, severity] = [textIn(row, 'type'), textIn(row, 'severity')];
  const [at, evidence] = [numberIn(row, 'at_us'), jsonOf(row, 'evidence')];
  if (!isEventType(type) || !isOneOf(SEVERITIES, severity) || at === undefined || !isRecord(evidence)) return undefined;
  const probe = fromTag(textIn(row, 'probe') ?? toTag(undefined));
  const told = { kind: 'event' as const, at, type, severity, evidence: evidence as Evidence };
  return { ...told, ...subjectPart(row, whole), ...(probe === undefined ? {} : { probe }) };
};
/** As far as readers take for granted; findings of another version and all. */
const isOutcome = (x: unknown): x is Outcome<unknown> => {
  if (!isRecord(x) || !Array.isArray(x['findings']) || !x['findings'].every(isRecord)) return false;
  if (x['status'] === 'measured') return isRecord(x['values']);
  return x['status'] === 'failed' && typeof x['reason'] === 'string' && typeof x['detail'] === 'string';
};
export const runOfRow = (row: Row): Run | undefined => {
  const [id, at, outcome] = [textIn(row, 'id'), numberIn(row, 'at_us'), jsonOf(row, 'outcome')];
  if (id === undefined || at === undefined || !isOutcome(outcome)) return undefined;
  return {
    kind: 'run',
    id,
    at,
    tookMs: numberIn(row, 'took_ms') ?? 0,
    probe: fromTag(textIn(row, 'probe') ?? '') ?? '',
    subject: subjectIn(row),
    outcome,
  };
};
export const gapOfRow = (row: Row, whole: Whole): Gap | undefined => {
  const [from, to, reason] = [numberIn(row, 'from_us'), numberIn(row, 'to_us'), textIn(row, 'reason')];
  if (from === undefined || to === undefined || !isOneOf(GAP_REASONS, reason)) return undefined;
  return { kind: 'gap', from, to, reason, ...subjectPart(row, whole) };
};
