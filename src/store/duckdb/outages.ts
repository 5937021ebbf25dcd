import { HOUR, microsOf, MINUTE, type EpochMicros } from '../../domain/time.ts';
import { MAX_ROWS, OUTAGE_MIN_LOST, type Cursor, type Outage } from '../journal.ts';
import { bigints } from './bound.ts';
import { appendTo, maybeBig } from './commit.ts';
import type { Database, Rows } from './database.ts';
import { readPlaces, writePlace, type Place } from './places.ts';
import { ANSWERED, FIRST_NOTE } from './rows.ts';
import type { Chore } from './upkeep.ts';

/** What was asked for comes in within this much of its time: a full queue after a full disk holds about as much. */
const LAG: EpochMicros = microsOf(HOUR);
/** Of time at once: a thousand targets at 1 s are 600,000 rows. */
const STEP: EpochMicros = microsOf(10 * MINUTE);

type Db = Pick<Database, 'read' | 'transact'>;
const double = (column: string): string => `cast(${column} as double)`;

/** -1 before the first step: every sample lies beyond. */
const HORIZON = `coalesce((select horizon_us from upkeep where chore = 'outages'), -1)`;

/**
 * The spells of silence that samples from `from` (inclusive) to `to` (exclusive, or all there are) make with what was
 * carried to `from`. Losses belong to the last boundary at or before them: a reply, or the edge of a gap. A spell ends
 * at the next boundary. At one instant a reply or an edge counts before a loss. What is carried over the horizon is
 * the last boundary, if that was a reply, and the losses since.
 */
const spells = (from: string, { to, series }: { readonly to?: string; readonly series?: string }): string => {
  const before = (column: string): string => (to === undefined ? 'true' : `${column} < ${to}`);
  const asked = (column: string): string => (series === undefined ? 'true' : `${column} = ${series}`);
  return `
  settled as (select series, at_us, code from samples
    where at_us >= ${from} and ${before('at_us')} and code < ${FIRST_NOTE} and ${asked('series')}),
  carried as (select * from silences where ${asked('series')}),
  ours as (select s.id as series, g.from_us, g.to_us from gaps g join series s on g.vantage is null or
      (g.vantage = s.vantage and g.target is not distinct from s.target and g.via is not distinct from s.via)
    where g.to_us >= ${from} and ${before('g.from_us')} and ${asked('s.id')}),
  reply as (select series, at_us from settled where code = ${ANSWERED}
    union all select series, reply_us from carried where reply_us is not null),
  edge as (select series, at_us from (select series, unnest([from_us, to_us]) as at_us from ours)
    where at_us >= ${from} and ${before('at_us')}),
  boundary as (select series, at_us, true as is_reply from reply
    union all select distinct series, at_us, false from edge anti join reply using (series, at_us)),
  lost as (select series, at_us as first_us, at_us as last_us, 1 as lost from settled l where code > ${ANSWERED}
      and not exists (select 1 from ours o where o.series = l.series and from_us <= at_us and at_us < to_us)
    union all select series, first_us, last_us, lost from carried where lost > 0),
  spell as (select l.series, case when any_value(b.is_reply) then b.at_us end as reply_us,
      min(l.first_us) as first_us, max(l.last_us) as last_us, sum(l.lost)::bigint as lost
    from lost l asof left join boundary b on l.series = b.series and l.first_us >= b.at_us group by l.series, b.at_us),
  told as (select s.*, b.at_us as to_us
    from spell s asof left join boundary b on s.series = b.series and s.last_us < b.at_us)`;
};

/** Kept ones that overlap the range, and what is known since: one statement, so that no step comes in between. */
const OUTAGES = `
  with ${spells(HORIZON, { series: '$series' })},
  known as (select from_us, to_us, to_us as end_us, lost from outages where series = $series
    union all select coalesce(reply_us, first_us), to_us, coalesce(to_us, last_us), lost from told
      where lost >= ${OUTAGE_MIN_LOST})
  select ${double('from_us')} as "from", ${double('to_us')} as "to", ${double('lost')} as lost from known
  where from_us < $to and (end_us > $from or from_us >= $from) and end_us - from_us >= $least
  order by 1 limit ${MAX_ROWS}`;

/** The spells of one series; `from`, `to` and `least` in microseconds. */
export const readOutages = async (
  read: Rows,
  q: { readonly series: number; readonly from: EpochMicros; readonly to: EpochMicros; readonly least: number },
): Promise<readonly Outage[]> => {
  const { params, types } = bigints(q);
  const rows = await read<{ from: number; to: number | null; lost: number }>(OUTAGES, params, types);
  return rows.map(({ from, to, lost }): Outage => (to === null ? { from, lost } : { from, to, lost }));
};

/** A spell with its end, or what is carried: a spell that may go on, or (with nothing lost) the last reply. */
interface Told {
  readonly series: number;
  readonly reply: EpochMicros | null;
  readonly first: EpochMicros | null;
  readonly last: EpochMicros | null;
  readonly lost: number;
  readonly to: EpochMicros | null;
}
const TOLD = `
  with ${spells('$horizon', { to: '$to' })},
  last_reply as (select series, max(at_us) as reply_us from boundary group by series having arg_max(is_reply, at_us))
  select series, ${double('reply_us')} as reply, ${double('first_us')} as first, ${double('last_us')} as last,
    ${double('lost')} as lost, ${double('to_us')} as to
  from told where to_us is null or lost >= ${OUTAGE_MIN_LOST}
  union all select series, ${double('reply_us')}, null, null, 0, null
    from last_reply anti join (from told where to_us is null) using (series)`;

/** Takes the samples from the horizon to `to` into what is kept. Read and reckoned first: commits do not wait for it. */
const step = async (db: Db, horizon: EpochMicros, place: Place): Promise<void> => {
  const { params, types } = bigints({ horizon, to: place.horizon });
  const told = await db.read<Told>(TOLD, params, types);
  await db.transact(async (c, rows) => {
    await rows('delete from silences');
    await appendTo(c, 'silences', (a) => {
      for (const { series, reply, first, last, lost } of told.filter((t) => t.to === null)) {
        a.appendInteger(series);
        for (const n of [reply, first, last, lost]) maybeBig(a, n);
        a.endRow();
      }
    });
    await appendTo(c, 'outages', (a) => {
      for (const { series, reply, first, lost, to } of told.filter((t) => t.to !== null)) {
        a.appendInteger(series);
        for (const n of [reply ?? first, to, lost]) maybeBig(a, n);
        a.endRow();
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
    await rows('delete from silences where coalesce(reply_us, first_us) >= $to', params, types);
    const across = 'select series, from_us, from_us, from_us, lost from outages where from_us < $to and to_us > $to';
    await rows(`insert into silences ${across}`, params, types);
    await rows('delete from outages where to_us > $to', params, types);
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
