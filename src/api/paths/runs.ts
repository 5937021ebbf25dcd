import { z } from 'zod';

import type { Run } from '../../domain/entry.ts';
import { mtuName } from '../../domain/mtu-names.ts';
import { subjectKey, type Subject } from '../../domain/subject.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Query } from '../../store/journal.ts';
import type { PathRow, PathSeen, PathSpell } from './schema.ts';
import { MTU } from './ways.ts';

/** As much of a report (probes/mtu/report.ts) as is told of every run; another version may have other codes. */
const inShort = z.object({
  verdict: z.object({ code: z.string().max(100), severity: z.enum(['info', 'warn', 'fail']), summary: z.string() }),
});
const MTUS = ['mtu4', 'mtu6'] as const;
const MOST_TEXT = 1_000;

/** What a run found; undefined where it failed, or its report is of another form. */
export const seenOf = ({ at, outcome }: Run): PathSeen | undefined => {
  if (outcome.status !== 'measured') return undefined;
  const { success, data } = inShort.safeParse(outcome.report);
  if (!success) return undefined;
  const { code, severity, summary } = data.verdict;
  const mtus = MTUS.flatMap((m) => {
    const value = outcome.values[m];
    return value === undefined || !Number.isInteger(value) ? [] : [[m, value] as const];
  });
  return { at, code, severity, summary: summary.slice(0, MOST_TEXT), ...Object.fromEntries(mtus) };
};
export const failureOf = ({ at, outcome }: Run): PathRow['failed'] =>
  outcome.status === 'failed' ? { at, reason: outcome.reason, detail: outcome.detail.slice(0, MOST_TEXT) } : undefined;

/** Most runs measure; where none did for long, what was seen before is looked for so far back. */
const FEW = 4;
const MANY = 64;
/** The newest run of a way, and the newest that measured. */
export interface Newest {
  readonly last?: Run;
  readonly seen?: PathSeen;
}
export const newestOf = async (
  query: Pick<Query, 'runs'>,
  subject: Subject,
  range: { readonly from: EpochMicros; readonly to: EpochMicros },
): Promise<Newest> => {
  const key = subjectKey(subject);
  const about = { probe: MTU, ...(subject.target === undefined ? {} : { target: subject.target }) };
  let last: Run | undefined;
  let { to } = range;
  for (const limit of [FEW, MANY]) {
    const found = await query.runs({ ...about, from: range.from, to, limit });
    const own = found.filter((run) => subjectKey(run.subject) === key);
    last ??= own[0];
    for (const run of own) {
      const seen = seenOf(run);
      if (seen !== undefined && last !== undefined) return { last, seen };
    }
    const oldest = found.at(-1);
    if (oldest === undefined || found.length < limit) break;
    to = oldest.at;
  }
  return last === undefined ? {} : { last };
};

const isSame = (a: PathSeen, b: PathSeen): boolean =>
  a.code === b.code && MTUS.every((m) => a[m] === undefined || b[m] === undefined || a[m] === b[m]);

/** Runs, newest first, as the spells that they make, newest first. A run that did not measure ends none. */
export const spellsOf = (runs: readonly PathSeen[]): readonly PathSpell[] => {
  const spells: { from: number; to?: number; runs: number; seen: PathSeen }[] = [];
  for (const seen of runs.toReversed()) {
    const last = spells.at(-1);
    if (last !== undefined && isSame(last.seen, seen)) {
      last.runs += 1;
      // An MTU that is not settled each time is told all the same.
      last.seen = { ...last.seen, ...seen };
      continue;
    }
    if (last !== undefined) last.to = seen.at;
    spells.push({ from: seen.at, runs: 1, seen });
  }
  return spells.toReversed();
};

/** What the MTUs suggest that are told of. */
export const namesOf = (mtus: readonly { readonly mtu4?: number | undefined; readonly mtu6?: number | undefined }[]) =>
  Object.fromEntries(
    [...new Set(mtus.flatMap(({ mtu4, mtu6 }) => [mtu4 ?? 0, mtu6 ?? 0]))].flatMap((bytes) => {
      const name = mtuName(bytes);
      return name === undefined ? [] : [[String(bytes), name] as const];
    }),
  );
