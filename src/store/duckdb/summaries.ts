import type { Bucket, Query, Stats, Summary } from '../journal.ts';
import { checkSummaries } from '../limits.ts';
import { grainFor } from './cover.ts';
import type { Database } from './database.ts';
import { exactStats, type Told } from './exact.ts';
import { Tally } from './fold.ts';
import { inPieces } from './query-stats.ts';
import { rolledTallies, toldOf } from './rolled.ts';
import { subjectOfRow, type SeriesRow } from './rows.ts';

const summed = (tallies: Iterable<Tally>): Stats => {
  const all = new Tally();
  for (const tally of tallies) all.merge(tally);
  return all.stats();
};

/** Every series at once. */
export const summaryQueries = (
  db: Pick<Database, 'snapshot'>,
  series: () => readonly SeriesRow[],
): Pick<Query, 'summaries'> => ({
  summaries: async (q) => {
    const known = series();
    checkSummaries(q, known.length);
    const { from, to, widthMicros: width } = q;
    const asked = { from, to, width };
    const { buckets, all } = await inPieces(db, asked, grainFor(q, width, 0), async (rows, kept, pieces) => {
      if (pieces === 'samples') {
        const whole = await exactStats(rows, { from, to });
        return { buckets: await exactStats(rows, asked), all: new Map(whole.map((t) => [t.series, t.stats])) };
      }
      const tallies = await rolledTallies(rows, asked, kept, pieces);
      const all = new Map([...tallies].map(([id, ours]) => [id, summed(ours.values())]));
      return { buckets: toldOf(tallies, asked), all };
    });
    const bucketsOf = bySeries(buckets);
    return known.flatMap((row): readonly Summary[] => {
      const stats = all.get(row.id);
      if (stats === undefined) return [];
      const key = { probe: row.probe, field: row.field, subject: subjectOfRow(row) };
      return [{ series: key, stats, buckets: bucketsOf.get(row.id) ?? [] }];
    });
  },
});

const bySeries = (told: readonly Told[]): ReadonlyMap<number, readonly Bucket[]> => {
  const found = new Map<number, Bucket[]>();
  for (const { series, at, stats } of told) {
    const ours = found.get(series) ?? [];
    ours.push({ at, ...stats });
    found.set(series, ours);
  }
  return found;
};
