import { linesOf } from '../../../wire/http/fields.ts';
import { parseSetCookie } from '../../../wire/http/set-cookie.ts';
import { discreetUrl } from '../../site/discreet.ts';
import { lastAnswer, type Answer, type SiteSeen } from '../../site/seen.ts';
import { SIX_MONTHS } from '../observatory/strict-transport-security.ts';
import type { Grade, Lint } from '../report.ts';
import { hstsOf, isSession, policiesOf } from '../said.ts';
import { HSTS_YEAR, type Change, type CookieChange, type Plan } from './change.ts';
import { pageSources } from './page-sources.ts';
import { startPolicy, tightened } from './start-policy.ts';

const DAY = 86_400;
/** Seconds for which a mistake would last. */
const BEGIN = 300;
/** Of things that most sites do not use, those that matter most. */
const PERMISSIONS = 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), midi=(), browsing-topics=()';
/** Headers that browsers have given up, or that only tell a stranger what runs here. */
const OBSOLETE: Readonly<Record<string, string>> = {
  'feature-policy': 'Feature-Policy',
  'expect-ct': 'Expect-CT',
  'public-key-pins': 'Public-Key-Pins',
  'public-key-pins-report-only': 'Public-Key-Pins-Report-Only',
  'x-content-security-policy': 'X-Content-Security-Policy',
  'x-webkit-csp': 'X-WebKit-CSP',
  'x-xss-protection': 'X-XSS-Protection',
  'x-powered-by': 'X-Powered-By',
};

/** No header sets a certificate right. */
const UNTRUSTED = /-invalid-cert$/;
/** What setting a rule right is worth, by the graders that find it wrong. */
const earned = (rule: string, grades: readonly Grade[]): string => {
  const worth = grades.flatMap(({ grader, rules }) => {
    const ruled = rules.find((r) => r.rule === rule && !r.pass && !UNTRUSTED.test(r.result));
    if (ruled === undefined) return [];
    if (grader === 'observatory') return ruled.points < 0 ? [`Observatory +${-ruled.points}`] : [];
    return ['securityheaders'];
  });
  return worth.length === 0 ? '' : ` [${worth.join(', ')}]`;
};

interface Found {
  readonly seen: SiteSeen;
  readonly headers: Answer['headers'];
  readonly grades: readonly Grade[];
  /** A grader finds the rule wrong, or the lint has more than a remark on the header of that name. */
  readonly wrong: (rule: string) => boolean;
  readonly why: (words: string, rule: string) => string;
}
const isSent = (headers: Answer['headers'], name: string): boolean => linesOf(headers, name.toLowerCase()).length > 0;
const setting = (header: string, value: string, { headers }: Found, why: string): Change => ({
  header,
  value,
  why,
  replaces: isSent(headers, header),
});

const simple = (found: Found): readonly Change[] => {
  const { wrong, why } = found;
  const all: readonly (readonly [rule: string, header: string, value: string, words: string])[] = [
    [
      'x-content-type-options',
      'X-Content-Type-Options',
      'nosniff',
      'Browsers take files for what they are said to be.',
    ],
    [
      'x-frame-options',
      'X-Frame-Options',
      'SAMEORIGIN',
      'No other site may show this one in a frame; DENY where it does not do so itself.',
    ],
    [
      'referrer-policy',
      'Referrer-Policy',
      'strict-origin-when-cross-origin',
      'Other sites learn which site a visitor came from, not which page.',
    ],
    [
      'permissions-policy',
      'Permissions-Policy',
      PERMISSIONS,
      'Nobody in the page may ask for these; give back what the site uses: camera=(self).',
    ],
  ];
  return all
    .filter(([rule]) => wrong(rule))
    .map(([rule, header, value, words]) => setting(header, value, found, why(words, rule)));
};

const hsts = (found: Found): readonly Change[] => {
  const kept = hstsOf(found.headers);
  if (!found.wrong('strict-transport-security') && (kept?.maxAge ?? 0) >= SIX_MONTHS) return [];
  const flags = `${kept?.includeSubDomains === true ? '; includeSubDomains' : ''}${kept?.preload === true ? '; preload' : ''}`;
  const whole = `max-age=${HSTS_YEAR}${flags}`;
  const why = found.why('Browsers that were here once come back by https alone.', 'strict-transport-security');
  const header = 'Strict-Transport-Security';
  // A day of it has shown that the site works over https.
  if ((kept?.maxAge ?? 0) >= DAY) return [setting(header, whole, found, why)];
  const when = `once all of the site has worked over https for some days (86400, then 604800, may come between); with "; includeSubDomains" once every name below this one does`;
  // One step more than there is.
  const begin = (kept?.maxAge ?? 0) < BEGIN ? BEGIN : DAY;
  return [
    {
      ...setting(
        header,
        `max-age=${begin}${flags}`,
        found,
        `${why} It cannot be taken back before it is over, so begin small.`,
      ),
      later: { header, value: whole, when, replaces: isSent(found.headers, header) },
    },
  ];
};

const csp = ({ seen, headers, wrong, why }: Found, url: string): readonly Change[] => {
  if (!wrong('content-security-policy')) return [];
  const sources = pageSources(seen.secure.body, url);
  const own = policiesOf(headers)[0];
  const value = own === undefined ? startPolicy(sources) : tightened(own, sources);
  const from =
    own === undefined
      ? "Made from what this page's HTML loads: look at others, and at what scripts load."
      : 'The policy that the site has, without what lets every script run.';
  const when = 'once the console of the browser shows no more reports, on any page: now it forbids';
  return [
    {
      header: 'Content-Security-Policy-Report-Only',
      value,
      replaces: isSent(headers, 'content-security-policy-report-only'),
      why: why(
        `Scripts come from where the site wants alone. ${from} Report-Only forbids nothing yet.`,
        'content-security-policy',
      ),
      later: { header: 'Content-Security-Policy', value, when, replaces: isSent(headers, 'content-security-policy') },
    },
  ];
};

const obsolete = (headers: Answer['headers'], lint: readonly Lint[]): readonly Change[] => {
  const told = new Set(lint.filter(({ code }) => code.includes('obsolete')).map(({ header }) => header?.toLowerCase()));
  return Object.entries(OBSOLETE).flatMap(([name, header]) => {
    const said = linesOf(headers, name);
    // 0 turns off what was a hole of its own.
    if (said.length === 0 || (name === 'x-xss-protection' && said.every((v) => v === '0') && !told.has(name)))
      return [];
    const why =
      name === 'x-powered-by'
        ? 'Tells strangers what runs here, and nobody else.'
        : 'Browsers have given it up; some did harm by it.';
    return [{ header, why, replaces: true }];
  });
};

const MOST_COOKIES = 20;
const cookies = (headers: Answer['headers']): readonly CookieChange[] =>
  linesOf(headers, 'set-cookie')
    .flatMap((line): readonly CookieChange[] => {
      const cookie = parseSetCookie(line);
      if (cookie === undefined || !/^[A-Za-z0-9_.-]{1,64}$/.test(cookie.name)) return [];
      const { name, secure, httpOnly, sameSite = '' } = cookie;
      const add: CookieChange['add'] = [
        ...(secure ? [] : (['Secure'] as const)),
        ...(httpOnly || !isSession(name) ? [] : (['HttpOnly'] as const)),
        ...(sameSite !== '' ? [] : (['SameSite=Lax'] as const)),
      ];
      return add.length === 0 ? [] : [{ name, add }];
    })
    .slice(0, MOST_COOKIES);

const NO_REDIRECT: ReadonlySet<string> = new Set([
  'redirection-missing',
  'redirection-not-to-https',
  'redirection-not-to-https-on-initial-redirection',
  'redirection-off-host-from-http',
]);
/** What is to be done for this site, whatever its server: of what it misses or has wrong, and nothing else. */
export const planOf = (seen: SiteSeen, grades: readonly Grade[], lint: readonly Lint[]): Omit<Plan, 'promises'> => {
  const page = lastAnswer(seen.secure);
  const url = page?.url ?? seen.aim.https;
  const headers = page?.headers ?? [];
  const failing = new Set(grades.flatMap(({ rules }) => rules.filter((r) => !r.pass).map((r) => r.rule)));
  const results = grades.flatMap(({ rules }) => rules.map((r) => r.result));
  // Lint of what works is advice; of these, lines that browsers cannot go by.
  const unusable = lint.filter(({ code, severity }) => severity === 'fail' || code.startsWith('repeated-'));
  const linted = new Set(unusable.filter(({ place }) => place === 'page').map(({ header }) => header?.toLowerCase()));
  const readable = new Set(['permissions-policy', 'x-frame-options', 'x-content-type-options', 'referrer-policy']);
  const found: Found = {
    seen,
    headers,
    grades,
    wrong: (rule) => failing.has(rule) || (readable.has(rule) && linted.has(rule)),
    why: (words, rule) => words + earned(rule, grades),
  };
  const sources = pageSources(seen.secure.body, url);
  const bare =
    seen.missing?.outcome.ok === true && !isSent(seen.missing.outcome.answer.headers, 'x-content-type-options');
  const changes = [...simple(found), ...hsts(found), ...csp(found, url), ...obsolete(headers, lint)];
  const hasPolicy = changes.some((c) => c.later?.header === 'Content-Security-Policy');
  return {
    url: discreetUrl(url),
    changes,
    cookies: cookies(headers),
    needsRedirect: results.some((result) => NO_REDIRECT.has(result)),
    notes: [
      ...(results.some((result) => UNTRUSTED.test(result))
        ? [
            'The certificate is not trusted: browsers heed no HSTS, and warn before anything else counts. That comes first.',
          ]
        : []),
      ...(hasPolicy && sources.handlers
        ? ['The page has handlers such as onclick in its tags, which such a policy stops: move them into a script.']
        : []),
      ...(hasPolicy && sources.scriptHashes === undefined
        ? [
            'The page has many scripts of its own in it: move them into files, or give each a nonce, before the policy forbids.',
          ]
        : []),
      ...(bare ? ['A page that does not exist came without the headers: try one after this too.'] : []),
    ],
  };
};
