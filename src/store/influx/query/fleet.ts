import type { SeriesKey } from '../../../domain/entry.ts';
import type { Evidence } from '../../../domain/finding.ts';
import type { Sample } from '../../../domain/sample.ts';
import type { Subject } from '../../../domain/subject.ts';
import type { EpochMicros, Millis } from '../../../domain/time.ts';
import type { Range } from '../../journal.ts';
import type { ToldTarget } from '../lines.ts';
import { EVENTS, fromTag, lostField, RUNS, samplesOf, subjectOf, TARGETS } from '../names.ts';
import type { Ask } from './ask.ts';
import { eventOfRow, sampleColumns, samplesOfRow } from './rows.ts';
import { sampledFields, seriesOf } from './series.ts';
import { numberIn, textIn, type Table } from './tables.ts';
import { identifier, literal, SUBJECT_TAGS, within } from './text.ts';

/** What is known of one probe's view of one subject. */
export interface LastEvent {
  readonly probe: string | undefined;
  readonly subject: Subject;
  readonly at: EpochMicros;
  readonly evidence: Evidence;
}

/** What one place says of a target. */
export interface TargetOfPlace extends ToldTarget {
  readonly vantage: string;
}

/** What a reader of many places asks beside what `Query` answers. */
export interface FleetQuery {
  /** The median time between samples of each series in the range; 0 of those with fewer than two. */
  paces(range: Range): Promise<readonly { readonly series: SeriesKey; readonly every: Millis }[]>;
  /** The last event of the type, of each probe and subject. */
  lastEvents(type: 'state-changed' | 'address-changed'): Promise<readonly LastEvent[]>;
  /** The last that each place said of each of its targets; nothing of what an older version wrote. */
  targets(): Promise<readonly TargetOfPlace[]>;
  /** Which once-checks ran since then, and on what. */
  ran(since: Range): Promise<readonly { readonly probe: string; readonly subject: Subject }[]>;
  /** The samples of every series in the range. */
  recent(range: Range): Promise<readonly (SeriesKey & { readonly samples: readonly Sample[] })[]>;
}

const subjectIn = (tags: Table['tags']): Subject =>
  subjectOf({ target: tags['target'] ?? '', via: tags['via'] ?? '', vantage: tags['vantage'] ?? '' });
const probeIn = (tags: Table['tags']): string | undefined => fromTag(tags['probe'] ?? '-');

export const fleetQuery = (ask: Ask): FleetQuery => {
  /** One statement for each field that there is. */
  const ofEach = async <T>(
    statement: (measurement: string, field: string) => string,
    read: (series: SeriesKey, table: Table) => T,
  ): Promise<readonly T[]> => {
    const fields = await sampledFields(ask);
    const found = await ask(fields.map(({ probe, field }) => statement(identifier(samplesOf(probe)), field)));
    return fields.flatMap((field, i) => (found[i] ?? []).map((table) => read(seriesOf(field, table.tags), table)));
  };
  return {
    paces: (range) =>
      ofEach(
        (from, field) =>
          `SELECT percentile(e, 50) AS pace FROM (SELECT elapsed(${identifier(lostField(field))}, 1ms) AS e FROM ${from} WHERE ${within(range)} GROUP BY ${SUBJECT_TAGS}) GROUP BY ${SUBJECT_TAGS}`,
        (series, { rows }) => ({ series, every: numberIn(rows[0] ?? {}, 'pace') ?? 0 }),
      ),
    lastEvents: async (type) => {
      const [tables = []] = await ask([
        `SELECT last(at_us) AS at_us, evidence, "type", severity FROM ${identifier(EVENTS)} WHERE "type" = ${literal(type)} GROUP BY probe, ${SUBJECT_TAGS}`,
      ]);
      return tables.flatMap(({ tags, rows }) => {
        const [row] = rows;
        const event = row === undefined ? undefined : eventOfRow({ ...row, ...tags }, 'vantage');
        if (event === undefined) return [];
        return [{ probe: probeIn(tags), subject: subjectIn(tags), at: event.at, evidence: event.evidence }];
      });
    },
    targets: async () => {
      const [tables = []] = await ask([
        `SELECT last(address) AS address, role, label FROM ${identifier(TARGETS)} GROUP BY "target", "vantage"`,
      ]);
      return tables.flatMap(({ tags, rows: [row = {}] }): readonly TargetOfPlace[] => {
        const [name, address] = [fromTag(tags['target'] ?? '-'), textIn(row, 'address')];
        if (name === undefined || address === undefined) return [];
        const vantage = fromTag(tags['vantage'] ?? '-') ?? '';
        return [{ name, vantage, address, role: textIn(row, 'role') ?? '', label: textIn(row, 'label') ?? name }];
      });
    },
    ran: async (since) => {
      const [tables = []] = await ask([
        `SELECT last(at_us) AS at_us FROM ${identifier(RUNS)} WHERE ${within(since)} GROUP BY probe, ${SUBJECT_TAGS}`,
      ]);
      return tables.map(({ tags }) => ({ probe: probeIn(tags) ?? '', subject: subjectIn(tags) }));
    },
    recent: (range) =>
      ofEach(
        (from, field) =>
          `SELECT ${sampleColumns(field).map(identifier).join(', ')} FROM ${from} WHERE ${within(range)} GROUP BY ${SUBJECT_TAGS}`,
        (series, { rows }) => ({ ...series, samples: rows.flatMap((row) => samplesOfRow(row, series.field)) }),
      ),
  };
};
