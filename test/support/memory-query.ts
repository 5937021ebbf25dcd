import type { Entry, Event, Gap, Run, Samples, SeriesKey } from '../../src/domain/entry.ts';
import { logEdges, nearestRank } from '../../src/domain/quantile.ts';
import type { Note, NoteKind, Sample, Settled } from '../../src/domain/sample.ts';
import { subjectKey } from '../../src/domain/subject.ts';
import type { EpochMicros } from '../../src/domain/time.ts';
import {
  OUTAGE_MIN_LOST,
  type Outage,
  type OutageQuery,
  type Query,
  type Range,
  type SeriesFilter,
  type Stats,
} from '../../src/store/journal.ts';
import { checkBins, checkBuckets, checkLimit, checkRange, checkSummaries } from '../../src/store/limits.ts';

const keyOf = (s: SeriesFilter): string => `${s.probe} ${s.field} ${subjectKey(s.subject)}`;
const isNote = (s: Sample): s is Note => 'note' in s;
/** The settled ones, in the same order. */
const settledOf = (samples: readonly Sample[]): readonly Settled[] =>
  samples.flatMap((s): readonly Settled[] => (isNote(s) ? [] : [s]));
const answersOf = (samples: readonly Sample[]): readonly number[] =>
  settledOf(samples).flatMap((s) => ('value' in s ? [s.value] : []));
const isIn = (r: Range, at: EpochMicros): boolean => at >= r.from && at < r.to;
/** What ends where the range begins is not in it, what has no length and lies there is. */
const overlaps = (what: Range, r: Range): boolean => what.from < r.to && (what.to > r.from || what.from >= r.from);

/** Of one series, in order of time (a stable sort keeps the order of appending). */
const samplesOf = (entries: readonly Entry[], q: Range & SeriesFilter): readonly Sample[] => {
  const key = keyOf(q);
  return entries
    .filter((e): e is Samples => e.kind === 'samples' && keyOf(e) === key)
    .flatMap((e) => e.samples)
    .filter((s) => isIn(q, s.at))
    .toSorted((a, b) => a.at - b.at);
};

/** Samples with the answer before each answer, so that jitter reaches over the edges of buckets. */
const withPrevious = (samples: readonly Sample[]): readonly { sample: Sample; previous: number | undefined }[] => {
  let last: number | undefined;
  return samples.map((sample) => {
    const previous = last;
    if (!isNote(sample) && 'value' in sample) last = sample.value;
    return { sample, previous };
  });
};
const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

const statsOf = (rows: ReturnType<typeof withPrevious>): Stats => {
  const notes: Record<NoteKind, number> = { late: 0, duplicate: 0, reordered: 0 };
  const values: number[] = [];
  const steps: number[] = [];
  let n = 0;
  for (const { sample, previous } of rows) {
    if (isNote(sample)) notes[sample.note] += 1;
    else {
      n += 1;
      if ('value' in sample) {
        values.push(sample.value);
        if (previous !== undefined) steps.push(Math.abs(sample.value - previous));
      }
    }
  }
  const counts = { n, lost: n - values.length, notes };
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const [p10, p50, p90, p99] = [10, 50, 90, 99].map((p) => nearestRank(sorted, p));
  if (min === undefined || max === undefined || p10 === undefined || p50 === undefined) return counts;
  if (p90 === undefined || p99 === undefined) return counts;
  const told = { ...counts, min, p10, p50, p90, p99, max, mean: meanOf(values) };
  return steps.length === 0 ? told : { ...told, jitter: meanOf(steps) };
};

interface Mark {
  readonly at: EpochMicros;
  readonly is: 'edge' | 'answer' | 'lost';
}
/** An outage, and as far as it is known to last. */
interface Spell {
  readonly outage: Outage;
  readonly known: Range;
}
/** A walk along the time axis: answers and the edges of gaps end a spell, losses outside gaps make it longer. */
const spellsOf = (samples: readonly Sample[], gaps: readonly Gap[]): readonly Spell[] => {
  const inGap = (at: EpochMicros): boolean => gaps.some((g) => g.from <= at && at < g.to);
  const marks: readonly Mark[] = [
    ...gaps.flatMap((g): readonly Mark[] => [
      { at: g.from, is: 'edge' },
      { at: g.to, is: 'edge' },
    ]),
    ...settledOf(samples).flatMap((s): readonly Mark[] => {
      if ('value' in s) return [{ at: s.at, is: 'answer' }];
      return inGap(s.at) ? [] : [{ at: s.at, is: 'lost' }];
    }),
  ];
  const found: Spell[] = [];
  let answer: EpochMicros | undefined;
  let lost: EpochMicros[] = [];
  const end = (to?: EpochMicros): void => {
    const from = answer ?? lost[0];
    const known = to ?? lost.at(-1);
    if (from !== undefined && known !== undefined && lost.length >= OUTAGE_MIN_LOST)
      found.push({
        outage: { from, lost: lost.length, ...(to === undefined ? {} : { to }) },
        known: { from, to: known },
      });
    lost = [];
  };
  for (const { at, is } of marks.toSorted((a, b) => a.at - b.at || Number(a.is === 'lost') - Number(b.is === 'lost'))) {
    if (is === 'lost') lost.push(at);
    else {
      end(at);
      answer = is === 'answer' ? at : undefined;
    }
  }
  end();
  return found;
};

/** Reading over entries in memory: the plainest code that meets the contract. */
export const memoryQuery = (entries: readonly Entry[]): Query => {
  const series = (): readonly SeriesKey[] => {
    const byKey = new Map<string, SeriesKey>();
    for (const e of entries)
      if (e.kind === 'samples' && !byKey.has(keyOf(e)))
        byKey.set(keyOf(e), { probe: e.probe, field: e.field, subject: e.subject });
    return [...byKey.values()];
  };
  const gapsIn = (q: Range): readonly Gap[] =>
    entries
      .filter((e): e is Gap => e.kind === 'gap')
      .filter((g) => overlaps(g, q))
      .toSorted((a, b) => a.from - b.from);
  const events = (): readonly Event[] => entries.filter((e): e is Event => e.kind === 'event');
  const runs = (): readonly Run[] => entries.filter((e): e is Run => e.kind === 'run');
  const newest = <E extends Run | Event>(all: readonly E[], q: Range & { target?: string; limit: number }) => {
    checkRange(q);
    checkLimit(q.limit);
    return all
      .filter((e) => isIn(q, e.at) && (q.target === undefined || e.subject?.target === q.target))
      .toReversed()
      .toSorted((a, b) => b.at - a.at);
  };
  const query: Query = {
    series: () => Promise.resolve(series()),
    buckets: async (q) => {
      checkBuckets(q);
      const rows = withPrevious(samplesOf(entries, q));
      const startOf = (at: EpochMicros): EpochMicros => Math.floor(at / q.widthMicros) * q.widthMicros;
      const stats = (at: EpochMicros): Stats => statsOf(rows.filter((r) => startOf(r.sample.at) === at));
      const starts = [...new Set(rows.map((r) => startOf(r.sample.at)))];
      return Promise.resolve(starts.map((at) => Object.assign({ at }, stats(at))));
    },
    stats: async (q) => {
      checkRange(q);
      return Promise.resolve(statsOf(withPrevious(samplesOf(entries, q))));
    },
    summaries: async (q) => {
      const known = series();
      checkSummaries(q, known.length);
      const all = known.map(async (key) => ({
        series: key,
        stats: await query.stats({ ...key, ...q }),
        buckets: await query.buckets({ ...key, ...q }),
      }));
      return (await Promise.all(all)).filter((s) => s.buckets.length > 0);
    },
    histogram: async (q) => {
      checkRange(q);
      checkBins(q.bins);
      const values = answersOf(samplesOf(entries, q));
      const sorted = values.toSorted((a, b) => a - b);
      const [min, minPositive, max] = [sorted[0], sorted.find((v) => v > 0), sorted.at(-1)];
      if (min === undefined || max === undefined) return [];
      const edges = logEdges(minPositive === undefined ? { min, max } : { min, minPositive, max }, q.bins);
      return Promise.resolve(
        edges.slice(1).map((hi, i) => {
          const lo = edges[i] ?? 0;
          return { lo, hi, n: values.filter((v) => v >= lo && v < hi).length };
        }),
      );
    },
    raw: async (q) => {
      checkRange(q);
      checkLimit(q.limit);
      return Promise.resolve(samplesOf(entries, q).slice(0, q.limit));
    },
    latest: (since) =>
      Promise.resolve(
        series().flatMap((key) => {
          const range = { from: since, to: Number.POSITIVE_INFINITY };
          const setBack = entries.findLastIndex(
            (e) => e.kind === 'gap' && e.reason === 'clock-stepped' && e.from === e.to,
          );
          const sample = settledOf(samplesOf(entries.slice(setBack + 1), { ...key, ...range })).at(-1);
          return sample === undefined ? [] : [{ series: key, sample }];
        }),
      ),
    outages: async (q: OutageQuery) => {
      checkRange(q);
      const ours = (g: Gap): boolean => g.subject === undefined || subjectKey(g.subject) === subjectKey(q.subject);
      const all = { from: 0, to: Number.POSITIVE_INFINITY };
      const spells = spellsOf(samplesOf(entries, { ...q, ...all }), gapsIn(all).filter(ours));
      const asked = spells.filter(({ known }) => known.to - known.from >= q.minMs * 1_000 && overlaps(known, q));
      return Promise.resolve(asked.map((s) => s.outage));
    },
    events: async (q) => {
      const wanted = (e: Event): boolean =>
        (q.types === undefined || q.types.includes(e.type)) &&
        (q.severities === undefined || q.severities.includes(e.severity));
      return Promise.resolve(newest(events(), q).filter(wanted).slice(0, q.limit));
    },
    runs: async (q) => {
      const probe = (r: { probe: string }): boolean => q.probe === undefined || r.probe === q.probe;
      return Promise.resolve(newest(runs(), q).filter(probe).slice(0, q.limit));
    },
    gaps: async (q) => {
      checkRange(q);
      return Promise.resolve(gapsIn(q));
    },
  };
  return query;
};
