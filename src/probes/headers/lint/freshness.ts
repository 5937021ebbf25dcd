import { linesOf } from '../../../wire/http/fields.ts';
import { parseHttpDate } from '../../../wire/http/http-date.ts';
import { parseSeconds } from '../../../wire/http/cache-control.ts';
import type { Lint } from '../report.ts';
import { cachingOf, expiresIn, lastingWords } from './caching.ts';
import type { Placed } from './placed.ts';
import { quoted, said } from './said.ts';

/** So far apart two lifetimes, or two clocks, may be. */
const APART_SECONDS = 60;

/** Expires beside max-age, no lifetime at all, and how old the answer is (RFC 9111, 4.2 and 5.3). */
export function* freshness(answer: Placed): Iterable<Lint> {
  yield* expires(answer);
  const { value, lifetime, sharedAge, checked, has } = cachingOf(answer);
  // One that is misspelt or broken is told of by itself.
  const meant = /max.?age|no.?cache|no.?store/i.test(value ?? '');
  const told = lifetime !== undefined || sharedAge !== undefined || checked || meant;
  const modified = linesOf(answer.headers, 'last-modified')[0];
  if (!told && (answer.place === 'page' || answer.place === 'asset') && answer.status === 200) {
    const by = modified === undefined ? 'Caches are left to themselves.' : `Last-Modified is ${quoted(modified)}.`;
    yield said('cache-heuristic', answer, `There is neither max-age nor Expires. ${by}`, {
      header: 'Cache-Control',
      value,
    });
  }
  if (!told && answer.place === 'redirect' && [301, 308].includes(answer.status))
    yield said('cache-redirect-for-ever', answer, `${answer.status} without max-age or Expires.`, {
      header: 'Cache-Control',
      value,
    });
  const [age] = linesOf(answer.headers, 'age');
  if (age === undefined) return;
  const old = parseSeconds(age);
  const about = { header: 'Age', value: age };
  if (old === undefined) yield said('age-invalid', answer, `${quoted(age)} is no number of seconds.`, about);
  const may = sharedAge ?? lifetime;
  // 0 is for browsers: a CDN that is told of changes keeps it by rules of its own.
  if (old !== undefined && may !== undefined && may > 0 && !checked && old > may && !has('stale-while-revalidate'))
    yield said(
      'age-beyond-lifetime',
      answer,
      `It is ${lastingWords(old)} old, and may become ${lastingWords(may)}.`,
      about,
    );
}
function* expires(answer: Placed): Iterable<Lint> {
  const [value] = linesOf(answer.headers, 'expires');
  if (value === undefined) return;
  const about = { header: 'Expires', value };
  const { maxAge, has, checked } = cachingOf(answer);
  if (parseHttpDate(value) === undefined) {
    // `0` and `-1` say "at once", and everybody takes them so.
    if (!/^(?:0|-1)$/.test(value)) yield said('cache-expires-invalid', answer, `${quoted(value)} is no date.`, about);
    return;
  }
  if (checked || maxAge === undefined || has('s-maxage')) return;
  const until = expiresIn(answer) ?? 0;
  if (Math.abs(until - maxAge) > APART_SECONDS)
    yield said(
      'cache-expires-differs',
      answer,
      `Expires gives it ${lastingWords(until)}, max-age ${lastingWords(maxAge)}.`,
      about,
    );
  else yield said('cache-expires-needless', answer, 'max-age says the same.', about);
}

/** Date (RFC 9110, 6.6.1) and Last-Modified (8.8.2). */
export function* dates(answer: Placed): Iterable<Lint> {
  const { headers, at } = answer;
  const [date] = linesOf(headers, 'date');
  const made = parseHttpDate(date ?? '');
  if (date === undefined) yield said('date-missing', answer, 'There is no Date.', { header: 'Date' });
  else if (made === undefined || made.form !== 'imf-fixdate')
    yield said('date-invalid', answer, `${quoted(date)} is not as HTTP writes dates.`, { header: 'Date', value: date });
  else if (at !== undefined && linesOf(headers, 'age').length === 0) {
    // A cache that hides its Age shows an old Date: only a clock that is ahead is certain, and one that is far behind.
    const ahead = made.seconds - at / 1e6;
    if (ahead > APART_SECONDS)
      yield said('date-apart', answer, `Date is ${lastingWords(Math.round(ahead))} ahead of this machine's clock.`, {
        header: 'Date',
        value: date,
      });
  }
  const [modified] = linesOf(headers, 'last-modified');
  if (modified === undefined) return;
  const changed = parseHttpDate(modified);
  const about = { header: 'Last-Modified', value: modified };
  if (changed === undefined || changed.form !== 'imf-fixdate')
    yield said('last-modified-invalid', answer, `${quoted(modified)} is not as HTTP writes dates.`, about);
  else if (made !== undefined && changed.seconds > made.seconds)
    yield said(
      'last-modified-future',
      answer,
      `It is ${lastingWords(changed.seconds - made.seconds)} after Date.`,
      about,
    );
}
