import type { Clock } from '../domain/clock.ts';
import { SECOND, type Millis } from '../domain/time.ts';
import type { Query } from '../store/journal.ts';

/** The store did not answer in time, or too many wait for it. Told to the client as 503. */
export class QueryLimit extends Error {
  override readonly name = 'QueryLimit';
}
export interface QueryLimits {
  /** From being asked to the answer, waiting for a place included. */
  readonly time: Millis;
  /** Asked of the store at once. */
  readonly running: number;
  readonly waiting: number;
}
const LIMITS: QueryLimits = { time: 10 * SECOND, running: 4, waiting: 256 };

/** The same questions, each bounded in time, and all together in number. */
export const limitQuery = (query: Query, clock: Clock, given: Partial<QueryLimits> = {}): Query => {
  const limits = { ...LIMITS, ...given };
  let running = 0;
  const waiting: (() => void)[] = [];
  const enter = async (): Promise<void> => {
    if (running < limits.running) {
      running += 1;
      return;
    }
    if (waiting.length >= limits.waiting) throw new QueryLimit('too many requests wait for the store');
    // Whoever leaves hands its place on, so `running` stays.
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  const limited = async <T>(what: string, ask: () => Promise<T>): Promise<T> => {
    const settled = new AbortController();
    let late = false;
    const tooLate = (): QueryLimit => new QueryLimit(`the store took more than ${limits.time / SECOND} s for ${what}`);
    const answer = (async (): Promise<T> => {
      await enter();
      try {
        if (late) throw tooLate();
        return await ask();
      } finally {
        // Not before the store is really done: a slow one must not be asked more and more.
        leave();
      }
    })().finally(() => settled.abort());
    const limit = clock.sleep(limits.time, settled.signal).then(() => {
      if (settled.signal.aborted) return answer;
      late = true;
      throw tooLate();
    });
    return Promise.race([answer, limit]);
  };
  return {
    series: () => limited('the series', () => query.series()),
    buckets: (q) => limited('the buckets', () => query.buckets(q)),
    stats: (q) => limited('the statistics', () => query.stats(q)),
    summaries: (q) => limited('the summaries', () => query.summaries(q)),
    histogram: (q) => limited('the histogram', () => query.histogram(q)),
    raw: (q) => limited('the samples', () => query.raw(q)),
    latest: (since) => limited('the latest samples', () => query.latest(since)),
    outages: (q) => limited('the outages', () => query.outages(q)),
    events: (q) => limited('the events', () => query.events(q)),
    runs: (q) => limited('the runs', () => query.runs(q)),
    gaps: (q) => limited('the gaps', () => query.gaps(q)),
  };
};
