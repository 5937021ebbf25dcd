import { policyOf } from '../said.ts';
import { commented, type Change, type Plan } from './change.ts';

/** What `secureHeaders` has an option of text for; the others are lists. */
const OPTIONS: Readonly<Record<string, string>> = {
  'Strict-Transport-Security': 'strictTransportSecurity',
  'X-Content-Type-Options': 'xContentTypeOptions',
  'X-Frame-Options': 'xFrameOptions',
  'Referrer-Policy': 'referrerPolicy',
  'Content-Security-Policy': 'contentSecurityPolicy',
  'Content-Security-Policy-Report-Only': 'contentSecurityPolicyReportOnly',
  'Permissions-Policy': 'permissionsPolicy',
};
/** What it would send unasked. */
const UNASKED = [
  'crossOriginResourcePolicy',
  'crossOriginOpenerPolicy',
  'originAgentCluster',
  'xDnsPrefetchControl',
  'xDownloadOptions',
  'xPermittedCrossDomainPolicies',
  'xXssProtection',
];
const USUAL = ['strictTransportSecurity', 'xContentTypeOptions', 'xFrameOptions', 'referrerPolicy'];
const camel = (name: string): string => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const policyText = (value: string): string =>
  `{ ${[...policyOf(value)].map(([name, sources]) => `${camel(name)}: ${JSON.stringify(sources)}`).join(', ')} }`;
const permissionsText = (value: string): string =>
  `{ ${value
    .split(', ')
    .map((each) => `${camel(each.replace('=()', ''))}: []`)
    .join(', ')} }`;
const written = (header: string, value: string): string => {
  const text = header.startsWith('Content-Security-Policy')
    ? policyText(value)
    : header === 'Permissions-Policy'
      ? permissionsText(value)
      : JSON.stringify(value);
  return `${OPTIONS[header] ?? ''}: ${text},`;
};

type Say = (text: string, indent?: string) => readonly string[];
const option = ({ header, value = '', why, later }: Change, say: Say): readonly string[] => [
  ...say(why, '    '),
  `    ${written(header, value)}`,
  ...(later === undefined
    ? []
    : [
        ...say(`Later, in place of the line above, ${later.when}:`, '    '),
        `    // ${written(later.header, later.value)}`,
      ]),
];

/** Two middlewares for Hono: its own `secureHeaders`, with what this site misses alone, and one for the rest. */
export const hono = ({ url, changes, cookies, notes, promises, needsRedirect }: Plan): string => {
  const say: Say = (text, indent = '') => commented(text, '//', indent);
  const sets = changes.filter((c) => c.value !== undefined);
  const takes = changes.filter((c) => c.value === undefined);
  const set = new Set(sets.map(({ header }) => OPTIONS[header]));
  const off = [...USUAL.filter((name) => !set.has(name)), ...UNASKED];
  const lines = [
    "import { secureHeaders } from 'hono/secure-headers';",
    '',
    ...say(`For ${url}: before the routes.`),
    ...promises.flatMap((p) => say(p)),
    ...notes.flatMap((n) => say(n)),
    ...(needsRedirect ? say('http leads nowhere: whatever listens on port 80 has to redirect to https.') : []),
    ...(sets.length === 0
      ? []
      : [
          'app.use(',
          '  secureHeaders({',
          ...sets.flatMap((change) => option(change, say)),
          ...say('What the site has already, or nobody asked for.', '    '),
          ...off.map((name) => `    ${name}: false,`),
          '    removePoweredBy: false,',
          '  }),',
          ');',
        ]),
    ...(takes.length + cookies.length === 0
      ? []
      : [
          'app.use(async (c, next) => {',
          '  await next();',
          ...takes.flatMap(({ header, why }) => say(why, '  ').concat(`  c.res.headers.delete('${header}');`)),
          ...(cookies.length === 0
            ? []
            : [
                ...say('Cookies; better in setCookie, where they are set.', '  '),
                `  const add = ${JSON.stringify(Object.fromEntries(cookies.map(({ name, add }) => [name, add.join('; ')])))};`,
                '  const sent = c.res.headers.getSetCookie();',
                "  c.res.headers.delete('Set-Cookie');",
                '  for (const cookie of sent) {',
                "    const more = add[cookie.split('=')[0].trim()];",
                "    c.res.headers.append('Set-Cookie', more === undefined ? cookie : `${cookie}; ${more}`);",
                '  }',
              ]),
          '});',
        ]),
  ];
  return `${lines.join('\n')}\n`;
};
