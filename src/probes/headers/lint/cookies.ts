import { isIP } from 'node:net';

import { getPublicSuffix } from 'tldts';

import { linesOf } from '../../../wire/http/fields.ts';
import { MOST_COOKIE_BYTES, parseSetCookie, type SetCookie } from '../../../wire/http/set-cookie.ts';
import { discreetCookie } from '../../site/discreet.ts';
import type { Lint } from '../report.ts';
import type { Placed } from './placed.ts';
import { dateOf } from './caching.ts';
import { quoted, said } from './said.ts';

const HEADER = 'Set-Cookie';
/** Kept of one answer. */
const MOST_COOKIES = 50;
const DAY_SECONDS = 86_400;
const MOST_DAYS = 400;
const SAME_SITE = new Set(['strict', 'lax', 'none']);

/** Whether browsers take the cookies (RFC 6265bis, 5.7). Whether they are safe (Secure, HttpOnly) is the graders'. */
export function* cookies(answer: Placed): Iterable<Lint> {
  const seen = new Map<string, number>();
  for (const line of linesOf(answer.headers, 'set-cookie').slice(0, MOST_COOKIES)) {
    const cookie = parseSetCookie(line);
    // The value may be a secret: only what is about it is told.
    const about = { header: HEADER, value: discreetCookie(line) };
    if (cookie === undefined) {
      yield said('cookie-refused', answer, 'It has neither a name nor a value.', about);
      continue;
    }
    const name = quoted(cookie.name === '' ? '(no name)' : cookie.name);
    const why = refusal(cookie, answer);
    if (why !== undefined) yield said(why.code, answer, `${name}: ${why.words}.`, about);
    else for (const [code, words] of remarks(cookie, answer)) yield said(code, answer, `${name}: ${words}.`, about);
    const key = [cookie.name, cookie.domain ?? '', cookie.path ?? ''].join(';');
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    if (times === 2) yield said('cookie-repeated', answer, `${name} is set twice.`, about);
  }
}

/** Why a browser does not take it; the first reason. */
const refusal = (
  cookie: SetCookie,
  { url, secure }: Placed,
): { readonly code: 'cookie-prefix-broken' | 'cookie-refused'; readonly words: string } | undefined => {
  const prefix = /^__(?:Host|Secure|Http|Host-Http)-/i.exec(cookie.name)?.[0].toLowerCase();
  const broken = prefix === undefined ? undefined : brokenPrefix(prefix, cookie, secure);
  if (broken !== undefined) return { code: 'cookie-prefix-broken', words: broken };
  const refused = (words: string): { code: 'cookie-refused'; words: string } => ({ code: 'cookie-refused', words });
  if (cookie.secure && !secure) return refused('Secure, and set over http');
  if (!cookie.secure && cookie.sameSite?.toLowerCase() === 'none') return refused('SameSite=None wants Secure');
  if (!cookie.secure && cookie.partitioned) return refused('Partitioned wants Secure');
  if (cookie.name.length + cookie.value.length > MOST_COOKIE_BYTES)
    return refused(`${cookie.name.length + cookie.value.length} bytes, and browsers take ${MOST_COOKIE_BYTES}`);
  const { domain } = cookie;
  const host = hostOf(url);
  if (domain === undefined || domain === host) return undefined;
  if (isIP(host) !== 0 || !host.endsWith(`.${domain}`)) return refused(`Domain ${quoted(domain)} is not above ${host}`);
  if (getPublicSuffix(domain, { allowPrivateDomains: true }) === domain)
    return refused(`Domain ${quoted(domain)} is a public suffix, under which anybody has names`);
  return undefined;
};
const brokenPrefix = (prefix: string, cookie: SetCookie, secure: boolean): string | undefined => {
  if (!cookie.secure && prefix !== '__http-') return `${prefix} wants Secure`;
  if (!secure) return `${prefix} wants https`;
  if (!prefix.startsWith('__host-')) return undefined;
  if (cookie.domain !== undefined) return `${prefix} must not have a Domain`;
  return cookie.path === '/' ? undefined : `${prefix} wants Path=/`;
};
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();

function* remarks(
  cookie: SetCookie,
  answer: Placed,
): Iterable<readonly ['cookie-attribute-unknown' | 'cookie-domain-wide' | 'cookie-expired' | 'cookie-long', string]> {
  const { sameSite, expires, maxAge, domain } = cookie;
  if (sameSite !== undefined && !SAME_SITE.has(sameSite.toLowerCase()))
    yield ['cookie-attribute-unknown', `SameSite ${quoted(sameSite)} is none of Strict, Lax, None; browsers take Lax`];
  if (expires === 'invalid' && maxAge === undefined)
    yield ['cookie-attribute-unknown', 'Expires is no date: it goes when the browser is closed'];
  if (domain !== undefined && domain !== hostOf(answer.url))
    yield ['cookie-domain-wide', `every host of ${quoted(domain)} gets it`];
  const now = dateOf(answer);
  const until = typeof expires === 'number' && now !== undefined ? expires - now : undefined;
  const lifetime = maxAge ?? until;
  if (lifetime === undefined) return;
  if (lifetime <= 0) yield ['cookie-expired', 'it is expired when it comes, which deletes it'];
  if (lifetime > (MOST_DAYS + 1) * DAY_SECONDS)
    yield ['cookie-long', `it asks for ${Math.round(lifetime / DAY_SECONDS)} days`];
}
