import type { SeriesKey } from '../../../domain/entry.ts';
import { NOTE_KINDS } from '../../../domain/sample.ts';
import { lostField, noteField, probeOf, samplesOf, subjectOf } from '../names.ts';
import type { Ask } from './ask.ts';
import { textIn, type Table } from './tables.ts';
import { identifier, SUBJECT_TAGS } from './text.ts';

export interface ProbeField {
  readonly probe: string;
  readonly field: string;
}

const SUFFIXED = new RegExp(`^(.+)(?:${[lostField(''), ...NOTE_KINDS.map((note) => noteField('', note))].join('|')})$`);

const isNumeric = (type: string | undefined): boolean => type !== 'string' && type !== 'boolean';

/** Every field of every probe that there are samples of; what somebody else wrote there as text can not be counted. */
export const sampledFields = async (ask: Ask): Promise<readonly ProbeField[]> => {
  const [tables = []] = await ask(['SHOW FIELD KEYS']);
  return tables.flatMap(({ name, rows }) => {
    const probe = probeOf(name);
    if (probe === undefined) return [];
    // The one of its own name is missing where nothing was ever answered.
    const fields = new Set(rows.flatMap((row) => SUFFIXED.exec(textIn(row, 'fieldKey') ?? '')?.[1] ?? []));
    // Where it is both, the server counts what is a number.
    const isText = (key: string): boolean => {
      const types = rows.flatMap((row) => (textIn(row, 'fieldKey') === key ? [textIn(row, 'fieldType')] : []));
      return types.length > 0 && !types.some(isNumeric);
    };
    return [...fields].filter((f) => !isText(f) && !isText(lostField(f))).map((field) => ({ probe, field }));
  });
};

/** Who a table is about, where it was grouped by subject. */
export const seriesOf = ({ probe, field }: ProbeField, tags: Table['tags']): SeriesKey => ({
  probe,
  field,
  subject: subjectOf({ target: tags['target'] ?? '', via: tags['via'] ?? '', vantage: tags['vantage'] ?? '' }),
});

/** Of each series the last point that settled, since `since` (a condition) where told. */
export const lastSettled = (
  { probe, field }: ProbeField,
  columns: readonly string[],
  condition: string | undefined,
): string =>
  `SELECT ${[`last(${identifier(lostField(field))}) AS lost`, ...columns].join(', ')} FROM ${identifier(samplesOf(probe))}${
    condition === undefined ? '' : ` WHERE ${condition}`
  } GROUP BY ${SUBJECT_TAGS}`;
