import { NOTE_KINDS, type NoteKind } from '../../../domain/sample.ts';
import type { Range, Stats } from '../../journal.ts';
import { lostField, noteField, samplesOf } from '../names.ts';
import type { Ask } from './ask.ts';
import { classesOf, PERCENTS, percentFor } from './ranks.ts';
import { numberIn, type Row, type Table } from './tables.ts';
import { identifier, literal, SUBJECT_TAGS, within } from './text.ts';

/** What is tallied: one field of one probe, of one subject (`where`) or of each. */
export interface Asked extends Range {
  readonly probe: string;
  readonly field: string;
  /** The one subject, as a condition; without it each is told apart. */
  readonly where?: string;
  /** A further condition, of either. */
  readonly among?: string;
  /** µs; without it all of the range is one group. */
  readonly width?: number;
}
/** One bucket of one series. `tags` is empty where one subject was asked for. */
export interface Told {
  readonly tags: Readonly<Record<string, string>>;
  readonly at: number;
  readonly stats: Stats;
}
interface Group {
  readonly key: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly at: number;
  readonly row: Row;
  readonly answered: number;
}

/** A statement more costs about as much as the percentiles of so many points (InfluxDB 1.6.7: 1 ms, 20 µs). */
const POINTS_A_STATEMENT = 50;

export const conditions = ({ where, among, ...range }: Asked): string =>
  [...[where, among].filter((condition) => condition !== undefined), within(range)].join(' AND ');
export const grouping = ({ where, width }: Asked, { byTime = true } = {}): string => {
  const by = [
    ...(where === undefined ? [SUBJECT_TAGS] : []),
    ...(byTime && width !== undefined ? [`time(${width}u)`] : []),
  ];
  return by.length === 0 ? '' : ` GROUP BY ${by.join(', ')}${byTime && width !== undefined ? ' fill(none)' : ''}`;
};
const select = (columns: readonly string[], asked: Asked): string =>
  `SELECT ${columns.join(', ')} FROM ${identifier(samplesOf(asked.probe))} WHERE ${conditions(asked)}${grouping(asked)}`;

const counts = (asked: Asked): string => {
  const [value, lost] = [identifier(asked.field), identifier(lostField(asked.field))];
  return select(
    [
      `count(${lost}) AS n`,
      `sum(${lost}) AS lost`,
      `count(${value}) AS answered`,
      ...NOTE_KINDS.map((note) => `count(${identifier(noteField(asked.field, note))}) AS ${note}`),
      ...['min', 'max', 'mean'].map((f) => `${f}(${value}) AS ${identifier(f)}`),
    ],
    asked,
  );
};
/** All steps from one answer to the next, and those upwards: twice these less all is how far it went in all. */
const steps = (asked: Asked): string => {
  const value = identifier(asked.field);
  const each = `SELECT difference(${value}) AS step, non_negative_difference(${value}) AS up FROM ${identifier(
    samplesOf(asked.probe),
  )} WHERE ${conditions(asked)}${grouping(asked, { byTime: false })}`;
  return `SELECT count(step) AS steps, sum(step) AS net, sum(up) AS up FROM (${each}) WHERE ${within(asked)}${grouping(asked)}`;
};
const percentiles = (asked: Asked, n: number): string => {
  const value = identifier(asked.field);
  const columns = PERCENTS.map((p) => `percentile(${value}, ${percentFor(p, n)}) AS p${p}`);
  return select(columns, asked);
};

const keyOf = (tags: Readonly<Record<string, string>>, at: number): string =>
  JSON.stringify([tags['target'], tags['via'], tags['vantage'], at]);
const rowsByKey = (tables: readonly Table[], { width }: Asked): ReadonlyMap<string, Row> =>
  new Map(tables.flatMap(({ tags, rows }) => rows.map((row) => [keyOf(tags, placeOf(row, width)), row] as const)));
export const placeOf = (row: Row, width: number | undefined): number =>
  width === undefined ? 0 : (numberIn(row, 'time') ?? 0);

/** The percentiles of the groups, by few statements over all of the range and those of single groups. */
const percentilesOf = async (ask: Ask, asked: Asked, groups: readonly Group[]): Promise<ReadonlyMap<string, Row>> => {
  const found = new Map<string, Row>();
  const pointsOf = (some: readonly Group[]): number => some.reduce((sum, g) => sum + g.answered, 0);
  const points = pointsOf(groups);
  const classes = classesOf(groups);
  const isWhole = (same: readonly Group[]): boolean => same.length * POINTS_A_STATEMENT + pointsOf(same) >= points;
  const whole = classes.filter((c) => isWhole(c.groups));
  const single = classes.filter((c) => !isWhole(c.groups)).flatMap((c) => c.groups);
  const answers = await ask(whole.map((c) => percentiles(asked, c.asked)));
  for (const [i, { groups: same }] of whole.entries()) {
    const rows = rowsByKey(answers[i] ?? [], asked);
    for (const group of same) {
      const row = rows.get(group.key);
      // Where a rank lies beyond the values of one group, the server may leave out what follows.
      if (row !== undefined && PERCENTS.every((p) => numberIn(row, `p${p}`) !== undefined)) found.set(group.key, row);
      else single.push(group);
    }
  }
  const rest = await ask(single.map((g) => percentiles(only(asked, g, rangeOf(asked, g)), g.answered)));
  for (const [i, { key }] of single.entries()) {
    const row = rest[i]?.[0]?.rows[0];
    if (row !== undefined) found.set(key, row);
  }
  return found;
};
/** The range of one group, cut to what was asked for. */
const rangeOf = ({ from, to, width }: Asked, { at }: Group): Range =>
  width === undefined ? { from, to } : { from: Math.max(from, at), to: Math.min(to, at + width) };
/** The same of one group alone. */
const only = ({ probe, field, where }: Asked, group: Group, range: Range): Asked => ({
  probe,
  field,
  where: where ?? whereOf(group.tags),
  ...range,
});
const whereOf = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([tag, value]) => `${identifier(tag)} = ${literal(value)}`)
    .join(' AND ');

const statsOf = ({ row, answered }: Group, ranked: Row | undefined, stepped: Row | undefined): Stats => {
  const count = (column: string): number => numberIn(row, column) ?? 0;
  const notes = Object.fromEntries(NOTE_KINDS.map((note) => [note, count(note)])) as Record<NoteKind, number>;
  const told: Stats = { n: count('n'), lost: count('lost'), notes };
  if (answered === 0) return told;
  const numbers: Record<string, number> = {};
  for (const column of ['min', 'max', 'mean']) numbers[column] = count(column);
  for (const p of PERCENTS) {
    const value = numberIn(ranked ?? {}, `p${p}`);
    if (value !== undefined) numbers[`p${p}`] = value;
  }
  const [n, net, up] = ['steps', 'net', 'up'].map((column) => numberIn(stepped ?? {}, column) ?? 0);
  if (n !== undefined && n > 0) numbers['jitter'] = (2 * (up ?? 0) - (net ?? 0)) / n;
  return { ...told, ...numbers };
};

/** The statistics of every group that has anything; the server adds up, and only groups travel. */
export const tallies = async (ask: Ask, asked: Asked): Promise<readonly Told[]> => {
  // Side by side, as all that goes through every point: the server has more than one core.
  const [[counted = []], [stepped = []]] = await Promise.all([ask([counts(asked)]), ask([steps(asked)])]);
  const groups = counted.flatMap(({ tags, rows }) =>
    rows.map((row): Group => {
      const at = placeOf(row, asked.width);
      return { key: keyOf(tags, at), tags, at, row, answered: numberIn(row, 'answered') ?? 0 };
    }),
  );
  const ranked = await percentilesOf(ask, asked, groups);
  const jitters = rowsByKey(stepped, asked);
  return groups.map((group) => ({
    tags: group.tags,
    at: group.at,
    stats: statsOf(group, ranked.get(group.key), jitters.get(group.key)),
  }));
};
