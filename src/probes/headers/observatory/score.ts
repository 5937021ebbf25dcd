import type { Judged } from './judge.ts';
import { resultOf, RULE_NAMES } from './rules.ts';

/** Letters from the score at which each begins, best first. */
export const GRADES = [
  [100, 'A+'],
  [90, 'A'],
  [85, 'A-'],
  [80, 'B+'],
  [70, 'B'],
  [65, 'B-'],
  [60, 'C+'],
  [50, 'C'],
  [45, 'C-'],
  [40, 'D+'],
  [30, 'D'],
  [25, 'D-'],
  [0, 'F'],
] as const;
/** Bonuses count from here, penalties taken off. */
export const BONUS_FROM = 90;
const BEGIN = 100;

export interface Score {
  readonly score: number;
  readonly grade: string;
  /** Bonuses count. */
  readonly bonus: boolean;
}
export const scoreOf = (judged: Judged): Score => {
  const points = RULE_NAMES.map((rule) => resultOf(rule, judged[rule].result).points);
  const sum = (of: readonly number[]): number => of.reduce((all, each) => all + each, 0);
  const penalised = BEGIN + sum(points.filter((each) => each < 0));
  const bonus = penalised >= BONUS_FROM;
  const score = Math.max(0, bonus ? BEGIN + sum(points) : penalised);
  return { score, grade: GRADES.find(([from]) => score >= from)?.[1] ?? 'F', bonus };
};
