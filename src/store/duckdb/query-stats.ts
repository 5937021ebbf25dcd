import type { Millis } from '../../domain/time.ts';
import type { Query, SeriesFilter, Stats } from '../journal.ts';
import { checkBins, checkBuckets, checkRange } from '../limits.ts';
import { cover, grainFor, type Grain, type Kept, type Piece } from './cover.ts';
import type { Database, Rows } from './database.ts';
import { exactHistogram, exactStats, type Asked, type Told } from './exact.ts';
import { readPlaces } from './places.ts';
import { rolledHistogram, rolledTallies, toldOf } from './rolled.ts';

const NOTHING: Stats = { n: 0, lost: 0, notes: { late: 0, duplicate: 0, reordered: 0 } };

type Snapshot = Pick<Database, 'snapshot'>;

/** Cuts the range by what there is, and reads all of it as of one moment: a piece of upkeep in between would count twice. */
export const inPieces = <T>(
  db: Snapshot,
  asked: Asked,
  grain: Grain,
  read: (rows: Rows, kept: Kept, pieces: readonly Piece[] | 'samples') => Promise<T>,
): Promise<T> =>
  db.snapshot(async (rows) => {
    const kept = await readPlaces(rows);
    const pieces = cover(asked, kept, grain);
    return read(rows, kept, pieces.every((p) => p.of === 'raw') ? 'samples' : pieces);
  });
/** No coarser than asked for where that can be. */
const tell = (db: Snapshot, asked: Asked, grain: Grain): Promise<readonly Told[]> =>
  inPieces(db, asked, grain, (rows, kept, pieces) =>
    pieces === 'samples'
      ? exactStats(rows, asked)
      : rolledTallies(rows, asked, kept, pieces).then((t) => toldOf(t, asked)),
  );

/** Buckets, stats and histograms of one series. `idOf` is undefined for a series that has no samples. */
export const statsQueries = (
  db: Snapshot,
  idOf: (q: SeriesFilter) => number | undefined,
  exact: Millis,
): Pick<Query, 'buckets' | 'stats' | 'histogram'> => ({
  buckets: async (q) => {
    checkBuckets(q);
    const series = idOf(q);
    if (series === undefined) return [];
    const { from, to, widthMicros: width } = q;
    const told = await tell(db, { of: { series }, from, to, width }, grainFor(q, width, exact));
    return told.map(({ at, stats }) => Object.assign({ at }, stats));
  },
  stats: async (q) => {
    checkRange(q);
    const series = idOf(q);
    if (series === undefined) return NOTHING;
    const { from, to } = q;
    const [told] = await tell(db, { of: { series }, from, to }, grainFor(q, undefined, exact));
    return told?.stats ?? NOTHING;
  },
  histogram: async (q) => {
    checkRange(q);
    checkBins(q.bins);
    const series = idOf(q);
    if (series === undefined) return [];
    const { from, to, bins } = q;
    const asked = { of: { series }, from, to };
    return inPieces(db, asked, grainFor(q, undefined, exact), (rows, kept, pieces) =>
      pieces === 'samples'
        ? exactHistogram(rows, { series, from, to, bins })
        : rolledHistogram(rows, asked, bins, kept, pieces),
    );
  },
});
