import { Sketch } from '../../domain/sketch.ts';
import type { Bucket, Query, Stats, Summary } from '../journal.ts';
import { checkSummaries } from '../limits.ts';
import { grainFor, type Grain } from './cover.ts';
import type { Database } from './database.ts';
import { exactStats, type Asked, type Told } from './exact.ts';
import { Tally } from '../tally.ts';
import { inPieces } from './query-stats.ts';
import { rolledTallies, toldOf } from './rolled.ts';
import { subjectOfRow, type SeriesRow } from './rows.ts';

/** Buckets made at once, about: what makes them is forty times their size, and holds up the rest of the process. */
const AT_ONCE = 5_000;

interface Slice {
  readonly buckets: readonly Told[];
  readonly all: readonly (readonly [series: number, stats: Stats])[];
}
const slice = (db: Pick<Database, 'snapshot'>, asked: Asked, grain: Grain): Promise<Slice> =>
  inPieces(db, asked, grain, async (rows, kept, pieces) => {
    const { of, from, to } = asked;
    if (pieces === 'samples') {
      const all = (await exactStats(rows, { of, from, to })).map((t) => [t.series, t.stats] as const);
      return { buckets: await exactStats(rows, asked), all };
    }
    const tallies = await rolledTallies(rows, asked, kept, pieces);
    const scratch = new Sketch();
    const all = [...tallies].map(([series, ours]) => {
      const sum = new Tally();
      for (const tally of ours.values()) sum.merge(tally);
      return [series, sum.stats(scratch)] as const;
    });
    return { buckets: toldOf(tallies, asked), all };
  });

/** Every series at once. */
export const summaryQueries = (
  db: Pick<Database, 'snapshot'>,
  series: () => readonly SeriesRow[],
): Pick<Query, 'summaries'> => ({
  summaries: async (q) => {
    const known = series();
    checkSummaries(q, known.length);
    const { from, to, widthMicros: width } = q;
    const slices = Math.ceil((known.length * (to - from)) / width / AT_ONCE);
    const stats = new Map<number, Stats>();
    const buckets = new Map<number, Bucket[]>();
    for (let i = 0; i < slices; i += 1) {
      const told = await slice(db, { of: { slices, slice: i }, from, to, width }, grainFor(q, width, 0));
      for (const [id, all] of told.all) stats.set(id, all);
      for (const { series: id, at, stats: bucket } of told.buckets) {
        const ours = buckets.get(id) ?? [];
        ours.push(Object.assign(bucket, { at }));
        buckets.set(id, ours);
      }
    }
    return known.flatMap((row): readonly Summary[] => {
      const all = stats.get(row.id);
      if (all === undefined) return [];
      const key = { probe: row.probe, field: row.field, subject: subjectOfRow(row) };
      return [{ series: key, stats: all, buckets: buckets.get(row.id) ?? [] }];
    });
  },
});
