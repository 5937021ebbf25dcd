import type { CodeInfo } from '../code-info.ts';

/** What is said of CORS, cookies, and hints to browsers. */
export const ORIGIN_CODES = {
  'cors-wildcard-credentials': {
    severity: 'fail',
    meaning: '`Access-Control-Allow-Origin: *` together with credentials: browsers refuse every such request.',
    remedy: 'Name the origin that may send credentials, or leave Access-Control-Allow-Credentials out.',
  },
  'cors-null-origin': {
    severity: 'fail',
    meaning: 'The origin `null` is allowed: every sandboxed frame and local file has it, so that anybody can.',
    remedy: 'Name the origins that may read it, and never `null`.',
  },
  'cors-reflected-credentials': {
    severity: 'fail',
    meaning:
      'Whoever asks is allowed, with credentials: every page that a visitor opens may read this one as that visitor.',
    remedy: 'Compare Origin with a list of your own, and allow only what is in it.',
  },
  'cors-reflected': {
    severity: 'warn',
    meaning: 'The origin of whoever asks is sent back as allowed, without a look at it.',
    remedy: 'Send `*` where everybody may read it (it is cached better), else compare with a list.',
  },
  'cors-vary-missing': {
    severity: 'warn',
    meaning:
      'The answer depends on who asks (Origin), and Vary does not say so: a cache gives one origin the answer to another.',
    remedy: 'Send `Vary: Origin` with every answer of that place, also with those to requests without Origin.',
  },
  'cors-origin-invalid': {
    severity: 'fail',
    meaning: 'Access-Control-Allow-Origin is neither `*` nor one origin: it allows nobody.',
    remedy: 'Send exactly one origin (scheme, host, port; no path, no list): the one that asks, where it may.',
  },
  'cors-credentials-invalid': {
    severity: 'info',
    meaning: 'Access-Control-Allow-Credentials is something else than `true`: it has no effect.',
    remedy: 'Leave it out, or write `true` in lower case.',
  },
  'cookie-prefix-broken': {
    severity: 'fail',
    meaning:
      'The name of a cookie promises (`__Host-`, `__Secure-`) what its attributes do not keep: browsers refuse it.',
    remedy: '`__Secure-` wants Secure, over https; `__Host-` also `Path=/` and no Domain.',
  },
  'cookie-refused': {
    severity: 'fail',
    meaning: 'Browsers refuse a cookie.',
    remedy:
      'See what is shown: Secure with SameSite=None and Partitioned, https for Secure, a Domain that is the own one, at most 4,096 bytes.',
  },
  'cookie-attribute-unknown': {
    severity: 'warn',
    meaning: 'An attribute of a cookie has a value that browsers pass over.',
    remedy:
      'SameSite is Strict, Lax or None; Expires a date as HTTP writes it; a blank or a colon is no substitute for `=`.',
  },
  'cookie-domain-wide': {
    severity: 'info',
    meaning: 'A cookie goes to every host of a domain above this one, and any of them can read and set it.',
    remedy: 'Leave Domain out, so that it stays with this host, unless others need it.',
  },
  'cookie-expired': {
    severity: 'info',
    meaning: 'A cookie is expired when it comes: that deletes it.',
    remedy: 'Nothing, where it is to be deleted; else correct Expires or Max-Age.',
  },
  'cookie-long': {
    severity: 'info',
    meaning: 'A cookie asks to be kept for more than 400 days: browsers cut that to 400.',
    remedy: 'Ask for what is needed; a session needs hours or weeks.',
  },
  'cookie-repeated': {
    severity: 'warn',
    meaning: 'One answer sets the same cookie twice: the last one stays.',
    remedy: 'Set it once; see which two places write it.',
  },
  'clear-site-data-invalid': {
    severity: 'fail',
    meaning: 'Clear-Site-Data has a value that is none: it clears nothing of that.',
    remedy: 'Write the values in double quotes, with commas: `"cache", "cookies", "storage"`.',
  },
  'clear-site-data-always': {
    severity: 'warn',
    meaning:
      'Every visit to this place clears what the browser has of the site: visitors are logged out, or the cache is never used.',
    remedy: 'Send Clear-Site-Data only with the answer to a log-out.',
  },
  'link-invalid': {
    severity: 'warn',
    meaning: 'Link is not written as RFC 8288 wants it: browsers pass over what they cannot read.',
    remedy: 'Write `</style.css>; rel=preload; as=style`, with commas between links.',
  },
  'preload-without-as': {
    severity: 'warn',
    meaning: 'A preload does not say what is loaded: browsers do not load it.',
    remedy: 'Add `as`: script, style, font, image, fetch.',
  },
  'preload-font-twice': {
    severity: 'warn',
    meaning:
      'A font is preloaded without `crossorigin`: fonts are always asked for with it, so that it is loaded twice.',
    remedy: 'Add `crossorigin`.',
  },
} as const satisfies Record<string, CodeInfo>;
