import { reversed } from './sorted.ts';

/** From the best to the worst: those of both graders. R: a redirect that was not followed. */
const GRADES = ['A+', 'A', 'A-', 'B+', 'B', 'B-', 'C+', 'C', 'C-', 'D+', 'D', 'D-', 'E', 'F', 'R'] as const;
/** Of a chart: F and what is below it are the bottom. */
const LOWEST = GRADES.indexOf('F');

/** 0 for A+, more for worse; undefined for what is no grade. */
export const gradeRank = (grade: string | undefined): number | undefined => {
  const at = GRADES.findIndex((g) => g === grade);
  return at < 0 ? undefined : at;
};

/** How it is drawn: each has a shape of its own beside its colour. */
export type GradeLook = 'good' | 'fair' | 'poor' | 'none';
export const gradeLook = (grade: string | undefined): GradeLook => {
  const rank = gradeRank(grade);
  if (rank === undefined) return 'none';
  return rank < gradeRank('B+')! ? 'good' : rank < gradeRank('D+')! ? 'fair' : 'poor';
};
/** The worst of them; undefined where there is none. */
export const worstGrade = (grades: readonly (string | undefined)[]): string | undefined =>
  grades.reduce((worst, g) => ((gradeRank(g) ?? -1) > (gradeRank(worst) ?? -1) ? g : worst), undefined);

export const GRADER_WORDS: Readonly<Record<string, string>> = {
  observatory: 'Observatory',
  securityheaders: 'securityheaders',
};

interface Graded {
  readonly at: number;
  readonly grades?: Readonly<Record<string, string>> | undefined;
}
/** A grader's grade over time, as a line that steps in a box of 100 by 100, y downwards. */
export interface GradeLine {
  readonly grader: string;
  readonly d: string;
  readonly last: string;
}
/** Room above and below, so that a line is not on the edge. */
const ROOM = 8;
/** Where a grade lies in the box, in hundredths of its height. */
export const gradeHeight = (grade: string): number | undefined => {
  const rank = gradeRank(grade);
  return rank === undefined ? undefined : ROOM + (Math.min(rank, LOWEST) / LOWEST) * (100 - 2 * ROOM);
};
/** A line a grader over [from, to]; a grade stands until the next run says otherwise. `runs` newest first. */
export const gradeLines = (runs: readonly Graded[], from: number, to: number): readonly GradeLine[] => {
  if (to <= from) return [];
  const x = (at: number): string => (((Math.min(to, Math.max(from, at)) - from) / (to - from)) * 100).toFixed(2);
  const graders = [...new Set(runs.flatMap((r) => Object.keys(r.grades ?? {})))];
  return graders.flatMap((grader) => {
    const points = reversed(runs).flatMap((r) => {
      const grade = r.grades?.[grader];
      const y = grade === undefined ? undefined : gradeHeight(grade);
      return grade === undefined || y === undefined ? [] : [{ at: r.at, grade, y: y.toFixed(2) }];
    });
    const last = points.at(-1);
    if (last === undefined) return [];
    const d = points.map(({ at, y }, i) => (i === 0 ? `M${x(at)} ${y}` : `H${x(at)}V${y}`)).join('');
    return [{ grader, d: `${d}H${x(to)}`, last: last.grade }];
  });
};

/** A run whose grades are others than those of the run before it. */
export interface GradeChange {
  readonly at: number;
  readonly grader: string;
  readonly from: string | undefined;
  readonly to: string;
}
/** Every change of a grade, newest first; `runs` newest first. */
export const gradeChanges = (runs: readonly Graded[]): readonly GradeChange[] => {
  const known = new Map<string, string>();
  const changes: GradeChange[] = [];
  for (const run of reversed(runs)) {
    for (const [grader, to] of Object.entries(run.grades ?? {})) {
      const from = known.get(grader);
      if (from !== to) changes.push({ at: run.at, grader, from, to });
      known.set(grader, to);
    }
  }
  return reversed(changes);
};
