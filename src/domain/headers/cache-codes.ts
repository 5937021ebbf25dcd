import type { CodeInfo } from '../code-info.ts';

/** Caching: RFC 9110, 8.8 and 12.5.5; RFC 9111; RFC 5861 (stale-…), RFC 8246 (immutable), RFC 9213 (CDN-Cache-Control). */
export const CACHE_CODES = {
  'cache-control-broken': {
    severity: 'fail',
    meaning: 'Cache-Control is not separated by commas, or a quote is open: what follows is lost.',
    remedy: 'Separate directives by commas: `public, max-age=3600`.',
  },
  'cache-directive-misspelt': {
    severity: 'warn',
    meaning: 'A directive of Cache-Control is spelt as no cache knows it: it is passed over.',
    remedy: 'Correct the name to the one that is shown.',
  },
  'cache-directive-unknown': {
    severity: 'info',
    meaning: 'No RFC has this directive of Cache-Control; caches that do not know it pass over it.',
    remedy: 'Leave it out, unless a cache of yours reads it.',
  },
  'cache-directive-of-requests': {
    severity: 'warn',
    meaning: 'The directive is one of requests: in an answer it says nothing.',
    remedy: 'Leave it out.',
  },
  'cache-directive-obsolete': {
    severity: 'info',
    meaning: 'pre-check and post-check were Internet Explorer’s alone.',
    remedy: 'Leave them out.',
  },
  'cache-directive-repeated': {
    severity: 'warn',
    meaning:
      'A directive comes twice: caches may take the first, or the strictest, or call the answer stale (RFC 9111, 4.2.1).',
    remedy: 'Keep one; see which two places of the configuration write Cache-Control.',
  },
  'cache-seconds-invalid': {
    severity: 'fail',
    meaning: 'A lifetime is no whole number of seconds: caches call the answer stale, or guess (RFC 9111, 4.2.1).',
    remedy: 'Write seconds in digits: `max-age=3600`.',
  },
  'cache-stale-invalid': {
    severity: 'warn',
    meaning: 'For how long it may be used stale is no whole number of seconds (RFC 5861): caches pass over it.',
    remedy: 'Write seconds in digits: `stale-while-revalidate=60`.',
  },
  'cache-seconds-quoted': {
    severity: 'warn',
    meaning: 'A lifetime is in quotes, which must not be sent (RFC 9111, 5.2.2): some caches do not read it.',
    remedy: 'Take the quotes away.',
  },
  'cache-seconds-beyond': {
    severity: 'warn',
    meaning: 'A lifetime is beyond 2^31 seconds (68 years): caches cut it, or overflow.',
    remedy: 'A year (31536000) is as good as for ever.',
  },
  'cache-argument-unexpected': {
    severity: 'warn',
    meaning: 'A directive that has no argument has one: caches differ in whether they still take it.',
    remedy: 'Write the directive alone.',
  },
  'cache-no-store-contradicts': {
    severity: 'warn',
    meaning:
      'no-store forbids to keep the answer, and another directive says for how long, or for whom: no-store wins.',
    remedy: 'Decide: `no-store` alone, or the lifetime without it.',
  },
  'cache-no-store-rest': {
    severity: 'info',
    meaning: 'no-store makes the rest of Cache-Control needless.',
    remedy: 'Send `Cache-Control: no-store` alone.',
  },
  'cache-no-cache-contradicts': {
    severity: 'warn',
    meaning:
      'no-cache has the answer checked before every use, and another directive gives it a lifetime: that is void.',
    remedy: 'Decide: `no-cache`, or the lifetime without it.',
  },
  'cache-stale-contradicts': {
    severity: 'warn',
    meaning: 'Stale use is allowed by one directive and forbidden by another: the prohibition wins (RFC 9111, 4.2.4).',
    remedy: 'Leave out must-revalidate (proxy-revalidate, s-maxage for shared caches), or the stale-… directive.',
  },
  'cache-immutable-revalidate': {
    severity: 'info',
    meaning: 'immutable says that it never changes, must-revalidate what to do when it may have.',
    remedy: 'Leave must-revalidate out where the name of the file changes with its content; else immutable.',
  },
  'cache-public-private': {
    severity: 'warn',
    meaning: 'Both public and private: most caches take private, none has to.',
    remedy: 'Keep `private` where the answer is for one person, else `public`.',
  },
  'cache-no-cache-no-validator': {
    severity: 'info',
    meaning:
      'no-cache wants to be checked before every use, and there is neither ETag nor Last-Modified to check by: all is sent again each time.',
    remedy: 'Send an ETag, or `no-store` if it is not to be kept.',
  },
  'cache-expires-differs': {
    severity: 'warn',
    meaning:
      'Expires and max-age say different lifetimes: caches go by max-age, old clients and some tools by Expires.',
    remedy: 'Leave Expires out; every cache since 1999 reads max-age.',
  },
  'cache-expires-needless': {
    severity: 'info',
    meaning: 'Expires beside max-age is passed over.',
    remedy: 'Leave Expires out.',
  },
  'cache-expires-invalid': {
    severity: 'info',
    meaning: 'Expires is no date: caches take it for long past.',
    remedy: 'Leave it out and send `Cache-Control: max-age=0` or `no-cache`, if that was meant.',
  },
  'cache-heuristic': {
    severity: 'warn',
    meaning:
      'Nothing says for how long the answer may be kept: each cache guesses, often a tenth of the time since Last-Modified.',
    remedy:
      'Send Cache-Control: `no-cache` for pages, `max-age=31536000, immutable` for files whose name changes with them.',
  },
  'cache-redirect-for-ever': {
    severity: 'info',
    meaning:
      'A permanent redirect without a lifetime: browsers may keep it until they are cleared, so that it cannot be taken back.',
    remedy: 'Send `Cache-Control: max-age=86400` with it, until it has proved itself.',
  },
  'cache-html-years': {
    severity: 'fail',
    meaning:
      'A page may be kept for years without a look whether it has changed: who was there once never sees the new one.',
    remedy:
      'Send pages with `no-cache` (or max-age of minutes) and only files whose names change with `immutable`. Visitors who have it keep it: move what matters to another address, or send Clear-Site-Data from a page that they have not.',
  },
  'cache-html-long': {
    severity: 'warn',
    meaning: 'A page may be kept for more than a day without a look whether it has changed.',
    remedy:
      'Send pages with `no-cache`, or max-age of minutes; what only a CDN is to keep goes into s-maxage or CDN-Cache-Control.',
  },
  'cache-html-immutable': {
    severity: 'warn',
    meaning: 'A page is called immutable: even a reload does not ask whether it has changed (RFC 8246).',
    remedy: 'Keep immutable for files whose name changes with their content.',
  },
  'cache-asset-short': {
    severity: 'warn',
    meaning: 'The name of the file changes with its content, and it is not kept long: every visitor asks for it again.',
    remedy: 'Send `Cache-Control: public, max-age=31536000, immutable`.',
  },
  'cache-asset-stuck': {
    severity: 'info',
    meaning:
      'A file is kept for months under a name that does not change with its content: a new version reaches visitors late.',
    remedy: 'Put a hash of the content into the name, or send a shorter max-age with an ETag.',
  },
  'cache-missing-long': {
    severity: 'warn',
    meaning: 'That a page is missing may be kept for more than a day: when it is there, some do not see it.',
    remedy:
      'Send error pages with `no-cache`, or max-age of minutes (CloudFront: the minimum TTL of custom error responses).',
  },
  'cache-shared-cookie': {
    severity: 'warn',
    meaning: 'The answer sets a cookie, and shared caches may keep it: one visitor may get the cookie of another.',
    remedy: 'Send `Cache-Control: private` or `no-store` with what sets cookies, or set none there.',
  },
  'age-beyond-lifetime': {
    severity: 'warn',
    meaning: 'A cache gave an answer that is older than it may become.',
    remedy: 'See what that cache is set to (a minimum TTL, serving stale), or whether the origin fails.',
  },
  'age-invalid': {
    severity: 'warn',
    meaning: 'Age is no number of seconds.',
    remedy: 'See which cache writes it; it is one number in digits.',
  },
  'date-missing': {
    severity: 'warn',
    meaning: 'There is no Date: nobody can tell how old the answer is.',
    remedy: 'Let the server send Date (RFC 9110, 6.6.1); it has to, if it has a clock.',
  },
  'date-invalid': {
    severity: 'warn',
    meaning: 'Date is no date as HTTP writes it.',
    remedy: 'Send `Sun, 06 Nov 1994 08:49:37 GMT`: that form, in GMT.',
  },
  'date-apart': {
    severity: 'warn',
    meaning:
      'The clocks of the server and of this machine are apart by more than a minute: lifetimes come out longer or shorter.',
    remedy: 'Let both keep time by NTP.',
  },
  'last-modified-invalid': {
    severity: 'warn',
    meaning: 'Last-Modified is no date as HTTP writes it: nothing can be checked by it.',
    remedy: 'Send `Sun, 06 Nov 1994 08:49:37 GMT`: that form, in GMT.',
  },
  'last-modified-future': {
    severity: 'warn',
    meaning: 'Last-Modified is after Date: caches do not check by it.',
    remedy: 'See the clock of who made the file, and the time zone in which it is written: GMT.',
  },
  'etag-invalid': {
    severity: 'warn',
    meaning: 'ETag is not as RFC 9110, 8.8.3 wants it: caches differ in what they make of it.',
    remedy: 'Write it in double quotes: `"abc"`, or `W/"abc"`.',
  },
  'etag-weak': {
    severity: 'info',
    meaning: 'The ETag is weak: enough to check by, not to resume a download.',
    remedy: 'Nothing has to be done; servers weaken it when they compress.',
  },
  'vary-star': {
    severity: 'warn',
    meaning: '`Vary: *` says that no stored answer fits any request: nothing is ever served from a cache.',
    remedy: 'Send `Cache-Control: no-store` if that is meant, else name the request headers that matter.',
  },
  'vary-wide': {
    severity: 'info',
    meaning:
      'The answer varies by a request header of which almost every visitor has another: shared caches keep it in vain.',
    remedy: 'Vary by Accept-Encoding and what else really matters; send what is for one person as `private`.',
  },
  'vary-encoding-missing': {
    severity: 'warn',
    meaning:
      'The answer is compressed because the request allowed it, and Vary does not say so: a shared cache may give it to who cannot read it.',
    remedy: 'Send `Vary: Accept-Encoding` (nginx: `gzip_vary on;`).',
  },
  'cdn-cache-control-invalid': {
    severity: 'warn',
    meaning:
      'A targeted Cache-Control (RFC 9213) is no structured field, or of wrong types: the CDN goes by Cache-Control instead.',
    remedy: 'Write it strictly: lower case, commas, whole numbers without quotes: `max-age=600, must-revalidate`.',
  },
  'surrogate-control-left': {
    severity: 'info',
    meaning:
      'Surrogate-Control is for a cache of your own, which takes it off: it came through, so that none read it, or none took it off.',
    remedy: 'Send CDN-Cache-Control (RFC 9213) instead, or see whether the CDN still reads Surrogate-Control.',
  },
  'pragma-in-answer': {
    severity: 'info',
    meaning: 'Pragma means nothing in an answer (RFC 9111, 5.4).',
    remedy: 'Leave it out; Cache-Control says it.',
  },
} as const satisfies Record<string, CodeInfo>;
