import { isCode } from '../domain/codes.ts';
import type { Event, Run } from '../domain/entry.ts';
import type { Evidence, Severity } from '../domain/finding.ts';
import { subjectKey } from '../domain/subject.ts';
import type { EpochMicros } from '../domain/time.ts';
import type { Watcher } from './watcher.ts';

/** As many subjects are followed; the one heard of longest ago goes. A config may name 2,000 targets. */
const MOST_SUBJECTS = 4_000;
const PROBE = 'mtu';
const MTUS = ['mtu4', 'mtu6'] as const;

interface Seen {
  readonly at: EpochMicros;
  readonly code: string;
  readonly mtu4?: number;
  readonly mtu6?: number;
}
/** JSON: about 100 bytes a subject. */
export interface PathState {
  readonly seen: Readonly<Record<string, Seen>>;
}

interface Verdict {
  readonly code: string;
  readonly severity: Severity;
  readonly summary: string;
}
const isSeverity = (value: unknown): value is Severity => value === 'info' || value === 'warn' || value === 'fail';
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The verdict of a report. It may have been written by another version, so that it is read with care. */
const verdictOf = (report: unknown): Verdict | undefined => {
  const verdict = isObject(report) ? report['verdict'] : undefined;
  if (!isObject(verdict)) return undefined;
  const { code, severity, summary } = verdict;
  if (typeof code !== 'string' || !isCode(code) || !isSeverity(severity)) return undefined;
  return { code, severity, summary: typeof summary === 'string' ? summary : '' };
};

/** What changed from one run to the next; undefined where nothing did. At first only what is wrong is told. */
const changeOf = (before: Seen | undefined, now: Seen, { severity, summary }: Verdict): Evidence | undefined => {
  if (before === undefined)
    return severity === 'info' ? undefined : { from: '', to: now.code, ...mtusOf(now), summary };
  const moved = MTUS.filter((mtu) => before[mtu] !== undefined && now[mtu] !== undefined && before[mtu] !== now[mtu]);
  if (moved.length === 0 && before.code === now.code) return undefined;
  const mtus = moved.flatMap((mtu) => [
    [`${mtu}From`, before[mtu] ?? null] as const,
    [`${mtu}To`, now[mtu] ?? null] as const,
  ]);
  return { from: before.code, to: now.code, ...Object.fromEntries(mtus), summary };
};
const mtusOf = (now: Seen): Evidence =>
  Object.fromEntries(MTUS.flatMap((mtu) => (now[mtu] === undefined ? [] : [[`${mtu}To`, now[mtu]] as const])));

const step = (seen: Record<string, Seen>, run: Run): Event | undefined => {
  const { outcome, subject, at } = run;
  if (outcome.status !== 'measured') return undefined;
  const verdict = verdictOf(outcome.report);
  // What was not settled says neither that something changed nor that it did not.
  if (verdict === undefined || verdict.code === 'inconclusive') return undefined;
  const key = subjectKey(subject);
  const before = seen[key];
  const kept = MTUS.flatMap((mtu) => {
    const value = outcome.values[mtu] ?? before?.[mtu];
    return value === undefined ? [] : [[mtu, value] as const];
  });
  const now: Seen = { at, code: verdict.code, ...Object.fromEntries(kept) };
  seen[key] = now;
  const evidence = changeOf(before, now, verdict);
  if (evidence === undefined) return undefined;
  return { kind: 'event', at, type: 'path-changed', severity: verdict.severity, subject, probe: PROBE, evidence };
};

const within = (seen: PathState['seen']): PathState['seen'] => {
  const all = Object.entries(seen);
  if (all.length <= MOST_SUBJECTS) return seen;
  return Object.fromEntries(all.toSorted(([, a], [, b]) => b.at - a.at).slice(0, MOST_SUBJECTS));
};

/**
 * Tells as `path-changed` when the way to a target is judged otherwise than before, or its MTU is another: evidence
 * `{from, to, mtu4From?, mtu4To?, mtu6From?, mtu6To?, summary}`, `from` empty at first.
 */
export const pathState: Watcher<PathState> = {
  name: 'path-state/1',
  init: { seen: {} },
  step: (state, entries) => {
    const seen = { ...state.seen };
    const events = entries.flatMap((entry) =>
      entry.kind === 'run' && entry.probe === PROBE ? (step(seen, entry) ?? []) : [],
    );
    return [{ seen: within(seen) }, events];
  },
};
