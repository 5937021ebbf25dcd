import type { Preloaded } from '../../../../src/probes/site/preload/preloaded.ts';
import { HTTP, HTTPS, LISTED, visitOf, type SiteOf } from './seen.ts';

interface Golden {
  readonly name: string;
  readonly site: SiteOf;
  readonly preloaded?: Preloaded;
  /** What does not come to nothing, in the order of the rules. */
  readonly points: readonly number[];
  readonly score: number;
  readonly grade: string;
}
const HTML = 'Content-Type: text/html; charset=UTF-8';
const WWW = 'https://www.site.example/';

/** Sites as they are met, each with what every rule costs or earns, added up by hand. */
export const GOLDEN: readonly Golden[] = [
  {
    name: 'nginx as installed: nothing is set, http stays http',
    site: { headers: `Server: nginx/1.22.1\n${HTML}`, plain: visitOf([{ url: HTTP, headers: HTML }]) },
    // policy, redirect, HSTS, sniffing, frames
    points: [-25, -20, -20, -5, -20],
    score: 10,
    grade: 'F',
  },
  {
    name: 'caddy as installed: http is redirected, nothing else is set',
    site: { headers: `Server: Caddy\nAlt-Svc: h3=":443"; ma=2592000\n${HTML}` },
    points: [-25, -20, -5, -20],
    score: 30,
    grade: 'D',
  },
  {
    name: 'the usual snippet: HSTS, nosniff, SAMEORIGIN, no policy',
    site: {
      headers: `${HTML}
        Strict-Transport-Security: max-age=31536000; includeSubDomains
        X-Content-Type-Options: nosniff
        X-Frame-Options: SAMEORIGIN
        Referrer-Policy: strict-origin-when-cross-origin`,
    },
    // 75: the bonuses of Referrer-Policy and X-Frame-Options do not count
    points: [-25, 5, 5],
    score: 75,
    grade: 'B',
  },
  {
    name: 'a blog behind a CDN whose edge function sets all: A+',
    site: {
      headers: `${HTML}
        Via: 1.1 abcdef.cloudfront.net (CloudFront)
        X-Edge-Version: 42
        Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        Strict-Transport-Security: max-age=63072000; includeSubDomains; preload
        X-Content-Type-Options: nosniff
        X-Frame-Options: DENY
        Referrer-Policy: no-referrer`,
      body: '<script src="/a.js"></script>',
    },
    points: [10, 5, 5],
    score: 120,
    grade: 'A+',
  },
  {
    name: 'the same, preloaded, with the three cross-origin policies, a cookie and hashes: all that can be had',
    site: {
      headers: `${HTML}
        Content-Security-Policy: default-src 'none'; frame-ancestors 'none'
        Set-Cookie: session=1; Secure; HttpOnly; SameSite=Strict
        Strict-Transport-Security: max-age=63072000; includeSubDomains; preload
        X-Content-Type-Options: nosniff
        Referrer-Policy: no-referrer
        Cross-Origin-Resource-Policy: same-origin
        Cross-Origin-Embedder-Policy: require-corp
        Cross-Origin-Opener-Policy: same-origin`,
      body: '<script src="/a.js" integrity="sha384-x"></script>',
    },
    preloaded: LISTED,
    points: [10, 5, 5, 5, 5, 5, 10, 10, 10],
    score: 165,
    grade: 'A+',
  },
  {
    name: 'A+ with an off-host first redirect and HSTS of a month',
    site: {
      headers: `${HTML}
        Content-Security-Policy: default-src 'none'; frame-ancestors 'none'
        Strict-Transport-Security: max-age=2592000
        X-Content-Type-Options: nosniff
        Cross-Origin-Opener-Policy: same-origin`,
      plain: visitOf([{ url: HTTP, status: 301, headers: `Location: ${WWW}` }, { url: WWW }]),
    },
    // 85: no bonus counts, not one
    points: [10, -5, -10, 5, 10],
    score: 85,
    grade: 'A-',
  },
  {
    name: 'A+ survives the off-host first redirect alone',
    site: {
      headers: `${HTML}
        Content-Security-Policy: default-src 'self'; frame-ancestors 'none'
        Strict-Transport-Security: max-age=15552000
        X-Content-Type-Options: nosniff`,
      plain: visitOf([{ url: HTTP, status: 301, headers: `Location: ${WWW}` }, { url: WWW }]),
    },
    // 95 before the bonuses
    points: [5, -5, 5],
    score: 105,
    grade: 'A+',
  },
  {
    name: 'WordPress: inline scripts, a script of a CDN, a cookie that scripts may read',
    site: {
      headers: `${HTML}
        X-Powered-By: PHP/8.2
        Link: <https://site.example/wp-json/>; rel="https://api.w.org/"
        Set-Cookie: PHPSESSID=1; path=/; secure
        Content-Security-Policy: upgrade-insecure-requests
        X-Frame-Options: SAMEORIGIN`,
      body: '<script src="https://ajax.googleapis.com/jquery.js"></script><script>var a</script>',
    },
    // policy, session without HttpOnly, HSTS, script, sniffing; the bonus for frames does not count
    points: [-20, -30, -20, -5, -5, 5],
    score: 20,
    grade: 'F',
  },
  {
    name: 'a static host that sets HSTS alone, with a policy in the page',
    site: {
      headers: `${HTML}\nServer: GitHub.com\nStrict-Transport-Security: max-age=31556952\nAccess-Control-Allow-Origin: *`,
      body: `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; frame-ancestors 'none'"><meta name="referrer" content="no-referrer">`,
      foreign: 'Access-Control-Allow-Origin: *',
    },
    // 95 and the policy, the referrer and, by the quirk, frame-ancestors of the page
    points: [5, 5, -5, 5],
    score: 110,
    grade: 'A+',
  },
  {
    name: 'an application with nonces and strict-dynamic, eval still there',
    site: {
      headers: `${HTML}
        Content-Security-Policy: script-src 'nonce-Zm9v' 'strict-dynamic' 'unsafe-eval' https: 'unsafe-inline'; object-src 'none'; base-uri 'none'; report-uri /csp
        Strict-Transport-Security: max-age=31536000
        X-Content-Type-Options: nosniff
        X-Frame-Options: DENY
        Cross-Origin-Opener-Policy: same-origin-allow-popups
        Set-Cookie: csrftoken=1; Secure; SameSite=Lax
        Set-Cookie: sessionid=1; Secure; HttpOnly; SameSite=Lax`,
    },
    // 90 before the bonuses: policy; cookies, frames and window count
    points: [-10, 5, 5, 10],
    score: 110,
    grade: 'A+',
  },
  {
    name: 'a mail front end behind its own name, certificate run out',
    site: {
      headers: `${HTML}
        Strict-Transport-Security: max-age=63072000
        X-Content-Type-Options: nosniff
        X-Frame-Options: sameorigin
        Set-Cookie: roundcube_sessid=1; HttpOnly`,
      distrust: 'certificate has expired',
      plain: visitOf([
        { url: HTTP, status: 301, headers: `Location: ${HTTPS}` },
        { url: HTTPS, distrust: 'certificate has expired' },
      ]),
    },
    // policy, session without Secure and without HSTS, redirect, HSTS; the bonus for frames does not count
    points: [-25, -40, -20, -20, 5],
    score: 0,
    grade: 'F',
  },
  {
    name: 'a device on http alone',
    site: {
      secure: visitOf([{ url: HTTPS, dead: true }]),
      plain: visitOf([{ url: HTTP, headers: 'Server: lighttpd' }]),
    },
    // policy, redirect, HSTS, sniffing, frames
    points: [-25, -20, -20, -5, -20],
    score: 10,
    grade: 'F',
  },
  {
    name: 'an interface of JSON that any site may use with cookies',
    site: {
      headers: `Content-Type: application/json
        Content-Security-Policy: default-src 'none'
        Strict-Transport-Security: max-age=31536000
        X-Content-Type-Options: nosniff
        X-Frame-Options: DENY`,
      body: '{}',
      foreign: 'Access-Control-Allow-Origin: https://stranger.example\nAccess-Control-Allow-Credentials: true',
    },
    // 50: no bonus counts
    points: [10, -50, 5],
    score: 50,
    grade: 'C',
  },
  {
    name: 'two functions that both set headers: each is there twice',
    site: {
      headers: `${HTML}
        Content-Security-Policy: default-src 'self'
        Content-Security-Policy: default-src 'self'
        Strict-Transport-Security: max-age=31536000
        Strict-Transport-Security: max-age=31536000
        X-Content-Type-Options: nosniff
        X-Content-Type-Options: nosniff
        X-Frame-Options: DENY
        X-Frame-Options: DENY
        Referrer-Policy: no-referrer
        Referrer-Policy: no-referrer`,
    },
    // HSTS, sniffing and frames are invalid; the policy and the referrer are read, and their bonuses do not count
    points: [5, 5, -20, -5, -20],
    score: 55,
    grade: 'C',
  },
  {
    name: 'a shop with old scripts and a cookie without Secure under HSTS',
    site: {
      headers: `${HTML}
        Content-Security-Policy: default-src 'self' http:; script-src 'self' https://cdn.example
        Set-Cookie: cart=1; Path=/
        Strict-Transport-Security: max-age=31536000
        X-Content-Type-Options: nosniff
        X-Frame-Options: DENY
        Referrer-Policy: no-referrer-when-downgrade`,
      body: '<script src="//cdn.example/a.js" integrity="sha256-x"></script>',
    },
    // object-src falls back to default-src with http: in it; cookie; referrer; script without a scheme
    points: [-20, -5, -5, -20, 5],
    score: 50,
    grade: 'C',
  },
  {
    name: 'a bank: preloaded, restrictive, reporting twice',
    site: {
      headers: `${HTML}
        Content-Security-Policy: default-src 'none'; img-src 'self'; report-uri /r; report-uri /r2; frame-ancestors 'self'
        Strict-Transport-Security: max-age=600
        X-Content-Type-Options: nosniff
        Cross-Origin-Resource-Policy: same-site`,
      plain: visitOf([{ url: HTTP, headers: HTML }]),
    },
    preloaded: LISTED,
    // the policy comes to 0; HSTS and the missing redirect are made good by the list
    points: [5, 5, 10],
    score: 120,
    grade: 'A+',
  },
];
