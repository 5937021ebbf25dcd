import { later, NOW } from '../site.ts';
import { byValue, type Case, page } from './case.ts';

const ALLOW = 'Access-Control-Allow-Origin';
const CREDENTIALS = 'Access-Control-Allow-Credentials';
const STRANGER = 'https://stranger.example';
const cookie = byValue('Set-Cookie');
const link = byValue('Link');
const FINE = 'a=b; Path=/; Secure; HttpOnly; SameSite=Lax';

export const ORIGIN_CASES: readonly Case[] = [
  {
    code: 'cors-wildcard-credentials',
    bad: page([ALLOW, '*'], [CREDENTIALS, 'true']),
    words: ['never allowed to everybody'],
    good: [page([ALLOW, '*']), page([ALLOW, 'https://a.example'], [CREDENTIALS, 'true'])],
  },
  byValue(ALLOW)('cors-null-origin', 'null', 'the origin `null`', '*', 'https://a.example'),
  {
    code: 'cors-reflected-credentials',
    bad: {
      foreign: {
        origin: STRANGER,
        headers: [
          [ALLOW, STRANGER],
          [CREDENTIALS, 'true'],
        ],
      },
    },
    words: ['as the visitor'],
    good: [
      { foreign: { origin: STRANGER, headers: [[ALLOW, STRANGER]] } },
      {
        foreign: {
          origin: STRANGER,
          headers: [
            [ALLOW, 'https://a.example'],
            [CREDENTIALS, 'true'],
          ],
        },
      },
    ],
  },
  {
    code: 'cors-reflected',
    bad: { foreign: { origin: STRANGER, headers: [[ALLOW, STRANGER]] } },
    words: ['nobody can know'],
    good: [
      { foreign: { origin: STRANGER, headers: [[ALLOW, '*']] } },
      { foreign: { origin: STRANGER, headers: [] } },
      {
        foreign: {
          origin: STRANGER,
          headers: [
            [ALLOW, STRANGER],
            [CREDENTIALS, 'true'],
          ],
        },
      },
    ],
  },
  {
    code: 'cors-wildcard-credentials',
    bad: {
      foreign: {
        origin: STRANGER,
        headers: [
          [ALLOW, '*'],
          [CREDENTIALS, 'true'],
        ],
      },
    },
    words: ['never allowed'],
    good: [],
  },
  {
    code: 'cors-vary-missing',
    bad: { foreign: { origin: STRANGER, headers: [[ALLOW, STRANGER]] } },
    words: ['Neither answer has `Vary: Origin`'],
    good: [
      {
        page: { headers: [['Vary', 'Origin']] },
        foreign: {
          origin: STRANGER,
          headers: [
            [ALLOW, STRANGER],
            ['Vary', 'origin, x'],
          ],
        },
      },
      { page: { headers: [[ALLOW, '*']] }, foreign: { origin: STRANGER, headers: [[ALLOW, '*']] } },
      {
        foreign: {
          origin: STRANGER,
          headers: [
            [ALLOW, STRANGER],
            ['Cache-Control', 'no-store'],
          ],
        },
      },
    ],
  },
  {
    code: 'cors-vary-missing',
    bad: {
      foreign: {
        origin: STRANGER,
        headers: [
          [ALLOW, STRANGER],
          ['Vary', 'Origin'],
        ],
      },
    },
    words: ['The answer without Origin does not have'],
    good: [],
  },
  byValue(ALLOW)(
    'cors-origin-invalid',
    'https://a.example/',
    'no origin',
    'https://a.example',
    'https://a.example:8443',
    'null',
  ),
  byValue(ALLOW)('cors-origin-invalid', 'https://a.example, https://b.example', 'no origin', '*'),
  byValue(CREDENTIALS)('cors-credentials-invalid', 'True', '`True`', 'true'),
  cookie(
    'cookie-prefix-broken',
    '__Host-a=b; Secure; Path=/; Domain=www.example.org',
    'must not have a Domain',
    '__Host-a=b; Secure; Path=/',
  ),
  cookie('cookie-prefix-broken', '__host-a=b; Secure', 'wants Path=/', FINE),
  cookie('cookie-prefix-broken', '__Secure-a=b', 'wants Secure', '__Secure-a=b; secure'),
  cookie('cookie-refused', 'a=b; SameSite=None', 'wants Secure', 'a=b; SameSite=None; Secure'),
  cookie('cookie-refused', 'a=b; Partitioned', 'wants Secure', 'a=b; Partitioned; Secure'),
  cookie('cookie-refused', `a=${'b'.repeat(4_096)}`, '4097 bytes', `a=${'b'.repeat(4_095)}`),
  cookie(
    'cookie-refused',
    'a=b; Domain=example.net',
    'not above www.example.org',
    'a=b; Domain=.example.org',
    'a=b; Domain=www.example.org',
  ),
  cookie('cookie-refused', 'a=b; Domain=org', 'public suffix', FINE),
  {
    code: 'cookie-refused',
    bad: { page: { url: 'https://a.b.github.io/', headers: [['Set-Cookie', 'a=b; Domain=github.io']] } },
    words: ['public suffix'],
    good: [{ page: { url: 'https://a.b.github.io/', headers: [['Set-Cookie', 'a=b; Domain=b.github.io']] } }],
  },
  cookie('cookie-refused', '=; Secure', 'neither a name', 'a=; Secure', '=b'),
  {
    code: 'cookie-refused',
    bad: { plain: { headers: [['Set-Cookie', 'a=b; Secure']] } },
    words: ['set over http'],
    good: [{ plain: { headers: [['Set-Cookie', 'a=b']] } }],
  },
  cookie('cookie-attribute-unknown', 'a=b; SameSite=Loose', 'browsers take Lax', FINE, 'a=b; samesite=NONE; secure'),
  cookie('cookie-attribute-unknown', 'a=b; Expires=soon', 'no date', 'a=b; Expires=soon; Max-Age=60'),
  cookie(
    'cookie-domain-wide',
    'a=b; Domain=example.org',
    'every host of `example.org`',
    'a=b; Domain=www.example.org',
    FINE,
  ),
  cookie('cookie-expired', 'a=; Max-Age=0', 'deletes it', 'a=b; Max-Age=1', FINE),
  {
    code: 'cookie-expired',
    bad: page(['Date', NOW], ['Set-Cookie', `a=b; Expires=${later(-1)}`]),
    words: ['deletes it'],
    good: [
      page(['Date', NOW], ['Set-Cookie', `a=b; Expires=${later(60)}`]),
      page(['Set-Cookie', `a=b; Expires=${later(-1)}`]),
    ],
  },
  cookie('cookie-long', 'a=b; Max-Age=315360000', '3650 days', 'a=b; Max-Age=34560000', FINE),
  {
    code: 'cookie-repeated',
    bad: page(['Set-Cookie', 'a=b'], ['Set-Cookie', 'a=c'], ['Set-Cookie', 'a=d']),
    words: ['`a` is set twice'],
    good: [page(['Set-Cookie', 'a=b'], ['Set-Cookie', 'a=c; Path=/x'], ['Set-Cookie', 'b=c'])],
  },
  byValue('Clear-Site-Data')(
    'clear-site-data-invalid',
    'cache, "cookies"',
    '`cache`: no value',
    '"cache", "storage"',
    '"*"',
  ),
  byValue('Clear-Site-Data')('clear-site-data-always', '"cookies", "storage"', 'and `"storage"`', '"prefetchCache"'),
  link(
    'link-invalid',
    '/a.css; rel=preload; as=style',
    'no link',
    '</a,b;c.css>; rel=preload; as=style, <https://a.example>; rel="next"; title="a, b"',
  ),
  link(
    'preload-without-as',
    '</a.css>; rel=preload',
    '`/a.css` has no `as`',
    '</a.css>; rel="preload"; as="style"',
    '</a>; rel=next',
  ),
  link(
    'preload-font-twice',
    '</a.woff2>; rel=preload; as=font',
    'no `crossorigin`',
    '</a.woff2>; rel=preload; as=font; crossorigin',
  ),
];
