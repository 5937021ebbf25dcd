import type { Entry, SeriesKey } from '../../domain/entry.ts';
import type { Subject } from '../../domain/subject.ts';
import type { Query, SeriesFilter } from '../../store/journal.ts';
import type { InfluxQuery } from '../../store/influx/query/open.ts';

// The page and the api know a target by one name. Where several places look at one target, each view of it has a name
// of its own: `router@home`. No name in a config holds an `@`.

/** A `+` in the name of a vantage point is none before an uplink. */
const vantageOf = ({ vantage }: Subject): string => vantage.replaceAll(/[%+]/g, (c) => encodeURIComponent(c));
const suffixOf = (subject: Subject): string =>
  `@${vantageOf(subject)}${subject.via === undefined ? '' : `+${subject.via}`}`;

/** The subject under the name that it has here; what is about no target stays as it is. */
export const shown = (subject: Subject): Subject =>
  subject.target === undefined ? subject : { ...subject, target: `${subject.target}${suffixOf(subject)}` };
/** The inverse of `shown`. */
export const stored = (subject: Subject): Subject => {
  const suffix = suffixOf(subject);
  if (subject.target?.endsWith(suffix) !== true) return subject;
  return { ...subject, target: subject.target.slice(0, -suffix.length) };
};

export const shownEntry = <E extends Entry>(entry: E): E =>
  entry.subject === undefined ? entry : { ...entry, subject: shown(entry.subject) };

const shownSeries = ({ probe, field, subject }: SeriesKey): SeriesKey => ({ probe, field, subject: shown(subject) });

/** The same questions and answers under the names that are shown. `find` knows whom a name stands for. */
export const shownQuery = (query: InfluxQuery, find: (name: string) => Subject | undefined): Query => {
  const to = <Q extends SeriesFilter>(q: Q): Q => ({ ...q, subject: stored(q.subject) });
  /** A name that nobody has: nothing is known of it. */
  const ofTarget = <Q extends { readonly target?: string }>({ target, ...q }: Q) => {
    if (target === undefined) return q;
    const subject = find(target);
    return subject === undefined ? undefined : { ...q, subject };
  };
  return {
    series: async () => (await query.series()).map(shownSeries),
    buckets: (q) => query.buckets(to(q)),
    stats: (q) => query.stats(to(q)),
    summaries: async (q) =>
      (await query.summaries(q)).map(({ series, stats, buckets }) => ({ series: shownSeries(series), stats, buckets })),
    histogram: (q) => query.histogram(to(q)),
    raw: (q) => query.raw(to(q)),
    latest: async (since) =>
      (await query.latest(since)).map(({ series, sample }) => ({ series: shownSeries(series), sample })),
    outages: (q) => query.outages(to(q)),
    events: async (q) => {
      const asked = ofTarget(q);
      return asked === undefined ? [] : (await query.events(asked)).map(shownEntry);
    },
    runs: async (q) => {
      const asked = ofTarget(q);
      return asked === undefined ? [] : (await query.runs(asked)).map(shownEntry);
    },
    gaps: async (q) => (await query.gaps(q)).map(shownEntry),
  };
};
