import type { CodeInfo } from './code-info.ts';

const FIX_HEADER =
  'Send `Strict-Transport-Security: max-age=31536000; includeSubDomains; preload`, without quotes, once.';
const ALL_HOSTS =
  'Put `includeSubDomains` into it once every host below the name answers over https, also those in the house.';

/** The codes of hstspreload.org as it writes them, under its name; meanings and remedies in our words. */
export const HSTSPRELOAD_CODES = {
  'hstspreload/header.parse.empty': {
    severity: 'info',
    meaning: 'The Strict-Transport-Security header is there and says nothing.',
    remedy: FIX_HEADER,
  },
  'hstspreload/header.parse.empty_directive': {
    severity: 'info',
    meaning: 'The header has a semicolon too many.',
    remedy: 'Leave it out; browsers do not mind.',
  },
  'hstspreload/header.parse.unknown_directive': {
    severity: 'info',
    meaning: 'The header has a directive that HSTS does not know.',
    remedy:
      'Look for a spelling mistake: there are `max-age`, `includeSubDomains` and `preload`, and browsers pass over all others.',
  },
  'hstspreload/header.parse.repeated.preload': {
    severity: 'info',
    meaning: 'The header says `preload` more than once.',
    remedy: 'Say it once; two places of the configuration seem to add to it.',
  },
  'hstspreload/header.parse.repeated.include_sub_domains': {
    severity: 'warn',
    meaning: 'The header says `includeSubDomains` more than once, for which browsers ignore all of it (RFC 6797, 6.1).',
    remedy: 'Say it once; two places of the configuration seem to add to it.',
  },
  'hstspreload/header.parse.repeated.max_age': {
    severity: 'warn',
    meaning: 'The header says `max-age` more than once, for which browsers ignore all of it (RFC 6797, 6.1).',
    remedy: 'Say it once; two places of the configuration seem to add to it.',
  },
  'hstspreload/header.parse.invalid.preload': {
    severity: 'info',
    meaning: 'The header has a `preload` with something behind it, which does not count.',
    remedy: 'Write `preload` alone, between semicolons.',
  },
  'hstspreload/header.parse.invalid.include_sub_domains': {
    severity: 'warn',
    meaning: 'The header has an `includeSubDomains` with something behind it, which does not count.',
    remedy: 'Write `includeSubDomains` alone, between semicolons; directives are not parted by commas or blanks.',
  },
  'hstspreload/header.parse.invalid.max_age.no_value': {
    severity: 'warn',
    meaning: 'The header says `max-age` without a number of seconds.',
    remedy: 'Write `max-age=31536000`, without blanks around the `=`.',
  },
  'hstspreload/header.parse.max_age.leading_zero': {
    severity: 'info',
    meaning: 'The number of `max-age` begins with a zero.',
    remedy: 'Leave the zero out: it says nothing.',
  },
  'hstspreload/header.parse.max_age.non_digit_characters': {
    severity: 'warn',
    meaning: '`max-age` has more than digits behind it.',
    remedy: 'Write seconds in digits, without quotes, blanks, signs or commas: `max-age=31536000`.',
  },
  'hstspreload/header.parse.max_age.parse_int_error': {
    severity: 'warn',
    meaning: 'The number of `max-age` is missing, or too large to be one.',
    remedy: 'Write seconds in digits: `max-age=31536000` is a year.',
  },
  'hstspreload/header.preloadable.include_sub_domains.missing': {
    severity: 'warn',
    meaning: 'The header does not say `includeSubDomains`, which is asked of every name on the list.',
    remedy: ALL_HOSTS,
  },
  'hstspreload/header.preloadable.preload.missing': {
    severity: 'info',
    meaning: 'The header does not say `preload`, by which an owner agrees to be on the list.',
    remedy:
      'Add `preload` where the name is to be on the list. It takes months to be taken off it again; nobody has to be on it.',
  },
  'hstspreload/header.preloadable.max_age.missing': {
    severity: 'warn',
    meaning: 'The header has no `max-age` that can be read.',
    remedy: FIX_HEADER,
  },
  'hstspreload/header.preloadable.max_age.zero': {
    severity: 'warn',
    meaning: 'The header says `max-age=0`: browsers forget the site, and it cannot be put on the list.',
    remedy: 'Say `max-age=31536000`; to leave the list, keep any `max-age` and leave `preload` out.',
  },
  'hstspreload/header.preloadable.max_age.below_1_year': {
    severity: 'warn',
    meaning: 'The `max-age` is shorter than the year (31536000 s) that is asked of names on the list.',
    remedy: 'Raise it by steps, while all goes well, to `max-age=31536000` or more.',
  },
  'hstspreload/header.preloadable.max_age.below_18_weeks': {
    severity: 'warn',
    meaning:
      'The `max-age` is shorter than the 18 weeks (10886400 s) that are asked of names that came onto the list before 2017.',
    remedy: 'Raise it to `max-age=31536000`, which is what is asked today.',
  },
  'hstspreload/header.preloadable.max_age.over_10_years': {
    severity: 'info',
    meaning: 'The `max-age` is longer than ten years.',
    remedy: 'Chromium remembers a year at most: `max-age=31536000` or twice that does the same.',
  },
  'hstspreload/header.removable.contains.preload': {
    severity: 'info',
    meaning: 'The header says `preload`, so that nobody can have the name taken off the list.',
    remedy: 'Leave `preload` out, and only then ask for removal at hstspreload.org.',
  },
  'hstspreload/header.removable.missing.max_age': {
    severity: 'info',
    meaning: 'The header has no `max-age` that can be read, which is asked also for removal from the list.',
    remedy: 'Send a header with any `max-age`, such as `max-age=0`, and without `preload`.',
  },
  'hstspreload/response.no_header': {
    severity: 'info',
    meaning: 'The first answer over https has no Strict-Transport-Security header.',
    remedy: 'Send it with every answer, redirects and errors too (nginx: `always`).',
  },
  'hstspreload/response.multiple_headers': {
    severity: 'warn',
    meaning:
      'The first answer over https has the Strict-Transport-Security header more than once; browsers read the first alone.',
    remedy: 'Let one place send it: the application, the server or the CDN.',
  },
  'hstspreload/domain.format.begins_with_dot': {
    severity: 'info',
    meaning: 'The name begins with a dot.',
    remedy: 'Write it without.',
  },
  'hstspreload/domain.format.ends_with_dot': {
    severity: 'info',
    meaning: 'The name ends with a dot.',
    remedy: 'Write it without.',
  },
  'hstspreload/domain.format.contains_double_dot': {
    severity: 'info',
    meaning: 'The name has two dots in a row.',
    remedy: 'Look for the label that is missing between them.',
  },
  'hstspreload/domain.format.public_suffix': {
    severity: 'info',
    meaning: 'The name is a public suffix (publicsuffix.org): those come onto the list by agreement, not by the form.',
    remedy: 'Look at a name below it; whoever runs the suffix writes to hstspreload.org.',
  },
  'hstspreload/domain.format.invalid_characters': {
    severity: 'info',
    meaning: 'The name has characters that are not letters, digits, hyphens and dots.',
    remedy: 'Write it as DNS has it: A-labels (xn--…) for other letters, no underscore.',
  },
  'hstspreload/domain.format.is_ip_address': {
    severity: 'info',
    meaning: 'It is an address, not a name: HSTS is for names (RFC 6797, 8.1.1).',
    remedy: 'Look at the name of the site.',
  },
  'hstspreload/domain.is_subdomain': {
    severity: 'info',
    meaning: 'The name is below a registered one: only that comes onto the list, and all below with it.',
    remedy: 'Put the registered name onto the list; leave `preload` out here.',
  },
  'hstspreload/domain.tls.cannot_connect': {
    severity: 'warn',
    meaning: 'The site does not answer over https.',
    remedy: 'See that port 443 is open and that a server with a certificate listens there.',
  },
  'hstspreload/domain.tls.invalid_cert_chain': {
    severity: 'warn',
    meaning: 'The certificate is not trusted for this name, or its chain is sent incomplete.',
    remedy: 'Look at it with `plumbline check tls`: expired, another name, an intermediate certificate left out.',
  },
  'hstspreload/domain.tls.sha1': {
    severity: 'warn',
    meaning: 'A certificate of the chain is signed with SHA-1, which browsers do not trust.',
    remedy: 'Have it issued anew, and send the intermediate certificates that came with it.',
  },
  'hstspreload/tls.obsolete_cipher_suite': {
    severity: 'info',
    meaning: 'The cipher suite has no forward secrecy or no authenticated encryption.',
    remedy: 'Offer TLS 1.3, and of TLS 1.2 suites with ECDHE and GCM or ChaCha20-Poly1305, before all others.',
  },
  'hstspreload/domain.www.no_tls': {
    severity: 'warn',
    meaning:
      'The name with `www.` in front is there, and has no https that is trusted: who types it will not get in once the name is on the list.',
    remedy: 'Get a certificate that is for `www.` too, or remove that name from DNS.',
  },
  'hstspreload/redirects.too_many': {
    severity: 'warn',
    meaning: 'The site leads on more than three times.',
    remedy: 'Lead to the end at once: http to https of the same host, and from there to the page.',
  },
  'hstspreload/redirects.follow_error': {
    severity: 'warn',
    meaning: 'The site leads to where nobody answers.',
    remedy: 'Open each step by hand: the last one is in the report with its reason.',
  },
  'hstspreload/redirects.insecure.initial': {
    severity: 'warn',
    meaning: 'The https page leads to http.',
    remedy:
      'Lead to https addresses alone; look for `http://` in the configuration and for a proxy that does not tell the scheme on.',
  },
  'hstspreload/redirects.insecure.subsequent': {
    severity: 'warn',
    meaning: 'A later step on the way leads to http.',
    remedy: 'Lead to https addresses alone, on every host of the way.',
  },
  'hstspreload/redirects.http.no_redirect': {
    severity: 'warn',
    meaning: 'Over http there is a page, and it does not lead to https.',
    remedy: 'Answer http with a redirect (301 or 308) to the same host over https.',
  },
  'hstspreload/redirects.http.www_first': {
    severity: 'warn',
    meaning:
      'Over http it leads to `www.` first: a browser does not see the HSTS header of the name itself, which alone covers all below it.',
    remedy: 'Lead from http to https of the same host, and from there to `www.`.',
  },
  'hstspreload/redirects.http.first_redirect.insecure': {
    severity: 'warn',
    meaning: 'Over http the first step does not lead to https of the same host.',
    remedy: 'Lead from http to https of the same host, and from there to wherever the page is.',
  },
  'hstspreload/redirects.http.first_redirect.invalid': {
    severity: 'warn',
    meaning: 'Over http the first step leads to an https address of the host that does not answer.',
    remedy: 'See that the address that it leads to exists, and has a certificate that is trusted.',
  },
  'hstspreload/redirects.http.first_redirect.no_hsts': {
    severity: 'warn',
    meaning: 'The https address that http leads to has no header with which the name could be on the list.',
    remedy: 'Send the same header with every answer of the host, redirects and errors too (nginx: `always`).',
  },
  'hstspreload/redirects.http.does_not_exist': {
    severity: 'info',
    meaning: 'Nobody answers over http.',
    remedy: 'Nothing, where that is meant: browsers try https first. Old programs that ask over http find nothing.',
  },
  'hstspreload/redirects.http.useless_header': {
    severity: 'info',
    meaning: 'The answer over http has the header too, where it has no effect (RFC 6797, 7.2).',
    remedy: 'Send it over https alone.',
  },
} as const satisfies Record<string, CodeInfo>;
