import type { Event, Gap, Run } from '../../domain/entry.ts';
import type { LossReason, NoteKind, Sample } from '../../domain/sample.ts';
import type { Subject } from '../../domain/subject.ts';
import type { Bookmark } from '../journal.ts';

/** samples.code: 0 answered, 1 to 63 lost, from 64 on notes. Numbers on disk: never change or reuse one. */
const LOSS_CODES: Readonly<Record<LossReason, number>> = {
  timeout: 1,
  unreachable: 2,
  'time-exceeded': 3,
  'too-big': 4,
  'send-failed': 5,
  'no-address': 6,
};
export const NOTE_CODES: Readonly<Record<NoteKind, number>> = { late: 64, duplicate: 65, reordered: 66 };
export const ANSWERED = 0;
export const FIRST_NOTE = 64;

const reasonOf = new Map(Object.entries(LOSS_CODES).map(([reason, code]) => [code, reason as LossReason]));
const noteOf = new Map(Object.entries(NOTE_CODES).map(([note, code]) => [code, note as NoteKind]));

export interface SampleRow {
  readonly at: number;
  readonly code: number;
  readonly value: number | null;
  readonly said_by: string | null;
}
export const rowOfSample = (s: Sample): SampleRow => {
  if ('note' in s) return { at: s.at, code: NOTE_CODES[s.note], value: s.value, said_by: null };
  if ('value' in s) return { at: s.at, code: ANSWERED, value: s.value, said_by: null };
  return { at: s.at, code: LOSS_CODES[s.lost], value: null, said_by: s.saidBy ?? null };
};
export const sampleOfRow = ({ at, code, value, said_by }: SampleRow): Sample => {
  const note = noteOf.get(code);
  if (note !== undefined) return { at, note, value: value ?? 0 };
  if (code === ANSWERED) return { at, value: value ?? 0 };
  // A reason that a later version added and this one does not know: still lost.
  const lost = reasonOf.get(code) ?? 'timeout';
  return said_by === null ? { at, lost } : { at, lost, saidBy: said_by };
};

/** A subject in three columns; `vantage` is NULL where there is no subject. */
export interface SubjectRow {
  readonly target: string | null;
  readonly via: string | null;
  readonly vantage: string | null;
}
export const rowOfSubject = (s: Subject | undefined): SubjectRow => ({
  target: s?.target ?? null,
  via: s?.via ?? null,
  vantage: s?.vantage ?? null,
});
export const subjectOfRow = ({ target, via, vantage }: SubjectRow): Subject => ({
  ...(target === null ? {} : { target }),
  ...(via === null ? {} : { via }),
  vantage: vantage ?? '',
});
const maybeSubject = (r: SubjectRow): { readonly subject?: Subject } =>
  r.vantage === null ? {} : { subject: subjectOfRow(r) };

/** What a column of JSON says; undefined where it is none, which only another program can have written. */
const valueIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const objectIn = (text: string): unknown => {
  const value = valueIn(text);
  return typeof value === 'object' && value !== null ? value : undefined;
};
/** One row that says nothing must not keep every reader from all that follow it. */
const UNREADABLE: Run['outcome'] = {
  status: 'failed',
  reason: 'protocol-error',
  detail: 'what it found cannot be read from the record any more',
  findings: [],
};

export interface RunRow extends SubjectRow {
  readonly at: number;
  readonly id: string;
  readonly took_ms: number;
  readonly probe: string;
  readonly outcome: string;
}
export const runOfRow = (r: RunRow): Run => ({
  kind: 'run',
  id: r.id,
  at: r.at,
  tookMs: r.took_ms,
  probe: r.probe,
  subject: subjectOfRow(r),
  outcome: (objectIn(r.outcome) as Run['outcome'] | undefined) ?? UNREADABLE,
});

export interface EventRow extends SubjectRow {
  readonly at: number;
  readonly type: string;
  readonly severity: string;
  readonly probe: string | null;
  readonly evidence: string;
}
export const eventOfRow = (r: EventRow): Event => ({
  kind: 'event',
  at: r.at,
  type: r.type as Event['type'],
  severity: r.severity as Event['severity'],
  ...maybeSubject(r),
  ...(r.probe === null ? {} : { probe: r.probe }),
  evidence: (objectIn(r.evidence) as Event['evidence'] | undefined) ?? {},
});

export interface GapRow extends SubjectRow {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}
export const gapOfRow = (r: GapRow): Gap => ({
  kind: 'gap',
  from: r.from,
  to: r.to,
  reason: r.reason as Gap['reason'],
  ...maybeSubject(r),
});

export interface SeriesRow extends SubjectRow {
  readonly id: number;
  readonly probe: string;
  readonly field: string;
}

export interface BookmarkRow {
  readonly name: string;
  readonly cursor: number;
  readonly state: string;
}
/** Undefined where its state says nothing any more: its reader begins as the first time. */
export const bookmarkOfRow = ({ name, cursor, state: text }: BookmarkRow): Bookmark | undefined => {
  const state = valueIn(text);
  return state === undefined ? undefined : { name, cursor, state };
};
