import { MINUTE, microsOf, SECOND, type EpochMicros } from '../../domain/time.ts';
import type { Cursor } from '../journal.ts';
import type { Part } from '../tally.ts';
import { bigints, VALUE } from './bound.ts';
import { appendTo } from './commit.ts';
import { MICROS_OF } from './cover.ts';
import type { Database } from './database.ts';
import { partsOfDays } from './days.ts';
import { partsOfSamples, type FreshPart, type Source } from './parts.ts';
import { readPlaces, writePlace, type Place } from './places.ts';
import { ANSWERED } from './rows.ts';
import type { Chore } from './upkeep.ts';

/** How long after its end a minute or an hour is closed: by then its losses are settled and committed. */
const SETTLED = microsOf(10 * SECOND);
/** An answer longer ago is looked up no more after a start: its pair is missing in the jitter. */
const LOOKBACK = microsOf(60 * MINUTE);

type Db = Pick<Database, 'read' | 'transact'>;
interface Rollup {
  readonly table: 'minutes' | 'hours';
  /** Of time at once, whole units: an hour of 20 targets makes 1,200 minutes, but 20 hours. */
  readonly span: EpochMicros;
  /** Samples at once. What this process does with the answer holds up the rest of it, what DuckDB does takes memory. */
  readonly rows: number;
}
const ROLLUPS: Readonly<Record<Rollup['table'], Rollup>> = {
  minutes: { table: 'minutes', span: microsOf(60 * MINUTE), rows: 20_000 },
  hours: { table: 'hours', span: microsOf(60 * MINUTE), rows: 100_000 },
};

const appendParts = (c: Parameters<typeof appendTo>[0], table: string, parts: readonly Part[]): Promise<void> =>
  appendTo(c, table, (a) => {
    for (const p of parts) {
      a.appendInteger(p.slot);
      a.appendInteger(p.series);
      for (const n of [p.n, p.lost, p.late, p.duplicate, p.reordered]) a.appendUInteger(n);
      for (const x of [p.min, p.max, p.sum, p.diff_sum]) {
        if (x === null) a.appendNull();
        else a.appendDouble(x);
      }
      a.appendUInteger(p.diff_n);
      if (p.sketch === null) a.appendNull();
      else a.appendBlob(p.sketch);
      a.endRow();
    }
  });

/** The last answer of each series before the samples that are taken next. */
type LastAnswers = Map<number, number>;
/**
 * In the order of time: the pair over the edge of what was read at once is added, and the last answers brought up. What
 * came late (the second source) makes pairs only with what came with it.
 */
const paired = (parts: readonly FreshPart[], last: LastAnswers): readonly Part[] =>
  parts
    .toSorted((a, b) => a.slot - b.slot)
    .map((p) => {
      const before = last.get(p.series);
      if (p.source > 0) return p;
      if (p.last !== null) last.set(p.series, p.last);
      if (p.first === null || before === undefined) return p;
      const diff = Math.abs(p.first - before);
      return Object.assign({ ...p }, { diff_sum: (p.diff_sum ?? 0) + diff, diff_n: p.diff_n + 1 });
    });

/**
 * Rolls samples up into minutes or hours, each one once. A piece goes from the place kept (H, C) to a new one (H', C'),
 * C' being the journal's head, and takes the samples of entries before C' that are of the time from H to H', and those
 * before H whose entry is not before C: they came late and make parts of their own. Parts and place are one
 * transaction, and what the hours make of days with them. A reader takes from the samples what is not before H, or not before C.
 */
export const rollupChore = (table: Rollup['table'], db: Db, head: () => Cursor, limits = ROLLUPS): Chore => {
  const { span, rows: most } = limits[table];
  const unit = MICROS_OF[table];
  let known: { readonly place: Place; readonly last: LastAnswers } | undefined;

  const one = async (sql: string, values: Readonly<Record<string, number>>): Promise<number | undefined> => {
    const { params, types } = bigints(values);
    const [row] = await db.read<{ x: number | null }>(`select cast(${sql} as double) as x`, params, types);
    return row?.x ?? undefined;
  };
  const wholeUnit = (at: EpochMicros): EpochMicros => Math.floor(at / unit) * unit;
  const count = async (where: string, values: Readonly<Record<string, number>>): Promise<number> =>
    (await one(`(select count(*) from samples where ${where})`, values)) ?? 0;
  const oldest = async (from: EpochMicros, cursor: Cursor): Promise<EpochMicros | undefined> => {
    const at = await one('(select min(at_us) from samples where at_us >= $from and seq < $cursor)', { from, cursor });
    return at === undefined ? undefined : wholeUnit(at);
  };
  const lastAnswers = async ({ horizon, cursor }: Place): Promise<LastAnswers> => {
    const { params, types } = bigints({ from: horizon - LOOKBACK, to: horizon, cursor });
    const found = await db.read<{ series: number; v: number }>(
      `select series, arg_max(${VALUE}, (at_us, rowid)) as v from samples
       where at_us >= $from and at_us < $to and seq < $cursor and code = ${ANSWERED} group by series`,
      params,
      types,
    );
    return new Map(found.map(({ series, v }) => [series, v]));
  };
  /** What comes next: empty stretches are stepped over, and no more is taken at once than the limit if that helps. */
  const ahead = async (horizon: EpochMicros, end: EpochMicros, cursor: Cursor) => {
    const look = async (from: EpochMicros, to: EpochMicros) => {
      const rows = await count('at_us >= $from and at_us < $to and seq < $cursor', { from, to, cursor });
      return { from, to, rows };
    };
    let next = await look(horizon, Math.min(end, horizon + span));
    if (next.rows === 0 && next.to < end) {
      const from = Math.min(end, (await oldest(next.to, cursor)) ?? end);
      next = await look(from, Math.min(end, from + span));
    }
    while (next.rows > most && next.to - next.from > unit) {
      const units = Math.floor(((next.to - next.from) / unit) * (most / next.rows));
      next = await look(next.from, next.from + Math.max(1, units) * unit);
    }
    return next;
  };
  /** A few series at a time where there are many rows. */
  const partsOf = async (sources: readonly Source[], rows: number) => {
    const parts: FreshPart[] = [];
    const slices = Math.ceil(rows / most);
    for (let slice = 0; slice < slices; slice += 1)
      parts.push(...(await partsOfSamples(db.read, sources, unit, { slices, slice })));
    return parts;
  };
  return {
    name: table,
    piece: async (now) => {
      const cursor = head();
      const kept = (await readPlaces(db.read)).get(table);
      const begin = kept === undefined ? await oldest(0, cursor) : undefined;
      const place = kept ?? (begin === undefined ? undefined : { horizon: begin, cursor: 0 });
      if (place === undefined) return 'done';
      const end = Math.max(place.horizon, wholeUnit(now - SETTLED));
      const next = await ahead(place.horizon, end, cursor);
      const late = { from: 0, to: place.horizon, seq: place.cursor, before: cursor };
      const lateRows = await count('seq >= $seq and seq < $before and at_us >= $from and at_us < $to', late);
      if (next.rows + lateRows === 0) return 'done';

      if (known?.place.horizon !== place.horizon || known.place.cursor !== place.cursor)
        known = { place, last: await lastAnswers(place) };
      const last = new Map(known.last);
      const inTime = { from: next.from, to: next.to, seq: 0, before: cursor };
      const sources = lateRows === 0 ? [inTime] : [inTime, late];
      const parts = paired(await partsOf(sources, next.rows + lateRows), last);
      const done = { horizon: next.to, cursor };
      const days = table === 'hours' ? await partsOfDays(db.read, parts, { was: place.horizon, is: done.horizon }) : [];
      await db.transact(async (c, rows) => {
        await appendParts(c, table, parts);
        if (days.length > 0) await appendParts(c, 'days', days);
        await writePlace(rows, table, done);
      });
      known = { place: done, last };
      return next.to < end ? 'more' : 'done';
    },
  };
};
