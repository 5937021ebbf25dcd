import type { SetCookie } from '../../../wire/http/set-cookie.ts';
import { discreetCookie } from '../../site/discreet.ts';
import { cookiesOf } from './jar.ts';
import { linesOf, type Found, type Look } from './look.ts';
import type { ResultOf } from './rules.ts';

type Result = ResultOf<'cookies'>;
/** From what is passed over first to what decides: not the order of what they cost. */
const WORSE: readonly Result[] = [
  'cookies-without-secure-flag-but-protected-by-hsts',
  'cookies-without-secure-flag',
  'cookies-session-without-secure-flag-but-protected-by-hsts',
  'cookies-samesite-flag-invalid',
  'cookies-anticsrf-without-samesite-flag',
  'cookies-session-without-httponly-flag',
  'cookies-session-without-secure-flag',
];
/** Set by a host for itself, whose owner can change nothing of it. */
const NOT_THEIRS = 'heroku-session-affinity';

/**
 * Test `cookies`: the worst of all that the visit set.
 * @param hsts the test of HSTS passes: a cookie without Secure is less bad then.
 */
export const cookies = ({ seen, answer, https }: Look, hsts: boolean): Found<'cookies'> => {
  const visit = https ? seen.secure : seen.plain;
  const all = (visit === undefined ? [] : cookiesOf(visit)).filter(({ name }) => name !== NOT_THEIRS);
  if (all.length === 0) return { result: 'cookies-not-found' };
  const wrong = linesOf(answer, 'set-cookie').filter(hasWrongSameSite);
  const said = [
    ...wrong.map((line) => ['cookies-samesite-flag-invalid', discreetCookie(line).split(/[=;]/, 1)[0] ?? ''] as const),
    ...all.flatMap((cookie) => faultsOf(cookie, hsts).map((fault) => [fault, cookie.name] as const)),
  ];
  const worst = WORSE.findLast((each) => said.some(([fault]) => fault === each));
  if (worst !== undefined)
    return { result: worst, seen: namesOf(said.flatMap(([f, name]) => (f === worst ? [name] : []))) };
  const open = all.filter((cookie) => sameSiteOf(cookie) === undefined);
  return open.length === 0
    ? { result: 'cookies-secure-with-httponly-sessions-and-samesite', seen: namesOf(all.map(({ name }) => name)) }
    : { result: 'cookies-secure-with-httponly-sessions', seen: namesOf(open.map(({ name }) => name)) };
};

/** One that browsers know, in lower case. */
const sameSiteOf = ({ sameSite = '' }: SetCookie): string | undefined => SAME_SITE.exec(sameSite)?.[0].toLowerCase();
const SAME_SITE = /^(?:strict|lax|none)$/i;
/** Some part of the line, its name and value too, sets SameSite to none of the three. */
const hasWrongSameSite = (line: string): boolean =>
  line.split(';').some((part) => {
    const [key = '', value = ''] = part.split('=');
    return key.trim().toLowerCase() === 'samesite' && !SAME_SITE.test(value.trim());
  });

const faultsOf = (cookie: SetCookie, hsts: boolean): readonly Result[] => {
  const { name, secure, httpOnly } = cookie;
  const sameSite = sameSiteOf(cookie);
  const lower = name.toLowerCase();
  const session = lower.includes('login') || lower.includes('sess');
  const faults: Result[] = [];
  if (!secure) {
    faults.push(hsts ? 'cookies-without-secure-flag-but-protected-by-hsts' : 'cookies-without-secure-flag');
    if (sameSite === 'none') faults.push('cookies-samesite-flag-invalid');
    if (session)
      faults.push(
        hsts ? 'cookies-session-without-secure-flag-but-protected-by-hsts' : 'cookies-session-without-secure-flag',
      );
  }
  if (lower.includes('csrf') && sameSite === undefined) faults.push('cookies-anticsrf-without-samesite-flag');
  if (session && !httpOnly) faults.push('cookies-session-without-httponly-flag');
  return faults;
};
const namesOf = (names: readonly string[]): string => [...new Set(names)].join(', ');
