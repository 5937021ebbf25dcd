import type { ConfigAsRead, ConfigRow, ConfigTrouble } from '../../../src/api/config/schema.ts';
import type { StateWord } from '../../../src/api/schema.ts';
import { formatDuration, plural } from './format.ts';

/** Whether it is right, as a word and a sentence. */
export const configVerdict = (c: ConfigAsRead): { readonly word: StateWord; readonly title: string } => {
  const state = c.onDisk?.state;
  const n = c.troubles.length;
  if (state === 'wrong')
    return {
      word: 'down',
      title: `The config file is wrong: ${plural(c.troubles.filter((t) => t.severity === 'fail').length, 'problem')}. A restart would not start`,
    };
  if (state === 'gone')
    return { word: 'down', title: 'The config file cannot be read any more. A restart would not start' };
  if (n > 0)
    return { word: 'degraded', title: `The config is in force, and ${plural(n, 'thing wants', 'things want')} a look` };
  if (state === 'changed') return { word: 'up', title: 'The config is right, and its file has changed since' };
  if (state === 'silent') return { word: 'unknown', title: 'The disk with the config file does not answer' };
  return {
    word: 'up',
    title: c.file === undefined ? 'No config file: everything was found here' : 'The config is right',
  };
};

export const ABOUT_WORDS: Readonly<Record<ConfigTrouble['about'], string>> = {
  file: 'in the file as it is now',
  start: 'at the start',
  running: 'as it runs',
};

/** A key of the top with all that belongs to it. */
export interface Section {
  readonly head: ConfigRow;
  readonly rows: readonly ConfigRow[];
}
/** The document by its sections; without what nobody wrote or found, unless that is asked for. */
export const sectionsOf = (rows: readonly ConfigRow[], withDefaults: boolean): readonly Section[] => {
  const sections: { head: ConfigRow; rows: ConfigRow[] }[] = [];
  for (const row of rows) {
    if (!withDefaults && row.from === 'default') continue;
    if (row.depth === 0) sections.push({ head: row, rows: [] });
    else sections.at(-1)?.rows.push(row);
  }
  return sections;
};

/** Which line of the file to tell at each row: of several on one line the first. */
export const linesTold = (rows: readonly ConfigRow[]): readonly (number | undefined)[] =>
  rows.map(({ line }, i) => (line === rows[i - 1]?.line ? undefined : line));

const INDENT = '  ';
/** `  every: 1s` */
const rowText = ({ depth, key, value }: ConfigRow): string =>
  `${INDENT.repeat(depth)}${key}:${value === undefined || value === '' ? '' : ` ${value}`}`;
/** The document as text, to copy. */
export const documentText = (sections: readonly Section[]): string =>
  sections.flatMap(({ head, rows }) => [head, ...rows].map(rowText)).join('\n');

/** `every 30 s`, `every 6 h` */
export const everyText = (ms: number): string => `every ${formatDuration(ms).replace(/ 00\u00a0min$/, '')}`;

/** Bytes of a month: `46 MB`, `1.2 GB`. */
export const monthText = (bytes: number): string => {
  const [size, unit] = bytes >= 1e9 ? [bytes / 1e9, 'GB'] : [bytes / 1e6, 'MB'];
  return `${size.toFixed(size < 9.95 ? 1 : 0)}\u00a0${unit}`;
};
