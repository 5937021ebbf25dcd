import { type CacheDirective, parseCacheControl, secondsOf } from '../../../wire/http/cache-control.ts';
import { linesOf, valueOf } from '../../../wire/http/fields.ts';
import { parseHttpDate } from '../../../wire/http/http-date.ts';
import type { Placed } from './placed.ts';

/** What caches read of one answer (RFC 9111, 4.2). Lifetimes in seconds. */
export interface Caching {
  readonly value: string | undefined;
  readonly directives: readonly CacheDirective[];
  readonly has: (name: string) => boolean;
  readonly maxAge: number | undefined;
  readonly sharedAge: number | undefined;
  /** Of a browser's cache; undefined where nothing says. 0 where what it says cannot be read. */
  readonly lifetime: number | undefined;
  /** Nothing is kept, or it is asked each time. */
  readonly checked: boolean;
}

export const cachingOf = (answer: Placed): Caching => {
  const value = valueOf(answer.headers, 'cache-control');
  const directives = parseCacheControl(value ?? '');
  const has = (name: string): boolean => directives.some((directive) => directive.name === name);
  const maxAge = secondsOf(directives, 'max-age');
  return {
    value,
    directives,
    has,
    maxAge,
    sharedAge: secondsOf(directives, 's-maxage'),
    lifetime: has('max-age') ? (maxAge ?? 0) : expiresIn(answer),
    checked: has('no-store') || has('no-cache'),
  };
};
/** From Date to Expires; 0 where Expires is none. */
export const expiresIn = (answer: Placed): number | undefined => {
  const expires = linesOf(answer.headers, 'expires')[0];
  if (expires === undefined) return undefined;
  const at = parseHttpDate(expires)?.seconds;
  const date = dateOf(answer);
  return at === undefined || date === undefined ? 0 : Math.max(0, at - date);
};
/** When the answer was made, in seconds since the Unix epoch: by its Date, else by our clock. */
export const dateOf = ({ headers, at }: Placed): number | undefined =>
  parseHttpDate(linesOf(headers, 'date')[0] ?? '')?.seconds ?? (at === undefined ? undefined : Math.floor(at / 1e6));

const DAY = 86_400;
/** `90 s`, `5 min`, `3 h`, `30 days`, `10 years`. */
export const lastingWords = (seconds: number): string => {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3_600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 2 * DAY) return `${Math.round(seconds / 3_600)} h`;
  return seconds < 730 * DAY ? `${Math.round(seconds / DAY)} days` : `${Math.round(seconds / (365.25 * DAY))} years`;
};
