import { HOUR, microsOf, MINUTE, type EpochMicros } from '../../domain/time.ts';
import { MAX_ROWS, OUTAGE_MIN_LOST, type Cursor, type Outage, type Range } from '../journal.ts';
import { bigints } from './bound.ts';
import { appendTo, maybeBig } from './commit.ts';
import type { Database, Rows } from './database.ts';
import { readPlaces, writePlace, type Place } from './places.ts';
import { ANSWERED, FIRST_NOTE } from './rows.ts';
import { spellsIn, type Carried } from './spells.ts';
import type { Chore } from './upkeep.ts';

/** What was asked for comes in within this much of its time: a full queue after a full disk holds about as much. */
const LAG: EpochMicros = microsOf(HOUR);
/** Of time at once: of a thousand targets at 1 s, 600,000 rows. */
const STEP: EpochMicros = microsOf(10 * MINUTE);
const END = Number.MAX_SAFE_INTEGER;

type Db = Pick<Database, 'read' | 'transact'>;
const double = (column: string): string => `cast(${column} as double)`;

/**
 * What `spellsIn` wants of the samples: of the replies those beside a loss, the first and the last. `asked` says which
 * series. In SQL as far as this because a thousand targets have too many rows, and no further because a statement
 * that finds the spells takes longer to plan than to do.
 */
const marks = (asked: string): string => `
  select series, ${double('at_us')} as at, lost from (
    select series, at_us, code > ${ANSWERED} as lost,
      lag(code > ${ANSWERED}) over times as before, lead(code > ${ANSWERED}) over times as after
    from samples where at_us >= $from and at_us < $to and code < ${FIRST_NOTE} and ${asked}
    window times as (partition by series order by at_us, code > ${ANSWERED}))
  where lost or before is distinct from false or after is distinct from false
  order by series, at_us, lost`;
const gaps = (asked: string): string => `
  select s.id as series, ${double('g.from_us')} as "from", ${double('g.to_us')} as "to"
  from gaps g join series s on g.vantage is null or
    (g.vantage = s.vantage and g.target is not distinct from s.target and g.via is not distinct from s.via)
  where g.to_us >= $from and g.from_us < $to and ${asked}`;

interface Mark {
  readonly series: number;
  readonly at: EpochMicros;
  readonly lost: boolean;
}
type GapOf = Range & { readonly series: number };
interface CarriedRow {
  readonly reply: EpochMicros | null;
  readonly first: EpochMicros | null;
  readonly last: EpochMicros | null;
  readonly lost: number;
}
const SILENCE = `series, ${double('reply_us')} as reply, ${double('first_us')} as first, ${double('last_us')} as last,
  ${double('lost')} as lost`;
const carriedOf = (r: CarriedRow | undefined): Carried => ({
  reply: r?.reply ?? undefined,
  silence:
    r === undefined || r.first === null || r.last === null ? undefined : { first: r.first, last: r.last, lost: r.lost },
});

/** A gap or range that ends where another begins is not in it, one without any length that lies there is. */
const overlaps = (a: Range, b: Range): boolean => a.from < b.to && (a.to > b.from || a.from >= b.from);

/**
 * The spells of one series; `from`, `to` and `least` in microseconds. Kept ones end before the horizon that is read
 * first, so a step that comes in between changes nothing.
 */
export const readOutages = async (
  read: Rows,
  q: Range & { readonly series: number; readonly least: number },
): Promise<readonly Outage[]> => {
  const { series, from, to, least } = q;
  const one = bigints({ series });
  const [left] = await read<CarriedRow & { readonly horizon: number }>(
    `select ${SILENCE}, ${double(`coalesce((select horizon_us from upkeep where chore = 'outages'), -1)`)} as horizon
     from (select 1) left join silences on series = $series`,
    one.params,
    one.types,
  );
  const horizon = Math.max(0, left?.horizon ?? 0);
  const later = bigints({ series, from: horizon, to: END });
  const kept = bigints({ ...q, horizon });
  const [rows, cuts, known] = await Promise.all([
    read<Mark>(marks('series = $series'), later.params, later.types),
    read<GapOf>(gaps('s.id = $series'), later.params, later.types),
    read<Required<Outage>>(
      `select ${double('from_us')} as "from", ${double('to_us')} as "to", ${double('lost')} as lost from outages
       where series = $series and from_us < $to and (to_us > $from or from_us >= $from) and to_us < $horizon
         and to_us - from_us >= $least order by from_us limit ${MAX_ROWS}`,
      kept.params,
      kept.types,
    ),
  ]);
  const { over, carried } = spellsIn({ from: horizon, to: END }, carriedOf(left), rows, cuts);
  const { reply, silence } = carried;
  const since = [...over, ...(silence === undefined ? [] : [{ ...silence, reply, to: undefined }])].flatMap((spell) => {
    const begin = spell.reply ?? spell.first;
    const end = spell.to ?? spell.last;
    if (spell.lost < OUTAGE_MIN_LOST || end - begin < least || !overlaps({ from: begin, to: end }, { from, to }))
      return [];
    return [{ from: begin, lost: spell.lost, ...(spell.to === undefined ? {} : { to: spell.to }) }];
  });
  return [...known, ...since].toSorted((a, b) => a.from - b.from).slice(0, MAX_ROWS);
};

const bySeries = <R extends { readonly series: number }>(rows: readonly R[]): ReadonlyMap<number, readonly R[]> => {
  const found = new Map<number, R[]>();
  for (const row of rows) {
    const ours = found.get(row.series);
    if (ours === undefined) found.set(row.series, [row]);
    else ours.push(row);
  }
  return found;
};

/** Takes the samples from the horizon to `to` into what is kept. Read and reckoned first: commits do not wait for it. */
const step = async (db: Db, horizon: EpochMicros, place: Place): Promise<void> => {
  const within = { from: horizon, to: place.horizon };
  const { params, types } = bigints(within);
  const rows = bySeries(await db.read<Mark>(marks('true'), params, types));
  const cuts = bySeries(await db.read<GapOf>(gaps('true'), params, types));
  const left = bySeries(await db.read<CarriedRow & { readonly series: number }>(`select ${SILENCE} from silences`));
  const told = [...new Set([...rows.keys(), ...left.keys()])].map((series) => {
    const before = carriedOf(left.get(series)?.[0]);
    return { series, now: spellsIn(within, before, rows.get(series) ?? [], cuts.get(series) ?? []) };
  });
  await db.transact(async (c, rows) => {
    await rows('delete from silences');
    await appendTo(c, 'silences', (a) => {
      for (const { series, now } of told) {
        const { reply, silence } = now.carried;
        if (reply === undefined && silence === undefined) continue;
        a.appendInteger(series);
        for (const n of [reply, silence?.first, silence?.last, silence?.lost ?? 0]) maybeBig(a, n);
        a.endRow();
      }
    });
    await appendTo(c, 'outages', (a) => {
      for (const { series, now } of told) {
        for (const { reply, first, to, lost } of now.over) {
          if (lost < OUTAGE_MIN_LOST) continue;
          a.appendInteger(series);
          for (const n of [reply ?? first, to, lost]) maybeBig(a, n);
          a.endRow();
        }
      }
    });
    await writePlace(rows, 'outages', place);
  });
};
/**
 * The clock was set back, so that the horizon lies in the future: begins again at an earlier one. What lay across it
 * is carried; a loss of that may count twice.
 */
const goBack = (db: Db, place: Place): Promise<void> =>
  db.transact(async (_, rows) => {
    const { params, types } = bigints({ to: place.horizon });
    const across = 'from outages where from_us < $to and to_us >= $to';
    await rows(
      `delete from silences where coalesce(reply_us, first_us) >= $to or series in (select series ${across})`,
      params,
      types,
    );
    await rows(`insert into silences select series, from_us, from_us, from_us, lost ${across}`, params, types);
    await rows('delete from outages where to_us >= $to', params, types);
    await writePlace(rows, 'outages', place);
  });

/**
 * Keeps the outages that are over, so that they outlive their samples, in steps behind the present. A sample or gap
 * that comes later than the horizon, for a time before it, changes nothing that was kept.
 */
export const outageChore = (
  db: Db,
  head: () => Cursor,
  { lag = LAG, step: width = STEP }: { readonly lag?: EpochMicros; readonly step?: EpochMicros } = {},
): Chore => {
  /**
   * When there was last nothing more to do. The horizon keeps behind that: after a stop or a sleep of the machine,
   * or a store that failed, what tells of it is in the journal by then.
   */
  let looked: EpochMicros | undefined;
  const nextFrom = async (from: EpochMicros): Promise<EpochMicros | undefined> => {
    const { params, types } = bigints({ from });
    const sql = `select ${double('min(at_us)')} as at from samples where at_us >= $from`;
    return (await db.read<{ at: number | null }>(sql, params, types))[0]?.at ?? undefined;
  };
  const isEmpty = async (from: EpochMicros, to: EpochMicros): Promise<boolean> => {
    const { params, types } = bigints({ from, to });
    const some = await db.read('select 1 from samples where at_us >= $from and at_us < $to limit 1', params, types);
    return some.length === 0;
  };
  return {
    name: 'outages',
    piece: async (now) => {
      const end = Math.min(looked ?? 0, now) - lag;
      const done = (): 'done' => {
        looked = now;
        return 'done';
      };
      if (looked === undefined) return done();
      const cursor = head();
      const kept = (await readPlaces(db.read)).get('outages')?.horizon;
      if (kept !== undefined && kept > now) {
        await goBack(db, { horizon: end, cursor });
        return done();
      }
      const horizon = kept ?? (await nextFrom(0));
      if (horizon === undefined || horizon + width > end) return done();
      // Years without a sample (a clock that began in 1970) are one step.
      const next = (await isEmpty(horizon, horizon + width)) ? ((await nextFrom(horizon)) ?? end) : horizon;
      await step(db, horizon, { horizon: Math.min(end, next + width), cursor });
      return 'more';
    },
  };
};
