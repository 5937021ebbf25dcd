import type { z } from 'zod';

import { subjectKey, type Subject } from '../../domain/subject.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Run } from '../../domain/entry.ts';
import type { Query, Range } from '../../store/journal.ts';

/** A run that measured, with its report as the probe describes it. */
export interface Told<R> {
  readonly at: EpochMicros;
  readonly report: R;
  readonly findings: readonly Finding[];
}
/** The runs of one probe on one subject. */
export interface Runs<R> {
  /** Newest first. */
  readonly told: readonly Told<R>[];
  /** Why the last one failed, where it did. */
  readonly trouble?: { readonly at: EpochMicros; readonly probe: string; readonly detail: string };
  /** There are older ones. */
  readonly more: boolean;
}

/** Runs as they are kept, maybe of another version: what does not fit the report is passed over. */
export const toldOf = <R>(runs: readonly Run[], shape: z.ZodType<R>): readonly Told<R>[] =>
  runs.flatMap(({ at, outcome }) => {
    if (outcome.status !== 'measured') return [];
    const { success, data } = shape.safeParse(outcome.report);
    return success ? [{ at, report: data, findings: outcome.findings }] : [];
  });

export interface RunsAsked<R> extends Range {
  readonly probe: string;
  readonly subject: Subject & { readonly target: string };
  readonly report: z.ZodType<R>;
  readonly limit: number;
}
/** What the store has of one probe on one subject, the newest of it. */
export const runsOf = async <R>(query: Pick<Query, 'runs'>, asked: RunsAsked<R>): Promise<Runs<R>> => {
  const { probe, subject, report, from, to, limit } = asked;
  const found = await query.runs({ from, to, target: subject.target, probe, limit: limit + 1 });
  const key = subjectKey(subject);
  const own = found.slice(0, limit).filter((run) => subjectKey(run.subject) === key);
  const last = own[0];
  return {
    told: toldOf(own, report),
    more: found.length > limit,
    ...(last?.outcome.status === 'failed' ? { trouble: { at: last.at, probe, detail: last.outcome.detail } } : {}),
  };
};
