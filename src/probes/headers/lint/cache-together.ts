import { linesOf } from '../../../wire/http/fields.ts';
import type { Lint } from '../report.ts';
import { type Caching, cachingOf } from './caching.ts';
import type { Placed } from './placed.ts';
import { type HeaderCode, listed, quoted, said } from './said.ts';

const STALE = ['stale-while-revalidate', 'stale-if-error'];

/** Directives of Cache-Control against each other. */
export function* cacheTogether(answer: Placed): Iterable<Lint> {
  const caching = cachingOf(answer);
  const { value, has } = caching;
  if (value === undefined) return;
  const lint = (code: HeaderCode, words: string): Lint => said(code, answer, words, { header: 'Cache-Control', value });
  if (has('public') && has('private')) yield lint('cache-public-private', 'It says both `public` and `private`.');
  if (has('no-store')) {
    yield* besideNoStore(caching, lint);
    return;
  }
  if (has('no-cache')) {
    yield* besideNoCache(caching, lint);
    const checkable = [...linesOf(answer.headers, 'etag'), ...linesOf(answer.headers, 'last-modified')].length > 0;
    if (!checkable && answer.status === 200)
      yield lint('cache-no-cache-no-validator', 'There is neither ETag nor Last-Modified.');
    return;
  }
  const stale = STALE.filter(has);
  if (stale.length > 0 && has('must-revalidate'))
    yield lint('cache-stale-contradicts', `\`must-revalidate\` forbids what ${words(stale)} allows.`);
  else if (stale.length > 0 && has('proxy-revalidate'))
    yield lint('cache-stale-contradicts', `\`proxy-revalidate\` forbids shared caches what ${words(stale)} allows.`);
  if (has('immutable') && has('must-revalidate'))
    yield lint('cache-immutable-revalidate', '`immutable` and `must-revalidate` stand together.');
}
type Say = (code: HeaderCode, words: string) => Lint;
const words = (names: readonly string[]): string => listed(names.map(quoted));

function* besideNoStore({ directives, has, maxAge, sharedAge }: Caching, lint: Say): Iterable<Lint> {
  const against = [
    ...['public', 'immutable', ...STALE].filter(has),
    ...((maxAge ?? 0) > 0 ? ['max-age'] : []),
    ...((sharedAge ?? 0) > 0 ? ['s-maxage'] : []),
  ];
  // must-understand takes no-store back for caches that know the status (RFC 9111, 5.2.2.3).
  const rest = directives.filter(({ name }) => !['no-store', 'must-understand', 'no-transform'].includes(name));
  if (has('must-understand')) return;
  if (against.length > 0) yield lint('cache-no-store-contradicts', `\`no-store\` stands beside ${words(against)}.`);
  else if (rest.length > 0) yield lint('cache-no-store-rest', `Beside \`no-store\` nothing else is needed.`);
}
function* besideNoCache({ directives, has, maxAge, sharedAge }: Caching, lint: Say): Iterable<Lint> {
  // With names of headers it is about those alone.
  if (directives.find(({ name }) => name === 'no-cache')?.argument !== undefined) return;
  const voided = [
    ...['immutable', 'stale-while-revalidate'].filter(has),
    ...((maxAge ?? 0) > 0 ? ['max-age'] : []),
    ...((sharedAge ?? 0) > 0 ? ['s-maxage'] : []),
  ];
  if (voided.length > 0) yield lint('cache-no-cache-contradicts', `\`no-cache\` makes ${words(voided)} void.`);
}
