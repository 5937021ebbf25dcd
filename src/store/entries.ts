import type { Entry } from '../domain/entry.ts';
import type { Sample } from '../domain/sample.ts';
import type { Subject } from '../domain/subject.ts';

/** A samples entry with more is kept as several, so that a reader's batch stays small. */
const SAMPLES_PER_ENTRY = 1_000;
/** The longest report or evidence, in UTF-16 units of its JSON. */
const MAX_JSON = 4 * 1024 * 1024;

const whole = (n: number, what: string): number => {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`${what}: expected whole epoch microseconds, got ${n}`);
  return n;
};
const finite = (n: number, what: string): number => {
  if (!Number.isFinite(n)) throw new RangeError(`${what}: expected a finite number, got ${n}`);
  return n + 0; // minus zero becomes zero: it would not survive being stored as an integer
};
/** What a reader gets back: a copy without anything that JSON does not hold. */
const throughJson = <T>(value: T, what: string): T => {
  const json = JSON.stringify(value);
  if (json.length > MAX_JSON) throw new RangeError(`${what}: ${json.length} characters, expected at most ${MAX_JSON}`);
  return JSON.parse(json) as T;
};

/** The copies of subjects that are kept: one of each object handed in, for as long as that lives. */
const subjects = new WeakMap<Subject, Subject>();
const subjectToKeep = (given: Subject, what: string): Subject => {
  const kept = subjects.get(given) ?? throughJson(given, what);
  subjects.set(given, kept);
  return kept;
};

const sampleToKeep = (s: Sample, what: string): Sample => {
  const at = whole(s.at, `${what}.at`);
  if ('note' in s) return { at, note: s.note, value: finite(s.value, `${what}.value`) };
  if ('value' in s) return { at, value: finite(s.value, `${what}.value`) };
  return s.saidBy === undefined ? { at, lost: s.lost } : { at, lost: s.lost, saidBy: s.saidBy };
};

/**
 * An entry as it is kept: a copy of its own, long samples in parts, no samples no entry.
 * Throws a `RangeError` for what can not be stored.
 */
export const toKeep = (e: Entry): readonly Entry[] => {
  switch (e.kind) {
    case 'samples': {
      const { probe, field } = e;
      const subject = subjectToKeep(e.subject, `samples of ${probe}.${field}: subject`);
      const what = `sample of ${probe}.${field}`;
      const samples = e.samples.map((s) => sampleToKeep(s, what));
      if (samples.length <= SAMPLES_PER_ENTRY)
        return samples.length === 0 ? [] : [{ kind: 'samples', probe, field, subject, samples }];
      return Array.from({ length: Math.ceil(samples.length / SAMPLES_PER_ENTRY) }, (_, i) => ({
        kind: 'samples',
        probe,
        field,
        subject,
        samples: samples.slice(i * SAMPLES_PER_ENTRY, (i + 1) * SAMPLES_PER_ENTRY),
      }));
    }
    case 'run':
      whole(e.at, `run ${e.id}: at`);
      finite(e.tookMs, `run ${e.id}: tookMs`);
      return [throughJson(e, `run ${e.id}`)];
    case 'event':
      whole(e.at, `event ${e.type}: at`);
      return [throughJson(e, `event ${e.type}`)];
    case 'gap':
      break;
  }
  if (whole(e.from, 'gap.from') > whole(e.to, 'gap.to')) throw new RangeError('gap: expected from ≤ to');
  return [throughJson(e, 'gap')];
};

/** Entries to keep, with about what each takes in memory. */
export const weighed = (e: Entry): readonly { readonly entry: Entry; readonly bytes: number }[] =>
  toKeep(e).map((entry) => ({
    entry,
    bytes: entry.kind === 'samples' ? 200 + 60 * entry.samples.length : 2 * JSON.stringify(entry).length,
  }));

/** The latest wall-clock stamp in the entries. */
export const lastStamp = (entries: readonly Entry[]): number | undefined => {
  let last: number | undefined;
  const see = (at: number): void => {
    if (last === undefined || at > last) last = at;
  };
  for (const e of entries) {
    if (e.kind === 'samples') for (const s of e.samples) see(s.at);
    else see(e.kind === 'gap' ? e.to : e.at);
  }
  return last;
};
