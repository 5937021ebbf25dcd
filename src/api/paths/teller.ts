import type { Event } from '../../domain/entry.ts';
import { present } from '../../domain/present.ts';
import { subjectKey } from '../../domain/subject.ts';
import { DAY, SECOND, microsOf, type EpochMicros } from '../../domain/time.ts';
import { cached } from '../cached.ts';
import { happened } from '../happened.ts';
import type { ApiDeps } from '../deps.ts';
import { sinceOf, stepsOf } from './changes.ts';
import { firstLooks, MONTH_DAYS } from './first-look.ts';
import type { PathGlance } from './glance-schema.ts';
import { failureOf, namesOf, newestOf, type Newest } from './runs.ts';
import type { PathRow, Paths } from './schema.ts';
import { waysOf, type Way } from './ways.ts';

/** What paths are told from. */
export type PathsDeps = Pick<ApiDeps, 'config' | 'clock' | 'query'> & Partial<Pick<ApiDeps, 'counters'>>;

/** Runs come hourly as a rule, but at once when they are asked for. */
const KEPT = 5 * SECOND;
const MOST_WAYS = 64;
/** Since when a way is as it is, is looked for so far back. */
const FAR = 400 * DAY;
const MOST_EVENTS = 2_000;

/** The worst first: what fails, what warns or could not be looked at, what was never looked at, notes, what is well. */
const rankOf = ({ seen, failed }: PathRow): number => {
  if (seen?.severity === 'fail') return 0;
  if (seen?.severity === 'warn' || failed !== undefined) return 1;
  if (seen === undefined) return 2;
  return seen.code === 'no-fault' ? 4 : 3;
};

interface Known {
  readonly newest: Newest;
  /** Newest first. */
  readonly events: readonly Event[];
  /** Since when it is looked at. */
  readonly first: EpochMicros;
}
const rowOf = (way: Way, { newest: { last, seen }, events, first }: Known, now: EpochMicros): PathRow => {
  const { target, label, address, every, via, over } = way;
  const due = last === undefined ? 0 : last.at + microsOf(every);
  const month = now - microsOf(MONTH_DAYS * DAY);
  return {
    target,
    label,
    address,
    every,
    changes: events.filter((e) => e.at >= month && e.evidence['from'] !== '').length,
    steps: stepsOf(events, seen, first),
    ...present({
      via,
      over,
      seen,
      failed: last === undefined ? undefined : failureOf(last),
      since: sinceOf(events, seen),
      dueAt: due > now ? due : undefined,
    }),
  };
};

/** Every way with what the newest look at it found, at most a few seconds old, however many ask. */
export const pathsTeller = ({ config, clock, query, ...deps }: PathsDeps): (() => Promise<Paths>) => {
  const firstLook = firstLooks({ clock, query });
  const tell = async (): Promise<Paths> => {
    const now = clock.now();
    const ways = waysOf(config).slice(0, MOST_WAYS);
    if (ways.length === 0) return { now, ways: [], names: {} };
    const range = { from: Math.max(0, now - microsOf(FAR)), to: now + 1 };
    const events = await query.events({ ...range, types: ['path-changed'], limit: MOST_EVENTS });
    const rows: PathRow[] = [];
    // One after the other: others ask the store, too.
    for (const way of ways) {
      const key = subjectKey(way.subject);
      const own = events.filter((e) => e.subject !== undefined && subjectKey(e.subject) === key);
      const newest = await newestOf(query, way.subject, range);
      const first = newest.seen === undefined ? now : await firstLook(way.subject.target ?? way.target);
      rows.push(rowOf(way, { newest, events: own, first }, now));
    }
    const worst = rows.toSorted((a, b) => rankOf(a) - rankOf(b));
    return {
      now,
      ways: worst,
      names: namesOf(worst.flatMap(({ seen, steps }) => (seen === undefined ? steps : steps.concat(seen)))),
    };
  };
  return cached(clock, KEPT, tell, happened(deps, 'path-changed'));
};

/** What the first look and the wall say: of those that were looked at, the worst first. */
export const pathsGlance = ({ ways }: Paths): readonly PathGlance[] =>
  ways.flatMap(({ target, label, every, via, seen }) =>
    seen === undefined ? [] : Object.assign({ target, label, every }, present({ via }), seen),
  );
