/** How much there is to do, least first: a line in the server's settings … a policy for all that a page loads. */
export type Work = 1 | 2 | 3 | 4 | 5;
interface Result {
  /** What it costs, or earns. */
  readonly points: number;
  /** Observatory counts the test as passed; not the same as points: one of -10 passes. */
  readonly pass: boolean;
  /** What its remedy leads to. */
  readonly raise?: { readonly to: string; readonly work: Work };
}
const good = (points: number): Result => ({ points, pass: true });
const gain = (points: number, to: string, work: Work): Result => ({ points, pass: true, raise: { to, work } });
const bad = (points: number, to: string, work: Work): Result => ({ points, pass: false, raise: { to, work } });

const NO_UNSAFE = 'csp-implemented-with-no-unsafe';
const COOKIES = 'cookies-secure-with-httponly-sessions-and-samesite';
const HTTPS = 'redirection-to-https';
const SIX_MONTHS = 'hsts-implemented-max-age-at-least-six-months';
const SRI = 'sri-implemented-and-external-scripts-loaded-securely';

/**
 * The 12 tests of MDN's HTTP Observatory, algorithm 6, in its order, with each result by its own name and what it costs.
 * Names, figures and what passes as in mdn/mdn-http-observatory (August 2026: its tests, its score table, its
 * pull request 498 for the two newest); what leads on from a result, and the work in it, are ours.
 */
export const RULES = {
  'content-security-policy': {
    'csp-implemented-with-no-unsafe-default-src-none': good(10),
    [NO_UNSAFE]: gain(5, 'csp-implemented-with-no-unsafe-default-src-none', 3),
    'csp-implemented-with-unsafe-inline-in-style-src-only': gain(0, NO_UNSAFE, 4),
    'csp-implemented-but-duplicate-directives': gain(0, NO_UNSAFE, 1),
    'csp-implemented-with-insecure-scheme-in-passive-content-only': gain(-10, NO_UNSAFE, 3),
    'csp-implemented-with-unsafe-eval': bad(-10, NO_UNSAFE, 4),
    'csp-implemented-with-unsafe-inline': bad(-20, NO_UNSAFE, 5),
    'csp-implemented-with-insecure-scheme': bad(-20, NO_UNSAFE, 3),
    'csp-header-invalid': bad(-25, NO_UNSAFE, 2),
    'csp-not-implemented': bad(-25, NO_UNSAFE, 5),
    'csp-not-implemented-but-reporting-enabled': bad(-25, NO_UNSAFE, 4),
  },
  cookies: {
    [COOKIES]: good(5),
    'cookies-secure-with-httponly-sessions': gain(0, COOKIES, 2),
    'cookies-not-found': good(0),
    'cookies-without-secure-flag-but-protected-by-hsts': bad(-5, COOKIES, 2),
    'cookies-session-without-secure-flag-but-protected-by-hsts': bad(-10, COOKIES, 2),
    'cookies-without-secure-flag': bad(-20, COOKIES, 2),
    'cookies-samesite-flag-invalid': bad(-20, COOKIES, 2),
    'cookies-anticsrf-without-samesite-flag': bad(-20, COOKIES, 2),
    'cookies-session-without-httponly-flag': bad(-30, COOKIES, 2),
    'cookies-session-without-secure-flag': bad(-40, COOKIES, 2),
  },
  'cross-origin-resource-sharing': {
    'cross-origin-resource-sharing-not-implemented': good(0),
    'cross-origin-resource-sharing-implemented-with-public-access': good(0),
    'cross-origin-resource-sharing-implemented-with-restricted-access': good(0),
    'cross-origin-resource-sharing-implemented-with-universal-access': bad(
      -50,
      'cross-origin-resource-sharing-implemented-with-restricted-access',
      3,
    ),
  },
  redirection: {
    'redirection-all-redirects-preloaded': good(0),
    [HTTPS]: good(0),
    'redirection-not-needed-no-http': good(0),
    'redirection-off-host-from-http': bad(-5, HTTPS, 2),
    'redirection-not-to-https-on-initial-redirection': bad(-10, HTTPS, 2),
    'redirection-not-to-https': bad(-20, HTTPS, 2),
    'redirection-missing': bad(-20, HTTPS, 2),
    'redirection-invalid-cert': bad(-20, HTTPS, 3),
  },
  'referrer-policy': {
    'referrer-policy-private': good(5),
    'referrer-policy-not-implemented': gain(0, 'referrer-policy-private', 1),
    'referrer-policy-unsafe': bad(-5, 'referrer-policy-private', 1),
    'referrer-policy-header-invalid': bad(-5, 'referrer-policy-private', 1),
  },
  'strict-transport-security': {
    'hsts-preloaded': good(5),
    [SIX_MONTHS]: gain(0, 'hsts-preloaded', 5),
    'hsts-implemented-max-age-less-than-six-months': bad(-10, SIX_MONTHS, 1),
    'hsts-not-implemented': bad(-20, SIX_MONTHS, 1),
    'hsts-header-invalid': bad(-20, SIX_MONTHS, 1),
    'hsts-not-implemented-no-https': bad(-20, SIX_MONTHS, 4),
    'hsts-invalid-cert': bad(-20, SIX_MONTHS, 3),
  },
  'subresource-integrity': {
    'sri-implemented-and-all-scripts-loaded-securely': good(5),
    [SRI]: good(5),
    'sri-not-implemented-response-not-html': good(0),
    'sri-not-implemented-but-no-scripts-loaded': good(0),
    'sri-not-implemented-but-all-scripts-loaded-from-secure-origin': gain(
      0,
      'sri-implemented-and-all-scripts-loaded-securely',
      3,
    ),
    'sri-not-implemented-but-external-scripts-loaded-securely': bad(-5, SRI, 3),
    'sri-implemented-but-external-scripts-not-loaded-securely': bad(-20, SRI, 2),
    'sri-not-implemented-and-external-scripts-not-loaded-securely': bad(-50, SRI, 3),
    // Its reader of HTML takes anything, so it never says this any more; the name and the figure still stand in its table.
    'html-not-parseable': bad(-20, 'sri-not-implemented-response-not-html', 3),
  },
  'x-content-type-options': {
    'x-content-type-options-nosniff': good(0),
    'x-content-type-options-not-implemented': bad(-5, 'x-content-type-options-nosniff', 1),
    'x-content-type-options-header-invalid': bad(-5, 'x-content-type-options-nosniff', 1),
  },
  'x-frame-options': {
    'x-frame-options-implemented-via-csp': good(5),
    'x-frame-options-sameorigin-or-deny': good(5),
    'x-frame-options-allow-from-origin': gain(0, 'x-frame-options-implemented-via-csp', 1),
    'x-frame-options-not-implemented': bad(-20, 'x-frame-options-sameorigin-or-deny', 1),
    'x-frame-options-header-invalid': bad(-20, 'x-frame-options-sameorigin-or-deny', 1),
  },
  'cross-origin-resource-policy': {
    'corp-implemented-with-same-origin': good(10),
    'corp-implemented-with-same-site': good(10),
    'corp-implemented-with-cross-origin': gain(0, 'corp-implemented-with-same-origin', 2),
    'corp-not-implemented': gain(0, 'corp-implemented-with-same-origin', 2),
    'corp-header-invalid': bad(-5, 'corp-implemented-with-same-origin', 1),
  },
  'cross-origin-embedder-policy': {
    'coep-implemented-with-require-corp': good(10),
    'coep-implemented-with-credentialless': good(10),
    'coep-implemented-with-unsafe-none': gain(0, 'coep-implemented-with-credentialless', 3),
    'coep-not-implemented': gain(0, 'coep-implemented-with-credentialless', 3),
    'coep-header-invalid': bad(-5, 'coep-implemented-with-credentialless', 2),
  },
  'cross-origin-opener-policy': {
    'coop-implemented-with-same-origin': good(10),
    'coop-implemented-with-same-origin-allow-popups': good(10),
    'coop-implemented-with-noopener-allow-popups': good(10),
    'coop-implemented-with-unsafe-none': gain(0, 'coop-implemented-with-same-origin', 2),
    'coop-not-implemented': gain(0, 'coop-implemented-with-same-origin', 2),
    'coop-header-invalid': bad(-5, 'coop-implemented-with-same-origin', 1),
  },
} as const satisfies Record<string, Record<string, Result>>;

export type RuleName = keyof typeof RULES;
export type ResultOf<R extends RuleName> = keyof (typeof RULES)[R] & string;
export const RULE_NAMES = Object.keys(RULES) as readonly RuleName[];

const ALL = RULES as Readonly<Record<RuleName, Readonly<Record<string, Result>>>>;
/** What a result of a rule stands for; a bug throws where the rule has none of that name. */
export const resultOf = (rule: RuleName, result: string): Result => {
  const found = ALL[rule][result];
  if (found === undefined) throw new Error(`${rule} has no result ${result}`);
  return found;
};
