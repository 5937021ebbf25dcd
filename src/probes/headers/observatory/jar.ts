import { parse } from 'tldts';

import { millisOf, SECOND } from '../../../domain/time.ts';
import { parseSetCookie, MOST_COOKIE_BYTES, type SetCookie } from '../../../wire/http/set-cookie.ts';
import type { Answer, Visit } from '../../site/seen.ts';
import { linesOf } from './look.ts';

/** More than any browser keeps of a site. */
export const MOST_COOKIES = 1_000;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

/** The cookies that a browser would have after a visit (RFC 6265bis, 5.7), each once by name, domain and path. */
export const cookiesOf = ({ steps }: Visit): readonly SetCookie[] => {
  const jar = new Map<string, SetCookie>();
  for (const { url, outcome } of steps) {
    if (!outcome.ok || !URL.canParse(url)) continue;
    const { hostname, pathname } = new URL(url);
    for (const line of linesOf(outcome.answer, 'set-cookie')) {
      const cookie = parseSetCookie(line);
      if (cookie === undefined || CONTROL.test(line) || !isKept(cookie) || !mayBeFor(hostname, cookie.domain)) continue;
      const own = cookie.path?.startsWith('/') === true ? cookie.path : undefined;
      const folder = pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')));
      const key = `${cookie.name};${cookie.domain ?? `=${hostname}`};${own ?? folder}`;
      if (isGone(cookie, outcome.answer)) jar.delete(key);
      else if (jar.size < MOST_COOKIES) jar.set(key, cookie);
    }
  }
  return [...jar.values()];
};

/** It has a name, fits, and keeps the terms of its prefix (`__Host-`, `__Secure-`). */
const isKept = ({ name, value, secure, domain, path }: SetCookie): boolean => {
  if (name === '' || name.length + value.length > MOST_COOKIE_BYTES) return false;
  const prefix = /^__(host|secure)-/i.exec(name)?.[1]?.toLowerCase();
  if (prefix === undefined) return true;
  return secure && (prefix === 'secure' || (domain === undefined && path === '/'));
};
const mayBeFor = (host: string, domain: string | undefined): boolean => {
  if (domain === undefined) return true;
  const { isIp, publicSuffix } = parse(domain);
  if (isIp === true) return domain === host;
  return publicSuffix !== domain && (host === domain || host.endsWith(`.${domain}`));
};
/** It takes a cookie away. Where nobody knows when it was said, only a date of 1970 is over. */
const isGone = ({ maxAge, expires }: SetCookie, { at = 0 }: Answer): boolean => {
  if (maxAge !== undefined) return maxAge <= 0;
  return typeof expires === 'number' && expires * SECOND <= millisOf(at);
};
