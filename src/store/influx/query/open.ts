import type { Event, Run } from '../../../domain/entry.ts';
import type { Subject } from '../../../domain/subject.ts';
import type { EventQuery, Query, RunQuery, Stats, Summary } from '../../journal.ts';
import { checkBins, checkBuckets, checkLimit, checkRange, checkSummaries } from '../../limits.ts';
import { EVENTS, RUNS, samplesOf, toTag } from '../names.ts';
import type { Ask } from './ask.ts';
import { readGaps } from './gaps.ts';
import { readHistogram } from './histogram.ts';
import { readOutages } from './outages.ts';
import { rolledOrExact } from './rolled.ts';
import { eventOfRow, runOfRow, sampleColumns, samplesOfRow, settledOf, type Whole } from './rows.ts';
import { lastSettled, sampledFields, seriesOf } from './series.ts';

import { identifier, LATEST, literal, ofSubject, within } from './text.ts';

const NOTHING: Stats = { n: 0, lost: 0, notes: { late: 0, duplicate: 0, reordered: 0 } };

/** That a tag has one of these values; nothing where there are none. */
const anyOf = (tag: string, values: readonly string[]): readonly string[] =>
  values.length === 0 ? [] : [`(${values.map((v) => `${identifier(tag)} = ${literal(v)}`).join(' OR ')})`];

/** A question about one subject, where its target's name alone is not enough. */
export interface InfluxQuery extends Query {
  events(q: EventQuery & { readonly subject?: Subject }): Promise<readonly Event[]>;
  runs(q: RunQuery & { readonly subject?: Subject }): Promise<readonly Run[]>;
}

/**
 * Reads what the export wrote: what `Query` promises, to the millisecond, but that `latest` knows no order of appending.
 * `whole`: whose the events and gaps of a whole service are.
 */
export const influxQuery = (ask: Ask, whole: Whole = 'nobody'): InfluxQuery => ({
  series: async () => {
    const fields = await sampledFields(ask);
    const found = await ask(fields.map((field) => lastSettled(field, [], undefined)));
    return fields.flatMap((field, i) => (found[i] ?? []).map(({ tags }) => seriesOf(field, tags)));
  },
  buckets: async (q) => {
    checkBuckets(q);
    const { probe, field, from, to, widthMicros: width } = q;
    const told = await rolledOrExact(ask, { probe, field, where: ofSubject(q.subject), from, to, width });
    return told.map(({ at, stats }) => Object.assign({ at }, stats));
  },
  stats: async (q) => {
    checkRange(q);
    const { probe, field, from, to } = q;
    const [told] = await rolledOrExact(ask, { probe, field, where: ofSubject(q.subject), from, to });
    return told?.stats ?? NOTHING;
  },
  summaries: async (q) => {
    checkBuckets(q);
    const summaries: Summary[] = [];
    const { from, to, widthMicros: width } = q;
    for (const field of await sampledFields(ask)) {
      const whole = await rolledOrExact(ask, { ...field, from, to });
      checkSummaries(q, summaries.length + whole.length);
      const parts = new Map<string, Summary['buckets'][number][]>();
      for (const { tags, at, stats } of await rolledOrExact(ask, { ...field, from, to, width })) {
        const of = JSON.stringify(tags);
        const buckets = parts.get(of);
        if (buckets === undefined) parts.set(of, [{ at, ...stats }]);
        else buckets.push({ at, ...stats });
      }
      for (const { tags, stats } of whole)
        summaries.push({ series: seriesOf(field, tags), stats, buckets: parts.get(JSON.stringify(tags)) ?? [] });
    }
    return summaries;
  },
  histogram: async (q) => {
    checkRange(q);
    checkBins(q.bins);
    return readHistogram(ask, q);
  },
  raw: async (q) => {
    checkRange(q);
    checkLimit(q.limit);
    const columns = sampleColumns(q.field).map(identifier).join(', ');
    const [tables = []] = await ask([
      `SELECT ${columns} FROM ${identifier(samplesOf(q.probe))} WHERE ${ofSubject(q.subject)} AND ${within(q)} ORDER BY time LIMIT ${q.limit}`,
    ]);
    return tables.flatMap(({ rows }) => rows.flatMap((row) => samplesOfRow(row, q.field))).slice(0, q.limit);
  },
  latest: async (since) => {
    const fields = await sampledFields(ask);
    const columns = (field: string) => sampleColumns(field).slice(0, 4).map(identifier);
    const when = within({ from: since, to: LATEST });
    const found = await ask(fields.map((f) => lastSettled(f, columns(f.field), when)));
    return fields.flatMap((field, i) =>
      (found[i] ?? []).flatMap(({ tags, rows }) => {
        const sample = settledOf(rows[0] ?? {}, field.field);
        return sample === undefined ? [] : [{ series: seriesOf(field, tags), sample }];
      }),
    );
  },
  outages: async (q) => {
    checkRange(q);
    return readOutages(ask, q);
  },
  events: async (q) => {
    checkRange(q);
    checkLimit(q.limit);
    if (q.types?.length === 0 || q.severities?.length === 0) return [];
    const conditions = [
      stamped(q),
      ...(q.target === undefined ? [] : [`"target" = ${literal(toTag(q.target))}`]),
      ...(q.subject === undefined ? [] : [ofSubject(q.subject)]),
      ...anyOf('type', q.types ?? []),
      ...anyOf('severity', q.severities ?? []),
    ];
    const columns = `at_us, whole_service, ${pieces('evidence')}, "type", severity, probe, "target", "via", "vantage"`;
    const [tables = []] = await ask([newest(EVENTS, columns, conditions, q.limit)]);
    const found = tables.flatMap(({ rows }) => rows.flatMap((row) => eventOfRow(row, whole) ?? []));
    return found.toSorted((a, b) => b.at - a.at);
  },
  runs: async (q) => {
    checkRange(q);
    checkLimit(q.limit);
    const conditions = [
      stamped(q),
      ...(q.target === undefined ? [] : [`"target" = ${literal(toTag(q.target))}`]),
      ...(q.subject === undefined ? [] : [ofSubject(q.subject)]),
      ...(q.probe === undefined ? [] : [`"probe" = ${literal(toTag(q.probe))}`]),
    ];
    const columns = `id, at_us, took_ms, ${pieces('outcome')}, probe, "target", "via", "vantage"`;
    const [tables = []] = await ask([newest(RUNS, columns, conditions, q.limit)]);
    const found = tables.flatMap(({ rows }) => rows.flatMap((row) => runOfRow(row) ?? []));
    return found.toSorted((a, b) => b.at - a.at);
  },
  gaps: async (q) => {
    checkRange(q);
    return readGaps(ask, q, whole);
  },
});

/** The exact time is a field; the stamp only narrows down where to look. */
const stamped = ({ from, to }: { readonly from: number; readonly to: number }): string => {
  const ms = { from: Math.floor(from / 1_000) * 1_000, to };
  return `at_us >= ${from} AND at_us < ${to} AND ${within(ms)}`;
};
const newest = (measurement: string, columns: string, conditions: readonly string[], limit: number): string =>
  `SELECT ${columns} FROM ${identifier(measurement)} WHERE ${conditions.join(' AND ')} ORDER BY time DESC LIMIT ${limit}`;
/** The field and all that it goes on in. */
const pieces = (field: string): string => `/^${field}(_[0-9]+)?$/`;
