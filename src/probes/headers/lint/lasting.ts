import { linesOf } from '../../../wire/http/fields.ts';
import type { Lint } from '../report.ts';
import { cachingOf, lastingWords } from './caching.ts';
import { changesByName, isHashed, kindOf, type Placed } from './placed.ts';
import { said } from './said.ts';

const DAY = 86_400;
const HTML_LONG = DAY;
const HTML_YEARS = 365 * DAY;
const ASSET_SHORT = 30 * DAY;
const ASSET_STUCK = 60 * DAY;

/** How long what is kept, and whether that suits what it is. */
export function* lasting(answer: Placed): Iterable<Lint> {
  const { value, lifetime, checked, has, sharedAge } = cachingOf(answer);
  const about =
    value === undefined
      ? { header: 'Expires', value: linesOf(answer.headers, 'expires')[0] }
      : { header: 'Cache-Control', value };
  if (checked && !(has('immutable') && answer.document)) return;
  const kept = lifetime ?? 0;
  const long = lastingWords(kept);
  if (answer.place === 'page' && answer.document) {
    if (checked) return;
    if (kept >= HTML_YEARS) yield said('cache-html-years', answer, `Browsers may keep the page for ${long}.`, about);
    else if (kept > HTML_LONG) yield said('cache-html-long', answer, `Browsers may keep the page for ${long}.`, about);
    if (has('immutable')) yield said('cache-html-immutable', answer, 'The page is called immutable.', about);
  }
  if (answer.place === 'missing' && Math.max(kept, has('private') ? 0 : (sharedAge ?? 0)) > DAY)
    yield said(
      'cache-missing-long',
      answer,
      `The answer ${answer.status} may be kept for ${lastingWords(Math.max(kept, sharedAge ?? 0))}.`,
      about,
    );
  if (answer.place !== 'asset' || answer.status !== 200 || answer.document) return;
  const hashed = isHashed(answer.url);
  if (hashed && lifetime !== undefined && kept < ASSET_SHORT)
    yield said('cache-asset-short', answer, `\`${answer.url.pathname.slice(-80)}\` is kept for ${long}.`, about);
  else if (!changesByName(answer.url) && kept > ASSET_STUCK && ['script', 'style'].includes(kindOf(answer.url)))
    yield said('cache-asset-stuck', answer, `\`${answer.url.pathname.slice(-80)}\` is kept for ${long}.`, about);
}
