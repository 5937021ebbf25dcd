import type { Run } from '../../../src/api/schema.ts';
import { formatCount } from './format.ts';
import { amount, isLoose, listOf, oneOf, type Loose } from './loose.ts';

/** What became of all packets of one size; `some`: now so, now so. */
export type Came = 'passed' | 'lost' | 'told' | 'some';
export interface LadderRow {
  readonly family: 4 | 6;
  readonly by: 'download' | 'upload' | 'packets';
  /** `x`: 0 to 100, of the largest size that was tried in any row. */
  readonly rungs: readonly { readonly bytes: number; readonly came: Came; readonly x: number }[];
  /** The largest that came through: up to there the row is full. */
  readonly most: number;
  readonly reach: number;
  readonly words: string;
}

/** Smaller ones are at the edge: what decides lies above. */
const LEAST = 500;
const BY = ['download', 'upload', 'packets'] as const;

const cameOf = (rung: Loose): Came => {
  const [passed, lost, told] = ['passed', 'lost', 'told'].map((key) => amount(rung[key]));
  if (passed === 0) return lost === 0 && told !== 0 ? 'told' : 'lost';
  return lost === 0 && told === 0 ? 'passed' : 'some';
};
const bytesOf = (n: number): string => `${formatCount(n)}\u00a0B`;

interface Tried {
  readonly bytes: number;
  readonly came: Came;
  /** Some of them were answered. */
  readonly isTold: boolean;
}
const wordsOf = (rungs: readonly Tried[], most: number): string => {
  const above = rungs.filter((r) => r.bytes > most);
  const passes = most === 0 ? 'none came through' : `${bytesOf(most)} come through`;
  const least = above[above.length - 1];
  const torn = rungs.some((r) => r.came === 'some') ? ', some now and then' : '';
  if (least === undefined) return passes + torn;
  const how = above.every((r) => r.came === 'told')
    ? 'are answered “too big”'
    : above.some((r) => r.isTold)
      ? 'are lost, or answered “too big”'
      : 'vanish';
  return `${passes}${torn}; ${bytesOf(least.bytes)} and more ${how}`;
};

/** Which sizes an `mtu` run tried, a row for each family and kind; none where the report is of a version that did not tell. */
export const ladderOf = (run: Pick<Run, 'outcome'>): readonly LadderRow[] => {
  const report: unknown = run.outcome.status === 'measured' ? run.outcome.report : undefined;
  const rows = listOf(isLoose(report) ? report['ways'] : [], (way) => {
    const family: 4 | 6 = way['family'] === 6 ? 6 : 4;
    const all = listOf(way['ladder'], (rung) => {
      const by = oneOf(BY, rung['by']);
      const bytes = amount(rung['bytes']);
      return by === undefined || bytes <= 0
        ? undefined
        : { by, bytes, came: cameOf(rung), isTold: amount(rung['told']) > 0 };
    });
    const kinds = BY.flatMap((by) => {
      const rungs = all.filter((r) => r.by === by);
      return rungs.length === 0 ? [] : [{ family, by, rungs }];
    });
    return { kinds };
  }).flatMap(({ kinds }) => kinds);
  const full = Math.max(LEAST + 1, ...rows.flatMap((r) => r.rungs.map((g) => g.bytes)));
  const x = (bytes: number): number => Math.max(0, (bytes - LEAST) / (full - LEAST)) * 100;
  return rows.map(({ family, by, rungs }) => {
    const most = Math.max(0, ...rungs.filter((r) => r.came === 'passed' || r.came === 'some').map((r) => r.bytes));
    const placed = rungs.map(({ bytes, came }) => ({ bytes, came, x: x(bytes) }));
    return { family, by, rungs: placed, most, reach: x(most), words: wordsOf(rungs, most) };
  });
};
