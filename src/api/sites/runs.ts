import type { z } from 'zod';

import type { Run } from '../../domain/entry.ts';
import type { Finding } from '../../domain/finding.ts';
import { subjectKey, type Subject } from '../../domain/subject.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Query, Range } from '../../store/journal.ts';

/** A run that measured, with its report as the probe describes it. */
export interface Measured<R> {
  readonly id: string;
  readonly at: EpochMicros;
  readonly report: R;
  readonly findings: readonly Finding[];
}
export interface Trouble {
  readonly probe: string;
  readonly at: EpochMicros;
  readonly detail: string;
}
/** The newest runs of one probe at one site. */
export interface SiteRuns<R> {
  /** Newest first. */
  readonly measured: readonly Measured<R>[];
  /** The last one failed: why. */
  readonly trouble?: Trouble;
}
export interface Asked<R> extends Range {
  readonly subject: Subject;
  readonly probe: string;
  readonly report: z.ZodType<R>;
}

/** Most of a site's runs measure; where it was not reached for long, what was seen before is looked for so far back. */
const FEW = 4;
const MANY = 64;
const MOST_DETAIL = 1_000;

/** What a run found, as its probe describes it; what is of another version, and does not fit, is passed over. */
export const measuredOf = <R>({ id, at, outcome }: Run, shape: z.ZodType<R>): readonly Measured<R>[] => {
  if (outcome.status !== 'measured') return [];
  const { success, data } = shape.safeParse(outcome.report);
  return success ? [{ id, at, report: data, findings: outcome.findings }] : [];
};

/** The newest of them: a few, and where none of these measured the last that did. */
export const siteRuns = async <R>(query: Pick<Query, 'runs'>, asked: Asked<R>): Promise<SiteRuns<R>> => {
  const { subject, probe, report, from, to } = asked;
  const key = subjectKey(subject);
  const about = { from, probe, ...(subject.target === undefined ? {} : { target: subject.target }) };
  const ofSubject = (runs: readonly Run[]): readonly Run[] => runs.filter((run) => subjectKey(run.subject) === key);
  const found = await query.runs({ ...about, to, limit: FEW });
  const own = ofSubject(found);
  const [last] = own;
  const few = own.flatMap((run) => measuredOf(run, report));
  const oldest = found.at(-1);
  const older =
    few.length === 0 && oldest !== undefined && found.length === FEW
      ? ofSubject(await query.runs({ ...about, to: oldest.at, limit: MANY })).flatMap((run) => measuredOf(run, report))
      : [];
  return {
    measured: [...few, ...older],
    ...(last?.outcome.status === 'failed'
      ? { trouble: { probe, at: last.at, detail: last.outcome.detail.slice(0, MOST_DETAIL) } }
      : {}),
  };
};
