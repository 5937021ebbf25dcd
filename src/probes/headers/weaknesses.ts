import { linesOf } from '../../wire/http/fields.ts';
import { parseSetCookie } from '../../wire/http/set-cookie.ts';
import { lastAnswer, type Answer, type PlaceOfSite, type SiteSeen } from '../site/seen.ts';
import { redirectOf } from '../web/where.ts';
import { ancestorsInMeta } from './meta-policies.ts';
import { SIX_MONTHS } from './observatory/strict-transport-security.ts';
import type { Grade, Lint } from './report.ts';
import { hstsOf, isSession, listOf, policiesOf, scriptsOf, type Policy } from './said.ts';

type Headers = Answer['headers'];
type Grader = Grade['grader'];
/** A weakness as it is seen, before it is known whether a grade hides it. */
type Weakness = Omit<Lint, 'hiddenBy' | 'code'> & {
  readonly code: `grade-hides-${string}`;
  /** Who gives an A in spite of it. */
  readonly by: readonly Grader[];
};
const BOTH: readonly Grader[] = ['observatory', 'securityheaders'];
/** Those that are so. */
const those = (all: readonly (readonly [so: boolean, weakness: Weakness])[]): readonly Weakness[] =>
  all.filter(([so]) => so).map(([, weakness]) => weakness);
const MOST_SAID = 300;

const hostOf = (url: string): string => new URL(url).host;
const offHost = ({ aim, plain }: SiteSeen): readonly Weakness[] => {
  const first = plain?.steps[0];
  if (first?.outcome.ok !== true) return [];
  const { status, headers } = first.outcome.answer;
  const to = redirectOf(new URL(first.url), status, headers);
  if (to === undefined || to === 'bad' || to.hostname === new URL(first.url).hostname) return [];
  return [
    {
      code: 'grade-hides-off-host-redirect',
      by: BOTH,
      severity: 'warn',
      place: 'redirect',
      header: 'location',
      said: to.href,
      words: `The first redirect from http leads to ${to.host}: a browser never learns that ${aim.host} itself wants https.`,
    },
  ];
};

const hsts = (headers: Headers): readonly Weakness[] => {
  const kept = hstsOf(headers);
  if (kept === undefined) return [];
  const said = linesOf(headers, 'strict-transport-security')[0] ?? '';
  const about = { by: BOTH, place: 'page', header: 'strict-transport-security', said } as const;
  const short: Weakness = {
    ...about,
    code: 'grade-hides-short-hsts',
    severity: 'warn',
    words: `HSTS lasts for ${kept.maxAge} s: whoever comes back later than that is open to being led to http.`,
  };
  const narrow: Weakness = {
    ...about,
    code: 'grade-hides-hsts-without-subdomains',
    severity: 'info',
    words: 'HSTS is without includeSubDomains: a made-up name below this one, over http, may set cookies for it.',
  };
  return those([
    [kept.maxAge < SIX_MONTHS, short],
    [!kept.includeSubDomains, narrow],
  ]);
};

const cookies = (headers: Headers): readonly Weakness[] => {
  const rules = listOf(headers, 'cache-control');
  const shared =
    rules.some((d) => /^(?:public$|s-maxage=)/i.test(d)) && !rules.some((d) => /^(?:private|no-store)\b/i.test(d));
  return linesOf(headers, 'set-cookie').flatMap((line): readonly Weakness[] => {
    const cookie = parseSetCookie(line);
    if (cookie === undefined || !isSession(cookie.name)) return [];
    const { name, secure, httpOnly } = cookie;
    const named = `The cookie ${name.slice(0, 60)}, which looks like a session,`;
    // Its value is a secret: it is in no report.
    const weakness = (code: Weakness['code'], words: string, header = 'set-cookie'): Weakness => ({
      code,
      by: BOTH,
      severity: 'warn',
      place: 'page',
      header,
      said: name,
      words: `${named} ${words}`,
    });
    const open = weakness(
      'grade-hides-cookie-without-secure',
      'is without Secure: it goes over http as well, for everyone on the way to read.',
    );
    const readable = weakness(
      'grade-hides-cookie-without-httponly',
      'is without HttpOnly: any script on the page can take it away.',
    );
    const kept = weakness(
      'grade-hides-shared-cookie',
      'comes with a page that shared caches may keep: they may hand it to somebody else.',
      'cache-control',
    );
    return those([
      [!secure, open],
      [!httpOnly, readable],
      [shared, kept],
    ]);
  });
};

const framing = (seen: SiteSeen, headers: Headers): readonly Weakness[] => {
  const real = policiesOf(headers).some((p) => p.has('frame-ancestors'));
  const said = ancestorsInMeta(seen.secure.body);
  if (said === undefined || real || listOf(headers, 'x-frame-options').length > 0) return [];
  return [
    {
      code: 'grade-hides-frame-ancestors-in-meta',
      by: ['observatory'],
      severity: 'warn',
      place: 'page',
      header: 'content-security-policy',
      said,
      words: 'frame-ancestors stands in a meta tag alone, where browsers ignore it: every site may frame this page.',
    },
  ];
};

const ANYWHERE = /^(?:\*|https?:(?:\/\/\*)?|data:|blob:|filesystem:)$/i;
/** What lets scripts come from anywhere; `''`: nothing is said of scripts. Undefined: it does restrict them. */
const openTo = (policy: Policy): string | undefined => {
  const sources = scriptsOf(policy);
  if (sources === undefined) return '';
  // With 'strict-dynamic' browsers leave hosts and schemes aside (CSP 3, 8.2).
  return sources.some((s) => s.toLowerCase() === "'strict-dynamic'")
    ? undefined
    : sources.find((s) => ANYWHERE.test(s));
};
const scripts = (headers: Headers): readonly Weakness[] => {
  const policies = policiesOf(headers);
  const open = policies.map(openTo);
  const [first] = open;
  if (first === undefined || open.includes(undefined)) return [];
  const why = first === '' ? 'says nothing of scripts' : `allows scripts from ${first}`;
  return [
    {
      code: 'grade-hides-open-policy',
      by: BOTH,
      severity: 'warn',
      place: 'page',
      header: 'content-security-policy',
      said: linesOf(headers, 'content-security-policy')[0] ?? '',
      words: `The policy ${why}, so that it stops nobody who can write into the page.`,
    },
  ];
};
const permissions = (headers: Headers): readonly Weakness[] =>
  listOf(headers, 'permissions-policy').length > 0
    ? []
    : [
        {
          code: 'grade-hides-no-permissions-policy',
          by: ['observatory'],
          severity: 'info',
          place: 'page',
          header: 'permissions-policy',
          words: 'There is no Permissions-Policy: frames and scripts may ask for camera, microphone and place.',
        },
      ];
const caching = (headers: Headers): readonly Weakness[] =>
  ['cache-control', 'expires', 'pragma'].some((name) => linesOf(headers, name).length > 0)
    ? []
    : [
        {
          code: 'grade-hides-no-caching-rule',
          by: BOTH,
          severity: 'info',
          place: 'page',
          header: 'cache-control',
          words: 'Nothing says how long the page may be kept: each cache guesses (RFC 9111, 4.2.2).',
        },
      ];

const tls = ({ secure }: SiteSeen): readonly Weakness[] =>
  secure.steps.flatMap(({ url, outcome }, index): readonly Weakness[] => {
    const shown = outcome.ok ? outcome.answer.tls : undefined;
    if (shown === undefined) return [];
    const place: PlaceOfSite = index === secure.steps.length - 1 ? 'page' : 'redirect';
    const { distrust, protocol } = shown;
    const untrusted: Weakness = {
      code: 'grade-hides-untrusted-certificate',
      by: BOTH,
      place,
      severity: 'fail',
      said: distrust?.code ?? '',
      words: `The certificate of ${hostOf(url)} is not trusted (${distrust?.text ?? ''}): browsers warn before any header counts.`,
    };
    const old: Weakness = {
      code: 'grade-hides-old-tls',
      by: BOTH,
      place,
      severity: 'warn',
      said: protocol,
      words: `${hostOf(url)} speaks ${protocol} at best, which browsers have given up.`,
    };
    return those([
      [distrust !== undefined, untrusted],
      [/^(?:TLSv1|TLSv1\.1|SSLv3)$/.test(protocol), old],
    ]);
  });

/** Those that each answer should have, whatever it is about. */
const EVERYWHERE = ['strict-transport-security', 'x-content-type-options', 'content-security-policy'] as const;
const elsewhere = (seen: SiteSeen, page: Headers): readonly Weakness[] => {
  const first = seen.secure.steps[0];
  const redirect = seen.secure.steps.length > 1 && first?.outcome.ok === true ? first.outcome.answer : undefined;
  const missing = seen.missing?.outcome.ok === true ? seen.missing.outcome.answer : undefined;
  const lacking = (answer: Answer, of: readonly string[]): readonly string[] =>
    of.filter((name) => linesOf(page, name).length > 0 && linesOf(answer.headers, name).length === 0);
  const told = (answer: Answer | undefined, of: readonly string[], place: PlaceOfSite, what: string) => {
    const names = answer === undefined ? [] : lacking(answer, of);
    if (answer === undefined || names.length === 0) return [];
    const weakness: Weakness = {
      code: `grade-hides-bare-${place === 'missing' ? '404' : 'redirect'}`,
      by: BOTH,
      severity: 'warn',
      place,
      header: names[0],
      words: `${what} (${answer.status}) comes without ${names.join(', ')}, which the page has.`,
    };
    return [weakness];
  };
  return [
    ...told(missing, EVERYWHERE, 'missing', 'What the site says to a path that it has not'),
    // A redirect shows nothing: only HSTS counts there.
    ...told(redirect, EVERYWHERE.slice(0, 1), 'redirect', 'The redirect on the way to the page'),
  ];
};

/** What a good grade does not show. The grade is left as it is: compatible. */
export const weaknessesOf = (seen: SiteSeen, grades: readonly Grade[]): readonly Lint[] => {
  const good = grades.filter(({ grade }) => grade.startsWith('A')).map(({ grader }) => grader);
  const page = lastAnswer(seen.secure);
  if (good.length === 0 || page === undefined) return [];
  const { headers } = page;
  const all = [
    ...tls(seen),
    ...offHost(seen),
    ...hsts(headers),
    ...cookies(headers),
    ...framing(seen, headers),
    ...scripts(headers),
    ...elsewhere(seen, headers),
    ...permissions(headers),
    ...caching(headers),
  ];
  return all.flatMap(({ by, ...weakness }): readonly Lint[] => {
    const hiddenBy = good.find((grader) => by.includes(grader));
    if (hiddenBy === undefined) return [];
    const { said } = weakness;
    return [said === undefined ? { ...weakness, hiddenBy } : { ...weakness, said: said.slice(0, MOST_SAID), hiddenBy }];
  });
};
