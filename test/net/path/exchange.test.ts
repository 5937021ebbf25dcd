import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import type { Socket } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Exchange, ExchangeSeen } from '../../../src/domain/ask.ts';
import { askExchange } from '../../../src/net/path/exchange.ts';
import { plainConnect } from '../../../src/net/path/plain-transport.ts';
import { systemClock } from '../../../src/net/system-clock.ts';
import { makeCertificates } from '../../lab/scenarios/certificate.ts';
import { askOf } from '../../support/ask.ts';
import { rawServer, tlsServer, webServer, type OwnServer } from '../../support/own-servers.ts';

const never = new AbortController().signal;
const openFiles = (): number => readdirSync('/proc/self/fd').length;
const BODY = Buffer.alloc(300_000, 'plumbline');
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const get = (path: string): Pick<Exchange, 'http'> => ({ http: { method: 'GET', host: 'server.lab', path } });
const post = (path: string, bodyBytes: number): Pick<Exchange, 'http'> => ({
  http: { method: 'POST', host: 'server.lab', path, bodyBytes },
});

/** What servers do that mean no good, by the path that is asked for. */
const TALKS: Readonly<Record<string, (socket: Socket) => void>> = {
  '/silent': () => undefined,
  '/reset': (socket) => socket.resetAndDestroy(),
  '/close': (socket) => socket.end(),
  // A fatal alert, unrecognized_name (RFC 8446, 5.1 and 6).
  '/alert': (socket) => socket.end(Uint8Array.of(0x15, 3, 3, 0, 2, 2, 112)),
  '/garbage': (socket) => socket.end('no HTTP at all\r\n\r\n'),
  '/headers': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    flood(socket, `X-More: ${'a'.repeat(1_000)}\r\n`);
  },
  '/informational': (socket) => flood(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'),
  '/chunks': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    flood(socket, `1;${'a'.repeat(200)}\r\na\r\n`.repeat(300));
  },
  '/endless': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    flood(socket, 'a'.repeat(60_000));
  },
  '/cut': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc'),
  '/half': (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc'),
  '/switch': (socket) => socket.write('HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
  '/takes-it-all': (socket) => {
    socket.pause();
    socket.write('HTTP/1.1 405 No\r\nContent-Length: 2\r\n\r\nno');
    setTimeout(() => socket.resume(), 60);
  },
  '/answers-without-end': (socket) => {
    socket.pause();
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n');
    flood(socket, 'a'.repeat(60_000));
  },
  '/refuses': (socket) => {
    socket.pause();
    socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno');
    setTimeout(() => socket.destroy(), 30);
  },
};
const flood = (socket: Socket, text: string): void => {
  const more = (): void => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on('drain', more);
  more();
};

describe('an exchange', () => {
  let certificates: ReturnType<typeof makeCertificates>;
  let web: OwnServer;
  let raw: OwnServer;
  let secure: OwnServer;
  beforeAll(async () => {
    certificates = makeCertificates();
    web = await webServer((request, response) => {
      if (request.url === '/moved') response.writeHead(302, { location: 'http://elsewhere.lab/' }).end();
      else if (request.url === '/early') response.writeHead(405).end('no');
      else if (request.method === 'GET') response.end(BODY);
      else {
        let bytes = 0;
        request.on('data', (piece: Buffer) => (bytes += piece.length)).on('end', () => response.end(String(bytes)));
      }
    });
    raw = await rawServer((socket, first) => TALKS[first.split(' ', 2)[1] ?? '']?.(socket));
    const files = { key: readFileSync(certificates.own.key), cert: readFileSync(certificates.own.certificate) };
    secure = await tlsServer({ ...files, ALPNProtocols: ['http/1.1'] }, (socket) =>
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`)),
    );
  });
  afterAll(async () => {
    await Promise.all([web.close(), raw.close(), secure.close()]);
    certificates.remove();
  });

  const ask = askOf();
  const whole = (more: Partial<Exchange>): Exchange => ({
    kind: 'exchange',
    to: '127.0.0.1',
    port: web.port,
    mostBytes: 1 << 20,
    timeout: 5_000,
    ...more,
  });
  const go = (more: Partial<Exchange>, signal = never): Promise<ExchangeSeen> => ask(whole(more), {}, signal);
  const goRaw = (path: string, more: Partial<Exchange> = {}): Promise<ExchangeSeen> =>
    go({ ...get(path), port: raw.port, silence: 150, ...more });

  it('is done when the connection stands, where nothing is asked', async () => {
    const seen = await go({});
    expect(seen).toMatchObject({ stage: 'done', end: 'done', info: { bytesAcked: 0, bytesReceived: 0 } });
    expect(seen.connectMs).toBeGreaterThan(0);
    expect(seen).not.toHaveProperty('http');
  });
  it('tells the answer, and what the kernel knows of it', async () => {
    const seen = await go(get('/'));
    expect(seen).toMatchObject({
      stage: 'done',
      end: 'done',
      http: { status: 200, bodyBytes: BODY.length, bodyHash: hashOf(BODY) },
      info: { advMss: 65_495, pathMtu: 65_535, retransmits: 0, outOfOrder: 0 },
    });
    expect(seen.info?.bytesReceived).toBeGreaterThan(BODY.length);
    expect(seen.connectMs).toBeLessThanOrEqual(seen.firstByteMs ?? 0);
    expect(seen.firstByteMs).toBeLessThanOrEqual(seen.tookMs);
    expect(seen.stallMs).toBeLessThanOrEqual(seen.tookMs);
  });
  it('keeps what it read of the body only where that is asked for', async () => {
    const { http } = get('/');
    if (http === undefined) throw new Error('no request');
    const seen = await go({ http: { ...http, keepsBody: true }, mostBytes: 12 });
    expect(seen.http).toMatchObject({ bodyBytes: 12, body: 'plumblineplu' });
    expect((await go(get('/'))).http).not.toHaveProperty('body');
  });
  it('offers the MSS that it is told to', async () => {
    expect(await go({ ...get('/'), mss: 536 })).toMatchObject({
      end: 'done',
      info: { advMss: 536, sndMss: 536, rcvMss: 536 },
    });
  });
  it('is done after so many bytes', async () => {
    const part = { bodyBytes: 1_000, bodyHash: hashOf(BODY.subarray(0, 1_000)) };
    expect(await go({ ...get('/'), mostBytes: 1_000 })).toMatchObject({ stage: 'done', end: 'done', http: part });
    expect(await goRaw('/endless', { mostBytes: 100_000 })).toMatchObject({
      stage: 'done',
      http: { bodyBytes: 100_000 },
    });
  });
  it('follows nobody elsewhere', async () => {
    const http = { status: 302, location: 'http://elsewhere.lab/' };
    expect(await go(get('/moved'))).toMatchObject({ end: 'done', http });
    expect(await goRaw('/switch')).toMatchObject({ end: 'done', http: { status: 101 } });
  });
  it('uploads, and tells when all of it is acknowledged', async () => {
    const seen = await go(post('/', 500_000));
    expect(seen).toMatchObject({ stage: 'done', end: 'done', http: { status: 200, bodyBytes: 6 } });
    expect(seen.info?.bytesAcked).toBeGreaterThan(500_000);
  });
  it('tells an answer to half an upload from one to all of it', async () => {
    const seen = await go({ ...post('/refuses', 8_000_000), port: raw.port });
    expect(seen).toMatchObject({ stage: 'upload', end: 'done', http: { status: 413 } });
    expect(seen.info?.bytesAcked).toBeLessThan(8_000_000);
    const taken = await go({ ...post('/takes-it-all', 250_000), port: raw.port });
    expect(taken).toMatchObject({ stage: 'done', end: 'done', http: { status: 405 } });
    expect(taken.info?.bytesAcked).toBeGreaterThan(250_000);
    expect(await go(post('/early', 1_000))).toMatchObject({ stage: 'done', end: 'done', http: { status: 405 } });
  });
  it('does not take in more of an answer than it wants, while its upload goes on', async () => {
    const endless = { ...post('/answers-without-end', 8_000_000), port: raw.port, mostBytes: 1, timeout: 600 };
    const seen = await go(endless);
    expect(seen).toMatchObject({ stage: 'upload', end: 'timeout', http: { status: 200, bodyBytes: 1 } });
    expect(seen.info?.bytesReceived).toBeLessThan(300_000);
  });
  it('takes any certificate, and tells what is wrong with it', async () => {
    const { fingerprint256 } = new (await import('node:crypto')).X509Certificate(
      readFileSync(certificates.own.certificate),
    );
    const tls = {
      protocol: 'TLSv1.3',
      fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
      subject: 'CN=server.lab',
      issuer: 'CN=server.lab',
      untrusted: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    };
    const seen = await go({ port: secure.port, tls: { name: 'server.lab' }, ...get('/') });
    expect(seen).toMatchObject({ end: 'done', http: { status: 200 }, tls });
    expect(seen.tlsMs).toBeGreaterThan(seen.connectMs ?? Number.POSITIVE_INFINITY);
    expect(await go({ port: secure.port, tls: { name: null } })).toMatchObject({ stage: 'done', end: 'done', tls });
  });

  it.each<readonly [string, Partial<ExchangeSeen>]>([
    ['/silent', { stage: 'answer', end: 'timeout' }],
    ['/reset', { stage: 'answer', end: 'reset' }],
    ['/close', { stage: 'answer', end: 'closed' }],
    ['/garbage', { stage: 'answer', end: 'garbage' }],
    ['/headers', { stage: 'answer', end: 'garbage' }],
    ['/informational', { stage: 'answer', end: 'garbage' }],
    ['/chunks', { stage: 'answer', end: 'garbage' }],
    ['/cut', { stage: 'answer', end: 'closed' }],
    ['/half', { stage: 'answer', end: 'timeout' }],
  ])('with a server that does %s ends', async (path, expected) => {
    const before = openFiles();
    const seen = await goRaw(path);
    expect(seen).toMatchObject(expected);
    expect(seen.info?.bytesAcked).toBeGreaterThan(0);
    await expect.poll(openFiles).toBeLessThanOrEqual(before);
  });
  it.each<readonly [string, string, Partial<ExchangeSeen>]>([
    ['silence', '/silent', { stage: 'tls', end: 'timeout' }],
    ['an RST', '/reset', { stage: 'tls', end: 'reset' }],
    ['a FIN', '/close', { stage: 'tls', end: 'closed' }],
    ['what is no TLS', '/garbage', { stage: 'tls', end: 'tls-failed' }],
    ['an alert', '/alert', { stage: 'tls', end: 'tls-failed', alert: 112 }],
  ])('in TLS, answered by %s, ends', async (_, path, expected) => {
    const talk = await rawServer((socket) => TALKS[path]?.(socket));
    const seen = await go({ port: talk.port, tls: { name: 'server.lab' }, silence: 150 });
    expect(seen).toMatchObject(expected);
    // The hello was acknowledged: it is not the way that is blocked.
    expect(seen.info?.bytesAcked).toBeGreaterThan(100);
    expect(seen.info?.bytesReceived).toBeLessThan(20);
    await talk.close();
  });
  it('is refused', async () => {
    const gone = await rawServer(() => undefined);
    await gone.close();
    expect(await go({ port: gone.port })).toMatchObject({ stage: 'connect', end: 'refused' });
    const { to, mostBytes, timeout } = whole({});
    const asked = { kind: 'exchange', to, mostBytes, timeout, port: gone.port } as const;
    expect(await askExchange(plainConnect(systemClock()), systemClock(), asked, {}, never)).toMatchObject({
      end: 'refused',
    });
  });
  it('ends at an abort, and leaves nothing open', async () => {
    const before = openFiles();
    const stop = new AbortController();
    const asked = go({ ...get('/silent'), port: raw.port }, stop.signal);
    await expect.poll(openFiles).toBeGreaterThan(before);
    stop.abort();
    expect(await asked).toMatchObject({ end: 'cancelled' });
    await expect.poll(openFiles).toBe(before);
    expect(await go({}, stop.signal)).toMatchObject({ end: 'cancelled', tookMs: 0 });
  });

  it.each([{ path: '/a b' }, { host: 'a\r\nb' }, { bodyBytes: 9_000_000 }])(
    'sends nothing that is no request, which is a mistake in the code: %o',
    async (wrong) => {
      const http = { method: 'POST', host: 'server.lab', path: '/', ...wrong } as const;
      await expect(go({ http })).rejects.toThrow(/no part of a request|a body of 9000000 bytes/);
    },
  );

  it('is had without libc too, but for what only that can do', async () => {
    const clock = systemClock();
    const plain = (more: Partial<Exchange>) => askExchange(plainConnect(clock), clock, whole(more), {}, never);
    const seen = await plain(get('/'));
    expect(seen).toMatchObject({ stage: 'done', end: 'done', http: { bodyHash: hashOf(BODY) } });
    expect(seen).not.toHaveProperty('info');
    expect(await plain({ ...get('/silent'), port: raw.port, silence: 100 })).toMatchObject({ end: 'timeout' });
    for (const more of [{ mss: 536 }, { onlyResetsOfTtl: 64 }])
      expect(await plain(more)).toMatchObject({ stage: 'connect', end: 'unsupported' });
    expect(await askExchange(plainConnect(clock), clock, whole({}), { mark: 1 }, never)).toMatchObject({
      end: 'unsupported',
    });
  });
});
