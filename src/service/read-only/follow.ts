import type { Entry } from '../../domain/entry.ts';
import { seriesId } from '../../domain/series-id.ts';
import { MINUTE, microsOf, SECOND, type EpochMicros } from '../../domain/time.ts';
import type { FleetQuery } from '../../store/influx/query/fleet.ts';
import type { Query } from '../../store/journal.ts';

/** A loss settles later than the answers after it, and an exporter may be behind: so far back is looked each time. */
const OVERLAP = microsOf(15 * SECOND);
/** A place that has been silent for longer is looked for by the minute's round alone. */
const FARTHEST = microsOf(5 * MINUTE);
/** A clock elsewhere may be ahead of this one. */
const AHEAD = microsOf(MINUTE);
const MOST_EVENTS = 1_000;
const MOST_RUNS = 50;

/** Reads what is new since it was last asked: each entry once, however often the database tells it. */
export class Follower {
  readonly #query: Pick<Query, 'events' | 'runs' | 'gaps'>;
  readonly #fleet: Pick<FleetQuery, 'recent'>;
  /** What was told, by what tells it apart, with its stamp; older than is ever asked for again it is forgotten. */
  readonly #told = new Map<string, EpochMicros>();
  /** The newest sample of each place. */
  readonly #newest = new Map<string, EpochMicros>();

  constructor(query: Pick<Query, 'events' | 'runs' | 'gaps'>, fleet: Pick<FleetQuery, 'recent'>) {
    this.#query = query;
    this.#fleet = fleet;
  }
  async read(now: EpochMicros): Promise<readonly Entry[]> {
    const active = [...this.#newest.values()].filter((at) => at > now - FARTHEST);
    const from = Math.max(0, Math.min(now, ...active) - OVERLAP);
    const range = { from, to: now + AHEAD };
    const [samples, events, runs, gaps] = await Promise.all([
      this.#fleet.recent(range),
      this.#query.events({ ...range, limit: MOST_EVENTS }),
      this.#query.runs({ ...range, limit: MOST_RUNS }),
      this.#query.gaps(range),
    ]);
    const entries: Entry[] = [];
    for (const { samples: all, ...series } of samples) {
      const id = seriesId(series);
      const fresh = all.filter((s) => this.#isNew(`${id} ${s.at} ${'note' in s ? s.note : ''}`, s.at));
      const { vantage } = series.subject;
      this.#newest.set(vantage, Math.max(this.#newest.get(vantage) ?? 0, all.at(-1)?.at ?? 0));
      if (fresh.length > 0) entries.push({ kind: 'samples', ...series, samples: fresh });
    }
    for (const entry of [...events.toReversed(), ...runs.toReversed(), ...gaps]) {
      const at = entry.kind === 'gap' ? entry.to : entry.at;
      if (this.#isNew(JSON.stringify({ ...entry, outcome: undefined }), at)) entries.push(entry);
    }
    for (const [key, at] of this.#told) if (at < now - FARTHEST - 2 * OVERLAP) this.#told.delete(key);
    return entries;
  }
  #isNew(key: string, at: EpochMicros): boolean {
    if (this.#told.has(key)) return false;
    this.#told.set(key, at);
    return true;
  }
}
