import { rankOf } from '../../../domain/quantile.ts';

export const PERCENTS = [10, 50, 90, 99] as const;

/** The rank, from 1 on, that InfluxQL's `percentile(x, percent)` takes of `n` values; it answers nothing for 0. */
const influxRank = (n: number, percent: number): number => Math.floor((n * percent) / 100 + 0.5);

/**
 * InfluxQL rounds the rank where nearest-rank rounds it up: of 14 values its p10 is the first, not the second. Half a
 * rank more makes up for it, and how many percent that is depends on how many values there are. So `percent` of groups
 * of `n` values, and of those of about as many, is asked for under this number.
 */
export const percentFor = (percent: number, n: number): number => Number((percent + 49.5 / n).toFixed(10));

/** Whether what is asked for groups of `asked` values is also right for those of `n`, whatever the last digits do. */
const isRightFor = (asked: number, n: number): boolean =>
  PERCENTS.every((percent) => {
    const p = percentFor(percent, asked);
    const slack = 1e-9 * n;
    return influxRank(n - slack, p) === rankOf(n, percent) && influxRank(n + slack, p) === rankOf(n, percent);
  });

/** Few numbers of values to ask for, so that each group has its right one; the groups of each with it. */
export const classesOf = <G extends { readonly answered: number }>(
  groups: readonly G[],
): readonly { readonly asked: number; readonly groups: readonly G[] }[] => {
  const byCount = byAnswered(groups);
  byCount.delete(0);
  const classes: { asked: number; groups: G[] }[] = [];
  // The numbers that most groups have come first, and take those near them along.
  for (const [asked] of [...byCount].toSorted(([, a], [, b]) => b.length - a.length)) {
    if (!byCount.has(asked)) continue;
    const members = [...byCount.keys()].filter((n) => Math.abs(n - asked) <= asked * 0.02 && isRightFor(asked, n));
    classes.push({ asked, groups: members.flatMap((n) => byCount.get(n) ?? []) });
    for (const n of members) byCount.delete(n);
  }
  return classes;
};
const byAnswered = <G extends { readonly answered: number }>(groups: readonly G[]): Map<number, G[]> => {
  const map = new Map<number, G[]>();
  for (const group of groups) {
    const same = map.get(group.answered);
    if (same === undefined) map.set(group.answered, [group]);
    else same.push(group);
  }
  return map;
};
