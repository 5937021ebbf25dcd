import { describe, expect, it } from 'vitest';

import { readCertificate, toldOf, type Certificate } from '../../../src/probes/tls/certificate.ts';
import { chainOf } from '../../../src/probes/tls/chain.ts';
import { findingsOf, type Judged } from '../../../src/probes/tls/judge.ts';
import { isTooLong, mostDays, publicRoots } from '../../../src/probes/tls/lifetime.ts';
import { OWNERS, options } from '../../../src/probes/tls/options.ts';
import { tlsReport } from '../../../src/probes/tls/report.ts';
import { tls } from '../../../src/probes/tls/tls.ts';
import type { TlsSeen } from '../../../src/net/net.ts';
import { HandClock } from '../../support/clock.ts';
import { FakeNet, type NetScript } from '../../support/net.ts';
import { issue } from '../../support/pki.ts';

const DAY = 86_400_000_000;
const at = (date: string): number => Date.parse(date) * 1_000;
const signal = new AbortController().signal;
const seen = (...chain: readonly Uint8Array[]): TlsSeen => ({
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  chain,
});
const read = (der: Uint8Array): Certificate => {
  const certificate = readCertificate(der);
  if (certificate === undefined) throw new Error('it is not understood');
  return certificate;
};
const judge = (tls: TlsSeen, more: Partial<Judged> = {}): readonly string[] =>
  findingsOf({
    tls,
    chain: chainOf(tls.chain, tls.distrust?.code),
    name: 'site.test',
    nameMatches: true,
    now: Date.now() * 1_000,
    versions: undefined,
    publicRoots: () => new Set(),
    ...more,
  }).map(({ code }) => code);

describe('how long a certificate may be for', () => {
  it.each([
    ['2020-08-31', undefined],
    ['2020-09-01', 398],
    ['2026-03-14', 398],
    ['2026-03-15', 200],
    ['2027-03-15', 100],
    ['2029-03-15', 47],
  ])('issued on %s: %s days', (date, days) => {
    expect(mostDays(at(date))).toBe(days);
    if (days === undefined) return;
    expect(isTooLong({ notBefore: at(date), notAfter: at(date) + days * DAY })).toBe(false);
    expect(isTooLong({ notBefore: at(date), notAfter: at(date) + days * DAY + 1 })).toBe(true);
  });
  it('is asked of public authorities alone, and of what is trusted', async () => {
    const root = await issue({ name: 'Root', isCa: true, days: 5_000 });
    const { der } = await issue({ name: 'site.test', days: 1_000 }, root);
    const known = (): ReadonlySet<string> => new Set(['CN=Root']);
    expect(judge(seen(der))).toEqual([]);
    expect(judge(seen(der), { publicRoots: known })).toEqual(['tls-lifetime-too-long']);
    expect(judge(seen(der, root.der), { publicRoots: known })).toEqual(['tls-lifetime-too-long']);
    const distrust = { code: 'CERT_REVOKED', text: 'certificate revoked' };
    expect(judge({ ...seen(der), distrust }, { publicRoots: known })).toEqual(['tls-untrusted']);
  });
  it('knows the authorities that Node carries', () => {
    expect([...publicRoots()].some((name) => name.includes('ISRG Root X1'))).toBe(true);
  });
});

describe('what is said of TLS', () => {
  it('is of nothing that is not understood', async () => {
    const { der } = await issue({ name: 'site.test' });
    expect(judge(seen())).toEqual(['tls-chain-unreadable']);
    expect(judge(seen(Buffer.from('no certificate')))).toEqual(['tls-chain-unreadable']);
    expect(judge(seen(der.subarray(0, -1)))).toEqual(['tls-chain-unreadable']);
    expect(chainOf([der, Buffer.from('none'), der], undefined)).toMatchObject({ order: 'with-others' });
  });
  it('takes a staple for the must-staple that it is', async () => {
    const { der } = await issue({ name: 'site.test', mustStaple: true });
    expect(judge(seen(der))).toEqual(['tls-must-staple-missing']);
    expect(judge({ ...seen(der), staple: Buffer.of(1) })).toEqual([]);
  });
  it('has an intermediate that has expired, but not the root', async () => {
    const root = await issue({ name: 'Root', isCa: true, from: -100, days: 50 });
    const middle = await issue({ name: 'Middle', isCa: true, from: -100, days: 50 }, root);
    const { der } = await issue({ name: 'site.test' }, middle);
    const tls = {
      ...seen(der, middle.der, root.der),
      distrust: { code: 'CERT_HAS_EXPIRED', text: 'certificate has expired' },
    };
    const found = findingsOf({
      tls,
      chain: chainOf(tls.chain, tls.distrust.code),
      name: 'site.test',
      nameMatches: true,
      now: Date.now() * 1_000,
      versions: undefined,
      publicRoots,
    });
    expect(found.map(({ code, evidence }) => [code, evidence['certificate']])).toEqual([['tls-expired', 'Middle']]);
  });
  it('has what OpenSSL says where nothing else explains it', async () => {
    const { der } = await issue({ name: 'site.test' }, await issue({ name: 'Root', isCa: true }));
    const distrust = { code: 'CERT_HAS_EXPIRED', text: 'certificate has expired' };
    expect(judge({ ...seen(der), distrust })).toEqual(['tls-untrusted']); // of a root that was not sent
  });
  it('keeps texts and numbers in bounds', async () => {
    const names = Array.from({ length: 1_500 }, (_, i) => `${i}-${'a'.repeat(40)}.test\u0007`);
    const { der } = await issue({ name: 'x\n\u001b[31mred'.repeat(10), names, days: 2_900_000 });
    const told = toldOf(read(der));
    expect(told).toMatchObject({ moreNames: 1_400, notAfter: Number.MAX_SAFE_INTEGER });
    expect(JSON.stringify(told)).not.toMatch(/\p{Cc}|\\u00/u);
    expect(told.names).toHaveLength(100);
  });
});

describe('the probe tls', () => {
  const check = async (script: Partial<NetScript>, given: object = {}, more: object = {}) => {
    const clock = new HandClock(Date.now() * 1_000);
    const net = new FakeNet({ clock, resolve: { 'site.test': ['192.0.2.7', '192.0.2.8'] }, ...script });
    const aim = { subject: { target: 'site', vantage: 'home' }, address: 'site.test', ...more };
    const outcome = tls.run(aim, options.parse(given), { clock, net, signal });
    await clock.advance(60_000);
    return { outcome: await outcome, asked: net.asked.handshakes.map(({ request }) => request) };
  };
  const failure = (reason: 'refused' | 'failed' | 'timeout') => ({ ok: false as const, reason, detail: reason });

  it('asks the next address where nobody is there, and again with all that there is where it does not come about', async () => {
    const { der } = await issue({ name: 'site.test' });
    const { outcome, asked } = await check({
      handshake: ({ request }) => {
        if (request.address === '192.0.2.7') return failure('refused');
        return request.versions === undefined ? failure('failed') : { ...seen(der), protocol: 'TLSv1' };
      },
    });
    expect(outcome).toMatchObject({ status: 'measured', findings: [{ code: 'tls-old-protocol', severity: 'fail' }] });
    if (outcome.status === 'measured') tlsReport.parse(outcome.report);
    expect(asked.map(({ address, versions }) => [address, versions?.least])).toEqual([
      ['192.0.2.7', undefined],
      ['192.0.2.8', undefined],
      ['192.0.2.8', 'TLSv1'],
    ]);
  });
  it.each([
    ['refused', 'refused'],
    ['failed', 'protocol-error'],
    ['timeout', 'timeout'],
  ] as const)('tells why it could not: %s', async (reason, expected) => {
    const { outcome } = await check({ handshake: () => failure(reason) });
    expect(outcome).toMatchObject({ status: 'failed', reason: expected, findings: [] });
  });
  it('tells a name without an address, and what is no site', async () => {
    const unknown = await check({ resolve: () => ({ ok: false, reason: 'no-address', detail: 'none' }) });
    expect(unknown.outcome).toMatchObject({ status: 'failed', findings: [{ code: 'name-not-resolved' }] });
    expect((await check({}, {}, { address: 'a b' })).outcome).toMatchObject({
      status: 'failed',
      reason: 'unsupported',
    });
  });
  it('asks who it is told to, by the name that it is told', async () => {
    const asked = async (given: object, more: object = {}) => (await check({}, given, more)).asked[0];
    expect(await asked({ port: 8443, address: '192.0.2.9', servername: 'x.test' })).toMatchObject({
      address: '192.0.2.9',
      port: 8443,
      name: 'x.test',
      servername: 'x.test',
    });
    expect(await asked({}, { address: '192.0.2.5', name: 'site.test' })).toMatchObject({
      address: '192.0.2.5',
      name: 'site.test',
    });
    expect(await asked({}, { address: '2001:db8::1' })).toMatchObject({
      address: '2001:db8::1',
      name: '2001:db8::1',
      port: 443,
    });
  });
  it('says of old versions nothing where they could not be tried', async () => {
    const { der } = await issue({ name: 'site.test' });
    const handshake: NetScript['handshake'] = ({ request: { versions } }) =>
      versions === undefined ? seen(der) : failure(versions.most === 'TLSv1' ? 'timeout' : 'failed');
    const { outcome } = await check({ handshake }, { versions: true });
    expect(outcome).toMatchObject({ report: { versions: [{ version: 'TLSv1.1', offered: false, why: 'failed' }] } });
  });
  it('leaves what names another place to the owner', () => {
    expect(OWNERS).toEqual(['address', 'servername', 'port']);
  });
});
