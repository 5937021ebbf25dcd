import type { CodeInfo } from './code-info.ts';

const NOTHING = 'Nothing to do.';
const GOOD = { severity: 'info', remedy: NOTHING } as const;
const REDIRECT =
  'Let port 80 answer every path with a 301 to the same host and path on https; whatever leads elsewhere comes after that.';
const SAMESITE = 'Give each cookie `SameSite=Lax`, or `Strict` where no other site has to lead into a session.';
const SECURE =
  'Add `Secure` to every `Set-Cookie`: all browsers take it, and the cookie then never travels in the clear.';
const REFERRER = 'Send `Referrer-Policy: strict-origin-when-cross-origin`; `no-referrer` tells others nothing at all.';
const SNIFF = 'Send `X-Content-Type-Options: nosniff` once with every answer, and a right Content-Type with it.';
const FRAMES =
  "Send `X-Frame-Options: DENY` (or SAMEORIGIN), or `frame-ancestors 'none'` (or 'self') in the Content-Security-Policy header.";
const STS = 'Send `Strict-Transport-Security: max-age=31536000; includeSubDomains` once, on every answer over https.';
const TRUST = 'Install a certificate for that name with its whole chain, of an authority that browsers trust.';
const NONCE =
  "Put inline scripts into files, or give each a nonce that is new for every answer; then leave 'unsafe-inline', data:, * and bare schemes out of script-src and object-src (object-src 'none').";

/** The results of MDN's HTTP Observatory by its own names, under its name; meanings and remedies in our words. */
export const OBSERVATORY_CODES = {
  'observatory/csp-implemented-with-no-unsafe-default-src-none': {
    ...GOOD,
    meaning:
      "The Content-Security-Policy forbids everything (default-src 'none') but what it lists, and nothing unsafe.",
  },
  'observatory/csp-implemented-with-no-unsafe': {
    severity: 'info',
    meaning: 'The Content-Security-Policy lets no inline script, no eval and no source that is too wide through.',
    remedy: "Begin with `default-src 'none'` and list each kind of content that the page needs.",
  },
  'observatory/csp-implemented-with-unsafe-inline-in-style-src-only': {
    severity: 'info',
    meaning: 'The Content-Security-Policy is sound for scripts; styles may be inline, or come from too many places.',
    remedy:
      "Put inline styles into files (or give them nonces); leave 'unsafe-inline', data: and bare schemes out of style-src.",
  },
  'observatory/csp-implemented-but-duplicate-directives': {
    severity: 'info',
    meaning: 'The Content-Security-Policy names report-uri or report-to twice: browsers take the first alone.',
    remedy: 'Name each directive once.',
  },
  'observatory/csp-implemented-with-insecure-scheme-in-passive-content-only': {
    severity: 'warn',
    meaning:
      'The Content-Security-Policy lets images or media come over http, where anyone on the way can change them.',
    remedy: 'Write https: for http: in img-src, media-src and default-src, and load them from there.',
  },
  'observatory/csp-implemented-with-unsafe-eval': {
    severity: 'warn',
    meaning: "The Content-Security-Policy lets texts be run as scripts ('unsafe-eval').",
    remedy:
      "Do without eval() and new Function() (templates can be compiled at build time), then leave 'unsafe-eval' out.",
  },
  'observatory/csp-implemented-with-unsafe-inline': {
    severity: 'fail',
    meaning:
      'The Content-Security-Policy does not hold against injected scripts: inline ones, or those of almost any place, may run.',
    remedy: NONCE,
  },
  'observatory/csp-implemented-with-insecure-scheme': {
    severity: 'fail',
    meaning: 'The Content-Security-Policy of a page over https lets content come over http or ftp.',
    remedy: 'Write https: for http: and ftp: wherever the policy has them, and load it from there.',
  },
  'observatory/csp-header-invalid': {
    severity: 'fail',
    meaning:
      "The Content-Security-Policy cannot be read: a directive twice, an empty policy (a comma too many), or 'strict-dynamic' without a nonce or hash.",
    remedy:
      "Name each directive once, leave no comma in it, and give 'strict-dynamic' a nonce or a hash to start from.",
  },
  'observatory/csp-not-implemented': {
    severity: 'fail',
    meaning: 'No Content-Security-Policy: a script that gets into the page may do whatever the page may.',
    remedy:
      "Send `Content-Security-Policy: default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'`, first as Content-Security-Policy-Report-Only to see what it would stop.",
  },
  'observatory/csp-not-implemented-but-reporting-enabled': {
    severity: 'fail',
    meaning: 'The Content-Security-Policy only reports (Report-Only): nothing is stopped.',
    remedy: 'When the reports are quiet, send the same policy as Content-Security-Policy.',
  },

  'observatory/cookies-secure-with-httponly-sessions-and-samesite': {
    ...GOOD,
    meaning: 'Every cookie has Secure and SameSite, and what looks like a session has HttpOnly.',
  },
  'observatory/cookies-secure-with-httponly-sessions': {
    severity: 'info',
    meaning: 'Every cookie has Secure, and what looks like a session has HttpOnly; not all have SameSite.',
    remedy: SAMESITE,
  },
  'observatory/cookies-not-found': { ...GOOD, meaning: 'No cookie was set.' },
  'observatory/cookies-without-secure-flag-but-protected-by-hsts': {
    severity: 'warn',
    meaning: 'A cookie is without Secure; HSTS keeps browsers that know the site from sending it over http.',
    remedy: SECURE,
  },
  'observatory/cookies-session-without-secure-flag-but-protected-by-hsts': {
    severity: 'warn',
    meaning:
      'What looks like a session cookie is without Secure; HSTS keeps browsers that know the site from sending it over http.',
    remedy: SECURE,
  },
  'observatory/cookies-without-secure-flag': {
    severity: 'fail',
    meaning: 'A cookie is without Secure, and no HSTS keeps it from being sent over http.',
    remedy: SECURE,
  },
  'observatory/cookies-samesite-flag-invalid': {
    severity: 'fail',
    meaning:
      'A cookie has a SameSite that is none of Strict, Lax and None, or None without Secure: browsers drop it or guess.',
    remedy: SAMESITE,
  },
  'observatory/cookies-anticsrf-without-samesite-flag': {
    severity: 'fail',
    meaning: 'What looks like a token against forged requests (csrf in its name) is without SameSite.',
    remedy: SAMESITE,
  },
  'observatory/cookies-session-without-httponly-flag': {
    severity: 'fail',
    meaning: 'What looks like a session cookie is without HttpOnly: any script in the page can read and send it away.',
    remedy: 'Add `HttpOnly` to the cookies that no script of the page has to read, sessions first.',
  },
  'observatory/cookies-session-without-secure-flag': {
    severity: 'fail',
    meaning:
      'What looks like a session cookie is without Secure, and no HSTS keeps it from being sent over http, where it can be stolen.',
    remedy: SECURE,
  },

  'observatory/cross-origin-resource-sharing-not-implemented': {
    ...GOOD,
    meaning: 'Scripts of other sites may not read the page (no Access-Control-Allow-Origin for a foreign origin).',
  },
  'observatory/cross-origin-resource-sharing-implemented-with-public-access': {
    ...GOOD,
    meaning: 'Scripts of any site may read the page, without cookies (Access-Control-Allow-Origin: *).',
  },
  'observatory/cross-origin-resource-sharing-implemented-with-restricted-access': {
    ...GOOD,
    meaning: 'Scripts of some other sites may read the page, those of a stranger may not do so with cookies.',
  },
  'observatory/cross-origin-resource-sharing-implemented-with-universal-access': {
    severity: 'fail',
    meaning:
      'Scripts of any site may read the page with the cookies of whoever visits that site: the foreign Origin is sent back, with credentials allowed.',
    remedy:
      'Compare Origin with a list of your own before it is sent back, or send `*` without Access-Control-Allow-Credentials, or neither.',
  },

  'observatory/redirection-all-redirects-preloaded': {
    ...GOOD,
    meaning: 'Every host on the way from http is on the preload list: browsers never go there by http.',
  },
  'observatory/redirection-to-https': {
    ...GOOD,
    meaning: 'Whoever comes by http is sent to the same host by https first.',
  },
  'observatory/redirection-not-needed-no-http': {
    ...GOOD,
    meaning: 'Nothing answers over http, so nothing has to be redirected.',
  },
  'observatory/redirection-off-host-from-http': {
    severity: 'warn',
    meaning: 'Whoever comes by http is sent to another host at once: the first host can never set HSTS for itself.',
    remedy: REDIRECT,
  },
  'observatory/redirection-not-to-https-on-initial-redirection': {
    severity: 'warn',
    meaning: 'Whoever comes by http is sent to another http address first, in the clear once more.',
    remedy: REDIRECT,
  },
  'observatory/redirection-not-to-https': {
    severity: 'fail',
    meaning: 'Whoever comes by http is redirected and still ends at http.',
    remedy: REDIRECT,
  },
  'observatory/redirection-missing': {
    severity: 'fail',
    meaning: 'Whoever comes by http stays there: the page is given in the clear.',
    remedy: REDIRECT,
  },
  'observatory/redirection-invalid-cert': {
    severity: 'fail',
    meaning: 'On the way from http a host shows a certificate that is not trusted.',
    remedy: TRUST,
  },

  'observatory/referrer-policy-private': {
    ...GOOD,
    meaning: 'Other sites learn at most from which site somebody comes, not from which page.',
  },
  'observatory/referrer-policy-not-implemented': {
    severity: 'info',
    meaning: 'No Referrer-Policy: browsers do what they do by themselves.',
    remedy: REFERRER,
  },
  'observatory/referrer-policy-unsafe': {
    severity: 'warn',
    meaning: 'The Referrer-Policy tells other sites more than browsers would by themselves.',
    remedy: REFERRER,
  },
  'observatory/referrer-policy-header-invalid': {
    severity: 'warn',
    meaning: 'The Referrer-Policy has no value that browsers know.',
    remedy: REFERRER,
  },

  'observatory/hsts-preloaded': {
    ...GOOD,
    meaning: 'The host is on the list of those that browsers visit by https alone.',
  },
  'observatory/hsts-implemented-max-age-at-least-six-months': {
    severity: 'info',
    meaning: 'HSTS holds for at least six months (180 days are taken for that).',
    remedy:
      'Send `max-age=31536000; includeSubDomains; preload` and enter the domain at hstspreload.org; `plumbline check hsts` says what stands in the way. It is hard to undo.',
  },
  'observatory/hsts-implemented-max-age-less-than-six-months': {
    severity: 'warn',
    meaning: 'HSTS holds for less than six months.',
    remedy: STS,
  },
  'observatory/hsts-not-implemented': {
    severity: 'fail',
    meaning: 'No Strict-Transport-Security: the first request of every visit may go over http and be led astray.',
    remedy: STS,
  },
  'observatory/hsts-header-invalid': {
    severity: 'fail',
    meaning: 'The Strict-Transport-Security header is without max-age, or is there twice.',
    remedy: STS,
  },
  'observatory/hsts-not-implemented-no-https': {
    severity: 'fail',
    meaning: 'Nothing answers over https, so there can be no HSTS.',
    remedy: 'Serve the site over https with a trusted certificate, then send Strict-Transport-Security.',
  },
  'observatory/hsts-invalid-cert': {
    severity: 'fail',
    meaning: 'The certificate is not trusted: browsers heed no HSTS from there.',
    remedy: TRUST,
  },

  'observatory/sri-implemented-and-all-scripts-loaded-securely': {
    ...GOOD,
    meaning: 'Scripts are named with their hashes (integrity), those of the own site too.',
  },
  'observatory/sri-implemented-and-external-scripts-loaded-securely': {
    ...GOOD,
    meaning: 'Every script of another site is named with its hash (integrity) and comes over https.',
  },
  'observatory/sri-not-implemented-response-not-html': {
    ...GOOD,
    meaning: 'The answer is no HTML: it loads no scripts.',
  },
  'observatory/sri-not-implemented-but-no-scripts-loaded': { ...GOOD, meaning: 'The page has no scripts.' },
  'observatory/sri-not-implemented-but-all-scripts-loaded-from-secure-origin': {
    severity: 'info',
    meaning: 'All scripts come from the own site; none is named with its hash.',
    remedy: 'Give script elements an `integrity` with the hash of their file; most bundlers can.',
  },
  'observatory/sri-not-implemented-but-external-scripts-loaded-securely': {
    severity: 'warn',
    meaning: 'A script comes from another site without its hash: whoever runs that site can change yours.',
    remedy: 'Give it `integrity` and `crossorigin="anonymous"`, or serve the file yourself.',
  },
  'observatory/sri-implemented-but-external-scripts-not-loaded-securely': {
    severity: 'fail',
    meaning: 'A script of another site has its hash, but comes over http or by an address without a scheme (//…).',
    remedy: 'Write https:// before its address.',
  },
  'observatory/sri-not-implemented-and-external-scripts-not-loaded-securely': {
    severity: 'fail',
    meaning: 'A script of another site comes over http or by an address without a scheme (//…), and without its hash.',
    remedy: 'Write https:// before its address, and give it `integrity` and `crossorigin="anonymous"`.',
  },
  'observatory/html-not-parseable': {
    severity: 'fail',
    meaning: 'The page says that it is HTML and cannot be read as such.',
    remedy: 'Send HTML, or the Content-Type of what it is.',
  },

  'observatory/x-content-type-options-nosniff': {
    ...GOOD,
    meaning: 'Browsers take the Content-Type at its word (nosniff).',
  },
  'observatory/x-content-type-options-not-implemented': {
    severity: 'warn',
    meaning: 'No X-Content-Type-Options: browsers may guess that a file is a script or a style.',
    remedy: SNIFF,
  },
  'observatory/x-content-type-options-header-invalid': {
    severity: 'warn',
    meaning: 'X-Content-Type-Options is not "nosniff", or is there twice.',
    remedy: SNIFF,
  },

  'observatory/x-frame-options-implemented-via-csp': {
    ...GOOD,
    meaning: 'The Content-Security-Policy says who may put the page into a frame (frame-ancestors).',
  },
  'observatory/x-frame-options-sameorigin-or-deny': {
    ...GOOD,
    meaning: 'Other sites may not put the page into a frame (X-Frame-Options).',
  },
  'observatory/x-frame-options-allow-from-origin': {
    severity: 'info',
    meaning: 'X-Frame-Options says ALLOW-FROM, which no browser heeds any more: everyone may frame the page.',
    remedy: FRAMES,
  },
  'observatory/x-frame-options-not-implemented': {
    severity: 'fail',
    meaning: 'Any site may put the page into a frame of its own and lay something over its buttons.',
    remedy: FRAMES,
  },
  'observatory/x-frame-options-header-invalid': {
    severity: 'fail',
    meaning: 'X-Frame-Options is neither DENY nor SAMEORIGIN, or is there twice.',
    remedy: FRAMES,
  },

  'observatory/corp-implemented-with-same-origin': {
    ...GOOD,
    meaning: 'Pages of other origins may not embed the answer (Cross-Origin-Resource-Policy: same-origin).',
  },
  'observatory/corp-implemented-with-same-site': {
    ...GOOD,
    meaning: 'Pages of other sites may not embed the answer (Cross-Origin-Resource-Policy: same-site).',
  },
  'observatory/corp-implemented-with-cross-origin': {
    severity: 'info',
    meaning: 'Any page may embed the answer (Cross-Origin-Resource-Policy: cross-origin).',
    remedy:
      'Send `Cross-Origin-Resource-Policy: same-origin` (or same-site) with pages; keep cross-origin for files meant for others.',
  },
  'observatory/corp-not-implemented': {
    severity: 'info',
    meaning: 'No Cross-Origin-Resource-Policy: any page may embed the answer.',
    remedy: 'Send `Cross-Origin-Resource-Policy: same-origin`, or same-site where subdomains embed it.',
  },
  'observatory/corp-header-invalid': {
    severity: 'warn',
    meaning: 'Cross-Origin-Resource-Policy is none of same-origin, same-site and cross-origin, or is there twice.',
    remedy: 'Send `Cross-Origin-Resource-Policy: same-origin`, or same-site where subdomains embed it.',
  },

  'observatory/coep-implemented-with-require-corp': {
    ...GOOD,
    meaning: 'The page embeds only what allows it (Cross-Origin-Embedder-Policy: require-corp).',
  },
  'observatory/coep-implemented-with-credentialless': {
    ...GOOD,
    meaning:
      'What the page embeds of others is asked for without cookies (Cross-Origin-Embedder-Policy: credentialless).',
  },
  'observatory/coep-implemented-with-unsafe-none': {
    severity: 'info',
    meaning: 'The page may embed anything (Cross-Origin-Embedder-Policy: unsafe-none), as without the header.',
    remedy: 'Send `Cross-Origin-Embedder-Policy: credentialless`, and see that what the page embeds still loads.',
  },
  'observatory/coep-not-implemented': {
    severity: 'info',
    meaning: 'No Cross-Origin-Embedder-Policy: the page may embed anything.',
    remedy: 'Send `Cross-Origin-Embedder-Policy: credentialless`, and see that what the page embeds still loads.',
  },
  'observatory/coep-header-invalid': {
    severity: 'warn',
    meaning: 'Cross-Origin-Embedder-Policy is no value that browsers know (lower case, one token), or is there twice.',
    remedy: 'Send `Cross-Origin-Embedder-Policy: credentialless` or require-corp, once.',
  },

  'observatory/coop-implemented-with-same-origin': {
    ...GOOD,
    meaning: 'Pages of other origins share no window group with this one (Cross-Origin-Opener-Policy: same-origin).',
  },
  'observatory/coop-implemented-with-same-origin-allow-popups': {
    ...GOOD,
    meaning: 'Pages of other origins share no window group with this one, but for popups that it opens itself.',
  },
  'observatory/coop-implemented-with-noopener-allow-popups': {
    ...GOOD,
    meaning: 'Whoever opens this page has no hold on its window, not even the own origin.',
  },
  'observatory/coop-implemented-with-unsafe-none': {
    severity: 'info',
    meaning:
      'Whoever opens this page keeps a hold on its window (Cross-Origin-Opener-Policy: unsafe-none), as without the header.',
    remedy:
      'Send `Cross-Origin-Opener-Policy: same-origin`, or same-origin-allow-popups where logins or payments open windows.',
  },
  'observatory/coop-not-implemented': {
    severity: 'info',
    meaning: 'No Cross-Origin-Opener-Policy: whoever opens this page keeps a hold on its window.',
    remedy:
      'Send `Cross-Origin-Opener-Policy: same-origin`, or same-origin-allow-popups where logins or payments open windows.',
  },
  'observatory/coop-header-invalid': {
    severity: 'warn',
    meaning: 'Cross-Origin-Opener-Policy is no value that browsers know (lower case, one token), or is there twice.',
    remedy: 'Send `Cross-Origin-Opener-Policy: same-origin`, once.',
  },
} as const satisfies Record<string, CodeInfo>;
