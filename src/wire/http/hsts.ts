/** What Strict-Transport-Security says (RFC 6797, 6.1). */
export interface Hsts {
  /** Seconds, at most 2^53 - 1. */
  readonly maxAge: number;
  readonly includeSubDomains: boolean;
  /** Not of the RFC: consent to be put on the list that browsers have built in. */
  readonly preload: boolean;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const DIRECTIVE = new RegExp(
  String.raw`[ \t;]*(?<name>${TOKEN})[ \t]*(?:=[ \t]*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<token>${TOKEN}))[ \t]*)?(?:;|$)`,
  'sy',
);
const NOTHING = /[ \t;]*$/sy;

/**
 * One line of the header as browsers read it (RFC 6797, 6.1, and Chromium's net/http/http_security_headers.cc): undefined where they
 * ignore it, since it breaks the grammar, has no max-age, or says max-age or includeSubDomains twice. Of several lines they read the
 * first alone (8.1). They remember it for a year at most, whatever it says.
 */
export const readHsts = (line: string): Hsts | undefined => {
  let maxAge: number | undefined;
  let [includeSubDomains, preload] = [false, false];
  for (let at = 0; ;) {
    NOTHING.lastIndex = at;
    if (NOTHING.test(line)) return maxAge === undefined ? undefined : { maxAge, includeSubDomains, preload };
    DIRECTIVE.lastIndex = at;
    const said = DIRECTIVE.exec(line)?.groups;
    if (said === undefined) return undefined;
    at = DIRECTIVE.lastIndex;
    const value = said['quoted']?.replaceAll(/\\(.)/gs, '$1') ?? said['token'];
    const name = said['name']?.toLowerCase();
    if (name === 'max-age') {
      if (maxAge !== undefined || value === undefined || !/^[0-9]+$/.test(value)) return undefined;
      maxAge = seconds(value);
    } else if (name === 'includesubdomains') {
      if (includeSubDomains || value !== undefined) return undefined;
      includeSubDomains = true;
    } else if (name === 'preload') preload ||= value === undefined;
  }
};
const seconds = (digits: string): number => Math.min(Number(digits), Number.MAX_SAFE_INTEGER);

/** As hstspreload.org writes them (chromium/hstspreload, header.go). */
export type HstsParseCode =
  | 'header.parse.empty'
  | 'header.parse.empty_directive'
  | 'header.parse.unknown_directive'
  | 'header.parse.repeated.preload'
  | 'header.parse.repeated.include_sub_domains'
  | 'header.parse.repeated.max_age'
  | 'header.parse.invalid.preload'
  | 'header.parse.invalid.include_sub_domains'
  | 'header.parse.invalid.max_age.no_value'
  | 'header.parse.max_age.leading_zero'
  | 'header.parse.max_age.non_digit_characters'
  | 'header.parse.max_age.parse_int_error';
export interface HstsIssue {
  readonly code: HstsParseCode;
  /** The directive in question, at most 100 characters. */
  readonly said?: string;
}
/** The header as hstspreload.org understands it, whether or not a browser does. */
export interface HstsForPreload {
  readonly maxAge?: number;
  readonly includeSubDomains: boolean;
  readonly preload: boolean;
  /** At most 100, as they come. */
  readonly issues: readonly HstsIssue[];
}
const MOST_ISSUES = 100;
const MOST_SAID = 100;
/** What Go's strings.TrimSpace takes away, of what ASCII has. */
const trimmed = (text: string): string => {
  let [start, end] = [0, text.length];
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
};
const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);
const MOST_UINT64 = 2n ** 64n - 1n;
const KEY = 'max-age=';

/** One line of the header by the rules of hstspreload.org: those of RFC 6797 but for quotes, and what is wrong with it. */
export const parseHstsForPreload = (line: string): HstsForPreload => {
  const issues: HstsIssue[] = [];
  const tell = (code: HstsParseCode, said?: string): void => {
    if (issues.length < MOST_ISSUES)
      issues.push({ code, ...(said === undefined ? {} : { said: said.slice(0, MOST_SAID) }) });
  };
  const tellOnce = (code: HstsParseCode): void => {
    if (!issues.some((issue) => issue.code === code)) tell(code);
  };
  let maxAge: number | undefined;
  let [includeSubDomains, preload] = [false, false];
  if (trimmed(line) === '') return { includeSubDomains, preload, issues: [{ code: 'header.parse.empty' }] };
  for (const directive of line.split(';').map(trimmed)) {
    const name = directive.toLowerCase();
    if (name === 'preload') {
      if (preload) tellOnce('header.parse.repeated.preload');
      preload = true;
    } else if (name.startsWith('preload')) tellOnce('header.parse.invalid.preload');
    else if (name === 'includesubdomains') {
      if (includeSubDomains) tellOnce('header.parse.repeated.include_sub_domains');
      includeSubDomains = true;
    } else if (name.startsWith('includesubdomains')) tellOnce('header.parse.invalid.include_sub_domains');
    else if (name.startsWith(KEY)) {
      const read = secondsForPreload(directive, tell);
      if (read !== undefined && maxAge !== undefined) tellOnce('header.parse.repeated.max_age');
      maxAge ??= read;
    } else if (name.startsWith('max-age')) tellOnce('header.parse.invalid.max_age.no_value');
    else if (name === '') tellOnce('header.parse.empty_directive');
    else tell('header.parse.unknown_directive', directive);
  }
  return { ...(maxAge === undefined ? {} : { maxAge }), includeSubDomains, preload, issues };
};

const secondsForPreload = (
  directive: string,
  tell: (code: HstsParseCode, said: string) => void,
): number | undefined => {
  const value = directive.slice(KEY.length);
  if (/^0./s.test(value)) tell('header.parse.max_age.leading_zero', directive);
  if (/[^0-9]/.test(value)) tell('header.parse.max_age.non_digit_characters', directive);
  else if (value === '' || (value.length > 19 && BigInt(value) > MOST_UINT64))
    tell('header.parse.max_age.parse_int_error', directive);
  else return seconds(value);
  return undefined;
};
