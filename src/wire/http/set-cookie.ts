import { parseCookieDate } from './http-date.ts';

/** A cookie as a browser reads it (RFC 6265bis, 5.6), whether it then takes it or not. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** In lower case, without the dot in front. */
  readonly domain?: string;
  readonly path?: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly partitioned: boolean;
  /** As it was written. */
  readonly sameSite?: string;
  readonly maxAge?: number;
  /** Since the Unix epoch; `invalid`: no date, as if it were not there. */
  readonly expires?: number | 'invalid';
}
/** Name and value together, in bytes; of an attribute's value (RFC 6265bis, 5.6): what is longer is dropped. */
export const MOST_COOKIE_BYTES = 4_096;
const MOST_ATTRIBUTE = 1_024;

/** undefined where a browser takes it for nothing: neither name nor value. */
export const parseSetCookie = (line: string): SetCookie | undefined => {
  const [pair = '', ...attributes] = line.split(';');
  const equals = pair.indexOf('=');
  const name = equals < 0 ? '' : pair.slice(0, equals).trim();
  const value = pair.slice(equals + 1).trim();
  if (name === '' && value === '') return undefined;
  const cookie: { -readonly [K in keyof SetCookie]: SetCookie[K] } = {
    name,
    value,
    secure: false,
    httpOnly: false,
    partitioned: false,
  };
  // The last of a kind counts.
  for (const attribute of attributes) {
    const at = attribute.indexOf('=');
    const key = (at < 0 ? attribute : attribute.slice(0, at)).trim().toLowerCase();
    const said = at < 0 ? '' : attribute.slice(at + 1).trim();
    if (said.length > MOST_ATTRIBUTE) continue;
    if (key === 'secure') cookie.secure = true;
    else if (key === 'httponly') cookie.httpOnly = true;
    else if (key === 'partitioned') cookie.partitioned = true;
    else if (key === 'samesite') cookie.sameSite = said;
    else if (key === 'path') cookie.path = said;
    else if (key === 'domain' && said !== '') cookie.domain = said.replace(/^\./, '').toLowerCase();
    else if (key === 'max-age' && /^-?[0-9]+$/.test(said)) cookie.maxAge = Number(said);
    else if (key === 'expires') cookie.expires = parseCookieDate(said) ?? 'invalid';
  }
  return cookie;
};
