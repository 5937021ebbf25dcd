import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { aimOf, noSite } from '../../../src/probes/site/aim.ts';
import { siteOptions, type SiteOptions } from '../../../src/probes/site/options.ts';

const aimed = (address: string, given: Partial<Record<keyof SiteOptions, unknown>> = {}, name?: string) =>
  aimOf({ subject: { vantage: 'v' }, address, ...(name === undefined ? {} : { name }) }, siteOptions.parse(given));
const where = (address: string, given: Partial<Record<keyof SiteOptions, unknown>> = {}) => {
  const { host, https, http } = aimed(address, given) ?? {};
  return [host, https, http];
};

describe('where a site is', () => {
  it.each([
    ['example.org', 'example.org', 'https://example.org/', 'http://example.org/'],
    ['EXAMPLE.org', 'example.org', 'https://example.org/', 'http://example.org/'],
    ['example.org.', 'example.org', 'https://example.org./', 'http://example.org./'],
    ['bücher.example', 'xn--bcher-kva.example', 'https://xn--bcher-kva.example/', 'http://xn--bcher-kva.example/'],
    [
      'https://bücher.example/ä',
      'xn--bcher-kva.example',
      'https://xn--bcher-kva.example/%C3%A4',
      'http://xn--bcher-kva.example/%C3%A4',
    ],
    ['192.0.2.1', '192.0.2.1', 'https://192.0.2.1/', 'http://192.0.2.1/'],
    ['::ffff:192.0.2.1', '192.0.2.1', 'https://192.0.2.1/', 'http://192.0.2.1/'],
    ['2001:db8::1', '2001:db8::1', 'https://[2001:db8::1]/', 'http://[2001:db8::1]/'],
    ['[2001:DB8::1]', '2001:db8::1', 'https://[2001:db8::1]/', 'http://[2001:db8::1]/'],
    ['https://example.org/a?b#c', 'example.org', 'https://example.org/a?b', 'http://example.org/a?b'],
    ['https://example.org:8443/', 'example.org', 'https://example.org:8443/', undefined],
    ['http://example.org/a', 'example.org', 'https://example.org/a', 'http://example.org/a'],
    ['http://example.org:8080/a', 'example.org', 'https://example.org/a', 'http://example.org:8080/a'],
  ])('%s', (text, ...rest) => {
    expect(where(text)).toEqual(rest);
  });
  it('has the ports that are given, as a pair too', () => {
    expect(where('example.org', { port: 8443 })).toEqual(['example.org', 'https://example.org:8443/', undefined]);
    expect(where('https://example.org:8443/x', { http_port: 8080 })).toEqual([
      'example.org',
      'https://example.org:8443/x',
      'http://example.org:8080/x',
    ]);
    expect(where('example.org', { http_port: false })).toEqual(['example.org', 'https://example.org/', undefined]);
    expect(where('http://example.org:8080', { port: 8443 })).toEqual([
      'example.org',
      'https://example.org:8443/',
      'http://example.org:8080/',
    ]);
  });
  it('says who is asked, and by what name', () => {
    expect(aimed('example.org', { address: '192.0.2.7', servername: 'other.example', http: 1.1, family: 4 })).toEqual({
      host: 'example.org',
      https: 'https://example.org/',
      http: 'http://example.org/',
      address: '192.0.2.7',
      servername: 'other.example',
      versions: ['1.1'],
      family: 4,
    });
    expect(aimed('fe80::1%eth0')).toMatchObject({ https: 'https://[fe80::1]/', address: 'fe80::1%eth0' });
  });
  it('is the name that was judged, asked at the address that was', () => {
    expect(aimed('9.9.9.9', { address: '10.0.0.1' }, 'example.org')).toMatchObject({
      host: 'example.org',
      address: '9.9.9.9',
    });
  });
  it.each(['', 'a b', 'example.org/x', 'user@example.org', 'example.org:443', '1.2.3', '0x7f.1', 'ftp://example.org/'])(
    'is not %j',
    (text) => {
      expect(aimed(text)).toBeUndefined();
      expect(noSite({ subject: { vantage: 'v' }, address: text })).toMatchObject({ reason: 'unsupported' });
    },
  );
  it('is nothing of a user, whatever is written', () => {
    expect(aimed('https://user:word@example.org/')).toBeUndefined();
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.domain(), fc.ipV4(), fc.ipV6()), (text) => {
        const aim = aimed(text);
        if (aim === undefined) return;
        const [https, http] = [new URL(aim.https), new URL(aim.http ?? aim.https)];
        expect([https.protocol, https.username, https.hash]).toEqual(['https:', '', '']);
        expect([http.hostname, http.pathname, http.search]).toEqual([https.hostname, https.pathname, https.search]);
        expect(aim.host).not.toMatch(/[A-Z[\]]|\.$/);
      }),
    );
  });
  it('takes every name that can be asked for', () => {
    fc.assert(fc.property(fc.domain(), (name) => aimed(name)?.host === name.toLowerCase()));
  });
});

describe('the options of a site', () => {
  it.each([
    [{ address: 'example.org' }, 'numeric'],
    [{ address: '0.0.0.0' }, 'machine'],
    [{ servername: 'a b' }, 'host name'],
    [{ port: 0 }, 'port'],
    [{ http_port: true }, 'false'],
    [{ http: '3' }, '1.1'],
    [{ asset: '//other.example/x' }, 'path'],
    [{ asset: 'x.css' }, 'path'],
    [{ asset: '/a b' }, 'path'],
  ])('refuse %j', (given, said) => {
    expect(siteOptions.safeParse(given).error?.issues[0]?.message).toContain(said);
  });
});
