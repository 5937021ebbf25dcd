import { partsOf } from './fields.ts';

export interface CacheDirective {
  /** As it was written, in lower case. */
  readonly name: string;
  /** What follows the `=`, without quotes; undefined where there is none. */
  readonly argument?: string;
  readonly quoted: boolean;
}
/** The most that a recipient needs to tell apart (RFC 9111, 1.2.2). */
export const MOST_SECONDS = 2 ** 31;
/** Kept of one field; a browser's whole header is smaller. */
const MOST_DIRECTIVES = 100;

/** Cache-Control (RFC 9111, 5.2) as a lenient recipient reads it: whatever is between the commas is a directive. */
export const parseCacheControl = (value: string): readonly CacheDirective[] =>
  partsOf(value)
    .slice(0, MOST_DIRECTIVES)
    .map((part) => {
      const equals = part.indexOf('=');
      if (equals < 0) return { name: part.toLowerCase(), quoted: false };
      const argument = part.slice(equals + 1).trim();
      const quoted = /^"(?:[^"\\]|\\.)*"$/s.test(argument);
      return {
        name: part.slice(0, equals).trim().toLowerCase(),
        argument: quoted ? argument.slice(1, -1).replaceAll(/\\(.)/gs, '$1') : argument,
        quoted,
      };
    });

/** Delta-seconds (RFC 9111, 1.2.2): at most 2^31; undefined where it is no number of seconds. */
export const parseSeconds = (text: string): number | undefined =>
  /^[0-9]+$/.test(text) ? Math.min(Number(text), MOST_SECONDS) : undefined;

/** The seconds of the first directive of that name; undefined where it has none that count. */
export const secondsOf = (directives: readonly CacheDirective[], name: string): number | undefined =>
  parseSeconds(directives.find((directive) => directive.name === name)?.argument ?? '');
