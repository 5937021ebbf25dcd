import type { EpochMicros } from '../../../domain/time.ts';
import { type HeaderLines, valueOf } from '../../../wire/http/fields.ts';
import { answersOf } from '../../site/places.ts';
import type { PlaceOfSite, SiteSeen } from '../../site/seen.ts';

/** One answer of a site, and where on the site it came from. */
export interface Placed {
  readonly place: PlaceOfSite;
  readonly url: URL;
  readonly secure: boolean;
  readonly status: number;
  readonly headers: HeaderLines;
  readonly at?: EpochMicros;
  /** It is shown as a page: its type says so, or nothing does. */
  readonly document: boolean;
}
export const isRedirect = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

/** The answers that are looked at, the page first: what is a redirect only in its place, and only there. */
export const placedIn = (seen: SiteSeen): readonly Placed[] =>
  answersOf(seen)
    .filter(({ place, status }) => isRedirect(status) === (place === 'redirect'))
    .map(placed);
const placed = ({ place, url, status, headers, at }: ReturnType<typeof answersOf>[number]): Placed => {
  const type = (valueOf(headers, 'content-type') ?? 'text/html').toLowerCase();
  return {
    place,
    url: new URL(url),
    secure: url.startsWith('https:'),
    status,
    headers,
    document: place !== 'redirect' && /^(?:text\/html|application\/xhtml\+xml)\b/.test(type),
    ...(at === undefined ? {} : { at }),
  };
};

const MODULE = /\.m?js$/;
/** What a file is used for, by the end of its name. */
export const kindOf = ({ pathname }: URL): 'script' | 'style' | 'other' => {
  if (MODULE.test(pathname)) return 'script';
  return pathname.endsWith('.css') ? 'style' : 'other';
};
/** A hash of the content, or a time: hex with letters and digits, other letters in both cases with digits, or digits alone. */
const isHash = (piece: string): boolean =>
  piece.length >= 8 &&
  (/^(?:[0-9]+|(?=.*[0-9])(?=.*[a-f])[0-9a-f]+)$/.test(piece) ||
    /[0-9][A-Za-z]+[0-9]/.test(piece) ||
    (/[0-9]/.test(piece) && /[A-Z]/.test(piece) && /[a-z]/.test(piece)));
const LONGEST_NAME = 200;

/** The name of the file has a hash in it: `app.3f2a9c1b.js`, `index-B4xK9aqZ.js`. */
export const isHashed = ({ pathname }: URL): boolean =>
  (pathname.split('/').at(-1) ?? '').slice(-LONGEST_NAME).split(/[._-]/).slice(0, -1).some(isHash);
/** The address changes with the content, by a hash or a version anywhere in it: `/v3/app.js`, `/jquery-3.7.1.min.js`, `/app.js?17`. */
export const changesByName = ({ pathname, search }: URL): boolean =>
  search !== '' || pathname.split(/[/._-]/).some(isHash) || /[0-9]\.[0-9]|\/v[0-9]+\//.test(pathname);
