import { plain } from './countries.ts';

/** What the address asks of the wall: `/wall?lines=dsl,lte&rotate=30&theme=dark&night=22-7`. */
export interface WallOptions {
  /** Names of lines or targets that have a row, in this order; undefined: those that the wall chooses. */
  readonly rows: readonly string[] | undefined;
  /** Seconds until it turns to the next view; undefined: it does not. */
  readonly rotate: number | undefined;
  /** Undefined: as the page is set. */
  readonly theme: 'dark' | 'light' | 'auto' | undefined;
  /** Hours of the viewer's clock between which it is dim; undefined: never. */
  readonly night: Night | undefined;
  /** What is wrong with the address, in plain words. */
  readonly wrong: readonly string[];
}
export interface Night {
  readonly from: number;
  readonly to: number;
}

const NIGHT: Night = { from: 22, to: 7 };
const LEAST_TURN = 5;
const MOST_TURN = 3_600;
const MOST_ROWS = 12;
const MOST_WRONG = 3;
const THEMES = ['dark', 'light', 'auto'] as const;
const KEYS = ['lines', 'rotate', 'theme', 'night'];

const quoted = (text: string): string => `“${plain(text.length > 24 ? `${text.slice(0, 24)}…` : text)}”`;

type Read<T> = { readonly value: T; readonly wrong?: string };

const rowsOf = (text: string | null): Read<readonly string[] | undefined> => {
  if (text === null) return { value: undefined };
  const names = [...new Set(text.split(',').map((t) => t.trim()))].filter((t) => t !== '');
  if (names.length === 0) return { value: undefined, wrong: 'lines= names no line, e.g. lines=dsl,lte' };
  if (names.length <= MOST_ROWS) return { value: names };
  return { value: names.slice(0, MOST_ROWS), wrong: `lines= has ${names.length} names, ${MOST_ROWS} are shown` };
};

const rotateOf = (text: string | null): Read<number | undefined> => {
  if (text === null) return { value: undefined };
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : undefined;
  if (seconds === undefined) return { value: undefined, wrong: `rotate=${quoted(text)} is no number of seconds` };
  if (seconds < LEAST_TURN) return { value: LEAST_TURN, wrong: `rotate= is ${LEAST_TURN} s at least` };
  if (seconds > MOST_TURN) return { value: MOST_TURN, wrong: `rotate= is ${MOST_TURN} s at most` };
  return { value: seconds };
};

const themeOf = (text: string | null): Read<WallOptions['theme']> => {
  if (text === null) return { value: undefined };
  const value = THEMES.find((t) => t === text);
  return value === undefined ? { value, wrong: `theme=${quoted(text)} is none of ${THEMES.join(', ')}` } : { value };
};

const nightOf = (text: string | null): Read<Night | undefined> => {
  if (text === null) return { value: NIGHT };
  if (text === 'off') return { value: undefined };
  const [, a = '', b = ''] = /^(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
  const [from, to] = [Number(a), Number(b)];
  const isOne = a !== '' && from <= 24 && to <= 24 && from % 24 !== to % 24;
  return isOne
    ? { value: { from: from % 24, to: to % 24 } }
    : { value: NIGHT, wrong: `night=${quoted(text)} is neither two hours, e.g. 22-7, nor off` };
};

/** Reads `location.search`. What can not be read is as if it were not there, and said. */
export const wallOptions = (search: string): WallOptions => {
  const query = new URLSearchParams(search);
  const rows = rowsOf(query.get('lines'));
  const rotate = rotateOf(query.get('rotate'));
  const theme = themeOf(query.get('theme'));
  const night = nightOf(query.get('night'));
  const strange = [...query.keys()].find((k) => !KEYS.includes(k));
  const wrong = [
    ...[rows, rotate, theme, night].flatMap((r) => r.wrong ?? []),
    ...(strange === undefined ? [] : [`${quoted(strange)} is none of ${KEYS.join(', ')}`]),
  ];
  return {
    rows: rows.value,
    rotate: rotate.value,
    theme: theme.value,
    night: night.value,
    wrong: wrong.slice(0, MOST_WRONG),
  };
};

/** Whether it is night at an hour (0…23) of the viewer's clock. */
export const isNight = (night: Night | undefined, hour: number): boolean =>
  night !== undefined &&
  (night.from < night.to ? hour >= night.from && hour < night.to : hour >= night.from || hour < night.to);

/** Names that were asked for and that nothing has; undefined where all are known. */
export const unknownRows = (rows: readonly string[] | undefined, known: readonly string[]): string | undefined => {
  const unknown = (rows ?? []).filter((r) => !known.includes(r));
  if (unknown.length === 0) return undefined;
  const more = unknown.length > MOST_WRONG ? ` and ${unknown.length - MOST_WRONG} more` : '';
  return `There is no line or target ${unknown.slice(0, MOST_WRONG).map(quoted).join(', ')}${more}`;
};
