import type { Subject } from '../../../domain/subject.ts';
import type { EpochMicros } from '../../../domain/time.ts';
import type { Range } from '../../journal.ts';
import { toTag } from '../names.ts';

/** The one way in for text that was not written here: InfluxQL takes these three behind a backslash, and all else as it is. */
const quoted = (text: string, quote: '"' | "'"): string =>
  `${quote}${text.replaceAll(/[\\\n'"]/g, (c) => (c === '\n' ? '\\n' : c === '\\' || c === quote ? `\\${c}` : c))}${quote}`;

/** A string literal of InfluxQL. */
export const literal = (text: string): string => quoted(text, "'");
/** The name of a measurement, tag, field or column. */
export const identifier = (name: string): string => quoted(name, '"');

/** A moment as InfluxQL takes it exactly: nanoseconds. */
const instant = (at: EpochMicros): string => `${at}000`;
/** Points from `from` on and before `to`; their stamps are whole milliseconds. */
export const within = ({ from, to }: Range): string => `time >= ${instant(from)} AND time < ${instant(to)}`;
/** Nothing is stamped later: InfluxDB's years end in 2262, exact microseconds in 2255. */
export const LATEST: EpochMicros = Number.MAX_SAFE_INTEGER;

/** By these a series is grouped and told apart; the writer always writes all of them. */
export const SUBJECT_TAGS = '"target", "via", "vantage"';
export const ofSubject = ({ target, via, vantage }: Subject): string =>
  Object.entries({ target: toTag(target), via: toTag(via), vantage: toTag(vantage) })
    .map(([tag, value]) => `${identifier(tag)} = ${literal(value)}`)
    .join(' AND ');

/** A number without an exponent, which InfluxQL does not read; exactly the one given. */
export const decimal = (n: number): string => {
  const [digits = '', exponent] = String(n).split('e');
  if (exponent === undefined) return digits;
  const [sign, unsigned] = digits.startsWith('-') ? ['-', digits.slice(1)] : ['', digits];
  const [whole = '', fraction = ''] = unsigned.split('.');
  const places = Number(exponent);
  if (places < 0) return `${sign}0.${(whole + fraction).padStart(whole.length + fraction.length - places - 1, '0')}`;
  return `${sign}${(whole + fraction).padEnd(whole.length + places, '0')}`;
};
