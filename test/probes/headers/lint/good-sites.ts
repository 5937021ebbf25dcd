import { later, type Lines, NOW, type SiteOf } from './site.ts';

const HSTS = ['Strict-Transport-Security', 'max-age=63072000; includeSubDomains; preload'] as const;
const PROTECTED: Lines = [
  HSTS,
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer, strict-origin-when-cross-origin'],
  ['Content-Security-Policy', "default-src 'none'; script-src 'self'; frame-ancestors 'none'"],
  ['Permissions-Policy', 'accelerometer=(), camera=(), geolocation=(self "https://maps.example"), payment=()'],
];
const DATED = ['Date', NOW] as const;
const HTML = ['Content-Type', 'text/html; charset=utf-8'] as const;
const ASSET: Lines = [
  DATED,
  ['Content-Type', 'text/javascript'],
  ['Cache-Control', 'public, max-age=31536000, immutable'],
  ['X-Content-Type-Options', 'nosniff'],
  HSTS,
];

/** Sites as they should be, each of another make. */
export const GOOD_SITES: Readonly<Record<string, SiteOf>> = {
  'a blog of files behind nginx': {
    page: {
      headers: [
        ['Server', 'nginx'],
        DATED,
        HTML,
        ['Last-Modified', later(-86_400)],
        ['ETag', '"65a1-1b2"'],
        ['Cache-Control', 'no-cache'],
        ['Vary', 'Accept-Encoding'],
        ['Content-Encoding', 'gzip'],
        ...PROTECTED,
      ],
      at: 784_111_777_500_000,
    },
    missing: { headers: [['Server', 'nginx'], DATED, HTML, ...PROTECTED] },
    asset: { headers: [...ASSET, ['ETag', 'W/"1"'], ['Vary', 'Accept-Encoding'], ['Content-Encoding', 'br']] },
    plain: { headers: [DATED, ['Location', 'https://www.example.org/'], ['Cache-Control', 'max-age=86400']] },
    foreign: { origin: 'https://stranger.example', headers: [DATED, HTML, ...PROTECTED] },
  },
  'behind CloudFront with functions at the edge': {
    page: {
      headers: [
        ['content-type', 'text/html'],
        ['date', later(-300)],
        ['age', '300'],
        ['cache-control', 'public, max-age=0, s-maxage=86400, must-revalidate'],
        ['etag', '"d41d8cd98f00b204e9800998ecf8427e"'],
        ['via', '1.1 0123456789abcdef.cloudfront.net (CloudFront)'],
        ['x-cache', 'Hit from cloudfront'],
        ['x-amz-cf-pop', 'FRA56-P1'],
        ['x-edge-version', '42'],
        ...PROTECTED,
      ],
    },
    missing: { headers: [['content-type', 'text/html'], DATED, ['x-edge-version', '42'], ...PROTECTED] },
    asset: { headers: [...ASSET, ['x-edge-version', '42'], ['x-amz-version-id', 'a.b']] },
  },
  'an application with a session': {
    page: {
      headers: [
        DATED,
        HTML,
        ['Cache-Control', 'no-store'],
        ['Set-Cookie', '__Host-session=abc; Path=/; Secure; HttpOnly; SameSite=Lax'],
        ['Set-Cookie', 'theme=dark; Path=/; Secure; HttpOnly; Max-Age=31536000'],
        ['Cross-Origin-Opener-Policy', 'same-origin; report-to="default"'],
        ['Cross-Origin-Embedder-Policy', 'require-corp'],
        ['Reporting-Endpoints', 'default="https://reports.example/"'],
        ...PROTECTED,
      ],
    },
    redirect: { headers: [DATED, HSTS, ['Location', '/en/'], ['Cache-Control', 'no-store']] },
  },
  'data for everybody': {
    page: {
      headers: [
        DATED,
        ['Content-Type', 'application/json'],
        ['Cache-Control', 'max-age=60, stale-while-revalidate=600'],
        ['Access-Control-Allow-Origin', '*'],
        ['Cross-Origin-Resource-Policy', 'cross-origin'],
        ['CDN-Cache-Control', 'max-age=600, stale-if-error=86400'],
        HSTS,
        ['X-Content-Type-Options', 'nosniff'],
      ],
    },
    missing: { headers: [DATED, ['Content-Type', 'application/json'], HSTS, ['X-Content-Type-Options', 'nosniff']] },
    foreign: { origin: 'https://stranger.example', headers: [DATED, ['Access-Control-Allow-Origin', '*']] },
  },
  'one that lets a partner in': {
    page: {
      headers: [
        DATED,
        HTML,
        ['Cache-Control', 'private, max-age=300'],
        ['Expires', later(300)],
        ['Vary', 'Origin, Accept-Encoding'],
        [
          'Link',
          '</fonts/a.woff2>; rel=preload; as=font; crossorigin, <https://cdn.example/x,y.js>;rel="preload";as=script',
        ],
        ['Link', '<https://www.example.org/>; rel="canonical"'],
        ['NEL', '{"report_to":"nel","max_age":604800}'],
        ['Report-To', '{"group":"nel"}'],
        ['X-XSS-Protection', '0'],
        HSTS,
        ['X-Content-Type-Options', 'nosniff'],
        ['X-Frame-Options', 'SAMEORIGIN'],
        ['Content-Security-Policy', 'frame-ancestors https://partner.example'],
        ['Permissions-Policy', 'fullscreen=*, payment=(self "https://*.pay.example"), camera=self'],
      ],
    },
    foreign: { origin: 'https://stranger.example', headers: [DATED, HTML, ['Vary', 'Origin']] },
  },
};
