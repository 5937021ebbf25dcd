import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openLibc } from '../../../src/net/libc/libc.ts';
import type { Handshaken, HandshakeRequest, NetResult } from '../../../src/net/net.ts';
import { shakeHands } from '../../../src/net/tls/handshake.ts';
import { HandClock } from '../../support/clock.ts';
import type { OwnServer } from '../../support/own-servers.ts';
import { issue, type Issued } from '../../support/pki.ts';
import { noOpenssl, sServer, type SServerSpec } from '../../support/s-server.ts';

const never = new AbortController().signal;
const clock = new HandClock();
const folder = mkdtempSync(join(tmpdir(), 'plumbline-handshake-'));
let files = 0;
const fileOf = (content: string | Uint8Array): string => {
  const path = join(folder, String((files += 1)));
  writeFileSync(path, content);
  return path;
};

describe.skipIf(noOpenssl !== undefined)('a handshake with openssl s_server', () => {
  let root: Issued;
  let middle: Issued;
  let own: Issued;
  let stranger: Issued;
  const running: OwnServer[] = [];
  beforeAll(async () => {
    root = await issue({ name: 'Root', isCa: true });
    middle = await issue({ name: 'Middle', isCa: true }, root);
    own = await issue({ name: 'site.test' }, middle);
    stranger = await issue({ name: 'stranger.test' });
  });
  afterAll(async () => {
    await Promise.all(running.map(({ close }) => close()));
    rmSync(folder, { recursive: true, force: true });
  });
  const serve = async (spec: Partial<SServerSpec> = {}): Promise<number> => {
    const server = await sServer({ certificate: own.certificate, key: own.key, ...spec });
    running.push(server);
    return server.port;
  };
  const shake = (port: number, more: Partial<HandshakeRequest> = {}): Promise<NetResult<Handshaken>> =>
    shakeHands(
      { address: '127.0.0.1', port, name: 'site.test', timeout: 10_000, ...more },
      {},
      { clock, openLibc, trusted: [root.certificate] },
      never,
    );
  const seen = async (port: number, more: Partial<HandshakeRequest> = {}): Promise<Handshaken> => {
    const result = await shake(port, more);
    if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`);
    return result;
  };
  const namesOf = ({ tls }: Handshaken): readonly string[] =>
    tls.chain.map(
      (der) =>
        [root, middle, own, stranger].find((each) => Buffer.compare(each.der, der) === 0)?.parts.certificate.subject
          .typesAndValues[0]?.value.valueBlock.value ?? '?',
    );

  it.each([
    ['TLSv1.3', ['-tls1_3', '-ciphersuites', 'TLS_AES_128_GCM_SHA256'], 'TLS_AES_128_GCM_SHA256', 'X25519'],
    ['TLSv1.3', ['-tls1_3', '-ciphersuites', 'TLS_AES_256_GCM_SHA384'], 'TLS_AES_256_GCM_SHA384', 'X25519'],
    ['TLSv1.3', ['-tls1_3', '-ciphersuites', 'TLS_CHACHA20_POLY1305_SHA256'], 'TLS_CHACHA20_POLY1305_SHA256', 'X25519'],
    ['TLSv1.3', ['-tls1_3', '-groups', 'P-384'], 'TLS_AES_256_GCM_SHA384', 'secp384r1'], // after a HelloRetryRequest
    ['TLSv1.2', ['-tls1_2'], 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'X25519'],
    ['TLSv1.2', ['-tls1_2', '-groups', 'P-256'], 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'prime256v1'],
  ])('tells %s as it is with %j', async (protocol, args, cipher, group) => {
    const port = await serve({ args, others: [middle.certificate] });
    const { tls, tookMicros } = await seen(port);
    expect(tls).toEqual({ protocol, cipher, group, chain: [own.der, middle.der].map((der) => Uint8Array.from(der)) });
    expect(tookMicros).toBeGreaterThan(0);
  });
  it('tells what ALPN settled on, a staple, and why a certificate is not trusted', async () => {
    const staple = Buffer.of(0x30, 3, 0x0a, 1, 6); // an answer that says "unauthorized" (RFC 6960, 4.2.1)
    for (const version of ['-tls1_2', '-tls1_3']) {
      const args = [version, '-alpn', 'h2', '-status_file', fileOf(staple)];
      const { tls } = await seen(await serve({ args }), { alpn: ['h2', 'http/1.1'] });
      expect(tls).toMatchObject({ alpn: 'h2', distrust: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } });
      expect(Buffer.from(tls.staple ?? []).toString('hex')).toBe(staple.toString('hex'));
    }
    const port = await serve({ others: [middle.certificate] });
    const { tls } = await seen(port, { name: 'other.test' });
    expect(tls.distrust).toEqual({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      text: expect.stringContaining("Host: other.test. is not in the cert's altnames"),
    });
    const itself = await seen(await serve({ certificate: stranger.certificate, key: stranger.key }), {
      name: 'stranger.test',
    });
    expect(itself.tls.distrust).toEqual({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', text: 'self-signed certificate' });
  });
  it('says the name in SNI, another one, or none', async () => {
    const args = [
      '-servername',
      'stranger.test',
      '-cert2',
      fileOf(stranger.certificate),
      '-key2',
      fileOf(stranger.key),
    ];
    const port = await serve({ args, others: [middle.certificate] });
    expect(namesOf(await seen(port))[0]).toBe('site.test');
    expect(namesOf(await seen(port, { name: 'stranger.test' }))[0]).toBe('stranger.test');
    expect(namesOf(await seen(port, { servername: 'stranger.test' }))[0]).toBe('stranger.test');
    expect(namesOf(await seen(port, { name: 'stranger.test', servername: '' }))[0]).toBe('site.test');
    expect(namesOf(await seen(port, { name: '127.0.0.1' }))[0]).toBe('site.test');
  });
  it('offers old versions with the ciphers that they need, and no other versions', async () => {
    const rsa = await issue({ name: 'site.test', rsa: 2_048 }, middle);
    const pair = { certificate: rsa.certificate, key: rsa.key };
    const args = ['-cipher', 'ALL:@SECLEVEL=0'];
    const all = await serve({ ...pair, args });
    for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const) {
      const { tls } = await seen(all, { versions: { least: version, most: version } });
      expect(tls.protocol).toBe(version);
      expect(namesOf({ tls } as Handshaken)).toHaveLength(1);
    }
    const old = await serve({ ...pair, args: [...args, '-tls1'] });
    expect(await shake(old)).toMatchObject({ ok: false, reason: 'failed' });
    expect((await seen(old, { versions: { least: 'TLSv1', most: 'TLSv1.3' } })).tls.protocol).toBe('TLSv1');
  });
  it.each(['-tls1_2', '-tls1_3'])('tells the chain as it was sent: %s', async (version) => {
    const sent = async (others: readonly Issued[]): Promise<readonly string[]> =>
      namesOf(await seen(await serve({ args: [version], others: others.map((each) => each.certificate) })));
    expect(await sent([middle])).toEqual(['site.test', 'Middle']);
    expect(await sent([middle, root])).toEqual(['site.test', 'Middle', 'Root']);
    expect(await sent([root, middle])).toEqual(['site.test', 'Root', 'Middle']);
    expect(await sent([middle, stranger])).toEqual(['site.test', 'Middle', 'stranger.test']);
    expect(await sent([])).toEqual(['site.test']);
  });
});
