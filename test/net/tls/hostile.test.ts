import { readdirSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openLibc } from '../../../src/net/libc/libc.ts';
import type { Handshaken, HandshakeRequest, NetResult } from '../../../src/net/net.ts';
import { shakeHands } from '../../../src/net/tls/handshake.ts';
import { HandClock } from '../../support/clock.ts';
import { rawServer, tlsServer, type OwnServer } from '../../support/own-servers.ts';
import { issue, type Issued } from '../../support/pki.ts';

const never = new AbortController().signal;
const clock = new HandClock();
const recordOf = (type: number, fragment: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(type, 3, 3, fragment.length >> 8, fragment.length & 0xff), fragment]);
const flood = (socket: Socket, bytes: Buffer): void => {
  const many = Buffer.concat(Array.from({ length: Math.ceil(20_000 / bytes.length) }, () => bytes));
  const more = (): void => {
    while (!socket.destroyed && socket.write(many));
  };
  socket.on('drain', more);
  more();
};
const drip = (socket: Socket, bytes: Buffer): void => {
  let at = 0;
  const next = setInterval(() => socket.write(bytes.subarray(at, (at += 1))), 10);
  socket.once('close', () => clearInterval(next));
};
/** A hello of TLS 1.2 that is right as far as it goes: ECDHE, RSA, AES-128-GCM. */
const hello = Buffer.concat([Buffer.of(2, 0, 0, 38, 3, 3), Buffer.alloc(32, 7), Buffer.of(0, 0xc0, 0x2f, 0)]);
const TALKS: Readonly<Record<string, (socket: Socket) => void>> = {
  silent: () => undefined,
  close: (socket) => socket.end(),
  reset: (socket) => socket.resetAndDestroy(),
  plain: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  garbage: (socket) => socket.end(Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 197) & 0xff))),
  alert: (socket) => socket.end(recordOf(21, Buffer.of(2, 112))),
  'endless-alerts': (socket) => flood(socket, recordOf(21, Buffer.of(1, 90))),
  'endless-cipher-changes': (socket) => flood(socket, recordOf(20, Buffer.of(1))),
  'endless-empty-records': (socket) => flood(socket, recordOf(22, Buffer.alloc(0))),
  'endless-hellos': (socket) => flood(socket, recordOf(22, hello)),
  'endless-certificate': (socket) => {
    socket.write(recordOf(22, hello));
    socket.write(recordOf(22, Buffer.of(11, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc)));
    flood(socket, recordOf(22, Buffer.alloc(16_000)));
  },
  drip: (socket) => drip(socket, recordOf(22, hello)),
};

describe('a handshake with a server that means no good', () => {
  const open: OwnServer[] = [];
  let own: Issued;
  beforeAll(async () => {
    own = await issue({ name: 'site.test' });
  });
  afterAll(async () => {
    await Promise.all(open.map(({ close }) => close()));
  });
  const shake = (port: number, more: Partial<HandshakeRequest> = {}): Promise<NetResult<Handshaken>> =>
    shakeHands(
      { address: '127.0.0.1', port, name: 'site.test', timeout: 10_000, ...more },
      {},
      { clock, openLibc },
      never,
    );
  const withCertificates = async (certificates: string, key: string): Promise<number> => {
    const server = await tlsServer({ key, cert: certificates }, (socket) => socket.on('error', () => undefined));
    open.push(server);
    return server.port;
  };

  it.each([
    ['silent', 'timeout', 'site.test (127.0.0.1) had not set up TLS within 300 ms'],
    ['drip', 'timeout', 'site.test (127.0.0.1) had not set up TLS within 300 ms'],
    ['close', 'reset', 'site.test closed the connection while TLS was being set up'],
    ['reset', 'reset', 'site.test closed the connection while TLS was being set up'],
    ['plain', 'failed', 'speaks no TLS that is understood here'],
    ['garbage', 'failed', 'speaks no TLS that is understood here'],
    ['alert', 'failed', 'unrecognized name'],
    ['endless-alerts', 'failed', 'site.test'],
    ['endless-cipher-changes', 'failed', 'site.test'],
    ['endless-empty-records', 'failed', 'site.test'],
    ['endless-hellos', 'failed', 'site.test'],
    ['endless-certificate', 'failed', 'excessive message size'],
  ])('%s: says so and ends', async (name, reason, detail) => {
    const server = await rawServer((socket) => TALKS[name]?.(socket));
    open.push(server);
    expect(await shake(server.port, { timeout: reason === 'timeout' ? 300 : 10_000 })).toEqual({
      ok: false,
      reason,
      detail: expect.stringContaining(detail),
    });
  });
  it('closes wherever it is cut, and leaves nothing open', async () => {
    const port = await withCertificates(own.certificate, own.key);
    let most = 0;
    // Hands on so many bytes of the server, then closes.
    const cutting = createServer((near) => {
      let left = most;
      const far = connect(port, '127.0.0.1');
      near.on('error', () => undefined).on('close', () => far.destroy());
      far
        .on('error', () => undefined)
        .on('data', (piece: Buffer) => {
          near.write(piece.subarray(0, left));
          left -= piece.length;
          if (left <= 0) near.end();
        });
      near.on('data', (piece: Buffer) => far.write(piece));
    });
    await new Promise<void>((listening) => cutting.listen(0, '127.0.0.1', listening));
    const before = readdirSync('/proc/self/fd').length;
    const { port: through } = cutting.address() as AddressInfo;
    for (most = 1; most < 600; most += 40) expect(await shake(through)).toMatchObject({ ok: false, reason: 'reset' });
    most = 1 << 20;
    expect(await shake(through)).toMatchObject({ ok: true });
    await expect.poll(() => readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
    cutting.close();
  });
  it('takes no more of certificates than OpenSSL does', async () => {
    const huge = await issue({ name: 'site.test', filler: 200_000 });
    expect(await shake(await withCertificates(huge.certificate, huge.key))).toEqual({
      ok: false,
      reason: 'failed',
      detail: expect.stringContaining('excessive message size'),
    });
    const { certificate, key } = own;
    expect(await shake(await withCertificates(certificate.repeat(1_000), key))).toMatchObject({
      ok: false,
      detail: expect.stringContaining('excessive message size'),
    });
    const many = await shake(await withCertificates(certificate.repeat(100), key));
    expect(many.ok && many.tls.chain.length).toBe(100);
  });
  it('is cancelled at once', async () => {
    const server = await rawServer(() => undefined);
    open.push(server);
    const stop = new AbortController();
    const request = { address: '127.0.0.1', port: server.port, name: 'site.test', timeout: 60_000 };
    const going = shakeHands(request, {}, { clock, openLibc }, stop.signal);
    setTimeout(() => stop.abort(), 50);
    expect(await going).toEqual({ ok: false, reason: 'cancelled', detail: 'cancelled' });
  });
  it.each(['a b', 'a\r\nb', 'é.test', 'a'.repeat(300)])('says no name such as %j', async (name) => {
    expect(await shake(1, { name })).toMatchObject({
      ok: false,
      detail: expect.stringContaining('no name that can be said'),
    });
  });
  it('takes what is no address for a mistake in the code', async () => {
    await expect(shake(1, { address: 'site.test' })).rejects.toThrow('not a numeric address');
  });
});
