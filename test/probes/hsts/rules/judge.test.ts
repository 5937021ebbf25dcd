import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { CODES } from '../../../../src/domain/codes.ts';
import { HSTSPRELOAD_CODES } from '../../../../src/domain/hstspreload-codes.ts';
import { domainFormat, domainLevel } from '../../../../src/probes/hsts/rules/domain.ts';
import { LEVELS, type HstspreloadCode } from '../../../../src/probes/hsts/rules/issue.ts';
import { preloadable, removable, stays, type Asked } from '../../../../src/probes/hsts/rules/judge.ts';
import type { Issue } from '../../../../src/probes/hsts/report.ts';
import { issue } from '../../../support/pki.ts';
import { answered, distrusted, GOOD, HSTS, leads, LED, secureOf, seenOf, silent, TRUSTED, visit } from '../seen.ts';

const S = 'https://example.com/';
const P = 'http://example.com/';
const W = 'https://www.example.com/';
const asked = (more: Partial<Asked> = {}): Asked => {
  const { aim, secure } = seenOf();
  return { host: aim.host, secure, plain: LED, ...more };
};
const good = answered(S, [[HSTS, GOOD]]);
const codes = (issues: readonly Issue[]): readonly string[] => issues.map(({ code }) => code);
const withHeader = (...values: readonly string[]): Partial<Asked> => {
  const secure = secureOf(values.map((value) => [HSTS, value] as const));
  const [first] = secure.steps;
  return { secure, plain: visit([leads(P, S), ...(first === undefined ? [] : [first])]) };
};

const root = await issue({ name: 'root', isCa: true, rsa: 2_048, hash: 'SHA-1' });
const newRoot = await issue({ name: 'new root', isCa: true });
const OF_SHA1 = (await issue({ name: 'b', isCa: true, hash: 'SHA-1' }, root)).der;
const OF_SHA256 = (await issue({ name: 'a' }, newRoot)).der;
const CURVE_SHA1 = (await issue({ name: 'a', hash: 'SHA-1' }, newRoot)).der;
const withTls = (tls: Partial<typeof TRUSTED>): Partial<Asked> => ({
  secure: visit([answered(S, [[HSTS, GOOD]], { tls: { ...TRUSTED, ...tls } })]),
});

/** For each code a site that has it: what is asked, and all that is said of it. */
const EXAMPLES: readonly (readonly [code: HstspreloadCode, of: Partial<Asked>, all?: readonly HstspreloadCode[]])[] = [
  ['domain.format.begins_with_dot', { host: '.example.com' }],
  ['domain.format.ends_with_dot', { host: 'example.com.' }],
  ['domain.format.contains_double_dot', { host: 'example..com' }],
  ['domain.format.public_suffix', { host: 'co.uk' }],
  ['domain.format.invalid_characters', { host: 'example&co.com' }],
  ['domain.format.is_ip_address', { host: '192.0.2.1' }],
  ['domain.tls.cannot_connect', { secure: visit([silent(S)]) }],
  ['domain.tls.invalid_cert_chain', { secure: visit([distrusted(S)]) }],
  ['domain.tls.sha1', withTls({ chain: [OF_SHA256, OF_SHA1] })],
  ['tls.obsolete_cipher_suite', withTls({ protocol: 'TLSv1.2', cipher: 'TLS_RSA_WITH_AES_128_CBC_SHA' })],
  ['response.no_header', withHeader()],
  ['response.multiple_headers', withHeader(GOOD, GOOD)],
  [
    'header.parse.empty',
    withHeader(''),
    [
      'header.preloadable.include_sub_domains.missing',
      'header.preloadable.preload.missing',
      'header.preloadable.max_age.missing',
      'header.parse.empty',
    ],
  ],
  ['header.parse.empty_directive', withHeader(`${GOOD};`)],
  ['header.parse.unknown_directive', withHeader(`${GOOD}; foo`)],
  ['header.parse.repeated.preload', withHeader(`${GOOD}; preload`)],
  ['header.parse.repeated.include_sub_domains', withHeader(`${GOOD}; includeSubDomains`)],
  ['header.parse.repeated.max_age', withHeader(`${GOOD}; max-age=63072000`)],
  ['header.parse.invalid.preload', withHeader(`${GOOD}; preload=1`)],
  ['header.parse.invalid.include_sub_domains', withHeader(`${GOOD}; includeSubDomains=1`)],
  ['header.parse.max_age.leading_zero', withHeader('max-age=063072000; includeSubDomains; preload')],
  [
    'header.parse.invalid.max_age.no_value',
    withHeader('max-age; includeSubDomains; preload'),
    ['header.parse.invalid.max_age.no_value', 'header.preloadable.max_age.missing'],
  ],
  [
    'header.parse.max_age.non_digit_characters',
    withHeader('max-age="63072000"; includeSubDomains; preload'),
    ['header.parse.max_age.non_digit_characters', 'header.preloadable.max_age.missing'],
  ],
  [
    'header.parse.max_age.parse_int_error',
    withHeader('max-age=; includeSubDomains; preload'),
    ['header.parse.max_age.parse_int_error', 'header.preloadable.max_age.missing'],
  ],
  ['header.preloadable.include_sub_domains.missing', withHeader('max-age=31536000; preload')],
  ['header.preloadable.preload.missing', withHeader('max-age=31536000; includeSubDomains')],
  ['header.preloadable.max_age.missing', withHeader('includeSubDomains; preload')],
  ['header.preloadable.max_age.zero', withHeader('max-age=0; includeSubDomains; preload')],
  ['header.preloadable.max_age.below_1_year', withHeader('max-age=31535999; includeSubDomains; preload')],
  ['header.preloadable.max_age.over_10_years', withHeader('max-age=315360001; includeSubDomains; preload')],
  ['redirects.http.does_not_exist', { plain: visit([silent(P)]) }],
  ['redirects.http.useless_header', { plain: visit([leads(P, S, [[HSTS, GOOD]]), good]) }],
  ['redirects.http.no_redirect', { plain: visit([answered(P)]) }],
  ['redirects.http.www_first', { plain: visit([leads(P, W), answered(W)]) }],
  ['redirects.http.first_redirect.insecure', { plain: visit([leads(P, `${P}home`), leads(`${P}home`, S), good]) }],
  [
    'redirects.http.first_redirect.invalid',
    { plain: visit([leads(P, S), silent(S)]) },
    ['redirects.follow_error', 'redirects.http.first_redirect.invalid'],
  ],
  ['redirects.http.first_redirect.no_hsts', { plain: visit([leads(P, `${S}home`), answered(`${S}home`)]) }],
  ['redirects.insecure.initial', { secure: visit([leads(S, P, [[HSTS, GOOD]]), answered(P)]) }],
  ['redirects.insecure.subsequent', { secure: visit([leads(S, W, [[HSTS, GOOD]]), leads(W, P), answered(P)]) }],
  [
    'redirects.too_many',
    {
      secure: visit([
        leads(S, `${S}1`, [[HSTS, GOOD]]),
        ...[1, 2, 3].map((n) => leads(`${S}${n}`, `${S}${n + 1}`)),
        answered(`${S}4`),
      ]),
    },
  ],
  ['redirects.follow_error', { secure: visit([leads(S, W, [[HSTS, GOOD]]), silent(W)]) }],
  [
    'domain.is_subdomain',
    { host: 'www.example.com', plain: visit([leads('http://www.example.com/', W), answered(W, [[HSTS, GOOD]])]) },
  ],
  ['domain.www.no_tls', { www: { answers: false, why: 'the certificate is for example.com alone' } }],
];
/** Those that are not of `preloadable`. */
const ELSEWHERE: readonly HstspreloadCode[] = [
  'header.preloadable.max_age.below_18_weeks',
  'header.removable.contains.preload',
  'header.removable.missing.max_age',
];

describe('the rules of hstspreload.org', () => {
  it('have nothing against a site that is as they want it', () => {
    expect(preloadable(asked())).toEqual({ ok: true, issues: [] });
    expect(preloadable(asked({ www: { answers: true } }))).toEqual({ ok: true, issues: [] });
  });
  it.each(EXAMPLES.map(([code, of, all]) => [code, of, all ?? [code]] as const))('%s', (code, of, all) => {
    const { ok, issues } = preloadable(asked(of));
    expect(codes(issues)).toEqual(all);
    expect(ok).toBe(issues.every(({ level }) => level === 'warning'));
    expect(issues.find((each) => each.code === code)?.level).toBe(LEVELS[code]);
  });
  it('are all there, each with its meaning, its level and an example', () => {
    const there = Object.keys(LEVELS).toSorted();
    expect(
      Object.keys(HSTSPRELOAD_CODES)
        .map((code) => code.replace('hstspreload/', ''))
        .toSorted(),
    ).toEqual(there);
    expect([...EXAMPLES.map(([code]) => code), ...ELSEWHERE].toSorted()).toEqual(there);
    for (const [code, level] of Object.entries(LEVELS)) {
      const info = CODES[`hstspreload/${code as HstspreloadCode}`];
      expect(info.meaning.length + info.remedy.length).toBeGreaterThan(40);
      // What only keeps a name from the list is nobody's fault, and a warning of theirs is no more than worth knowing here.
      expect(['info', 'warn']).toContain(info.severity);
      if (level === 'warning' && !code.includes('repeated') && !code.includes('invalid'))
        expect(info.severity).toBe('info');
    }
  });
  it('take a name off only where its header agrees', () => {
    expect(codes(removable(asked()).issues)).toEqual(['header.removable.contains.preload']);
    expect(removable(asked(withHeader('max-age=0;')))).toEqual({ ok: true, issues: [] });
    expect(removable(asked(withHeader('max-age=0; foo')))).toEqual({ ok: true, issues: [] });
    expect(codes(removable(asked(withHeader('includeSubDomains'))).issues)).toEqual([
      'header.removable.missing.max_age',
    ]);
    expect(codes(removable(asked(withHeader('preload; max-age=x'))).issues)).toEqual([
      'header.parse.max_age.non_digit_characters',
      'header.removable.contains.preload',
      'header.removable.missing.max_age',
    ]);
    expect(codes(removable(asked(withHeader())).issues)).toEqual(['response.no_header']);
    expect(codes(removable(asked({ secure: visit([silent(S)]) })).issues)).toEqual(['domain.tls.cannot_connect']);
    expect(codes(removable(asked({ secure: visit([distrusted(S)]) })).issues)).toEqual([
      'domain.tls.invalid_cert_chain',
    ]);
  });
  it('let older names stay with less', () => {
    const short = asked(withHeader('max-age=10886400; includeSubDomains; preload'));
    expect(stays(short, 'bulk-18-weeks').ok).toBe(true);
    expect(stays(short, 'bulk-legacy').ok).toBe(true);
    expect(codes(stays(short, 'bulk-1-year').issues)).toEqual(['header.preloadable.max_age.below_1_year']);
    const shorter = asked(withHeader('max-age=10886399; includeSubDomains; preload'));
    expect(codes(stays(shorter, 'bulk-18-weeks').issues)).toEqual(['header.preloadable.max_age.below_18_weeks']);
    expect(stays(shorter, 'bulk-18-weeks').issues[0]?.level).toBe('error');
  });
  it('say several things in their order, errors first', () => {
    const { issues } = preloadable(
      asked({
        ...withHeader('max-age=100; x'),
        plain: visit([leads(P, 'http://www.example.com/', [[HSTS, 'x']]), answered('http://www.example.com/')]),
      }),
    );
    expect(codes(issues)).toEqual([
      'header.preloadable.include_sub_domains.missing',
      'header.preloadable.preload.missing',
      'header.preloadable.max_age.below_1_year',
      'redirects.http.www_first',
      'header.parse.unknown_directive',
      'redirects.http.useless_header',
    ]);
  });
  it('do not say twice what is wrong with the header', () => {
    expect(codes(preloadable(asked(withHeader('max-age=100'))).issues)).not.toContain(
      'redirects.http.first_redirect.no_hsts',
    );
  });
  it('call a circle too many, and a way into nowhere an error', () => {
    const circle = visit([leads(P, `${P}a`), leads(`${P}a`, P)], { end: 'loop', to: P });
    expect(codes(preloadable(asked({ plain: circle })).issues)).toEqual([
      'redirects.too_many',
      'redirects.http.first_redirect.insecure',
    ]);
    const nowhere = visit([leads(S, 'ftp://x/', [[HSTS, GOOD]])], { end: 'bad-url', to: 'ftp://x/' });
    expect(codes(preloadable(asked({ secure: nowhere })).issues)).toEqual([
      'redirects.follow_error',
      'redirects.insecure.initial',
    ]);
    const untrusted = visit([leads(S, W, [[HSTS, GOOD]]), distrusted(W)]);
    expect(preloadable(asked({ secure: untrusted })).issues).toMatchObject([
      { code: 'redirects.follow_error', words: expect.stringContaining('it has expired') },
    ]);
  });
  it('look at nothing more where nobody is to be trusted, but say what a chain is signed with', () => {
    const chain = [CURVE_SHA1];
    const distrust = { code: 'CA_MD_TOO_WEAK', text: 'too weak' };
    expect(codes(preloadable(asked(withTls({ chain, distrust }))).issues)).toEqual([
      'domain.tls.invalid_cert_chain',
      'domain.tls.sha1',
    ]);
  });
  it('do not mind what a root is signed with', () => {
    const chain = [OF_SHA256, root.der, Uint8Array.of(1, 2, 3)];
    expect(preloadable(asked(withTls({ chain }))).ok).toBe(true);
  });
  it('take the suites of TLS 1.3 and the modern ones of TLS 1.2', () => {
    for (const cipher of ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'])
      expect(preloadable(asked(withTls({ protocol: 'TLSv1.2', cipher }))).issues).toEqual([]);
    expect(
      codes(preloadable(asked(withTls({ protocol: 'TLSv1.2', cipher: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256' }))).issues),
    ).toEqual(['tls.obsolete_cipher_suite']);
  });
});

describe('a name that could be entered', () => {
  it.each([
    ['example', ['domain.format.public_suffix']],
    ['github.io', ['domain.format.public_suffix']],
    ['a.github.io', []],
    ['example.co.uk', []],
    ['EXAMPLE.com', []],
    ['xn--bcher-kva.example.com', []],
    ['b\u00fccher.com', ['domain.format.invalid_characters']],
    ['a_b.example.com', ['domain.format.invalid_characters']],
    ['2001:db8::1', ['domain.format.is_ip_address']],
  ])('%s', (name, said) => {
    expect(codes(domainFormat(name))).toEqual(said);
  });
  it.each([
    ['example.com', []],
    ['www.example.com', ['domain.is_subdomain']],
    ['a.github.io', []],
    ['b.a.github.io', ['domain.is_subdomain']],
    ['example.co.uk', []],
  ])('is registered as it is: %s', (name, said) => {
    expect(codes(domainLevel(name))).toEqual(said);
  });
  it('may be any text', () => {
    const label = fc.oneof(
      fc.constantFrom('', 'com', 'co', 'uk', 'github', 'io', 'xn--p1ai', '*', '\u00fc'),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.array(label).map((labels) => labels.join('.')),
        (name) => {
          expect(domainFormat(name).length).toBeLessThanOrEqual(1);
          domainLevel(name);
        },
      ),
    );
  });
});
