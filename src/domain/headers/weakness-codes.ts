import type { CodeInfo } from '../code-info.ts';

/** What a good grade hides (probes/headers/weaknesses.ts). */
export const WEAKNESS_CODES = {
  'grade-hides-off-host-redirect': {
    severity: 'warn',
    meaning: 'A good grade hides that the first redirect from http leads to another host.',
    remedy:
      'Redirect http://HOST to https://HOST first, and only from there elsewhere: so HSTS is learnt for each name.',
  },
  'grade-hides-short-hsts': {
    severity: 'warn',
    meaning: 'A good grade hides that HSTS lasts for less than six months.',
    remedy: 'Raise max-age step by step to 31536000 (a year), once all of the site works over https.',
  },
  'grade-hides-hsts-without-subdomains': {
    severity: 'info',
    meaning: 'A good grade hides that HSTS leaves out the names below this one.',
    remedy: 'Add includeSubDomains once every name below this one speaks https.',
  },
  'grade-hides-cookie-without-secure': {
    severity: 'warn',
    meaning: 'A good grade hides a session cookie without Secure.',
    remedy:
      'Set Secure where the cookie is set; `plumbline check headers SITE --fix nginx` has a line that does it on the way out.',
  },
  'grade-hides-cookie-without-httponly': {
    severity: 'warn',
    meaning: 'A good grade hides a session cookie that scripts can read.',
    remedy: 'Set HttpOnly where the cookie is set.',
  },
  'grade-hides-shared-cookie': {
    severity: 'warn',
    meaning: 'A good grade hides a session cookie in an answer that shared caches may keep.',
    remedy: 'Send Cache-Control: private or no-store with what sets a session cookie.',
  },
  'grade-hides-frame-ancestors-in-meta': {
    severity: 'warn',
    meaning: 'A good grade hides that frame-ancestors stands in a meta tag, where browsers ignore it.',
    remedy: 'Send frame-ancestors in the header Content-Security-Policy, or X-Frame-Options.',
  },
  'grade-hides-open-policy': {
    severity: 'warn',
    meaning: 'A good grade hides a Content-Security-Policy that lets scripts come from anywhere.',
    remedy: "Name the hosts that scripts come from in script-src, or use nonces or hashes with 'strict-dynamic'.",
  },
  'grade-hides-no-permissions-policy': {
    severity: 'info',
    meaning: 'A good grade hides that there is no Permissions-Policy.',
    remedy:
      'Send a Permissions-Policy that turns off what the site does not use: camera=(), microphone=(), geolocation=().',
  },
  'grade-hides-no-caching-rule': {
    severity: 'info',
    meaning: 'A good grade hides that nothing says how long the page may be kept.',
    remedy:
      'Send Cache-Control: no-cache with pages, and a long max-age with files whose name changes with their content.',
  },
  'grade-hides-untrusted-certificate': {
    severity: 'fail',
    meaning: 'A good grade hides a certificate that browsers do not trust.',
    remedy: 'Renew it, or send the whole chain: `plumbline check tls SITE` says what is wrong.',
  },
  'grade-hides-old-tls': {
    severity: 'warn',
    meaning: 'A good grade hides a server that speaks no TLS newer than 1.1.',
    remedy: 'Let the server speak TLS 1.2 and 1.3.',
  },
  'grade-hides-bare-404': {
    severity: 'warn',
    meaning: 'A good grade hides that the page for a missing path is without the headers.',
    remedy:
      'Send them with errors too: `always` in nginx; a response headers policy in CloudFront, whose functions do not run for errors.',
  },
  'grade-hides-bare-redirect': {
    severity: 'warn',
    meaning: 'A good grade hides that a redirect on the way to the page is without HSTS.',
    remedy: 'Send Strict-Transport-Security with redirects too, so that every name on the way is learnt.',
  },
} as const satisfies Record<string, CodeInfo>;
