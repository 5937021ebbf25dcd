import { logEdges } from '../../../domain/quantile.ts';
import type { Bin, Query } from '../../journal.ts';
import { samplesOf } from '../names.ts';
import type { Ask } from './ask.ts';
import { rolledBins } from './rolled.ts';
import { numberIn, type Row } from './tables.ts';
import { decimal, identifier, ofSubject, within } from './text.ts';

/** Every bin is a walk through all of the range: up to so many steps in all they are counted, beyond that reckoned. */
const MOST_STEPS = 8_000_000;
/** What is reckoned is reckoned of so many parts of the range, each by these percentiles. */
const PARTS = 100;
const PERCENTS = [5, 25, 50, 75, 95] as const;

/** How many of a part's answers lie below a value: the percentiles joined by straight lines on a log scale. */
const below = (points: readonly { readonly value: number; readonly share: number }[], value: number): number => {
  let last = points[0];
  if (last === undefined || value <= last.value) return 0;
  for (const point of points.slice(1)) {
    if (value <= point.value && point.value > last.value) {
      const log = (x: number): number => (last !== undefined && last.value > 0 ? Math.log(x) : x);
      const way = (log(value) - log(last.value)) / (log(point.value) - log(last.value));
      return last.share + (point.share - last.share) * way;
    }
    last = point;
  }
  return 1;
};
const pointsOf = (row: Row): readonly { readonly value: number; readonly share: number }[] => {
  const marks = [
    { column: 'min', share: 0 },
    ...PERCENTS.map((p) => ({ column: `p${p}`, share: p / 100 })),
    { column: 'max', share: 1 },
  ];
  return marks.flatMap(({ column, share }) => {
    const value = numberIn(row, column);
    return value === undefined ? [] : [{ value, share }];
  });
};

/**
 * Of a long range from rollups. Else counted by the server, bin by bin; where the range holds too much for that,
 * reckoned from percentiles of its parts.
 */
export const readHistogram = async (ask: Ask, q: Parameters<Query['histogram']>[0]): Promise<readonly Bin[]> => {
  const { probe, field, from: begin, to } = q;
  const rolled = await rolledBins(ask, { probe, field, from: begin, to, where: ofSubject(q.subject) }, q.bins);
  if (rolled !== undefined) return rolled;
  const value = identifier(q.field);
  const from = `FROM ${identifier(samplesOf(q.probe))} WHERE ${ofSubject(q.subject)} AND ${within(q)}`;
  const [all, positive] = await ask([
    `SELECT count(${value}) AS n, min(${value}) AS min, max(${value}) AS max ${from}`,
    `SELECT min(${value}) AS min ${from} AND ${value} > 0`,
  ]);
  const row = all?.[0]?.rows[0] ?? {};
  const [n = 0, min, max] = [numberIn(row, 'n'), numberIn(row, 'min'), numberIn(row, 'max')];
  if (min === undefined || max === undefined) return [];
  const minPositive = numberIn(positive?.[0]?.rows[0] ?? {}, 'min');
  const edges = logEdges(minPositive === undefined ? { min, max } : { min, minPositive, max }, q.bins);
  const bins = edges.slice(1).map((hi, i) => ({ lo: edges[i] ?? min, hi }));

  if (n * bins.length <= MOST_STEPS) {
    const counts = await ask(
      bins.map(
        ({ lo, hi }) =>
          `SELECT count(${value}) AS n ${from} AND ${value} >= ${decimal(lo)} AND ${value} < ${decimal(hi)}`,
      ),
    );
    return bins.map((bin, i) => ({ ...bin, n: numberIn(counts[i]?.[0]?.rows[0] ?? {}, 'n') ?? 0 }));
  }
  const width = Math.max(1, Math.ceil((q.to - q.from) / PARTS));
  const columns = [...PERCENTS.map((p) => `percentile(${value}, ${p}) AS p${p}`), `count(${value}) AS n`];
  const ends = `min(${value}) AS min, max(${value}) AS max`;
  const [tables = []] = await ask([
    `SELECT ${columns.join(', ')}, ${ends} ${from} GROUP BY time(${width}u) fill(none)`,
  ]);
  const parts = (tables[0]?.rows ?? []).map((part) => ({ n: numberIn(part, 'n') ?? 0, points: pointsOf(part) }));
  const total = parts.reduce((sum, part) => sum + part.n, 0);
  const upTo = (edge: number): number => {
    if (edge >= (edges.at(-1) ?? max)) return total;
    return Math.round(parts.reduce((sum, part) => sum + part.n * below(part.points, edge), 0));
  };
  return bins.map(({ lo, hi }, i) => ({ lo, hi, n: upTo(hi) - (i === 0 ? 0 : upTo(lo)) }));
};
