import { plain } from './countries.ts';

// Reading what another version of plumbline may have written: what is not there, or is something else, is left out.

/** An object of unknown shape. */
export type Loose = Readonly<Record<string, unknown>>;
/** The longest text and the longest list that a page takes. */
const MOST_TEXT = 4_096;
const MOST = 500;

export const isLoose = (v: unknown): v is Loose => typeof v === 'object' && v !== null && !Array.isArray(v);
/** As it came. */
export const raw = (v: unknown): string => (typeof v === 'string' ? v.slice(0, MOST_TEXT) : '');
/** As it can be shown: no text of a stranger acts on the words around it. */
export const text = (v: unknown): string => plain(raw(v));
/** Of several lines, with what indents them. */
export const lines = (v: unknown): string =>
  typeof v === 'string' ? v.slice(0, 16 * MOST_TEXT).replaceAll(/[^\n\t]+/g, plain) : '';
export const amount = (v: unknown): number => (typeof v === 'number' && Number.isFinite(v) ? v : 0);
export const oneOf = <const T extends string>(words: readonly T[], v: unknown): T | undefined =>
  words.find((w) => w === v);
export const listOf = <T>(v: unknown, each: (item: Loose) => T | undefined): T[] =>
  Array.isArray(v) ? v.slice(0, MOST).flatMap((item) => (isLoose(item) ? (each(item) ?? []) : [])) : [];
export const textsOf = (v: unknown): string[] =>
  Array.isArray(v) ? v.slice(0, MOST).flatMap((t) => (typeof t === 'string' ? text(t) : [])) : [];

type Optional<K extends string, T> = { readonly [P in K]?: T };
const optional = <K extends string, T>(key: K, isThere: boolean, value: () => T): Optional<K, T> =>
  (isThere ? { [key]: value() } : {}) as Optional<K, T>;
export const maybeText = <K extends string>(key: K, of: Loose): Optional<K, string> =>
  optional(key, typeof of[key] === 'string', () => text(of[key]));
export const maybeAmount = <K extends string>(key: K, of: Loose): Optional<K, number> =>
  optional(key, typeof of[key] === 'number', () => amount(of[key]));
export const maybe = <K extends string, T>(key: K, value: T | undefined): Optional<K, T> =>
  optional(key, value !== undefined, () => value as T);
