import type { Fields } from '../../domain/outcome.ts';
import { NOTE_KINDS, type NoteKind } from '../../domain/sample.ts';
import type { Subject } from '../../domain/subject.ts';

/** Every measurement begins so: nothing of anybody else's (Telegraf's `ping`) is ever met. */
const PREFIX = 'plumbline_';

/** The measurement of a probe's samples. */
export const samplesOf = (probe: string): string => `${PREFIX}${probe}`;
export const RUNS = `${PREFIX}runs`;
export const FINDINGS = `${PREFIX}findings`;
export const EVENTS = `${PREFIX}events`;
export const GAPS = `${PREFIX}gaps`;
/** How far a journal was exported, so that a database restored from a backup is noticed. */
export const EXPORT = `${PREFIX}export`;
/** What a place watches: addresses, roles and labels as its config has them. */
export const TARGETS = `${PREFIX}targets`;
const NO_SAMPLES = new Set<string>([RUNS, FINDINGS, EVENTS, GAPS, EXPORT, TARGETS]);
/** What samples are rolled up into: a point tells a minute or an hour of a series, at its beginning. */
export type Grain = 'minutes' | 'hours';
const GRAINS = ['minutes', 'hours'] as const satisfies readonly Grain[];
export const rollupOf = (probe: string, grain: Grain): string => `${samplesOf(probe)}_${grain}`;
const isRollup = (measurement: string): boolean => GRAINS.some((grain) => measurement.endsWith(`_${grain}`));
/** The probe whose samples a measurement holds; undefined for another's and for what holds no samples. */
export const probeOf = (measurement: string): string | undefined =>
  measurement.startsWith(PREFIX) && !NO_SAMPLES.has(measurement) && !isRollup(measurement)
    ? measurement.slice(PREFIX.length)
    : undefined;

/** The fields that a series has beside the one of its name, which is the value of an answer. */
export const lostField = (field: string): string => `${field}_lost`;
export const reasonField = (field: string): string => `${field}_reason`;
export const saidByField = (field: string): string => `${field}_said_by`;
export const noteField = (field: string, note: NoteKind): string => `${field}_${note}`;
/** Counts and sums of a rollup, by the names that they have behind that of the field: `rtt_lost_n`. */
export const ROLLED = {
  n: 'integer',
  lost_n: 'integer',
  late_n: 'integer',
  duplicate_n: 'integer',
  reordered_n: 'integer',
  min: 'float',
  max: 'float',
  sum: 'float',
  diff_sum: 'float',
  diff_n: 'integer',
} as const;
export const rolledField = (field: string, name: keyof typeof ROLLED): string => `${field}_${name}`;
/** How the answers are spread (domain/sketch.ts), in base64: some 30 bytes of a minute, at most 40,000 of an hour. */
export const sketchField = (field: string): string => `${field}_sketch`;
/** Since when, in epoch ms, nothing of its vantage point is missing in the rollups: 0 for the beginning. */
export const sinceField = (field: string): string => `${field}_since`;
/** The field of a run for one of its outcome's values. */
export const valueField = (name: string): string => `value_${name}`;

/** No string is longer, in bytes of UTF-8: InfluxDB takes 64 KiB. */
export const PIECE_BYTES = 60_000;
/** A text that is too long for one field goes on in `outcome_1`, `outcome_2` and so on. */
export const pieceField = (field: string, piece: number): string => (piece === 0 ? field : `${field}_${piece}`);

/** Every tag is always written: 3 Core fixes a table's tags at its first write. This one says that there is none. */
const NONE = '-';
/** What the line protocol has no way to say in a tag, or that a tag says already (`-` and nothing are none). */
const hex = (char: string): string => `%${char.codePointAt(0)?.toString(16).toUpperCase().padStart(2, '0')}`;
/** A part of a subject as a tag's value. Only what no name in a config has is changed: control characters, `\`, `%`. */
export const toTag = (value: string | undefined): string => {
  if (value === undefined) return NONE;
  if (value === '') return '%';
  if (value === NONE) return hex(NONE);
  // oxlint-disable-next-line no-control-regex
  return value.replaceAll(/[\u0000-\u001f\u007f\\%]/g, hex);
};
/** The inverse of `toTag`. */
export const fromTag = (value: string): string | undefined => {
  if (value === NONE) return undefined;
  if (value === '%') return '';
  return value.replaceAll(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
};
/** The subject that the tags of a point tell of. */
export const subjectOf = (tags: {
  readonly target: string;
  readonly via: string;
  readonly vantage: string;
}): Subject => {
  const [target, via] = [fromTag(tags.target), fromTag(tags.via)];
  return {
    ...(target === undefined ? {} : { target }),
    ...(via === undefined ? {} : { via }),
    vantage: fromTag(tags.vantage) ?? '',
  };
};

export type FieldType = 'float' | 'integer' | 'string' | 'boolean';
export interface Measurement {
  readonly name: string;
  readonly tags: readonly string[];
  readonly fields: Readonly<Record<string, FieldType>>;
  /** Of the fields: those that go on in further ones where they are long (`pieceField`). */
  readonly inPieces: readonly string[];
}
/** What the schema has to know of a probe. */
export interface ProbeShape {
  readonly name: string;
  readonly values: Fields;
  /** The fields that it streams samples of. */
  readonly streams: readonly string[];
}

const SUBJECT_TAGS = ['target', 'via', 'vantage'] as const;
const OF_EVENT = { at_us: 'integer', summary: 'string', evidence: 'string' } as const;

const sampleFields = (field: string): readonly (readonly [string, FieldType])[] => [
  [field, 'float'],
  [lostField(field), 'integer'],
  [reasonField(field), 'string'],
  [saidByField(field), 'string'],
  ...NOTE_KINDS.map((note) => [noteField(field, note), 'float'] as const),
];
const samplesMeasurement = ({ name, streams }: ProbeShape): Measurement => ({
  name: samplesOf(name),
  tags: SUBJECT_TAGS,
  fields: Object.fromEntries(streams.flatMap(sampleFields)),
  inPieces: [],
});

const rolledFields = (field: string): readonly (readonly [string, FieldType])[] => [
  ...Object.entries(ROLLED).map(([column, type]) => [`${field}_${column}`, type] as const),
  [sketchField(field), 'string'],
  [sinceField(field), 'integer'],
];
const rollupMeasurements = ({ name, streams }: ProbeShape): readonly Measurement[] =>
  GRAINS.map((grain) => ({
    name: rollupOf(name, grain),
    tags: SUBJECT_TAGS,
    fields: Object.fromEntries(streams.flatMap(rolledFields)),
    inPieces: [],
  }));

/** All that is written, as data: for who reads it, and for who checks a dashboard against it. */
export const influxSchema = (probes: readonly ProbeShape[]): readonly Measurement[] => {
  const values = probes.flatMap((p) => Object.keys(p.values).map((name) => [valueField(name), 'float'] as const));
  return [
    ...probes.filter((p) => p.streams.length > 0).map(samplesMeasurement),
    ...probes.filter((p) => p.streams.length > 0).flatMap(rollupMeasurements),
    {
      name: RUNS,
      tags: ['probe', ...SUBJECT_TAGS],
      fields: {
        id: 'string',
        at_us: 'integer',
        took_ms: 'float',
        status: 'string',
        reason: 'string',
        detail: 'string',
        ...Object.fromEntries(values),
        outcome: 'string',
      },
      inPieces: ['outcome'],
    },
    {
      name: FINDINGS,
      tags: ['code', 'severity', 'probe', ...SUBJECT_TAGS],
      fields: { run: 'string', evidence: 'string', remedy: 'string' },
      inPieces: ['evidence'],
    },
    {
      name: EVENTS,
      tags: ['type', 'severity', 'probe', ...SUBJECT_TAGS],
      fields: { ...OF_EVENT, whole_service: 'boolean' },
      inPieces: ['evidence'],
    },
    {
      name: GAPS,
      tags: ['reason', ...SUBJECT_TAGS],
      fields: { from_us: 'integer', to_us: 'integer', seconds: 'float', whole_service: 'boolean' },
      inPieces: [],
    },
    {
      name: TARGETS,
      tags: ['target', 'vantage'],
      fields: { address: 'string', role: 'string', label: 'string' },
      inPieces: [],
    },
    { name: EXPORT, tags: ['vantage'], fields: { journal: 'string', cursor: 'integer' }, inPieces: [] },
  ];
};
