import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openLibc } from '../../../src/net/libc/libc.ts';
import { shakeHands } from '../../../src/net/tls/handshake.ts';
import { options } from '../../../src/probes/tls/options.ts';
import { tlsReport } from '../../../src/probes/tls/report.ts';
import { tls } from '../../../src/probes/tls/tls.ts';
import { HandClock } from '../../support/clock.ts';
import { FakeNet } from '../../support/net.ts';
import type { OwnServer } from '../../support/own-servers.ts';
import { issue, type CertificateSpec, type Issued } from '../../support/pki.ts';
import { noOpenssl, sServer, type SServerSpec } from '../../support/s-server.ts';

const signal = new AbortController().signal;
const clock = new HandClock(Date.now() * 1_000);
/** The handshakes are real, names lead to this machine. */
class RealNet extends FakeNet {
  readonly trusted: readonly string[];
  constructor(trusted: readonly string[]) {
    super({ clock, resolve: () => ({ addresses: ['127.0.0.1'] }) });
    this.trusted = trusted;
  }
  override handshake(...[request, signal]: Parameters<FakeNet['handshake']>) {
    return shakeHands(request, {}, { clock, openLibc, trusted: this.trusted }, signal);
  }
}

describe.skipIf(noOpenssl !== undefined)('tls, of a server', () => {
  let root: Issued;
  let middle: Issued;
  const running: OwnServer[] = [];
  beforeAll(async () => {
    root = await issue({ name: 'Root', isCa: true, days: 3_650 });
    middle = await issue({ name: 'Middle', isCa: true, days: 1_000, saysWhere: true }, root);
  });
  afterAll(async () => {
    await Promise.all(running.map(({ close }) => close()));
  });
  const serve = async (own: Issued, spec: Partial<SServerSpec> = {}): Promise<number> => {
    const server = await sServer({
      certificate: own.certificate,
      key: own.key,
      others: [middle.certificate],
      ...spec,
    });
    running.push(server);
    return server.port;
  };
  const check = async (port: number, given: object = {}, address = 'site.test', trusted = [root.certificate]) => {
    const aim = { subject: { target: 'site', vantage: 'home' }, address };
    const outcome = await tls.run(aim, options.parse({ port, ...given }), { clock, net: new RealNet(trusted), signal });
    if (outcome.status !== 'measured') throw new Error(`${outcome.reason}: ${outcome.detail}`);
    tlsReport.parse(outcome.report);
    return outcome;
  };
  const own = (spec: Partial<CertificateSpec> = {}): Promise<Issued> => issue({ name: 'site.test', ...spec }, middle);
  const findings = async (...args: Parameters<typeof check>): Promise<readonly string[]> =>
    (await check(...args)).findings.map(({ code, severity }) => `${code} ${severity}`);

  it('tells one that is in order', async () => {
    const mine = await own({ names: ['site.test', '*.site.test', '192.0.2.7'] });
    const { report, values, findings } = await check(await serve(mine));
    expect(findings).toEqual([]);
    expect(report).toMatchObject({
      host: 'site.test',
      address: '127.0.0.1',
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      group: 'X25519',
      trusted: true,
      nameMatches: true,
      order: 'complete',
      stapled: false,
    });
    expect(
      report.chain.map(({ subject, issuer, isCa, selfSigned }) => ({ subject, issuer, isCa, selfSigned })),
    ).toEqual([
      { subject: 'site.test', issuer: 'Middle', isCa: false, selfSigned: false },
      { subject: 'Middle', issuer: 'Root', isCa: true, selfSigned: false },
    ]);
    expect(report.chain[0]).toMatchObject({
      names: ['site.test', '*.site.test', '192.0.2.7'],
      key: 'EC prime256v1',
      signature: 'ecdsa-with-SHA256',
      mustStaple: false,
    });
    expect(values['days_left']).toBeCloseTo(89, 0);
    expect(values['life_left']).toBeCloseTo(89 / 90, 2);
    expect(values).toMatchObject({ chain: 2, handshake: expect.any(Number) });
  });
  it.each<[string, Partial<CertificateSpec>, readonly string[]]>([
    ['has expired', { from: -91, days: 90 }, ['tls-expired fail']],
    ['is not valid yet', { from: 2, days: 90 }, ['tls-not-yet-valid fail']],
    ['expires soon', { from: -80, days: 90 }, ['tls-expiring warn']],
    ['expires at once', { from: -89, days: 90 }, ['tls-expiring fail']],
    ['is for another name', { name: 'other.test' }, ['tls-name-mismatch fail']],
    ['has a short key', { rsa: 1_024 }, ['tls-weak-key fail']],
    ['must be stapled', { mustStaple: true }, ['tls-must-staple-missing fail']],
    ['is for ten years, from nobody public', { days: 3_650 }, []],
    [
      'has expired and is for another name',
      { name: 'other.test', from: -91 },
      ['tls-expired fail', 'tls-name-mismatch fail'],
    ],
  ])('tells a certificate that %s', async (_, spec, expected) => {
    const port = await serve(await own(spec), { args: ['-cipher', 'ALL:@SECLEVEL=0'] });
    expect(await findings(port)).toEqual(expected);
  });
  it('tells a signature by way of SHA-1', async () => {
    const authority = await issue({ name: 'Old', isCa: true, rsa: 2_048, hash: 'SHA-1' });
    const mine = await issue({ name: 'site.test', rsa: 2_048, hash: 'SHA-1' }, authority);
    const port = await serve(mine, { others: [authority.certificate], args: ['-cipher', 'ALL:@SECLEVEL=0'] });
    const outcome = await check(port, {}, 'site.test', [authority.certificate]);
    expect(outcome.findings.map(({ code }) => code)).toContain('tls-sha1-signature');
    expect(outcome.findings.filter(({ code }) => code === 'tls-sha1-signature')).toHaveLength(1);
    expect(outcome.report.chain[0]?.signature).toBe('sha1WithRSAEncryption');
  });
  it('tells each way in which a chain is sent wrong', async () => {
    const mine = await own();
    const stranger = await issue({ name: 'stranger.test' });
    const chain = (...others: readonly Issued[]): Promise<number> =>
      serve(mine, { others: others.map(({ certificate }) => certificate) });
    expect(await findings(await chain(middle, root))).toEqual([]);
    expect(await findings(await chain(root, middle))).toEqual(['tls-chain-out-of-order warn']);
    expect(await findings(await chain(middle, stranger))).toEqual(['tls-chain-with-others info']);
    expect(await findings(await chain())).toEqual(['tls-chain-incomplete fail']);
    expect(await findings(await serve(stranger, { others: [] }), {}, 'stranger.test')).toEqual([
      'tls-self-signed fail',
    ]);
  });
  it('tells an authority that nobody knows from a certificate that is missing in between', async () => {
    const port = await serve(await own());
    expect(await findings(port, {}, 'site.test', [])).toEqual(['tls-chain-incomplete fail']); // it says where
    const home = await issue({ name: 'Home', isCa: true });
    const below = await issue({ name: 'Below', isCa: true }, home);
    const mine = await issue({ name: 'site.test' }, below);
    const withoutRoot = await serve(mine, { others: [below.certificate] });
    expect(await findings(withoutRoot, {}, 'site.test', [])).toEqual(['tls-untrusted-root fail']);
    const withRoot = await serve(mine, { others: [below.certificate, home.certificate] });
    expect(await findings(withRoot, {}, 'site.test', [])).toEqual(['tls-untrusted-root fail']);
  });
  it('holds an address to the addresses of the certificate, another name where it is told', async () => {
    const port = await serve(await own({ names: ['site.test', '127.0.0.1'] }));
    expect(await findings(port, {}, '127.0.0.1')).toEqual([]);
    expect(await findings(port, { servername: 'other.test' })).toEqual(['tls-name-mismatch fail']);
    expect(await findings(port, { servername: '' })).toEqual([]);
    expect(await findings(port, {}, `https://site.test:${port}/page`)).toEqual([]);
  });
  it('tells old versions that are still spoken, where they are tried, and those that are all there is', async () => {
    const mine = await own({ rsa: 2_048 });
    const [oldToo, newOnly, oldOnly] = await Promise.all([
      serve(mine, { args: ['-cipher', 'ALL:@SECLEVEL=0', '-no_tls1'] }),
      serve(mine),
      serve(mine, { args: ['-cipher', 'ALL:@SECLEVEL=0', '-tls1'] }),
    ]);
    const { report, findings: told } = await check(oldToo, { versions: true });
    expect(report.versions).toEqual([
      { version: 'TLSv1', offered: false, why: expect.any(String) },
      { version: 'TLSv1.1', offered: true },
    ]);
    expect(told).toMatchObject([{ code: 'tls-old-protocol', severity: 'warn', evidence: { versions: 'TLSv1.1' } }]);
    expect(await findings(oldToo)).toEqual([]);
    expect((await check(newOnly, { versions: 'true' })).report.versions?.map(({ offered }) => offered)).toEqual([
      false,
      false,
    ]);
    expect(await findings(oldOnly)).toEqual(['tls-old-protocol fail']);
  });
});
