import type { RuleName } from '../../../../src/probes/headers/observatory/rules.ts';
import type { Preloaded } from '../../../../src/probes/site/preload/preloaded.ts';
import { HTTP, HTTPS, LISTED, visitOf, type SiteOf } from './seen.ts';

interface Example extends SiteOf {
  readonly preloaded?: Preloaded;
}
const HTML = 'Content-Type: text/html; charset=utf-8';
const csp = (policy: string): Example => ({ headers: `Content-Security-Policy: ${policy}` });
const cookie = (line: string, more = ''): Example => ({ headers: `Set-Cookie: ${line}\n${more}` });
const HSTS = 'Strict-Transport-Security: max-age=31536000';
const page = (body: string): Example => ({ headers: HTML, body });
const other = visitOf([
  { url: HTTP, status: 301, headers: 'Location: https://www.other.example/' },
  { url: 'https://www.other.example/' },
]);

/** One site for each result, by rule: the least that leads to it. */
export const EXAMPLES: Readonly<Record<RuleName, Readonly<Record<string, Example>>>> = {
  'content-security-policy': {
    'csp-implemented-with-no-unsafe-default-src-none': csp("default-src 'none'; script-src 'self'"),
    'csp-implemented-with-no-unsafe': csp("default-src 'self'"),
    'csp-implemented-with-unsafe-inline-in-style-src-only': csp("default-src 'self'; style-src 'self' 'unsafe-inline'"),
    'csp-implemented-but-duplicate-directives': csp("default-src 'self'; report-uri /a; report-uri /b"),
    'csp-implemented-with-insecure-scheme-in-passive-content-only': csp("default-src 'self'; img-src http:"),
    'csp-implemented-with-unsafe-eval': csp("default-src 'self'; script-src 'self' 'unsafe-eval'"),
    'csp-implemented-with-unsafe-inline': csp("default-src 'self'; script-src 'self' 'unsafe-inline'"),
    'csp-implemented-with-insecure-scheme': csp("default-src 'self'; connect-src http://api.example"),
    'csp-header-invalid': csp("default-src 'self'; default-src 'none'"),
    'csp-not-implemented': {},
    'csp-not-implemented-but-reporting-enabled': { headers: "Content-Security-Policy-Report-Only: default-src 'self'" },
  },
  cookies: {
    'cookies-secure-with-httponly-sessions-and-samesite': cookie('session=1; Secure; HttpOnly; SameSite=Lax'),
    'cookies-secure-with-httponly-sessions': cookie('session=1; Secure; HttpOnly'),
    'cookies-not-found': {},
    'cookies-without-secure-flag-but-protected-by-hsts': cookie('theme=1', HSTS),
    'cookies-session-without-secure-flag-but-protected-by-hsts': cookie('session=1; HttpOnly', HSTS),
    'cookies-without-secure-flag': cookie('theme=1'),
    'cookies-samesite-flag-invalid': cookie('theme=1; Secure; SameSite=Loose'),
    'cookies-anticsrf-without-samesite-flag': cookie('csrftoken=1; Secure'),
    'cookies-session-without-httponly-flag': cookie('session=1; Secure'),
    'cookies-session-without-secure-flag': cookie('session=1; HttpOnly'),
  },
  'cross-origin-resource-sharing': {
    'cross-origin-resource-sharing-not-implemented': { foreign: '' },
    'cross-origin-resource-sharing-implemented-with-public-access': { foreign: 'Access-Control-Allow-Origin: *' },
    'cross-origin-resource-sharing-implemented-with-restricted-access': {
      foreign: 'Access-Control-Allow-Origin: https://friend.example\nAccess-Control-Allow-Credentials: true',
    },
    'cross-origin-resource-sharing-implemented-with-universal-access': {
      foreign: 'Access-Control-Allow-Origin: https://stranger.example\nAccess-Control-Allow-Credentials: true',
    },
  },
  redirection: {
    'redirection-all-redirects-preloaded': { preloaded: LISTED },
    'redirection-to-https': {},
    'redirection-not-needed-no-http': { plain: null },
    'redirection-off-host-from-http': { plain: other },
    'redirection-not-to-https-on-initial-redirection': {
      plain: visitOf([
        { url: HTTP, status: 301, headers: `Location: ${HTTP}home` },
        { url: `${HTTP}home`, status: 301, headers: `Location: ${HTTPS}` },
        { url: HTTPS },
      ]),
    },
    'redirection-not-to-https': {
      plain: visitOf([{ url: HTTP, status: 302, headers: `Location: ${HTTP}home` }, { url: `${HTTP}home` }]),
    },
    'redirection-missing': { plain: visitOf([{ url: HTTP }]) },
    'redirection-invalid-cert': {
      plain: visitOf([
        { url: HTTP, status: 301, headers: `Location: ${HTTPS}` },
        { url: HTTPS, distrust: 'certificate has expired' },
      ]),
    },
  },
  'referrer-policy': {
    'referrer-policy-private': { headers: 'Referrer-Policy: no-referrer' },
    'referrer-policy-not-implemented': {},
    'referrer-policy-unsafe': { headers: 'Referrer-Policy: unsafe-url' },
    'referrer-policy-header-invalid': { headers: 'Referrer-Policy: whatever' },
  },
  'strict-transport-security': {
    'hsts-preloaded': { preloaded: LISTED },
    'hsts-implemented-max-age-at-least-six-months': { headers: 'Strict-Transport-Security: max-age=15552000' },
    'hsts-implemented-max-age-less-than-six-months': { headers: 'Strict-Transport-Security: max-age=15551999' },
    'hsts-not-implemented': {},
    'hsts-header-invalid': { headers: 'Strict-Transport-Security: includeSubDomains' },
    'hsts-not-implemented-no-https': { secure: visitOf([{ url: HTTPS, dead: true }]) },
    'hsts-invalid-cert': { headers: HSTS, distrust: 'self-signed certificate' },
  },
  'subresource-integrity': {
    'sri-implemented-and-all-scripts-loaded-securely': page('<script src="/a.js" integrity="sha384-x"></script>'),
    'sri-implemented-and-external-scripts-loaded-securely': page(
      '<script src="https://cdn.example/a.js" integrity="sha384-x" crossorigin></script>',
    ),
    'sri-not-implemented-response-not-html': { headers: 'Content-Type: application/json', body: '{}' },
    'sri-not-implemented-but-no-scripts-loaded': page('<p>no script</p>'),
    'sri-not-implemented-but-all-scripts-loaded-from-secure-origin': page('<script src="/a.js"></script>'),
    'sri-not-implemented-but-external-scripts-loaded-securely': page(
      '<script src="https://cdn.example/a.js"></script>',
    ),
    'sri-implemented-but-external-scripts-not-loaded-securely': page(
      '<script src="http://cdn.example/a.js" integrity="sha384-x"></script>',
    ),
    'sri-not-implemented-and-external-scripts-not-loaded-securely': page('<script src="//cdn.example/a.js"></script>'),
  },
  'x-content-type-options': {
    'x-content-type-options-nosniff': { headers: 'X-Content-Type-Options: nosniff' },
    'x-content-type-options-not-implemented': {},
    'x-content-type-options-header-invalid': { headers: 'X-Content-Type-Options: sniff' },
  },
  'x-frame-options': {
    'x-frame-options-implemented-via-csp': csp("default-src 'self'; frame-ancestors 'none'"),
    'x-frame-options-sameorigin-or-deny': { headers: 'X-Frame-Options: DENY' },
    'x-frame-options-allow-from-origin': { headers: 'X-Frame-Options: ALLOW-FROM https://a.example' },
    'x-frame-options-not-implemented': {},
    'x-frame-options-header-invalid': { headers: 'X-Frame-Options: NEVER' },
  },
  'cross-origin-resource-policy': {
    'corp-implemented-with-same-origin': { headers: 'Cross-Origin-Resource-Policy: same-origin' },
    'corp-implemented-with-same-site': { headers: 'Cross-Origin-Resource-Policy: same-site' },
    'corp-implemented-with-cross-origin': { headers: 'Cross-Origin-Resource-Policy: cross-origin' },
    'corp-not-implemented': {},
    'corp-header-invalid': { headers: 'Cross-Origin-Resource-Policy: none' },
  },
  'cross-origin-embedder-policy': {
    'coep-implemented-with-require-corp': { headers: 'Cross-Origin-Embedder-Policy: require-corp' },
    'coep-implemented-with-credentialless': { headers: 'Cross-Origin-Embedder-Policy: credentialless' },
    'coep-implemented-with-unsafe-none': { headers: 'Cross-Origin-Embedder-Policy: unsafe-none' },
    'coep-not-implemented': {},
    'coep-header-invalid': { headers: 'Cross-Origin-Embedder-Policy: Require-Corp' },
  },
  'cross-origin-opener-policy': {
    'coop-implemented-with-same-origin': { headers: 'Cross-Origin-Opener-Policy: same-origin' },
    'coop-implemented-with-same-origin-allow-popups': {
      headers: 'Cross-Origin-Opener-Policy: same-origin-allow-popups; report-to="coop"',
    },
    'coop-implemented-with-noopener-allow-popups': { headers: 'Cross-Origin-Opener-Policy: noopener-allow-popups' },
    'coop-implemented-with-unsafe-none': { headers: 'Cross-Origin-Opener-Policy: unsafe-none' },
    'coop-not-implemented': {},
    'coop-header-invalid': { headers: 'Cross-Origin-Opener-Policy: "same-origin"' },
  },
};
