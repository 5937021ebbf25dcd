import { describe, expect, it } from 'vitest';

import { DAY } from '../../../src/domain/time.ts';
import type { TlsSeen } from '../../../src/net/net.ts';
import { hsts } from '../../../src/probes/hsts/hsts.ts';
import { options, type Options } from '../../../src/probes/hsts/options.ts';
import { hstsReport } from '../../../src/probes/hsts/report.ts';
import { HandClock } from '../../support/clock.ts';
import { memoryCache } from '../../support/memory-cache.ts';
import { FakeNet, type FetchAnswer, type NetScript } from '../../support/net.ts';
import { chromiumList, forced } from '../site/preload/lists.ts';
import { GOOD, HSTS, TRUSTED } from './seen.ts';

const LIST = 'https://lists.example/list.json';
const PORTAL = 'https://portal.example/status';
type Answers = NonNullable<NetScript['fetch']>;

interface World {
  /** Of the site, over https: its header lines. */
  readonly lines?: readonly string[];
  readonly tls?: TlsSeen;
  readonly plain?: FetchAnswer | 'none';
  readonly secure?: FetchAnswer | 'none';
  readonly list?: string;
  readonly portal?: object | string;
  readonly address?: string;
  readonly www?: { readonly address: string; readonly tls?: TlsSeen };
  readonly host?: string;
}
const REFUSED = { ok: false, reason: 'refused', detail: 'nobody listens' } as const;

const look = async (world: World = {}, given: Partial<Options> | object = {}, cache = memoryCache()) => {
  const clock = new HandClock();
  const { host = 'example.com', lines = [GOOD], tls = TRUSTED, address = '9.9.9.9', www } = world;
  const fetch: Answers = ({ request: { url } }) => {
    const asked = new URL(url);
    if (asked.host === 'lists.example')
      return { status: 200, body: world.list ?? chromiumList([forced('listed.com')]) };
    if (asked.host === 'portal.example') {
      const name = asked.searchParams.get('domain');
      const { portal = { name, status: 'unknown', bulk: false } } = world;
      return { status: 200, body: typeof portal === 'string' ? portal : JSON.stringify({ name, ...portal }) };
    }
    if (asked.protocol === 'http:') {
      if (world.plain === 'none') return REFUSED;
      return world.plain ?? { status: 301, headers: [['Location', `https://${asked.host}/`]] };
    }
    if (world.secure === 'none') return REFUSED;
    return world.secure ?? { status: 200, headers: lines.map((line) => [HSTS, line] as const), body: '<p>', tls };
  };
  const resolve = {
    [host]: [address],
    'lists.example': ['9.9.9.10'],
    'portal.example': ['9.9.9.11'],
    ...(www === undefined ? {} : { [`www.${host}`]: [www.address] }),
  };
  const net = new FakeNet({
    clock,
    resolve,
    fetch,
    connect: () => ({ rtt: 5 }),
    handshake: () => www?.tls ?? REFUSED,
  });
  const aim = { subject: { target: 'site', vantage: 'home' }, address: host };
  const asked = options.parse({ list: LIST, portal: PORTAL, ...given });
  const running = hsts.run(aim, asked, { clock, net, cache, signal: new AbortController().signal });
  await clock.advance(60_000);
  const outcome = await running;
  if (outcome.status === 'measured') expect(hstsReport.parse(outcome.report)).toEqual(outcome.report);
  return {
    outcome,
    report: outcome.status === 'measured' ? outcome.report : undefined,
    found: outcome.findings.map(({ code, severity }) => `${severity} ${code}`),
    asked: net.asked.fetches.map(({ request: { url } }) => url),
    findings: outcome.findings,
    net,
  };
};

describe('hsts', () => {
  it('tells all of a site that could be on the list and is not', async () => {
    const { outcome, report, findings } = await look();
    expect(report).toMatchObject({
      host: 'example.com',
      header: GOOD,
      maxAge: 63_072_000,
      includeSubDomains: true,
      preload: true,
      preloadable: { ok: true, issues: [] },
      removable: { ok: false, issues: [{ code: 'header.removable.contains.preload', level: 'error' }] },
      list: { known: true, preloaded: false },
      portal: { status: 'unknown', bulk: false },
      secure: [{ url: 'https://example.com/', status: 200 }],
      plain: [{ url: 'http://example.com/', status: 301, to: 'https://example.com/' }, { status: 200 }],
      grade: { grade: expect.any(String) },
    });
    expect(outcome).toMatchObject({
      values: { max_age: 63_072_000, preloadable: 1, preloaded: 0, score: report?.grade?.score },
    });
    expect(findings).toEqual([
      { code: 'hsts-not-on-list', severity: 'info', evidence: { host: 'example.com', portal: 'unknown' } },
    ]);
  });
  it('calls nobody broken who does not want to be on it', async () => {
    const { outcome, report, found } = await look({ lines: ['max-age=31536000'] });
    expect(found).toEqual([]);
    expect(report?.preloadable.issues.map(({ code }) => code)).toEqual([
      'header.preloadable.include_sub_domains.missing',
      'header.preloadable.preload.missing',
    ]);
    expect(outcome).toMatchObject({ values: { preloadable: 0 } });
  });
  it('says what keeps a site from it that wants to be there', async () => {
    const { found } = await look({ lines: ['max-age=20000000; preload'], plain: { status: 200 } });
    expect(found).toEqual([
      'warn hstspreload/header.preloadable.include_sub_domains.missing',
      'warn hstspreload/header.preloadable.max_age.below_1_year',
      'warn hstspreload/redirects.http.no_redirect',
    ]);
  });
  it.each([
    [[], ['warn hsts-missing']],
    [['max-age=0'], ['warn hsts-off']],
    [['max-age=86400'], ['warn hsts-short']],
    [['max-age=15552000'], []],
    [
      ['max-age=1, includeSubDomains'],
      ['warn hsts-ignored', 'warn hstspreload/header.parse.max_age.non_digit_characters'],
    ],
    [['max-age=31536000; includeSubDomains', 'max-age=0'], ['warn hstspreload/response.multiple_headers']],
    // A browser takes it, hstspreload.org does not.
    [['max-age="31536000"'], ['warn hstspreload/header.parse.max_age.non_digit_characters']],
  ])('finds in %j: %j', async (lines, found) => {
    expect((await look({ lines })).found).toEqual(found);
  });
  it('tells a header that comes over http alone, and a site without https', async () => {
    const plain = { status: 200, headers: [[HSTS, GOOD]] } as const;
    expect(await look({ lines: [], plain })).toMatchObject({
      found: ['warn hsts-missing', 'info hstspreload/redirects.http.useless_header'],
    });
    const { found, report } = await look({ secure: 'none', plain });
    expect(found).toEqual(['warn hstspreload/domain.tls.cannot_connect']);
    expect(report).not.toHaveProperty('header');
    expect(report?.www).toBeUndefined();
  });
  it('has failed where nobody answers at all', async () => {
    expect((await look({ secure: 'none', plain: 'none' })).outcome).toMatchObject({
      status: 'failed',
      reason: 'refused',
    });
  });
});

describe('hsts, of a site that is on the list', () => {
  const listed = { host: 'listed.com' };
  it('finds nothing where it stays there', async () => {
    const { found, outcome } = await look(listed);
    expect(found).toEqual([]);
    expect(outcome).toMatchObject({ values: { preloaded: 1 }, report: { list: { entry: { name: 'listed.com' } } } });
  });
  it('warns where its header no longer is what is asked for', async () => {
    const { found, findings } = await look({
      ...listed,
      lines: ['max-age=31536000'],
      portal: { status: 'pending-automated-removal' },
    });
    expect(found).toEqual([
      'warn hsts-removal-risk',
      'warn hstspreload/header.preloadable.include_sub_domains.missing',
      'info hstspreload/header.preloadable.preload.missing',
    ]);
    expect(findings[0]?.evidence).toEqual({
      host: 'listed.com',
      policy: 'bulk-1-year',
      codes: 'header.preloadable.include_sub_domains.missing, header.preloadable.preload.missing',
      portal: 'pending-automated-removal',
    });
  });
  it('warns once where the header is gone, which browsers do not notice', async () => {
    expect((await look({ ...listed, lines: [] })).found).toEqual([
      'warn hsts-removal-risk',
      'info hstspreload/response.no_header',
    ]);
  });
  it('asks less of one that came by an older policy', async () => {
    const list = chromiumList([{ ...forced('listed.com'), policy: 'bulk-18-weeks' }]);
    const lines = ['max-age=15552000; includeSubDomains; preload'];
    expect((await look({ ...listed, list, lines })).found).toEqual([
      'warn hstspreload/header.preloadable.max_age.below_1_year',
    ]);
  });
  it('fails where browsers are locked out', async () => {
    const tls = { ...TRUSTED, distrust: { code: 'CERT_HAS_EXPIRED', text: 'it has expired' } };
    const { found } = await look({ ...listed, tls });
    expect(found).toEqual(['fail hsts-locked-out', 'warn hstspreload/domain.tls.invalid_cert_chain']);
    expect((await look({ ...listed, secure: 'none', plain: { status: 200 } })).found[0]).toBe('fail hsts-locked-out');
  });
  it('is told by the name above it', async () => {
    const { found, outcome } = await look({ host: 'www.listed.com', lines: [] });
    expect(found).toEqual(['info hsts-parent-preloaded']);
    expect(outcome).toMatchObject({ values: { preloaded: 1, preloadable: 0 } });
  });
});

describe('the portal', () => {
  it('has its words kept', async () => {
    const message = 'x'.repeat(1_000);
    const { report, found } = await look({ portal: { status: 'rejected', message, bulk: true, preloadedDomain: 'x' } });
    expect(report?.portal).toEqual({ status: 'rejected', message: 'x'.repeat(500), bulk: true });
    expect(found).toEqual(['warn hsts-rejected']);
    expect((await look({ portal: { status: 'pending-removal' } })).found[0]).toBe('warn hsts-removal-pending');
    expect((await look({ portal: { status: 'pending', message: '' } })).report?.portal).toEqual({ status: 'pending' });
  });
  it.each([
    ['<html>', 'portal.example says nothing of example.com'],
    [{ status: 'splendid' }, 'portal.example says nothing of example.com'],
    [{ status: 'preloaded', name: 'other.com' }, 'portal.example says nothing of example.com'],
    ['null', 'portal.example says nothing of example.com'],
    ['{'.repeat(20_000), 'portal.example sends more than 16384 bytes'],
  ])('says nothing where it says %j', async (portal, why) => {
    const { report, outcome } = await look({ portal });
    expect(report?.portal).toEqual({ why });
    expect(outcome.status).toBe('measured');
  });
  it('is asked once a day, and not at all where that is said', async () => {
    const cache = memoryCache();
    const first = await look({}, {}, cache);
    expect(first.asked.filter((url) => url.startsWith(PORTAL))).toEqual([`${PORTAL}?domain=example.com`]);
    expect((await look({}, {}, cache)).asked.filter((url) => url.startsWith(PORTAL))).toEqual([]);
    const never = await look({}, { portal: 'false', list: 'false' });
    expect(never.asked.every((url) => url.includes('example.com'))).toBe(true);
    expect(never.report).not.toHaveProperty('portal');
    expect(never.report?.list).toMatchObject({ known: false });
    expect(never.outcome).not.toHaveProperty('values.preloaded');
  });
});

describe('hsts, of what is not everybody’s', () => {
  it.each([
    ['printer.local', '9.9.9.9', 'nobody can register a name below .local'],
    ['nas', '9.9.9.9', 'nobody can register a name below .nas'],
    ['nas.home.arpa', '9.9.9.9', 'nobody can register'],
    ['example.com', '192.168.1.2', 'example.com is at 192.168.1.2 here, which is not public'],
    ['9.9.9.9', '9.9.9.9', '9.9.9.9 is an address, not a name'],
  ])('%s at %s: nobody is asked about it', async (host, address, why) => {
    const { asked, report, found, net } = await look({ host, address, lines: [] });
    expect(asked.some((url) => url.startsWith(PORTAL))).toBe(false);
    expect(net.asked.handshakes).toEqual([]);
    expect(report?.preloadable).toEqual({
      ok: false,
      issues: [{ code: 'hsts-not-public', level: 'error', words: expect.stringContaining(why) }],
    });
    expect(report?.removable.ok).toBe(false);
    expect(report?.portal).toEqual({ why: expect.stringContaining(why) });
    expect(found).toEqual(['info hsts-missing']);
  });
  it('is told what is wrong with its header all the same', async () => {
    const { found } = await look({ host: 'printer.local', lines: ['max-age=1;;x; max-age=2'] });
    expect(found).toEqual([
      'warn hsts-ignored',
      'warn hstspreload/header.parse.repeated.max_age',
      'info hstspreload/header.parse.empty_directive',
      'info hstspreload/header.parse.unknown_directive',
    ]);
  });
});

describe('www.', () => {
  const distrust = { code: 'ERR_TLS_CERT_ALTNAME_INVALID', text: 'for another name' };
  it('has to be trusted where it is there', async () => {
    const good = await look({ www: { address: '9.9.9.12', tls: TRUSTED } });
    expect(good.report?.www).toEqual({ answers: true });
    expect(good.net.asked.handshakes[0]?.request).toMatchObject({
      name: 'www.example.com',
      address: '9.9.9.12',
      port: 443,
    });
    const bad = await look({ www: { address: '9.9.9.12', tls: { ...TRUSTED, distrust } } });
    expect(bad.report).toMatchObject({ www: { answers: false, why: 'for another name' }, preloadable: { ok: false } });
    expect(bad.found).toEqual(['warn hstspreload/domain.www.no_tls']);
    expect((await look({ www: { address: '9.9.9.12' } })).report?.www).toEqual({
      answers: false,
      why: 'nobody listens',
    });
  });
  it('is not asked in the house, nor below a name that is registered', async () => {
    expect((await look({ www: { address: '192.168.1.1', tls: TRUSTED } })).report?.www).toBeUndefined();
    const below = { host: 'a.example.com', www: { address: '9.9.9.12', tls: TRUSTED } };
    expect((await look(below)).report?.www).toBeUndefined();
  });
});

describe('over lines that cost by the byte', () => {
  it('the list is not fetched, and one that is kept counts, however old', async () => {
    const none = await look({}, { metered: true });
    expect(none.report?.list).toEqual({ known: false, why: expect.stringContaining('metered') });
    const cache = memoryCache();
    await cache.put(LIST, { bytes: Buffer.from('example.com'), at: 1_000_000 });
    const old = await look({}, { metered: true }, cache);
    expect(old.report?.list).toMatchObject({ known: true, preloaded: true, listAt: 1_000_000 });
    expect([...none.asked, ...old.asked].filter((url) => url === LIST)).toEqual([]);
  });
});

describe('options of hsts', () => {
  it('are what the config and a command line write', () => {
    expect(options.parse({ portal: 'true', list: 'preload.json' })).toMatchObject({
      portal: 'https://hstspreload.org/api/v2/status',
      list: 'preload.json',
    });
    expect(options.parse({})).toMatchObject({
      list: expect.stringMatching(/^https:.*transport_security_state_static.json$/),
    });
    expect(options.parse({ portal: false, list: false })).toMatchObject({ portal: false, list: false });
    expect(options.safeParse({ portal: 'nowhere' }).success).toBe(false);
  });
  it('that name others are the owner’s', () => {
    expect(hsts.ownersOptions).toEqual(
      expect.arrayContaining(['list', 'portal', 'address', 'servername', 'http_port']),
    );
    expect(hsts.every).toBe(DAY);
  });
});
