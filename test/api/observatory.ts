/** What one test of the HTTP Observatory concluded. */
export interface Verdict {
  readonly result: string;
  readonly modifier: number;
}

const directivesOf = (policy: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    policy
      .split(';')
      .map((d) => d.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name.toLowerCase(), sources]),
  );
const BROAD = new Set(['http:', 'https:', 'ftp:', 'data:', 'blob:', '*', "'unsafe-inline'"]);

const csp = (headers: Headers): Verdict => {
  const policy = headers.get('content-security-policy');
  if (policy === null) return { result: 'csp-not-implemented', modifier: -25 };
  const of = directivesOf(policy);
  const fallback = of.get('default-src') ?? ['*'];
  const sources = (name: string): readonly string[] => of.get(name) ?? fallback;
  const active = [...sources('script-src'), ...sources('object-src')];
  if (active.some((s) => BROAD.has(s))) return { result: 'csp-implemented-with-unsafe-inline', modifier: -20 };
  if (active.includes("'unsafe-eval'")) return { result: 'csp-implemented-with-unsafe-eval', modifier: -10 };
  if ([...of.values()].flat().some((s) => /^(?:http|ws|ftp):/.test(s)))
    return { result: 'csp-implemented-with-insecure-scheme', modifier: -20 };
  if (sources('style-src').some((s) => BROAD.has(s)))
    return { result: 'csp-implemented-with-unsafe-inline-in-style-src-only', modifier: 0 };
  return fallback.join() === "'none'"
    ? { result: 'csp-implemented-with-no-unsafe-default-src-none', modifier: 10 }
    : { result: 'csp-implemented-with-no-unsafe', modifier: 5 };
};
const hsts = (headers: Headers): Verdict => {
  const age = Number(/(?:^|;)\s*max-age=(\d+)/.exec(headers.get('strict-transport-security') ?? '')?.[1] ?? -1);
  if (age < 0) return { result: 'hsts-not-implemented', modifier: -20 };
  return age >= 15_768_000
    ? { result: 'hsts-implemented-max-age-at-least-six-months', modifier: 0 }
    : { result: 'hsts-implemented-max-age-less-than-six-months', modifier: -10 };
};
const cookies = (headers: Headers): Verdict => {
  const all = headers.getSetCookie().map((cookie) => cookie.toLowerCase().split(/;\s*/));
  if (all.length === 0) return { result: 'cookies-not-found', modifier: 0 };
  const isHsts = hsts(headers).modifier === 0;
  const every = (has: (attributes: readonly string[]) => boolean): boolean => all.every(has);
  if (!every((a) => a.includes('httponly'))) return { result: 'cookies-session-without-httponly-flag', modifier: -30 };
  if (!every((a) => a.includes('secure')))
    return isHsts
      ? { result: 'cookies-session-without-secure-flag-but-protected-by-hsts', modifier: -10 }
      : { result: 'cookies-session-without-secure-flag', modifier: -40 };
  return every((a) => a.includes('samesite=strict') || a.includes('samesite=lax'))
    ? { result: 'cookies-secure-with-httponly-sessions-and-samesite', modifier: 5 }
    : { result: 'cookies-secure-with-httponly-sessions', modifier: 0 };
};
const framing = (headers: Headers): Verdict => {
  const ancestors = directivesOf(headers.get('content-security-policy') ?? '').get('frame-ancestors');
  if (ancestors !== undefined && !ancestors.includes('*'))
    return { result: 'x-frame-options-implemented-via-csp', modifier: 5 };
  return /^(?:deny|sameorigin)$/i.test(headers.get('x-frame-options') ?? '')
    ? { result: 'x-frame-options-sameorigin-or-deny', modifier: 0 }
    : { result: 'x-frame-options-not-implemented', modifier: -20 };
};
const referrer = (headers: Headers): Verdict => {
  const policy = headers.get('referrer-policy');
  if (policy === null) return { result: 'referrer-policy-not-implemented', modifier: 0 };
  return ['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin'].includes(policy)
    ? { result: 'referrer-policy-private', modifier: 5 }
    : { result: 'referrer-policy-unsafe', modifier: -5 };
};
const sniffing = (headers: Headers): Verdict =>
  headers.get('x-content-type-options') === 'nosniff'
    ? { result: 'x-content-type-options-nosniff', modifier: 0 }
    : { result: 'x-content-type-options-not-implemented', modifier: -5 };
const sharing = (headers: Headers): Verdict =>
  headers.get('access-control-allow-origin') === '*'
    ? { result: 'cross-origin-resource-sharing-implemented-with-universal-access', modifier: -50 }
    : { result: 'cross-origin-resource-sharing-not-implemented', modifier: 0 };
const embedding = (headers: Headers): Verdict => {
  const policy = headers.get('cross-origin-resource-policy');
  return policy === null || policy === 'same-origin' || policy === 'same-site'
    ? { result: `corp-${policy ?? 'not-implemented'}`, modifier: 0 }
    : { result: 'corp-implemented-with-cross-origin', modifier: -20 };
};
/** Scripts of the page's own origin want no integrity; one from elsewhere without it costs. */
const integrity = (html: string): Verdict => {
  const scripts = [...html.matchAll(/<script\b[^>]*>/gi)].map(([tag]) => tag);
  const foreign = scripts.filter((tag) => /\bsrc=["']?(?:https?:)?\/\//i.test(tag) && !tag.includes('integrity='));
  return foreign.length > 0
    ? { result: 'sri-not-implemented-but-external-scripts-loaded-securely', modifier: -5 }
    : { result: 'sri-not-implemented-but-all-scripts-loaded-from-secure-origin', modifier: 0 };
};

const GRADES: readonly (readonly [number, string])[] = [
  [100, 'A+'],
  [90, 'A'],
  [85, 'A-'],
  [80, 'B+'],
  [70, 'B'],
  [65, 'B-'],
  [60, 'C+'],
  [50, 'C'],
  [45, 'C-'],
  [40, 'D+'],
  [30, 'D'],
  [25, 'D-'],
];

/**
 * Grades an answer by the rules and weights that MDN publishes for its HTTP Observatory (Tests & Scoring, of 2024): 100,
 * less what is wrong; what is better than needed counts only from 90 on. How the site redirects is its proxy's part and
 * taken as right; no cookie of ours is any but the session's.
 */
export const observatory = (
  headers: Headers,
  html: string,
): { readonly grade: string; readonly score: number; readonly verdicts: readonly Verdict[] } => {
  const verdicts = [csp, cookies, sharing, hsts, referrer, sniffing, framing, embedding].map((test) => test(headers));
  verdicts.push(integrity(html));
  const sum = (of: readonly Verdict[]): number => of.reduce((total, v) => total + v.modifier, 0);
  const without = Math.max(0, 100 + sum(verdicts.filter((v) => v.modifier < 0)));
  const score = without >= 90 ? without + sum(verdicts.filter((v) => v.modifier > 0)) : without;
  return { grade: GRADES.find(([least]) => score >= least)?.[1] ?? 'F', score, verdicts };
};
