import { NOTE_KINDS } from '../../../domain/sample.ts';
import { Sketch } from '../../../domain/sketch.ts';
import { SketchError } from '../../../domain/sketch-bytes.ts';
import { microsOf, MINUTE, type EpochMicros } from '../../../domain/time.ts';
import type { Bin } from '../../journal.ts';
import { binsOf, type Sums, Tally } from '../../tally.ts';
import { lostField, noteField, ROLLED, rolledField, rollupOf, samplesOf, sketchField } from '../names.ts';
import type { Ask } from './ask.ts';
import { cover, EXACT, grainFor, keptOf, type Kept, type Piece } from './cover.ts';
import { numberIn, textIn, type Row, type Table } from './tables.ts';
import { conditions, grouping, placeOf, tallies, type Asked, type Told } from './tallies.ts';
import { identifier, literal } from './text.ts';

/** How far before a piece the answer is looked for that makes a pair with its first one. */
const LOOKBACK = microsOf(10 * MINUTE);

type Tags = Told['tags'];
type TallyOf = (tags: Tags, at: EpochMicros) => Tally;

const bucketOf = (at: EpochMicros, width: number | undefined): EpochMicros =>
  width === undefined ? 0 : Math.floor(at / width) * width;

/** Sums by bucket, and all sketches. */
const addRollups = async (ask: Ask, asked: Asked, of: 'minutes' | 'hours', tallyOf: TallyOf): Promise<void> => {
  const names = Object.keys(ROLLED) as (keyof typeof ROLLED)[];
  const sums = names.map((name) => {
    const how = name === 'min' || name === 'max' ? name : 'sum';
    return `${how}(${identifier(rolledField(asked.field, name))}) AS ${identifier(name)}`;
  });
  const from = `FROM ${identifier(rollupOf(asked.probe, of))} WHERE ${conditions(asked)}`;
  const [[summed = []], [spread = []]] = await Promise.all([
    ask([`SELECT ${sums.join(', ')} ${from}${grouping(asked)}`]),
    ask([`SELECT ${identifier(sketchField(asked.field))} AS sketch ${from}${grouping(asked, { byTime: false })}`]),
  ]);
  for (const { tags, rows } of summed)
    for (const row of rows) tallyOf(tags, placeOf(row, asked.width)).add(sumsOf(row), of === 'hours');
  for (const { tags, rows } of spread)
    for (const row of rows) {
      const at = bucketOf(numberIn(row, 'time') ?? 0, asked.width);
      const sketch = textIn(row, 'sketch');
      if (sketch !== undefined) tallyOf(tags, at).addSketch(Buffer.from(sketch, 'base64'));
    }
};
const sumsOf = (row: Row): Sums => {
  const count = (name: keyof typeof ROLLED): number => numberIn(row, name) ?? 0;
  const value = (name: keyof typeof ROLLED): number | null => numberIn(row, name) ?? null;
  return {
    series: 0,
    slot: 0,
    n: count('n'),
    lost: count('lost_n'),
    late: count('late_n'),
    duplicate: count('duplicate_n'),
    reordered: count('reordered_n'),
    min: value('min'),
    max: value('max'),
    sum: value('sum'),
    diff_sum: value('diff_sum'),
    diff_n: count('diff_n'),
  };
};

/** The samples of a short time, counted here: a few minutes that are not rolled up yet, or edges. */
const addSamples = async (ask: Ask, asked: Asked, isFirst: boolean, tallyOf: TallyOf): Promise<void> => {
  const value = identifier(asked.field);
  const columns = [
    `${value} AS answer`,
    `${identifier(lostField(asked.field))} AS lost`,
    ...NOTE_KINDS.map((note) => `${identifier(noteField(asked.field, note))} AS ${note}`),
  ];
  const measurement = identifier(samplesOf(asked.probe));
  const before = { ...asked, from: asked.from - LOOKBACK, to: asked.from };
  const by = grouping(asked, { byTime: false });
  const [found = [], last = []] = await ask([
    `SELECT ${columns.join(', ')} FROM ${measurement} WHERE ${conditions(asked)}${by}`,
    ...(isFirst ? [] : [`SELECT last(${value}) AS answer FROM ${measurement} WHERE ${conditions(before)}${by}`]),
  ]);
  const known = new Map(last.map(({ tags, rows }) => [keyOf(tags), numberIn(rows[0] ?? {}, 'answer')]));
  for (const table of found) addTable(table, known.get(keyOf(table.tags)), asked.width, tallyOf);
};
const addTable = ({ tags, rows }: Table, last: number | undefined, width: number | undefined, tallyOf: TallyOf) => {
  const sketches = new Map<EpochMicros, Sketch>();
  let previous = last;
  for (const row of rows) {
    const at = bucketOf(numberIn(row, 'time') ?? 0, width);
    const [answer, lost] = [numberIn(row, 'answer'), numberIn(row, 'lost') ?? 0];
    const [late, duplicate, reordered] = NOTE_KINDS.map((note) => (numberIn(row, note) === undefined ? 0 : 1));
    const isPair = answer !== undefined && previous !== undefined;
    const sums = {
      series: 0,
      slot: 0,
      n: answer === undefined ? lost : 1,
      lost: answer === undefined ? lost : 0,
      late: late ?? 0,
      duplicate: duplicate ?? 0,
      reordered: reordered ?? 0,
      min: answer ?? null,
      max: answer ?? null,
      sum: answer ?? null,
      diff_sum: isPair ? Math.abs((answer ?? 0) - (previous ?? 0)) : null,
      diff_n: isPair ? 1 : 0,
    };
    tallyOf(tags, at).add(sums, false);
    if (answer === undefined) continue;
    previous = answer;
    const sketch = sketches.get(at) ?? new Sketch();
    sketch.add(answer);
    sketches.set(at, sketch);
  }
  for (const [at, sketch] of sketches) tallyOf(tags, at).addSketch(sketch.encode());
};

const keyOf = (tags: Tags): string => JSON.stringify([tags['target'], tags['via'], tags['vantage']]);

/** Tallies of each series and bucket, in order of time. */
const read = async (ask: Ask, asked: Asked, pieces: readonly Piece[]) => {
  const found = new Map<string, { readonly tags: Tags; readonly at: EpochMicros; readonly tally: Tally }>();
  const tallyOf: TallyOf = (tags, at) => {
    const key = `${keyOf(tags)} ${at}`;
    const one = found.get(key) ?? { tags, at, tally: new Tally() };
    found.set(key, one);
    return one.tally;
  };
  for (const { of, ...range } of pieces) {
    const piece = { ...asked, ...range };
    await (of === 'raw'
      ? addSamples(ask, piece, range.from === asked.from, tallyOf)
      : addRollups(ask, piece, of, tallyOf));
  }
  return [...found.values()].toSorted((a, b) => a.at - b.at);
};
const told = async (ask: Ask, asked: Asked, pieces: readonly Piece[]): Promise<readonly Told[]> => {
  const scratch = new Sketch();
  return (await read(ask, asked, pieces)).map(({ tags, at, tally }) => ({ tags, at, stats: tally.stats(scratch) }));
};

/** Where what is measured since can be taken from rollups; undefined where too much was measured before there were any. */
const begin = (asked: Asked, kept: Kept): EpochMicros | undefined => {
  const since = Math.min(kept.minutes?.from ?? Infinity, kept.hours?.from ?? Infinity);
  if (since - asked.from <= microsOf(EXACT)) return asked.from;
  const bucket = asked.width === undefined ? Infinity : Math.ceil(since / asked.width) * asked.width;
  return bucket < asked.to ? bucket : undefined;
};

/** Undefined where a sketch is none, or one of a later version: then the samples are what there is. */
const orSamples = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SketchError) return undefined;
    throw error;
  }
};

/** Of one vantage point, or one subject. */
const oneOf = async (ask: Ask, asked: Asked, grain: 'minutes' | 'hours'): Promise<readonly Told[]> => {
  const kept = await keptOf(ask, asked);
  const from = begin(asked, kept);
  if (from === undefined) return tallies(ask, asked);
  const since = { ...asked, from };
  const rolled = await orSamples(() => told(ask, since, cover(since, kept, grain)));
  if (rolled === undefined) return tallies(ask, asked);
  const before = from === asked.from ? [] : await tallies(ask, { ...asked, to: from });
  return [...before, ...rolled];
};

/**
 * The statistics of every group that has anything: of long ranges from rollups as far as there are some, which each
 * vantage point has written for itself; else from the samples.
 */
export const rolledOrExact = async (ask: Ask, asked: Asked): Promise<readonly Told[]> => {
  const grain = grainFor(asked);
  if (grain === undefined) return tallies(ask, asked);
  if (asked.where !== undefined) return oneOf(ask, asked, grain);
  const [tables = []] = await ask([`SHOW TAG VALUES FROM ${identifier(samplesOf(asked.probe))} WITH KEY = "vantage"`]);
  const found: Told[] = [];
  for (const row of tables.flatMap((t) => t.rows)) {
    const vantage = textIn(row, 'value');
    if (vantage === undefined) continue;
    for (const one of await oneOf(ask, { ...asked, among: `"vantage" = ${literal(vantage)}` }, grain)) found.push(one);
  }
  return found.toSorted((a, b) => inOrder(orderOf(a), orderOf(b)) || a.at - b.at);
};
/** As the server orders series. */
const orderOf = ({ tags }: Told): readonly string[] => ['target', 'via', 'vantage'].map((tag) => tags[tag] ?? '');
const inOrder = (a: readonly string[], b: readonly string[]): number => {
  const i = a.findIndex((text, k) => text !== b[k]);
  return i < 0 ? 0 : Buffer.compare(Buffer.from(a[i] ?? ''), Buffer.from(b[i] ?? ''));
};

/** All of a long range in bins; undefined where they have to be made of the samples. */
export const rolledBins = async (ask: Ask, asked: Asked, bins: number): Promise<readonly Bin[] | undefined> => {
  const grain = grainFor(asked);
  if (grain === undefined) return undefined;
  const kept = await keptOf(ask, asked);
  if (begin(asked, kept) === undefined) return undefined;
  return orSamples(async () => {
    const [all] = await read(ask, asked, cover(asked, kept, grain));
    return binsOf(all?.tally ?? new Tally(), bins);
  });
};
