import { readFileSync, readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { brotliCompressSync, createGzip, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { fetchOnce } from '../../../src/net/fetch/fetch.ts';
import { openLibc } from '../../../src/net/libc/libc.ts';
import type { Binding, Fetched, FetchRequest, NetResult } from '../../../src/net/net.ts';
import { makeCertificates } from '../../lab/scenarios/certificate.ts';
import { HandClock } from '../../support/clock.ts';
import { rawServer, tlsServer, webServer, type OwnServer } from '../../support/own-servers.ts';

const never = new AbortController().signal;
const clock = new HandClock();
const openFiles = (): number => readdirSync('/proc/self/fd').length;
interface Way {
  readonly signal?: AbortSignal;
  readonly trusted?: readonly string[];
  readonly binding?: Binding;
}
const PAGE = 'plumbline '.repeat(10_000);
const OK = 'HTTP/1.1 200 OK\r\n';

const flood = (socket: Socket, bytes: string | Buffer): void => {
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', more);
  more();
};
/** What servers say that mean no good, or know no better, by the path that is asked for. */
const TALKS: Readonly<Record<string, (socket: Socket, first: string) => void>> = {
  '/silent': () => undefined,
  '/close': (socket) => socket.end(),
  '/reset': (socket) => socket.resetAndDestroy(),
  '/garbage': (socket) => socket.end('no HTTP at all\r\n\r\n'),
  '/bytes': (socket) => socket.end(Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 197) & 0xff))),
  '/headers': (socket) => {
    socket.write(OK);
    flood(socket, `X-More: ${'a'.repeat(1_000)}\r\n`);
  },
  '/ten-thousand': (socket) => socket.end(`${OK}${'A:b\r\n'.repeat(10_000)}\r\n`),
  '/informational': (socket) => flood(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'),
  '/switch': (socket) => socket.write('HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
  '/drip-head': (socket) => drip(socket, `${OK}X-Slow: ${'a'.repeat(1_000)}\r\n\r\n`),
  '/drip-body': (socket) => {
    socket.write(`${OK}Content-Length: 1000\r\n\r\n`);
    drip(socket, 'a'.repeat(1_000));
  },
  '/cut': (socket) => socket.end(`${OK}Content-Length: 1000\r\n\r\nabc`),
  '/reset-in-body': (socket) => {
    socket.write(`${OK}Content-Length: 1000\r\n\r\nabc`);
    setTimeout(() => socket.resetAndDestroy(), 20);
  },
  '/until-the-end': (socket) => socket.end(`${OK}\r\nthat is all`),
  '/endless': (socket) => {
    socket.write(`${OK}\r\n`);
    flood(socket, 'a'.repeat(60_000));
  },
  '/chunk-extension': (socket) => {
    socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
    flood(socket, `1;${'a'.repeat(8_000)}\r\na\r\n`);
  },
  '/long-chunk-extension': (socket) => {
    socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n1;`);
    flood(socket, 'a'.repeat(60_000));
  },
  '/trailers': (socket) =>
    socket.end(`${OK}Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n`),
  '/endless-trailers': (socket) => {
    socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n`);
    flood(socket, `X-More: ${'a'.repeat(1_000)}\r\n`);
  },
  '/raw-headers': (socket) =>
    socket.end(
      `${OK}X-b: 1\r\nx-A:  2 \r\nX-b: 3\r\nSet-Cookie: a\r\nset-cookie: b\r\nX-Latin: \xe9\r\n\r\n`,
      'latin1',
    ),
  '/byte': (socket, first) => {
    const byte = Number(/\?(\d+)/.exec(first)?.[1]);
    socket.end(Buffer.concat([Buffer.from(`${OK}X-Byte: a`), Buffer.of(byte), Buffer.from('b\r\n\r\n')]));
  },
  '/nothing-but-empty-blocks': (socket) => {
    socket.write(`${OK}Content-Encoding: deflate\r\n\r\n`);
    socket.write(Uint8Array.of(0x78, 0x9c));
    // Stored blocks of length 0, none of them the last (RFC 1951, 3.2.4).
    flood(socket, Buffer.alloc(50_000, Uint8Array.of(0, 0, 0, 0xff, 0xff)));
  },
  '/echo': (socket, first) => socket.end(`${OK}\r\n${first}`),
};
const drip = (socket: Socket, text: string): void => {
  let at = 0;
  const next = setInterval(() => {
    socket.write(text.charAt(at));
    at += 1;
  }, 10);
  socket.once('close', () => clearInterval(next));
};
const compressed: Readonly<Record<string, readonly [string, Buffer]>> = {
  '/gzip': ['gzip', gzipSync(PAGE)],
  '/x-gzip': ['X-Gzip', gzipSync(PAGE)],
  '/br': ['br', brotliCompressSync(PAGE)],
  '/deflate': ['deflate', deflateSync(PAGE)],
  '/raw-deflate': ['deflate', deflateRawSync(PAGE)],
  '/nothing-gzipped': ['gzip', Buffer.alloc(0)],
  '/not-gzipped': ['gzip', Buffer.from('plain as can be')],
  '/not-br': ['br', Buffer.from('plain as can be')],
  '/half-gzipped': ['gzip', gzipSync(PAGE).subarray(0, 100)],
  '/zstd': ['zstd', Buffer.from('whatever')],
};
const answer = (request: IncomingMessage, response: ServerResponse): void => {
  const { url = '', method = '', headers, socket } = request;
  const [coding, bytes] = compressed[url] ?? [];
  if (coding !== undefined) response.writeHead(200, { 'content-encoding': coding }).end(bytes);
  else if (url === '/endless-bomb') {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    const gzip = createGzip({ level: 9 });
    gzip.pipe(response);
    const zeros = Buffer.alloc(1 << 20);
    const more = (): void => {
      while (!response.destroyed && gzip.write(zeros));
    };
    gzip.on('drain', more);
    more();
    response.once('close', () => gzip.destroy());
  } else if (url === '/not-modified') response.writeHead(304, { etag: '"1"', 'content-encoding': 'gzip' }).end();
  else if (method === 'POST') {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => response.end(JSON.stringify({ body, headers })));
  } else response.end(url === '/who' ? socket.remoteAddress : PAGE);
};

describe('a request by HTTP', () => {
  let certificates: ReturnType<typeof makeCertificates>;
  let raw: OwnServer;
  let web: OwnServer;
  let tls: OwnServer;
  let silentTls: OwnServer;
  let own = '';
  beforeAll(async () => {
    certificates = makeCertificates();
    own = readFileSync(certificates.own.certificate, 'utf8');
    const pair = { key: readFileSync(certificates.own.key), cert: own };
    raw = await rawServer((socket, first) => TALKS[/ ([^ ?]*)/.exec(first)?.[1] ?? '']?.(socket, first));
    web = await webServer(answer);
    const server = createSecure(pair, (request, response) => {
      const { servername } = request.socket as unknown as { readonly servername: string };
      if (request.url === '/resumed') response.end(String((request.socket as TLSSocket).isSessionReused()));
      else if (request.url === '/raw') request.socket.end(`${OK}\r\nnot told to be over`);
      else response.end(`${servername} ${request.headers.host}`);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    tls = {
      port: (server.address() as AddressInfo).port,
      close: () =>
        new Promise((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        }),
    };
    silentTls = await rawServer(() => undefined);
  });
  afterAll(async () => {
    await Promise.all([raw.close(), web.close(), tls.close(), silentTls.close()]);
    certificates.remove();
  });

  const go = (
    url: string,
    more: Partial<FetchRequest> = {},
    { signal = never, trusted = [own], binding }: Way = {},
  ): Promise<NetResult<Fetched>> => {
    const request = { url, address: '127.0.0.1', mostBytes: 1 << 20, timeout: 10_000, ...more };
    return fetchOnce(request, binding ?? {}, { clock, openLibc, agent: 'plumbline/1.2.3', trusted }, signal);
  };
  const goRaw = (path: string, more: Partial<FetchRequest> = {}) => go(`http://server.lab:${raw.port}${path}`, more);
  const goWeb = (path: string, more: Partial<FetchRequest> = {}) => go(`http://server.lab:${web.port}${path}`, more);
  const goTls = (path: string, more: Partial<FetchRequest> = {}) => go(`https://server.lab:${tls.port}${path}`, more);
  const whole = async (going: Promise<NetResult<Fetched>>): Promise<Fetched & { readonly text: string }> => {
    const fetched = await going;
    if (!fetched.ok) throw new Error(`${fetched.reason}: ${fetched.detail}`);
    return { ...fetched, text: Buffer.from(fetched.body).toString() };
  };

  it('is said as told, with our name, and to the address, whatever the host', async () => {
    const { status, text, at, truncated } = await whole(goRaw('/echo?a=b', { headers: { 'X-Own': 'yes' } }));
    expect(text).toBe(
      `GET /echo?a=b HTTP/1.1\r\nHost: server.lab:${raw.port}\r\nUser-Agent: plumbline/1.2.3\r\nAccept: */*\r\n` +
        'X-Own: yes\r\nAccept-Encoding: gzip, deflate, br\r\nConnection: close\r\n\r\n',
    );
    expect({ status, at, truncated }).toEqual({ status: 200, at: clock.now(), truncated: false });
  });
  it('has the name and the wishes of who asks, where these are told', async () => {
    const headers = { 'user-agent': 'another', accept: 'text/html' };
    const { text } = await whole(goRaw('/echo', { headers }));
    expect(text).toContain('user-agent: another\r\naccept: text/html\r\n');
    expect(text).not.toMatch(/plumbline|\*\/\*/);
  });
  it('goes out as it is bound', async () => {
    const { text } = await whole(go(`http://server.lab:${web.port}/who`, {}, { binding: { source: '127.0.0.9' } }));
    expect(text).toBe('127.0.0.9');
  });
  it('keeps the header lines in their order and spelling', async () => {
    expect((await whole(goRaw('/raw-headers'))).headers).toEqual([
      ['X-b', '1'],
      ['x-A', '2'],
      ['X-b', '3'],
      ['Set-Cookie', 'a'],
      ['set-cookie', 'b'],
      ['X-Latin', 'é'],
    ]);
  });
  it('takes each byte that a value may have as it came, and refuses what has another', async () => {
    const taken: number[] = [];
    for (let byte = 0; byte < 256; byte += 1) {
      const fetched = await goRaw(`/byte?${byte}`);
      if (fetched.ok) {
        taken.push(byte);
        expect(fetched.headers).toEqual([['X-Byte', `a${String.fromCharCode(byte)}b`]]);
      } else
        expect(fetched).toMatchObject({ reason: 'failed', detail: expect.stringContaining('says what is no HTTP') });
    }
    // RFC 9110, 5.5: a tab, what can be seen, and what is beyond ASCII.
    const allowed = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte >= 0x20 || byte === 0x09);
    expect(taken).toEqual(allowed.filter((byte) => byte !== 0x7f));
  });
  it('says the host that it is told to', async () => {
    const { text } = await whole(goRaw('/echo', { host: 'other.lab:8080' }));
    expect(text).toContain('Host: other.lab:8080\r\n');
    expect(text).not.toContain('server.lab');
  });
  it.each([
    [{ host: 'a\r\nX-More: b' }, 'no host that can be said'],
    [{ host: 'user@other.lab' }, 'no host that can be said'],
    [{ host: '' }, 'no host that can be said'],
    [{ servername: 'a b' }, 'no server name that can be said'],
    [{ servername: 'a'.repeat(254) }, 'no server name that can be said'],
  ])('does not say %j', async (more, detail) => {
    expect(await goRaw('/echo', more)).toMatchObject({
      ok: false,
      reason: 'failed',
      detail: expect.stringContaining(detail),
    });
  });
  it('posts a body', async () => {
    const told = await whole(goWeb('/', { method: 'POST', body: 'grüße', headers: { 'Content-Type': 'text/plain' } }));
    expect(JSON.parse(told.text)).toMatchObject({
      body: 'grüße',
      headers: { 'content-length': '7', 'content-type': 'text/plain' },
    });
  });
  it.each(['/', '/gzip', '/not-modified'])('asks for the head alone: %s', async (path) => {
    const { status, body, headers } = await whole(goWeb(path, { method: 'HEAD' }));
    expect({ status, bytes: body.length }).toEqual({ status: path === '/not-modified' ? 304 : 200, bytes: 0 });
    expect(headers.length).toBeGreaterThan(0);
  });
  it.each(['/gzip', '/x-gzip', '/br', '/deflate', '/raw-deflate'])('decodes %s', async (path) => {
    expect((await whole(goWeb(path))).text).toBe(PAGE);
  });
  it('has nothing to decode where nothing comes', async () => {
    expect((await whole(goWeb('/nothing-gzipped'))).body).toHaveLength(0);
    expect((await whole(goWeb('/not-modified'))).body).toHaveLength(0);
  });
  it.each(['/not-gzipped', '/not-br', '/half-gzipped'])(
    'says that what comes is not compressed as told: %s',
    async (path) => {
      const reason = { ok: false, reason: 'failed', detail: expect.stringContaining('not compressed as it says') };
      expect(await goWeb(path)).toEqual(reason);
    },
  );
  it('refuses a coding that it did not ask for', async () => {
    const detail = `server.lab:${web.port} sends its answer in a coding that was not asked for: zstd`;
    expect(await goWeb('/zstd')).toEqual({ ok: false, reason: 'failed', detail });
  });
  it.each(['/gzip', '/br', '/deflate', '/', '/endless-bomb'])('reads no more than it may: %s', async (path) => {
    const { body, truncated } = await whole(goWeb(path, { mostBytes: 1_000 }));
    expect({ bytes: body.length, truncated }).toEqual({ bytes: 1_000, truncated: true });
  });
  it('is whole with as many bytes as it may have', async () => {
    const { text, truncated } = await whole(goWeb('/', { mostBytes: PAGE.length }));
    expect({ truncated, same: text === PAGE }).toEqual({ truncated: false, same: true });
    expect(await whole(goRaw('/until-the-end', { mostBytes: 11 }))).toMatchObject({
      text: 'that is all',
      truncated: false,
    });
    expect(await whole(goRaw('/until-the-end', { mostBytes: 10 }))).toMatchObject({
      text: 'that is al',
      truncated: true,
    });
  });
  it('reads chunks, and leaves their trailers', async () => {
    const { text, headers } = await whole(goRaw('/trailers'));
    expect(text).toBe('abc');
    expect(headers.map(([name]) => name)).toEqual(['Transfer-Encoding', 'Trailer']);
  });
  it.each([
    ['/silent', 'timeout', 'did not answer in full within 200 ms'],
    ['/drip-head', 'timeout', 'did not answer in full within 200 ms'],
    ['/drip-body', 'timeout', 'did not answer in full within 200 ms'],
  ])('%s: is over in time', async (path, reason, detail) => {
    expect(await goRaw(path, { timeout: 200 })).toEqual({ ok: false, reason, detail: expect.stringContaining(detail) });
  });
  it.each([
    ['/close', 'reset', 'before its answer was whole'],
    ['/reset', 'reset', 'before its answer was whole'],
    ['/cut', 'reset', 'before its answer was whole'],
    ['/reset-in-body', 'reset', 'before its answer was whole'],
    ['/garbage', 'failed', 'no HTTP'],
    ['/bytes', 'failed', 'no HTTP'],
    ['/headers', 'failed', 'more headers than are read'],
    ['/ten-thousand', 'failed', '10000 header lines, not 1000 at most'],
    ['/informational', 'failed', 'one informational answer after the other'],
    ['/switch', 'failed', 'changes to a protocol'],
    ['/chunk-extension', 'failed', 'far more is sent than the body has'],
    ['/long-chunk-extension', 'failed', 'more beside its chunks'],
    ['/endless-trailers', 'failed', 'more headers than are read'],
    ['/nothing-but-empty-blocks', 'failed', 'far more is sent than the body has'],
  ])('%s: says so and ends', async (path, reason, detail) => {
    expect(await goRaw(path, { mostBytes: 2_000 })).toEqual({
      ok: false,
      reason,
      detail: expect.stringContaining(detail),
    });
  });
  it('says that nobody is there', async () => {
    const { port, close } = await webServer(() => undefined);
    await close();
    const gone = await go(`http://server.lab:${port}/`);
    expect(gone).toEqual({ ok: false, reason: 'refused', detail: '127.0.0.1 refused the connection' });
  });

  it('goes over TLS, with the host as the name', async () => {
    expect((await whole(goTls('/'))).text).toBe(`server.lab server.lab:${tls.port}`);
    expect((await whole(goTls('/raw'))).text).toBe('not told to be over');
  });
  it.each([
    ['is signed by nobody known', 'server.lab', false, /not to be trusted: self-signed certificate/],
    ['is for another name', 'other.lab', true, /not to be trusted: .*other\.lab/],
    ['is for no address', '127.0.0.1', true, /not to be trusted: .*127\.0\.0\.1/],
  ])('trusts no certificate that %s', async (_, host, isKnown, detail) => {
    const going = go(`https://${host}:${tls.port}/`, {}, { trusted: isKnown ? [own] : [] });
    expect(await going).toEqual({ ok: false, reason: 'failed', detail: expect.stringMatching(detail) });
  });
  it('goes over TLS with another name, or with none, where it is told to', async () => {
    const said = async (more: Partial<FetchRequest>) =>
      (await whole(go(`https://other.lab:${tls.port}/`, { trust: 'tell', ...more }))).text;
    expect(await said({})).toBe(`other.lab other.lab:${tls.port}`);
    expect(await said({ servername: 'server.lab' })).toBe(`server.lab other.lab:${tls.port}`);
    expect(await said({ servername: '' })).toBe(`false other.lab:${tls.port}`);
    expect(await said({ servername: 'server.lab', host: 'third.lab' })).toBe('server.lab third.lab');
    expect(await whole(go(`https://other.lab:${tls.port}/`, { servername: 'server.lab' }))).toMatchObject({
      status: 200,
    });
  });
  it.each([
    ['is signed by nobody known', 'server.lab', false, 'DEPTH_ZERO_SELF_SIGNED_CERT', /^self-signed certificate$/],
    ['is for another name', 'other.lab', true, 'ERR_TLS_CERT_ALTNAME_INVALID', /other\.lab.*server\.lab/],
    ['is for no address', '127.0.0.1', true, 'ERR_TLS_CERT_ALTNAME_INVALID', /127\.0\.0\.1/],
  ])('tells a certificate that %s, and goes on', async (_, host, isKnown, code, text) => {
    const going = go(`https://${host}:${tls.port}/`, { trust: 'tell' }, { trusted: isKnown ? [own] : [] });
    const { status, tls: seen } = await whole(going);
    expect(status).toBe(200);
    expect(seen).toMatchObject({ protocol: 'TLSv1.3', group: 'X25519', alpn: 'http/1.1' });
    expect(seen?.distrust).toEqual({ code, text: expect.stringMatching(text) });
    expect(seen?.chain).toHaveLength(1);
  });
  it('tells nothing of TLS where trust is demanded, and no distrust where there is trust', async () => {
    expect((await whole(goTls('/'))).tls).toBeUndefined();
    const { tls: seen } = await whole(goTls('/', { trust: 'tell' }));
    expect(seen).toBeDefined();
    expect(seen?.distrust).toBeUndefined();
  });
  it('takes any certificate and tells nothing of it, where that is wanted', async () => {
    const going = go(`https://other.lab:${tls.port}/`, { trust: 'any' }, { trusted: [] });
    const { status, tls: seen, session } = await whole(going);
    expect([status, seen, session]).toEqual([200, undefined, undefined]);
  });
  it('resumes TLS with a server that gave the means, and sets it up where that is not known any more', async () => {
    const { session } = await whole(goTls('/', { trust: 'tell' }));
    if (session === undefined) throw new Error('no session was given');
    expect((await whole(goTls('/resumed', { trust: 'any', session }))).text).toBe('true');
    expect((await whole(goTls('/resumed', { trust: 'any' }))).text).toBe('false');
    for (const session of [new Uint8Array(), Buffer.from('of nobody')])
      expect((await whole(goTls('/resumed', { trust: 'any', session }))).text).toBe('false');
  });
  it('resumes nothing where a certificate is to be looked at', async () => {
    const other = `https://other.lab:${tls.port}/resumed`;
    const { session } = await whole(go(other, { trust: 'tell' }));
    if (session === undefined) throw new Error('no session was given');
    expect(await go(other, { session })).toMatchObject({
      ok: false,
      detail: expect.stringContaining('not to be trusted'),
    });
    const told = await whole(go(other, { trust: 'tell', session }));
    expect([told.text, told.tls?.distrust?.code]).toEqual(['false', 'ERR_TLS_CERT_ALTNAME_INVALID']);
  });
  it('says that there is no TLS, or none in time', async () => {
    const plain = await go(`https://server.lab:${web.port}/`);
    expect(plain).toMatchObject({ reason: 'failed', detail: expect.stringContaining('speaks no TLS') });
    const silent = await go(`https://server.lab:${silentTls.port}/`, { timeout: 200 });
    expect(silent).toMatchObject({ reason: 'timeout', detail: expect.stringContaining('within 200 ms') });
    const alert = await tlsServer({}, () => undefined);
    expect(await go(`https://server.lab:${alert.port}/`)).toMatchObject({ ok: false, reason: 'failed' });
    await alert.close();
  });

  it('leaves nothing open, however it ends, and ends at once where it is aborted', async () => {
    const before = openFiles();
    const stop = new AbortController();
    const going = [
      go(`http://server.lab:${raw.port}/silent`, {}, { signal: stop.signal }),
      go(`http://server.lab:${raw.port}/drip-body`, {}, { signal: stop.signal }),
      go(`https://server.lab:${silentTls.port}/`, {}, { signal: stop.signal }),
      goRaw('/endless', { mostBytes: 100 }),
      goRaw('/silent', { timeout: 30 }),
      goRaw('/headers'),
      goTls('/'),
    ];
    await going.at(-1);
    stop.abort();
    const ended = (await Promise.all(going)).map((r) => (r.ok ? r.status : r.reason));
    expect(ended).toEqual(['cancelled', 'cancelled', 'cancelled', 200, 'timeout', 'failed', 200]);
    expect(await go(`http://server.lab:${raw.port}/`, {}, { signal: stop.signal })).toMatchObject({
      reason: 'cancelled',
    });
    await expect.poll(openFiles).toBeLessThanOrEqual(before);
  });
  it.each([
    ['Host', 'another'],
    ['content-length', '1'],
    ['X-Bad', 'a\r\nX-More: b'],
    ['Bad Name', 'a'],
  ])('does not send the header %s: %s', async (name, value) => {
    expect(await goRaw('/echo', { headers: { [name]: value } })).toMatchObject({ ok: false, reason: 'failed' });
  });
  it.each([
    [{ url: 'ftp://server.lab/' }, 'not http or https'],
    [{ url: 'http://user:secret@server.lab/' }, 'not http or https, or with a user: http://server.lab'],
    [{ address: 'server.lab' }, 'not a numeric address'],
  ])('takes %j for a mistake in the code', async (wrong, message) => {
    await expect(goRaw('/', wrong)).rejects.toThrow(message);
  });
});
