// What one runs, as the api tells of it: a blog behind a CDN, a shop whose certificate ends, a printer with a
// certificate of its own, an api. In `sites-fresh` nothing was asked yet, `sites-many` has 64, `sites-hostile` has what
// strangers may write.

const S = 1_000_000;
const HOUR = 3_600 * S;
const DAY = 24 * HOUR;
const YEAR_SECONDS = 31_536_000;

const HOSTILE = {
  name: '\u202Eevil\u202C<script>document.title="owned"</script>.example\u0007',
  words: '<img src=x onerror="document.title=1"> \u2067שלום GmbH\u2069 & Søns \u001B[31m',
  long: `${'a-very-long-value-without-any-place-to-break-it'.repeat(40)} \u202Edne`,
};

const rule = (name, result, points, words, more = {}) => ({
  rule: name,
  result,
  points,
  counts: true,
  pass: points >= 0,
  words,
  ...more,
});
const CSP =
  "default-src 'none'; script-src 'self' 'nonce-4f1a9c'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; report-uri https://csp.example.net/report";

const observatory = (good) => ({
  grader: 'observatory',
  version: '6',
  grade: good ? 'A+' : 'D',
  score: good ? 110 : 30,
  rules: [
    good
      ? rule(
          'content-security-policy',
          'csp-implemented-with-no-unsafe-default-src-none',
          10,
          'A policy that begins with default-src none and allows nothing unsafe.',
        )
      : rule('content-security-policy', 'csp-not-implemented', -25, 'There is no Content-Security-Policy.', {
          raise: 'Send a policy that begins with default-src none: 25 points, and 10 more.',
        }),
    rule('cookies', 'cookies-not-found', 0, 'No cookie was set.', { raise: undefined }),
    rule(
      'cross-origin-resource-sharing',
      'cross-origin-resource-sharing-not-implemented',
      0,
      'Scripts of strangers read nothing.',
    ),
    good
      ? rule(
          'redirection',
          'redirection-off-host-from-http',
          -5,
          'The first redirect from http leads to https://cdn.example.net/: another host.',
          {
            raise: 'Lead to https on the same host first.',
          },
        )
      : rule('redirection', 'redirection-missing', -20, 'Over http it answers with a page and no redirect.', {
          raise: 'Redirect http to https on the same host.',
        }),
    rule(
      'referrer-policy',
      good ? 'referrer-policy-private' : 'referrer-policy-not-implemented',
      good ? 5 : 0,
      good
        ? 'strict-origin-when-cross-origin keeps paths to oneself.'
        : 'There is no Referrer-Policy; browsers take a sensible one by themselves.',
    ),
    rule(
      'strict-transport-security',
      good ? 'hsts-implemented-max-age-at-least-six-months' : 'hsts-implemented-max-age-less-than-six-months',
      good ? 0 : -10,
      good ? 'max-age is 63072000 (2 years).' : 'max-age is 86400: less than 15552000.',
      good ? {} : { raise: 'Send a max-age of two years.' },
    ),
    rule(
      'subresource-integrity',
      'sri-not-implemented-but-all-scripts-loaded-from-secure-origin',
      0,
      'All scripts are of the page’s own origin.',
    ),
    rule(
      'x-content-type-options',
      good ? 'x-content-type-options-nosniff' : 'x-content-type-options-not-implemented',
      good ? 0 : -5,
      good ? 'nosniff.' : 'It is missing.',
      good ? {} : { raise: 'Send nosniff.' },
    ),
    rule(
      'x-frame-options',
      good ? 'x-frame-options-implemented-via-csp' : 'x-frame-options-not-implemented',
      good ? 5 : -20,
      good ? 'frame-ancestors none.' : 'Anybody may put it into a frame.',
      good ? {} : { raise: "Send frame-ancestors 'none'." },
    ),
    rule(
      'cross-origin-resource-policy',
      'corp-not-implemented',
      0,
      'There is none.',
      good ? { raise: 'same-origin would earn 10.' } : { counts: false },
    ),
    ...(good ? [] : [rule('cross-origin-opener-policy', 'coop-same-origin', 10, 'same-origin.', { counts: false })]),
  ],
  raises: good
    ? []
    : [
        {
          rule: 'x-frame-options',
          words: "Send frame-ancestors 'none' (or X-Frame-Options: DENY).",
          grade: 'C',
          score: 50,
        },
        { rule: 'redirection', words: 'Redirect http to https on the same host.', grade: 'B', score: 70 },
        {
          rule: 'content-security-policy',
          words: 'Send a Content-Security-Policy that allows nothing unsafe.',
          grade: 'A',
          score: 95,
        },
      ],
});
const securityheaders = (good) => ({
  grader: 'securityheaders',
  version: '2026-08',
  grade: good ? 'A' : 'F',
  rules: [
    rule(
      'strict-transport-security',
      'present',
      0,
      good ? 'max-age=63072000; includeSubDomains; preload' : 'max-age=86400',
    ),
    rule('content-security-policy', good ? 'present' : 'missing', 0, good ? 'It is there.' : 'It is missing.', {
      pass: good,
      ...(good ? {} : { raise: 'Send one.' }),
    }),
    rule(
      'x-frame-options',
      good ? 'covered' : 'missing',
      0,
      good ? 'frame-ancestors stands in for it.' : 'It is missing.',
      { pass: good },
    ),
    rule('x-content-type-options', good ? 'present' : 'missing', 0, good ? 'nosniff' : 'It is missing.', {
      pass: good,
    }),
    rule(
      'referrer-policy',
      good ? 'present' : 'missing',
      0,
      good ? 'strict-origin-when-cross-origin' : 'It is missing.',
      { pass: good },
    ),
    rule(
      'permissions-policy',
      good ? 'warning' : 'missing',
      0,
      good ? 'It has the key payment twice.' : 'It is missing.',
      { pass: false, raise: good ? 'Name payment once.' : 'Send one.' },
    ),
  ],
  raises: [
    {
      rule: 'permissions-policy',
      words: good ? 'Name payment once in Permissions-Policy.' : 'Send all six headers.',
      grade: 'A+',
    },
  ],
});

const lint = (code, severity, place, header, said, words, more = {}) => ({
  code,
  severity,
  place,
  header,
  said,
  words,
  ...more,
});
const lintOf = (good, hostile) => [
  lint(
    'permissions-policy-duplicate',
    'warn',
    'page',
    'Permissions-Policy',
    'payment=(), geolocation=(), payment=(self)',
    'The key payment is there twice: browsers take the last, payment=(self).',
    good ? { hiddenBy: 'securityheaders' } : {},
  ),
  lint(
    'redirect-off-host',
    'warn',
    'redirect',
    'Location',
    'https://cdn.example.net/',
    'The first redirect from http leads to another host, so no browser learns HSTS for this one.',
    good ? { hiddenBy: 'observatory' } : {},
  ),
  lint(
    'html-cached-long',
    'fail',
    'page',
    'Cache-Control',
    'public, max-age=315360000, immutable',
    'This HTML is kept for 10 years by whoever asked once: a new version does not reach them.',
  ),
  lint(
    'obsolete-header',
    'info',
    'page',
    'X-XSS-Protection',
    '1; mode=block',
    'X-XSS-Protection is obsolete, and its filter could be misused.',
  ),
  lint(
    'headers-differ',
    'warn',
    'missing',
    'Content-Security-Policy',
    undefined,
    'A page that is not there has no Content-Security-Policy, the page has one.',
  ),
  lint(
    'cache-control-conflict',
    'info',
    'asset',
    'Cache-Control',
    'must-revalidate, immutable',
    'must-revalidate and immutable contradict one another.',
  ),
  ...(hostile
    ? [
        lint('header-not-understood', 'warn', 'page', 'X-Evil', HOSTILE.long.slice(0, 300), HOSTILE.words),
        lint('', 'odd', 'nowhere', 1, 2, HOSTILE.name),
      ]
    : []),
];
const FIXES = {
  nginx: `add_header Strict-Transport-Security "max-age=63072000; includeSubDomains; preload" always;\nadd_header Content-Security-Policy "${CSP}" always;\nadd_header X-Content-Type-Options "nosniff" always;\nadd_header Permissions-Policy "payment=(), geolocation=()" always;\n`,
  caddy:
    'header {\n\tStrict-Transport-Security "max-age=63072000; includeSubDomains; preload"\n\tX-Content-Type-Options "nosniff"\n}\n',
  cloudfront:
    "async function handler(event) {\n  const { headers } = event.response;\n  headers['x-content-type-options'] = { value: 'nosniff' };\n  return event.response;\n}\n",
  hono: "app.use(secureHeaders({ xContentTypeOptions: 'nosniff' }));\n",
};

/** The report of a run of `headers`, `age` runs before the newest. */
const headersReport = (host, good, age, at, hostile) => {
  const url = `https://${host}/`;
  const page = [
    ['Date', new Date(at / 1_000).toUTCString()],
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Server', age === 0 ? 'AmazonS3' : 'nginx/1.26.0'],
    ['Strict-Transport-Security', good ? 'max-age=63072000; includeSubDomains; preload' : 'max-age=86400'],
    ...(good ? [['Content-Security-Policy', CSP.replace('4f1a9c', String(age))]] : []),
    ...(good
      ? [
          ['Referrer-Policy', 'strict-origin-when-cross-origin'],
          ['X-Content-Type-Options', 'nosniff'],
        ]
      : [['X-Powered-By', 'PHP/8.1.2']]),
    ['Permissions-Policy', 'payment=(), geolocation=(), payment=(self)'],
    ['Cache-Control', 'public, max-age=315360000, immutable'],
    ['X-XSS-Protection', '1; mode=block'],
    ['X-Edge-Version', `2026-11-${String(20 - age).padStart(2, '0')}`],
    ['X-Amz-Cf-Id', `req-${at}`],
    ...(hostile
      ? [
          ['X-Evil', HOSTILE.long],
          [HOSTILE.name, HOSTILE.words],
        ]
      : []),
  ];
  const answer = (place, path, status, headers) => ({
    place,
    url: `${url}${path}`,
    address: '203.0.113.80',
    status,
    http: '2',
    headers,
  });
  return {
    url,
    secure: [{ url, address: '203.0.113.80', status: 200 }],
    plain: good
      ? [
          { url: `http://${host}/`, address: '203.0.113.80', status: 301, to: 'https://cdn.example.net/' },
          { url: 'https://cdn.example.net/', address: '203.0.113.81', status: 302, to: url },
          { url, address: '203.0.113.80', status: 200 },
        ]
      : [
          { url: `http://${host}/`, address: '203.0.113.80', status: 200 },
          ...(hostile ? [{ url: `http://${host}/${HOSTILE.long}`, why: HOSTILE.words }] : []),
        ],
    grades: [observatory(good), securityheaders(good)],
    lint: lintOf(good, hostile),
    answers: [
      { ...answer('page', '', 200, page), ...(hostile ? { more: 9_800 } : {}) },
      answer('missing', 'plumbline-4711', 404, [
        ['Content-Type', 'text/html'],
        ['Server', 'AmazonS3'],
      ]),
      answer('asset', 'assets/site.css', 200, [
        ['Content-Type', 'text/css'],
        ['Cache-Control', 'must-revalidate, immutable'],
      ]),
      {
        ...answer('redirect', '', 301, [['Location', 'https://cdn.example.net/']]),
        url: `http://${host}/`,
        http: '1.1',
      },
    ],
    edge: [
      { place: 'page', header: 'x-edge-version', value: `2026-11-${String(20 - age).padStart(2, '0')}` },
      { place: 'missing', header: 'server', value: hostile ? HOSTILE.words : 'AmazonS3' },
    ],
    fixes: FIXES,
  };
};

const issue = (code, level, words) => ({ code, level, words });
const hstsReport = (host, good, t0, hostile) => ({
  host,
  ...(hostile
    ? { header: HOSTILE.words }
    : { header: good ? 'max-age=63072000; includeSubDomains; preload' : 'max-age=86400' }),
  maxAge: good ? 2 * YEAR_SECONDS : 86_400,
  includeSubDomains: good,
  preload: good,
  preloadable: {
    ok: false,
    issues: [
      ...(good
        ? [
            issue(
              'redirects.http.first_redirect.no_hsts',
              'error',
              'The first redirect from http leads elsewhere, not to https on this host.',
            ),
          ]
        : [
            issue('header.preloadable.include_sub_domains.missing', 'error', 'The header has no includeSubDomains.'),
            issue('header.preloadable.preload.missing', 'error', 'The header has no preload.'),
            issue(
              'header.preloadable.max_age.below_1_year',
              'error',
              'max-age is 86400, and has to be 31536000 at least.',
            ),
          ]),
      issue('redirects.http.useless_header', 'warning', 'HSTS over http is ignored by browsers.'),
    ],
  },
  removable: {
    ok: !good,
    issues: good ? [issue('header.removable.contains.preload', 'error', 'The header still has preload.')] : [],
  },
  list: good
    ? {
        known: true,
        preloaded: true,
        entry: { name: 'example', mode: 'force-https', includeSubdomains: true, policy: 'bulk-1-year' },
        listAt: t0 - 3 * DAY,
      }
    : hostile
      ? { known: false, why: HOSTILE.words }
      : { known: true, preloaded: false, listAt: t0 - 3 * DAY, stale: 'no answer within 20 s' },
  portal: good
    ? { status: 'preloaded', bulk: true }
    : hostile
      ? { status: 'pending-removal', message: HOSTILE.words }
      : { why: 'no answer within 10 s' },
  secure: [{ url: `https://${host}/`, status: 200 }],
  plain: [{ url: `http://${host}/`, status: good ? 301 : 200 }],
  www: { answers: good, ...(good ? {} : { why: 'nothing listens on port 443' }) },
  grade: { grade: good ? 'A+' : 'D', score: good ? 110 : 30 },
});

const certificate = (subject, issuer, from, to, more = {}) => ({
  subject,
  issuer,
  names: [subject],
  notBefore: from,
  notAfter: to,
  serial: '04a1f0c8e6b2d97733',
  fingerprint: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  key: 'EC prime256v1',
  signature: 'ecdsa-with-SHA384',
  isCa: false,
  selfSigned: false,
  mustStaple: false,
  ...more,
});
const tlsReport = (host, days, t0, hostile) => {
  const trusted = days >= 0 && !hostile;
  const leaf = certificate(
    hostile ? HOSTILE.name : host,
    hostile ? HOSTILE.words : 'E7, Let’s Encrypt',
    t0 + days * DAY - 90 * DAY,
    t0 + days * DAY + HOUR,
    {
      names: Array.from({ length: 9 }, (_, i) => (i === 0 ? host : `n${i}.${host}`)),
      moreNames: hostile ? 300 : undefined,
    },
  );
  const between = certificate('E7', 'ISRG Root X1', t0 - 500 * DAY, t0 + 500 * DAY, {
    names: [],
    isCa: true,
    key: 'EC secp384r1',
    signature: 'sha256WithRSAEncryption',
  });
  return {
    host,
    port: 443,
    address: '203.0.113.80',
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    group: 'X25519MLKEM768',
    alpn: 'h2',
    trusted,
    ...(trusted
      ? {}
      : {
          distrust: {
            code: hostile ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'CERT_HAS_EXPIRED',
            text: hostile ? HOSTILE.words : 'certificate has expired',
          },
        }),
    nameMatches: !hostile,
    chain: hostile ? [leaf] : [leaf, between],
    order: hostile ? 'incomplete' : 'complete',
    stapled: false,
    versions: [
      { version: 'TLSv1', offered: hostile },
      { version: 'TLSv1.1', offered: hostile, why: 'alert 70' },
    ],
  };
};

/** What the fake api knows of sites at `t0` (µs), when the server started. */
export const fakeSites = (t0, variant) => {
  const fresh = variant === 'sites-fresh';
  const hostile = variant === 'sites-hostile';
  const kinds = [
    { name: 'blog', label: 'Blog', url: 'https://blog.example/', good: true, days: 61 },
    { name: 'shop.example', label: 'shop.example', url: 'https://shop.example/', good: false, days: 3 },
    { name: 'api', label: 'API', url: 'https://api.example:8443/v2/', good: true, days: 44 },
    { name: 'printer', label: 'Printer in the hall', url: 'https://printer.example.internal/', failed: true, days: -2 },
  ];
  const many = Array.from({ length: 64 }, (_, i) => ({
    name: `site-${i}`,
    label: i % 9 === 4 ? `A site with a very long name that somebody gave it, number ${i}` : `site-${i}.example`,
    url: `https://site-${i}.${i % 7 === 3 ? 'a-subdomain-that-goes-on-and-on.' : ''}example/`,
    good: i % 5 !== 2,
    days: i === 7 ? 4 : 20 + ((i * 13) % 70),
    failed: i === 40,
  }));
  const all = variant === 'sites-many' ? many : kinds;
  const hostOf = (url) => new URL(url).hostname;

  const gradeNow = (grade, score, version, was) => ({
    at: t0 - 2 * HOUR,
    grade,
    ...(score === undefined ? {} : { score }),
    version,
    ...(was === undefined ? {} : { was }),
  });
  const standing = (days) => (days < 7 ? 'fail' : days < 25 ? 'warn' : 'ok');
  const intervals = { headers: 6 * 3_600_000, hsts: 24 * 3_600_000, tls: 6 * 3_600_000 };
  const common = ({ name, label, url }) => ({ name, label, url, every: 6 * 3_600_000, intervals });
  const row = (k) => {
    if (fresh) return { ...common(k), findings: [], troubles: [] };
    const tls = {
      at: t0 - 2 * HOUR,
      notAfter: t0 + k.days * DAY + HOUR,
      daysLeft: k.days,
      standing: standing(k.days),
      trusted: k.days >= 0 && !hostile,
      issuer: hostile ? HOSTILE.words : k.failed === true ? 'Printer' : 'E7, Let’s Encrypt',
      protocol: k.failed === true ? 'TLSv1.2' : 'TLSv1.3',
      ...(k.failed === true ? {} : { group: 'X25519MLKEM768' }),
    };
    const expiry = {
      probe: 'tls',
      code: k.days < 0 ? 'certificate-expired' : 'certificate-expires',
      severity: standing(k.days),
      summary:
        k.days < 0 ? `The certificate expired ${-k.days} days ago.` : `The certificate expires in ${k.days} days.`,
    };
    const own = standing(k.days) === 'ok' ? [] : [expiry];
    if (k.failed === true)
      return {
        ...common(k),
        tls,
        findings: own,
        troubles: [
          {
            probe: 'headers',
            at: t0 - HOUR,
            detail: hostile ? HOSTILE.words : 'nobody answers at 192.168.1.40:443: the connection was refused',
          },
        ],
      };
    const found = [
      {
        probe: 'headers',
        code: 'permissions-policy-duplicate',
        severity: 'warn',
        summary: hostile ? HOSTILE.words : 'Permissions-Policy has the key payment twice.',
      },
      {
        probe: 'headers',
        code: 'headers-differ',
        severity: 'warn',
        summary: 'A page that is not there has no Content-Security-Policy.',
      },
    ];
    return {
      ...common(k),
      label: hostile ? `${HOSTILE.name} ${k.label}` : k.label,
      url: hostile ? `${k.url}${'long/'.repeat(60)}` : k.url,
      observatory: k.good
        ? gradeNow('A+', 110, '6', { at: t0 - 4 * DAY, grade: 'D', score: 30 })
        : gradeNow('D', 30, '6'),
      securityheaders: k.good ? gradeNow('A', undefined, '2026-08') : gradeNow('F', undefined, '2026-08'),
      hsts: {
        at: t0 - 5 * HOUR,
        header: k.good ? 'max-age=63072000; includeSubDomains; preload' : 'max-age=86400',
        maxAge: k.good ? 2 * YEAR_SECONDS : 86_400,
        includeSubDomains: k.good,
        preload: k.good,
        preloadable: false,
        ...(hostile ? { whyUnknown: HOSTILE.words } : { preloaded: k.good }),
        portal: k.good ? 'preloaded' : 'unknown',
      },
      tls,
      findings: [...own, ...(k.name === 'api' || k.name.endsWith('1') ? [] : found)],
      troubles: [],
    };
  };
  const rows = all.map(row);

  const RUNS = 24;
  const runAt = (i) => t0 - 2 * HOUR - i * 6 * HOUR;
  /** The grade of the site of old was another, for it had no headers then. */
  const goodAt = (k, i) => k.good === true && (i < 16 || i > 20);
  const failedAt = (i) => i === 5;
  const history = (k) =>
    fresh || k.failed === true
      ? []
      : Array.from({ length: RUNS }, (_, i) => ({
          id: `${k.name}-${i}`,
          at: runAt(i),
          ...(failedAt(i)
            ? { failed: hostile ? HOSTILE.words : 'no answer within 10 s' }
            : {
                grades: goodAt(k, i)
                  ? { observatory: 'A+', securityheaders: 'A' }
                  : { observatory: 'D', securityheaders: 'F' },
              }),
        }));
  const CODES = {
    'permissions-policy-duplicate': {
      meaning: 'A feature is named twice.',
      remedy: 'Name each feature once: payment=() where nobody is to pay here.',
    },
    'certificate-expired': { meaning: 'The certificate has expired.' },
    'hstspreload/header.preloadable.preload.missing': {
      meaning: 'The header does not ask for the list.',
      remedy: 'Add preload.',
    },
  };
  const findingOf = (f) => ({ code: f.code, severity: f.severity, evidence: { summary: f.summary } });
  const happened = [
    {
      at: t0 - 4 * DAY,
      code: 'site-grade-changed',
      severity: 'info',
      summary: hostile ? HOSTILE.words : 'Blog has the grade A+ (Observatory), before D.',
    },
    {
      at: t0 - 9 * DAY,
      code: 'certificate-expires',
      severity: 'warn',
      summary: 'The certificate was renewed.',
      on: false,
    },
    {
      at: t0 - 12 * DAY,
      code: 'certificate-expires',
      severity: 'warn',
      summary: 'The certificate expires in 12 days.',
      on: true,
    },
  ];
  const detail = (name, now) => {
    const k = all.find((x) => x.name === name);
    const site = rows.find((r) => r.name === name);
    if (k === undefined || site === undefined) return undefined;
    const host = hostOf(k.url);
    const of = (probe) => site.findings.filter((f) => f.probe === probe).map(findingOf);
    const measured = {
      headers: {
        id: `${name}-0`,
        at: runAt(0),
        report: headersReport(host, k.good, 0, runAt(0), hostile),
        findings: of('headers'),
      },
      hsts: { id: `${name}-h`, at: t0 - 5 * HOUR, report: hstsReport(host, k.good, t0, hostile), findings: [] },
    };
    return {
      now,
      site,
      ...(fresh || k.failed === true ? {} : measured),
      ...(fresh
        ? {}
        : {
            tls: {
              id: `${name}-t`,
              at: t0 - 2 * HOUR,
              report: tlsReport(host, k.days, t0, hostile),
              findings: of('tls'),
            },
          }),
      codes: CODES,
      history: history(k),
      happened: fresh ? [] : happened,
    };
  };
  return {
    now: (now) => ({
      now,
      ...(fresh ? {} : { list: { at: t0 - 3 * DAY, ...(hostile ? { stale: HOSTILE.words } : {}) } }),
      sites: rows,
    }),
    detail,
    /** Runs of `headers` that began in [from, to). */
    runs: (name, from, to) => {
      const k = all.find((x) => x.name === name);
      if (k === undefined || fresh || k.failed === true) return [];
      return Array.from({ length: RUNS }, (_, i) => i)
        .filter((i) => runAt(i) >= from && runAt(i) < to)
        .map((i) => ({
          kind: 'run',
          id: `${name}-${i}`,
          at: runAt(i),
          tookMs: 420,
          probe: 'headers',
          subject: { target: name, vantage: 'home' },
          outcome: failedAt(i)
            ? { status: 'failed', reason: 'timeout', detail: 'no answer within 10 s', findings: [] }
            : {
                status: 'measured',
                values: {},
                findings: [],
                report: headersReport(hostOf(k.url), goodAt(k, i), i, runAt(i), hostile),
              },
        }));
    },
    glance: () => ({
      sites: rows.map((r) => ({
        name: r.name,
        label: r.label,
        every: r.every,
        ...(r.observatory === undefined ? {} : { grade: r.observatory.grade, at: r.observatory.at }),
        ...(r.tls === undefined ? {} : { notAfter: r.tls.notAfter, daysLeft: r.tls.daysLeft }),
        standing:
          r.tls === undefined
            ? 'unknown'
            : r.tls.standing !== 'ok'
              ? r.tls.standing
              : r.observatory?.grade === 'D'
                ? 'warn'
                : 'ok',
      })),
    }),
    csv: () =>
      `site,url,observatory\n${rows.map((r) => `${r.name},${r.url},${r.observatory?.grade ?? ''}\n`).join('')}`,
    targets: all.map(({ name, label, url, failed }) => ({ name, label, url, failed: failed === true && !fresh })),
    events: fresh
      ? []
      : [
          {
            kind: 'event',
            at: t0 - 20 * 60 * S,
            type: 'site-finding',
            severity: 'warn',
            subject: { target: all[1]?.name, vantage: 'home' },
            evidence: {
              code: 'certificate-expires',
              on: true,
              summary: hostile ? HOSTILE.words : `${all[1]?.label} shows a certificate that expires in 3 days.`,
            },
          },
        ],
  };
};
