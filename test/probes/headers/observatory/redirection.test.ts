import { describe, expect, it } from 'vitest';

import { hostsOnTheWay } from '../../../../src/probes/headers/observatory/redirection.ts';
import type { Preloaded } from '../../../../src/probes/site/preload/preloaded.ts';
import { resultIn, ruled } from './one.ts';
import { HTTP, HTTPS, LISTED, NOT_LISTED, siteOf, UNKNOWN, visitOf } from './seen.ts';

const to = (...urls: readonly string[]): ReturnType<typeof visitOf> =>
  visitOf(
    urls.map((url, i) => {
      const next = urls[i + 1];
      return next === undefined ? { url } : { url, status: 301, headers: `Location: ${next}` };
    }),
  );
const redirection = (...urls: readonly string[]): string => resultIn('redirection', { plain: to(...urls) });
const WWW = 'https://www.site.example/';

describe('redirection', () => {
  it.each([
    [[HTTP], 'redirection-missing'],
    [[HTTP, HTTPS], 'redirection-to-https'],
    [[HTTP, HTTPS, WWW], 'redirection-to-https'],
    [[HTTP, WWW], 'redirection-off-host-from-http'],
    [[HTTP, 'https://site.example:8443/'], 'redirection-to-https'],
    [[HTTP, `${HTTP}a`, HTTPS], 'redirection-not-to-https-on-initial-redirection'],
    [[HTTP, 'http://www.site.example/', WWW], 'redirection-not-to-https-on-initial-redirection'],
    [[HTTP, HTTPS, `${HTTP}a`], 'redirection-not-to-https'],
    [[HTTP, `${HTTP}a`], 'redirection-not-to-https'],
  ])('%j: %s', (urls, result) => expect(redirection(...urls)).toBe(result));

  it('is not needed where nobody answers in the end', () => {
    const dead = visitOf([
      { url: HTTP, status: 301, headers: `Location: ${HTTPS}` },
      { url: HTTPS, dead: true },
    ]);
    const led = visitOf(
      [{ url: HTTP, status: 301, headers: 'Location: http://10.0.0.1/' }],
      '',
      'private',
      'http://10.0.0.1/',
    );
    const bad = visitOf([{ url: HTTP, status: 301, headers: 'Location: x:' }], '', 'bad-url', 'x:');
    for (const plain of [dead, led, bad, null])
      expect(resultIn('redirection', { plain })).toBe('redirection-not-needed-no-http');
  });
  it('a loop ends where ten redirects lead', () => {
    const twice = visitOf(
      [
        { url: HTTP, status: 301, headers: `Location: ${HTTPS}` },
        { url: HTTPS, status: 301, headers: `Location: ${HTTP}` },
      ],
      '',
      'loop',
      HTTP,
    );
    expect(resultIn('redirection', { plain: twice })).toBe('redirection-not-to-https');
    const itself = visitOf(
      [
        { url: HTTP, status: 301, headers: `Location: ${HTTPS}` },
        { url: HTTPS, status: 301 },
      ],
      '',
      'loop',
      HTTPS,
    );
    expect(resultIn('redirection', { plain: itself })).toBe('redirection-to-https');
  });
  it('of a long way eleven addresses are looked at', () => {
    const many = [HTTP, ...Array.from({ length: 9 }, (_, i) => `${HTTPS}${i}`), `${HTTP}ten`, HTTPS];
    expect(redirection(...many)).toBe('redirection-not-to-https');
  });
  it('a certificate anywhere on the way decides', () => {
    const plain = visitOf([
      { url: HTTP, status: 301, headers: `Location: ${HTTPS}` },
      { url: HTTPS, status: 301, headers: `Location: ${WWW}`, distrust: 'self-signed certificate' },
      { url: WWW },
    ]);
    const { result, words } = ruled('redirection', { plain }, LISTED);
    expect(result).toBe('redirection-invalid-cert');
    expect(words).toContain('Seen: self-signed certificate');
  });
});

describe('preloaded hosts', () => {
  const plain = to(HTTP, WWW, 'https://far.example/');
  it('all have to be on the list', () => {
    const far = new Map<string, Preloaded>([['far.example', LISTED]]);
    expect(hostsOnTheWay(siteOf({ plain }))).toEqual(['site.example', 'www.site.example', 'far.example']);
    expect(ruled('redirection', { plain }, LISTED).result).toBe('redirection-off-host-from-http');
    expect(ruled('redirection', { plain }, LISTED, far).result).toBe('redirection-all-redirects-preloaded');
    expect(ruled('redirection', { plain }, LISTED, new Map([['far.example', NOT_LISTED]])).result).toBe(
      'redirection-off-host-from-http',
    );
  });
  it('an entry holds for the names below it where it says so', () => {
    expect(resultIn('redirection', { plain: to(HTTP, WWW) }, LISTED)).toBe('redirection-all-redirects-preloaded');
    const alone: Preloaded = {
      known: true,
      preloaded: true,
      listAt: 0,
      entry: { name: 'site.example', mode: 'force-https', includeSubdomains: false },
    };
    expect(resultIn('redirection', { plain: to(HTTP, WWW) }, alone)).toBe('redirection-off-host-from-http');
  });
  it('even one that stays at http', () =>
    expect(resultIn('redirection', { plain: to(HTTP) }, LISTED)).toBe('redirection-all-redirects-preloaded'));
  it('a list that is not there counts for nothing, and that is said', () => {
    const { result, words } = ruled('redirection', { plain: to(HTTP, WWW) }, UNKNOWN);
    expect(result).toBe('redirection-off-host-from-http');
    expect(words).not.toMatch(/[^.] Whether/);
    expect(words).toContain('Whether it is on the preload list is not known: the list could not be fetched.');
    expect(ruled('redirection', { plain: to(HTTP, HTTPS) }, UNKNOWN).words).not.toContain('preload');
  });
});
