import { nearest } from '../../../domain/nearest.ts';
import { type CacheDirective, MOST_SECONDS, parseSeconds } from '../../../wire/http/cache-control.ts';
import type { Lint } from '../report.ts';
import { cachingOf } from './caching.ts';
import type { Placed } from './placed.ts';
import { type HeaderCode, quoted, said } from './said.ts';

const HEADER = 'Cache-Control';
/** What follows each directive of answers: seconds, nothing, or names of headers that may be left out. */
const ARGUMENT: ReadonlyMap<string, 'seconds' | 'none' | 'names'> = new Map([
  ['immutable', 'none'],
  ['max-age', 'seconds'],
  ['must-revalidate', 'none'],
  ['must-understand', 'none'],
  ['no-cache', 'names'],
  ['no-store', 'none'],
  ['no-transform', 'none'],
  ['private', 'names'],
  ['proxy-revalidate', 'none'],
  ['public', 'none'],
  ['s-maxage', 'seconds'],
  ['stale-if-error', 'seconds'],
  ['stale-while-revalidate', 'seconds'],
]);
const OF_REQUESTS = new Set(['max-stale', 'min-fresh', 'only-if-cached']);
const OF_EXPLORER = new Set(['pre-check', 'post-check']);

/** Each directive of Cache-Control for itself (RFC 9111, 5.2.2). */
export function* cacheDirectives(answer: Placed): Iterable<Lint> {
  const { value, directives } = cachingOf(answer);
  if (value === undefined) return;
  const lint = (code: HeaderCode, words: string): Lint => said(code, answer, words, { header: HEADER, value });
  const told = new Set<string>();
  for (const directive of directives) {
    const { name } = directive;
    if (told.has(name)) continue;
    told.add(name);
    const same = directives.filter((other) => other.name === name);
    const broken = /[;"\s:]/.exec(name) ?? (directive.quoted ? null : /[;"\s]/.exec(directive.argument ?? ''));
    if (broken !== null) {
      yield lint('cache-control-broken', `${quoted(textOf(directive))} is no directive${whyBroken(broken[0])}.`);
      continue;
    }
    const argument = ARGUMENT.get(name);
    if (argument === undefined) yield* unknown(name, lint);
    else if (argument === 'seconds') yield* seconds(directive, lint);
    else if (argument === 'none' && directive.argument !== undefined)
      yield lint(
        'cache-argument-unexpected',
        `${quoted(name)} has no argument, and it says ${quoted(textOf(directive))}.`,
      );
    if (same.length > 1 && argument !== undefined) {
      const values = new Set(same.map(({ argument }) => argument));
      const how = values.size === 1 ? 'the same each time' : same.map((one) => quoted(textOf(one))).join(' and ');
      yield lint('cache-directive-repeated', `${quoted(name)} stands there ${same.length} times, ${how}.`);
    }
  }
}
type Say = (code: HeaderCode, words: string) => Lint;

const whyBroken = (mark: string): string => {
  if (mark === ';') return ': directives are separated by commas, not by semicolons';
  if (mark === '"') return ': a quote is not closed';
  return mark === ':' ? ': an argument follows `=`' : ': a comma is missing';
};
function* unknown(name: string, lint: Say): Iterable<Lint> {
  const near = nearest(name.replaceAll('_', '-').slice(0, 60), ARGUMENT.keys());
  if (OF_REQUESTS.has(name)) yield lint('cache-directive-of-requests', `${quoted(name)} belongs into requests.`);
  else if (OF_EXPLORER.has(name)) yield lint('cache-directive-obsolete', `${quoted(name)} is read by nobody.`);
  else if (near === undefined) yield lint('cache-directive-unknown', `${quoted(name)} is no directive of any RFC.`);
  else yield lint('cache-directive-misspelt', `${quoted(name)} is no directive; ${quoted(near)} may be meant.`);
}
/** RFC 5861: without them the answer is as fresh as it is. */
const EXTENSIONS = new Set(['stale-while-revalidate', 'stale-if-error']);
function* seconds({ name, argument, quoted: inQuotes }: CacheDirective, lint: Say): Iterable<Lint> {
  if (argument === undefined || parseSeconds(argument) === undefined) {
    const what = argument === undefined ? 'has no number' : `has ${quoted(argument)}, no whole number`;
    yield lint(
      EXTENSIONS.has(name) ? 'cache-stale-invalid' : 'cache-seconds-invalid',
      `${quoted(name)} ${what} of seconds.`,
    );
    return;
  }
  if (inQuotes) yield lint('cache-seconds-quoted', `${quoted(name)} has its number in quotes.`);
  if (Number(argument) > MOST_SECONDS) yield lint('cache-seconds-beyond', `${quoted(name)} says ${quoted(argument)}.`);
}
const textOf = ({ name, argument, quoted: inQuotes }: CacheDirective): string => {
  if (argument === undefined) return name;
  return inQuotes ? `${name}="${argument}"` : `${name}=${argument}`;
};
