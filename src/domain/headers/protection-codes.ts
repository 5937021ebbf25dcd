import type { CodeInfo } from '../code-info.ts';

/** Headers that protect and do not, since they are obsolete, unknown, repeated or against each other. */
export const PROTECTION_CODES = {
  'xss-auditor': {
    severity: 'warn',
    meaning:
      'X-XSS-Protection turns on a filter that browsers have removed, and that could be used for attacks while it was there.',
    remedy: 'Leave it out, or send `X-XSS-Protection: 0`; what protects is Content-Security-Policy.',
  },
  'feature-policy-obsolete': {
    severity: 'warn',
    meaning: 'Feature-Policy is the old name and syntax of Permissions-Policy.',
    remedy:
      "Send Permissions-Policy instead: `camera 'none'; fullscreen 'self'` becomes `camera=(), fullscreen=(self)`.",
  },
  'hpkp-obsolete': {
    severity: 'warn',
    meaning: 'Public-Key-Pins is gone from all browsers; in old ones a lost key locks everybody out until it expires.',
    remedy: 'Leave it out; Certificate Transparency and CAA records do what it was for.',
  },
  'csp-old-name': {
    severity: 'warn',
    meaning: 'The policy comes under a name that no browser of the last ten years reads.',
    remedy: 'Send it as Content-Security-Policy.',
  },
  'csp-directive-unknown': {
    severity: 'warn',
    meaning: 'A directive of Content-Security-Policy is none that browsers know: it restricts nothing.',
    remedy: 'Correct the name to the one that is shown.',
  },
  'csp-directive-obsolete': {
    severity: 'info',
    meaning: 'A directive of Content-Security-Policy is gone from browsers.',
    remedy: 'Leave it out; upgrade-insecure-requests does what block-all-mixed-content did.',
  },
  'csp-directive-repeated': {
    severity: 'warn',
    meaning: 'A directive comes twice in one policy: only the first one counts (CSP 3, 2.2.1).',
    remedy: 'Put the sources of both into one.',
  },
  'csp-keyword-unquoted': {
    severity: 'warn',
    meaning: 'A keyword of Content-Security-Policy is not in single quotes: it is taken for the name of a host.',
    remedy: "Write it in single quotes: `'self'`, `'none'`.",
  },
  'csp-keyword-unknown': {
    severity: 'warn',
    meaning: 'A word in single quotes is no keyword of Content-Security-Policy, and passed over.',
    remedy: 'Correct it to the one that is shown; hashes and nonces have the whole `sha256-…` within the quotes.',
  },
  'csp-none-beside': {
    severity: 'warn',
    meaning: "'none' stands beside other sources: it is passed over, and they are allowed.",
    remedy: "Leave 'none' out, or the others.",
  },
  'report-to-obsolete': {
    severity: 'info',
    meaning: 'Report-To is the first form of Reporting-Endpoints, and only Chromium read it.',
    remedy: 'Send Reporting-Endpoints: `name="https://…"`. Keep Report-To only beside NEL, which still wants it.',
  },
  'obsolete-header': {
    severity: 'info',
    meaning: 'The header does nothing in the browsers of today.',
    remedy: 'Leave it out.',
  },
  'frame-options-unknown': {
    severity: 'fail',
    meaning: 'X-Frame-Options has a value that browsers do not know: anybody may put the page into a frame.',
    remedy:
      "Send `X-Frame-Options: DENY` or `SAMEORIGIN`, or better `Content-Security-Policy: frame-ancestors 'none'`.",
  },
  'frame-options-allow-from': {
    severity: 'fail',
    meaning: 'Browsers pass over ALLOW-FROM: anybody may put the page into a frame.',
    remedy: 'Say it in `Content-Security-Policy: frame-ancestors https://who.example`.',
  },
  'frame-options-conflict': {
    severity: 'warn',
    meaning: 'X-Frame-Options comes with several values: browsers then let nobody frame the page, not even itself.',
    remedy: 'Send it once; see which two places of the configuration write it.',
  },
  'frame-options-contradicts': {
    severity: 'warn',
    meaning: 'X-Frame-Options and frame-ancestors say different things: browsers go by frame-ancestors alone.',
    remedy: 'Make them agree, or leave X-Frame-Options out.',
  },
  'frame-options-redundant': {
    severity: 'info',
    meaning: 'X-Frame-Options says what frame-ancestors says already: only browsers from before 2016 need it.',
    remedy: 'Nothing has to be done; both graders take either.',
  },
  'repeated-void': {
    severity: 'fail',
    meaning:
      'A header that may come once comes in several lines: put together they are no value, and browsers act as if there were none.',
    remedy: 'Send it once; see which two places of the configuration write it.',
  },
  'repeated-header': {
    severity: 'warn',
    meaning: 'A header that may come once comes in several lines.',
    remedy: 'Send it once; see which two places of the configuration write it (a server and an edge function, say).',
  },
  'hsts-over-http': {
    severity: 'info',
    meaning: 'Strict-Transport-Security is sent over http, where browsers must pass over it (RFC 6797, 8.1).',
    remedy: 'Send it over https alone; the redirect to https does the rest.',
  },
  'hsts-invalid': {
    severity: 'fail',
    meaning: 'Browsers drop this Strict-Transport-Security: the site has no HSTS.',
    remedy: 'Send `Strict-Transport-Security: max-age=31536000; includeSubDomains`: digits, and semicolons in between.',
  },
  'hsts-zero': {
    severity: 'warn',
    meaning: '`max-age=0` makes browsers forget HSTS for this site.',
    remedy: 'Unless HSTS is to be given up, send 31536000 (a year).',
  },
  'hsts-quoted': {
    severity: 'warn',
    meaning: 'max-age is in quotes: the RFC allows it, the preload list and some clients do not.',
    remedy: 'Take the quotes away.',
  },
  'hsts-unknown-directive': {
    severity: 'warn',
    meaning: 'A directive of Strict-Transport-Security is none: it is passed over.',
    remedy: 'Correct the name to the one that is shown, or leave it out.',
  },
  'nosniff-unknown': {
    severity: 'fail',
    meaning: 'X-Content-Type-Options has another value than nosniff: it has no effect.',
    remedy: 'Send `X-Content-Type-Options: nosniff`.',
  },
  'nosniff-blocks': {
    severity: 'fail',
    meaning: 'A script or style sheet comes with a wrong type and nosniff: browsers refuse to use it.',
    remedy:
      'Send `text/javascript` for scripts and `text/css` for style sheets (`types` of nginx, metadata of an object store).',
  },
  'content-type-missing': {
    severity: 'warn',
    meaning:
      'Nothing says what the content is: browsers guess, and with nosniff they show a page as text or offer it as a file.',
    remedy: 'Send Content-Type: `text/html; charset=utf-8`, say.',
  },
  'content-type-invalid': {
    severity: 'warn',
    meaning: 'Content-Type is no media type: browsers guess what the content is.',
    remedy: 'Send a type and a subtype: `text/html; charset=utf-8`.',
  },
  'charset-missing': {
    severity: 'warn',
    meaning: 'Nothing says how the letters of the page are encoded: browsers guess by language and place.',
    remedy: 'Send `Content-Type: text/html; charset=utf-8`, or `<meta charset="utf-8">` within the first 1,024 bytes.',
  },
  'referrer-policy-unknown': {
    severity: 'warn',
    meaning: 'A word of Referrer-Policy is no policy, and passed over.',
    remedy:
      'Correct it: `strict-origin-when-cross-origin` is a good one. Commas stand between several; the last known one counts.',
  },
  'isolation-unknown': {
    severity: 'fail',
    meaning: 'A Cross-Origin-… policy has a value that is none: browsers act as if the header were not there.',
    remedy: 'Correct it to one of those that are shown: lower case, no quotes, sent once.',
  },
  'coep-without-coop': {
    severity: 'info',
    meaning:
      'Cross-Origin-Embedder-Policy keeps foreign content out, and without `Cross-Origin-Opener-Policy: same-origin` the page is not isolated for it.',
    remedy: 'Add `Cross-Origin-Opener-Policy: same-origin`, unless keeping foreign content out is all that is wanted.',
  },
  'corp-on-page': {
    severity: 'info',
    meaning:
      'Cross-Origin-Resource-Policy on a page keeps others from loading it as a picture or script, which it is not; frames are held by frame-ancestors.',
    remedy: 'Nothing has to be done; where it matters is on pictures, scripts and data.',
  },
  'version-told': {
    severity: 'info',
    meaning:
      'The answer tells which version of a program made it: whoever looks for servers with a known hole finds it sooner.',
    remedy:
      'nginx: `server_tokens off;` PHP: `expose_php = Off`. Express: `app.disable("x-powered-by")`. Updates protect, this does not.',
  },
} as const satisfies Record<string, CodeInfo>;
