import { HSTSPRELOAD_CODES } from '../../../domain/hstspreload-codes.ts';
import { discreetText } from '../../site/discreet.ts';
import type { Issue } from '../report.ts';

type Prefixed = keyof typeof HSTSPRELOAD_CODES;
/** A code of hstspreload.org as it writes it. */
export type HstspreloadCode = Prefixed extends `hstspreload/${infer Code}` ? Code : never;
export type Level = Issue['level'];

/** How hstspreload.org takes each: an error keeps a name from the list, a warning does not. In the order of its checks. */
export const LEVELS: Readonly<Record<HstspreloadCode, Level>> = {
  'domain.format.begins_with_dot': 'error',
  'domain.format.ends_with_dot': 'error',
  'domain.format.contains_double_dot': 'error',
  'domain.format.public_suffix': 'error',
  'domain.format.invalid_characters': 'error',
  'domain.format.is_ip_address': 'error',
  'domain.is_subdomain': 'error',
  'domain.tls.cannot_connect': 'error',
  'domain.tls.invalid_cert_chain': 'error',
  'domain.tls.sha1': 'error',
  'tls.obsolete_cipher_suite': 'warning',
  'response.no_header': 'error',
  'response.multiple_headers': 'error',
  'header.parse.empty': 'warning',
  'header.parse.empty_directive': 'warning',
  'header.parse.unknown_directive': 'warning',
  'header.parse.repeated.preload': 'warning',
  'header.parse.repeated.include_sub_domains': 'warning',
  'header.parse.repeated.max_age': 'warning',
  'header.parse.invalid.preload': 'warning',
  'header.parse.invalid.include_sub_domains': 'warning',
  'header.parse.invalid.max_age.no_value': 'error',
  'header.parse.max_age.leading_zero': 'warning',
  'header.parse.max_age.non_digit_characters': 'error',
  'header.parse.max_age.parse_int_error': 'error',
  'header.preloadable.include_sub_domains.missing': 'error',
  'header.preloadable.preload.missing': 'error',
  'header.preloadable.max_age.missing': 'error',
  'header.preloadable.max_age.zero': 'error',
  'header.preloadable.max_age.below_1_year': 'error',
  'header.preloadable.max_age.below_18_weeks': 'error',
  'header.preloadable.max_age.over_10_years': 'warning',
  'header.removable.contains.preload': 'error',
  'header.removable.missing.max_age': 'error',
  'redirects.http.does_not_exist': 'warning',
  'redirects.http.useless_header': 'warning',
  'redirects.too_many': 'error',
  'redirects.follow_error': 'error',
  'redirects.http.no_redirect': 'error',
  'redirects.http.www_first': 'error',
  'redirects.http.first_redirect.insecure': 'error',
  'redirects.http.first_redirect.invalid': 'error',
  'redirects.http.first_redirect.no_hsts': 'error',
  'redirects.insecure.initial': 'error',
  'redirects.insecure.subsequent': 'error',
  'domain.www.no_tls': 'error',
};

const MOST_SEEN = 300;
/** What is told of it: what it means, and what was seen. */
export const issue = (code: HstspreloadCode, seen?: string): Issue => {
  const { meaning } = HSTSPRELOAD_CODES[`hstspreload/${code}`];
  return {
    code,
    level: LEVELS[code],
    words: seen === undefined ? meaning : `${meaning} Seen: ${cut(discreetText(seen))}`,
  };
};
const cut = (text: string): string => (text.length <= MOST_SEEN ? text : `${text.slice(0, MOST_SEEN - 1)}…`);

export const hasErrors = (issues: readonly Issue[]): boolean => issues.some(({ level }) => level === 'error');
