import type { Clock } from '../../domain/clock.ts';
import type { Keep } from '../../domain/keep.ts';
import { HOUR, microsOf, millisOf, MINUTE, type EpochMicros, type Millis } from '../../domain/time.ts';
import type { Cursor } from '../journal.ts';
import { bigints } from './bound.ts';
import type { Database } from './database.ts';
import { readPlaces, writePlace, type Place, type PlaceName } from './places.ts';
import type { Chore } from './upkeep.ts';

type Db = Pick<Database, 'read' | 'transact'>;

const HOUR_US: EpochMicros = microsOf(HOUR);
const wholeHour = (at: EpochMicros): EpochMicros => Math.floor(at / HOUR_US) * HOUR_US;
const startOf = (now: EpochMicros, kept: Millis): EpochMicros => Math.max(0, wholeHour(now - microsOf(kept)));

/** A table whose rows are deleted for their age. */
interface Aging {
  readonly table: 'samples' | 'minutes' | 'runs';
  /** The column with the time, and how many microseconds one of it is. */
  readonly column: 'at_us' | 'slot';
  readonly unit: number;
  /** Of time in one transaction. */
  readonly step: EpochMicros;
}
const SAMPLES: Aging = { table: 'samples', column: 'at_us', unit: 1, step: microsOf(10 * MINUTE) };
const MINUTES: Aging = { table: 'minutes', column: 'slot', unit: microsOf(MINUTE), step: 6 * HOUR_US };
const RUNS: Aging = { table: 'runs', column: 'at_us', unit: 1, step: 24 * HOUR_US };

/**
 * Deletes rows from before `end`, oldest first, a step a call. DuckDB gives the room of what was deleted back to the
 * table once a whole group of rows (122,880) is gone, at its next checkpoint; the file keeps its size.
 */
const sweeper = (db: Db, { table, column, unit, step }: Aging) => {
  /** Before it there is nothing more to delete. */
  let swept: EpochMicros | undefined;
  const first = async (from: EpochMicros): Promise<EpochMicros | undefined> => {
    const { params, types } = bigints({ from: Math.ceil(from / unit) });
    const sql = `select cast(min("${column}") as double) as at from ${table} where "${column}" >= $from`;
    const [row] = await db.read<{ at: number | null }>(sql, params, types);
    return row === undefined || row.at === null ? undefined : row.at * unit;
  };
  /** Of entries before `cursor` only. */
  return async (end: EpochMicros, cursor: Cursor): Promise<'done' | 'more'> => {
    const begin = swept ?? (await first(0)) ?? end;
    if (begin >= end) {
      swept = end;
      return 'done';
    }
    const to = Math.min(end, begin + step);
    const { params, types } = bigints({ to: Math.floor(to / unit), ...(table === 'minutes' ? {} : { cursor }) });
    const only = table === 'minutes' ? '' : 'and seq < $cursor';
    const [gone] = await db.transact((_, rows) =>
      rows<{ Count: bigint }>(`delete from ${table} where "${column}" < $to ${only}`, params, types),
    );
    // Where there was nothing (years, after a clock that began in 1970) it goes on from the next that there is.
    swept = gone?.Count === 0n ? ((await first(to)) ?? end) : to;
    return swept >= end ? 'done' : 'more';
  };
};

const TAKERS: readonly PlaceName[] = ['minutes', 'hours', 'outages'];

/** The wall clock may part by this much from the monotonic one between two looks (slewing does far less). */
const SET: Millis = MINUTE;
/** A clock that was set, right or wrong, is believed after this long: a wrong one would cost all history. */
const BELIEVED: Millis = HOUR;

/** Whether the wall clock ran on evenly for the last hour. */
const clockTrust = (clock: Clock): (() => boolean) => {
  const ahead = (): Millis => millisOf(clock.now()) - clock.elapsed();
  let [was, since] = [ahead(), clock.elapsed()];
  return () => {
    const is = ahead();
    if (Math.abs(is - was) > SET) since = clock.elapsed();
    was = is;
    return clock.elapsed() - since >= BELIEVED;
  };
};

interface Rule {
  readonly name: string;
  readonly of: Aging;
  readonly kept: Millis;
  /** Whoever has to have taken what is deleted. */
  readonly takenBy: readonly PlaceName[];
  /** How long after that it waits for whoever takes the journal elsewhere. */
  readonly patience?: Millis;
  /** Where it is said from where on the rows are whole, so that no reader takes what is left of an hour. */
  readonly told?: PlaceName;
}

/** Whoever else has to have taken what is deleted, and who is told where it is deleted all the same. */
export interface Waiting {
  readonly exported?: (() => Cursor) | undefined;
  readonly notice?: (what: string) => void;
}

/**
 * Deletes samples, rollups of a minute and runs when they are older than is kept: samples only when all rollups and
 * the outages are made of them, minutes only when hours are, and never the newest entry, by which the journal knows
 * its head. Samples and runs wait for the export too, until they are older by as much again as samples are kept; where
 * that is over, it is said. Nothing is deleted in the first hour, nor within an hour after the clock was set.
 */
export const retentionChores = (
  db: Db,
  keep: Keep,
  clock: Clock,
  head: () => Cursor,
  { exported, notice }: Waiting = {},
): readonly Chore[] => {
  const believed = clockTrust(clock);
  let told = false;
  /** From where on rows are still to be exported, as far as anybody waits for that. */
  const waitsFrom = async (now: EpochMicros, { of, kept, patience, name }: Rule): Promise<EpochMicros> => {
    const cursor = exported?.();
    if (cursor === undefined || patience === undefined || cursor >= head()) return now;
    const { params, types } = bigints({ cursor });
    const sql = `select cast(min("${of.column}") as double) as at from ${of.table} where seq >= $cursor`;
    const [row] = await db.read<{ at: number | null }>(sql, params, types);
    const oldest = row?.at ?? now;
    const longest = startOf(now, kept + patience);
    if (oldest >= longest) {
      told = false;
      return wholeHour(oldest);
    }
    if (!told) notice?.(`${name} are deleted before they are in InfluxDB: it has not taken them for too long`);
    told = true;
    return longest;
  };
  const chore = (rule: Rule): Chore => {
    const { name, of, kept, takenBy, told } = rule;
    const sweep = sweeper(db, of);
    return {
      name,
      piece: async (now) => {
        if (!believed()) return 'done';
        const places = await readPlaces(db.read);
        const takers = takenBy.map((t): Place => places.get(t) ?? { horizon: 0, cursor: 0 });
        const due = Math.min(
          startOf(now, kept),
          await waitsFrom(now, rule),
          ...takers.map((t) => wholeHour(t.horizon)),
        );
        const said = told === undefined ? 0 : (places.get(told)?.horizon ?? 0);
        // One that lies in the future is of a clock that was wrong: what comes now is to be kept.
        const end = said > now ? wholeHour(now) : Math.max(due, said);
        if (told !== undefined && end !== said)
          await db.transact((_, rows) => writePlace(rows, told, { horizon: end, cursor: 0 }));
        return sweep(end, Math.min(head() - 1, ...takers.map((t) => t.cursor)));
      },
    };
  };
  const rules: readonly Rule[] = [
    { name: 'old samples', of: SAMPLES, kept: keep.raw, takenBy: TAKERS, patience: keep.raw, told: 'raw kept' },
    { name: 'old minutes', of: MINUTES, kept: keep.minutes, takenBy: ['hours'], told: 'minutes kept' },
    { name: 'old runs', of: RUNS, kept: keep.runs, takenBy: [], patience: keep.raw },
  ];
  return rules.map(chore);
};
