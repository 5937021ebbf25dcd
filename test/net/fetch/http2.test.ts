import { createSecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { fetchOnce } from '../../../src/net/fetch/fetch.ts';
import { openLibc } from '../../../src/net/libc/libc.ts';
import type { Fetched, FetchRequest, NetResult } from '../../../src/net/net.ts';
import { HandClock } from '../../support/clock.ts';
import * as h2 from '../../support/http2-frames.ts';
import { tlsServer, type OwnServer } from '../../support/own-servers.ts';
import { issue, type Issued } from '../../support/pki.ts';

const never = new AbortController().signal;
const clock = new HandClock();
const OK = [':status', '200'] as const;
const head = (...more: readonly (readonly [string, string])[]): Buffer =>
  h2.frame(h2.HEADERS, h2.END_HEADERS, 1, h2.lines(OK, ...more));
const body = (text: string): Buffer => h2.frame(h2.DATA, h2.END_STREAM, 1, Buffer.from(text));
const flood = (socket: Socket, bytes: Buffer): void => {
  const many = Buffer.concat(Array.from({ length: Math.ceil(20_000 / bytes.length) }, () => bytes));
  const more = (): void => {
    while (!socket.destroyed && socket.write(many));
  };
  socket.on('drain', more);
  more();
};
const EVERY = Array.from({ length: 256 }, (_, byte) => byte);

/** What servers say after their settings, by the name of the host. */
const TALKS: Readonly<Record<string, (socket: Socket) => void>> = {
  silent: () => undefined,
  close: (socket) => socket.end(),
  reset: (socket) => socket.destroy(),
  garbage: (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'),
  'raw-lines': (socket) =>
    socket.write(
      Buffer.concat([
        head(['x-b', '1'], ['x-a', '2'], ['x-b', '3'], ['set-cookie', 'a'], ['set-cookie', 'b'], ['x-latin', '\xe9']),
        body('abc'),
      ]),
    ),
  bytes: (socket) =>
    socket.write(
      Buffer.concat([head(...EVERY.map((byte) => [`x-${byte}`, `a${String.fromCharCode(byte)}b`] as const)), body('')]),
    ),
  informational: (socket) => flood(socket, h2.frame(h2.HEADERS, h2.END_HEADERS, 1, h2.lines([':status', '103']))),
  'one-hint': (socket) =>
    socket.write(
      Buffer.concat([
        h2.frame(h2.HEADERS, h2.END_HEADERS, 1, h2.lines([':status', '103'], ['link', '</a>'])),
        head(),
        body('abc'),
      ]),
    ),
  'many-lines': (socket) => {
    const pieces = Array.from({ length: 20 }, () => h2.lines(...EVERY.slice(0, 100).map(() => ['a', 'b'] as const)));
    socket.write(
      Buffer.concat([
        h2.frame(h2.HEADERS, 0, 1, h2.lines(OK)),
        h2.frame(h2.CONTINUATION, h2.END_HEADERS, 1, Buffer.concat(pieces)),
      ]),
    );
  },
  'long-lines': (socket) => {
    const line = h2.lines(['x-long', 'a'.repeat(15_000)]);
    socket.write(
      Buffer.concat([
        h2.frame(h2.HEADERS, 0, 1, h2.lines(OK)),
        ...Array.from({ length: 5 }, () => h2.frame(h2.CONTINUATION, 0, 1, line)),
        h2.frame(h2.CONTINUATION, h2.END_HEADERS, 1, line),
      ]),
    );
  },
  continuations: (socket) => {
    socket.write(h2.frame(h2.HEADERS, 0, 1, h2.lines(OK)));
    flood(socket, h2.frame(h2.CONTINUATION, 0, 1, h2.lines(['a', 'b'])));
  },
  'empty-continuations': (socket) => {
    socket.write(h2.frame(h2.HEADERS, 0, 1, h2.lines(OK)));
    flood(socket, h2.frame(h2.CONTINUATION, 0, 1));
  },
  settings: (socket) => flood(socket, h2.frame(h2.SETTINGS, 0, 0, Buffer.from([0, 3, 0, 0, 0, 100]))),
  pings: (socket) => flood(socket, h2.frame(h2.PING, 0, 0, Buffer.alloc(8))),
  'pings-in-body': (socket) => {
    socket.write(Buffer.concat([head(), h2.frame(h2.DATA, 0, 1, Buffer.from('abc'))]));
    flood(socket, h2.frame(h2.PING, 0, 0, Buffer.alloc(8)));
  },
  'empty-data': (socket) => {
    socket.write(head());
    flood(socket, h2.frame(h2.DATA, 0, 1));
  },
  'unknown-frames': (socket) => flood(socket, h2.frame(0xf0, 0, 0, Buffer.alloc(100))),
  refused: (socket) => socket.write(h2.frame(h2.RST_STREAM, 0, 1, h2.number(7))),
  'rst-no-error': (socket) => socket.write(h2.frame(h2.RST_STREAM, 0, 1, h2.number(0))),
  'needs-1.1': (socket) => socket.write(h2.frame(h2.RST_STREAM, 0, 1, h2.number(13))),
  'cancel-in-body': (socket) =>
    socket.write(
      Buffer.concat([head(), h2.frame(h2.DATA, 0, 1, Buffer.from('abc')), h2.frame(h2.RST_STREAM, 0, 1, h2.number(8))]),
    ),
  'end-in-body': (socket) => socket.end(Buffer.concat([head(), h2.frame(h2.DATA, 0, 1, Buffer.from('abc'))])),
  goaway: (socket) => socket.write(h2.frame(h2.GOAWAY, 0, 0, Buffer.concat([h2.number(0), h2.number(11)]))),
  'goaway-unasked': (socket) => socket.end(h2.frame(h2.GOAWAY, 0, 0, Buffer.concat([h2.number(0), h2.number(0)]))),
  'goaway-but-answers': (socket) =>
    socket.write(
      Buffer.concat([h2.frame(h2.GOAWAY, 0, 0, Buffer.concat([h2.number(1), h2.number(0)])), head(), body('abc')]),
    ),
  push: (socket) =>
    socket.write(
      Buffer.concat([
        h2.frame(
          h2.PUSH_PROMISE,
          h2.END_HEADERS,
          1,
          Buffer.concat([
            h2.number(2),
            h2.lines([':method', 'GET'], [':path', '/'], [':scheme', 'https'], [':authority', 'push.test']),
          ]),
        ),
        head(),
        body('abc'),
      ]),
    ),
  'beyond-length': (socket) => socket.write(Buffer.concat([head(['content-length', '2']), body('abc')])),
  'short-of-length': (socket) => socket.write(Buffer.concat([head(['content-length', '5']), body('abc')])),
  'no-status': (socket) => socket.write(Buffer.concat([h2.frame(h2.HEADERS, 5, 1, h2.lines(['a', 'b']))])),
  trailers: (socket) =>
    socket.write(
      Buffer.concat([
        head(),
        h2.frame(h2.DATA, 0, 1, Buffer.from('abc')),
        h2.frame(h2.HEADERS, h2.END_HEADERS | h2.END_STREAM, 1, h2.lines(['x-sum', '1'])),
      ]),
    ),
  gzip: (socket) => {
    const sent = gzipSync('plumbline '.repeat(1_000));
    socket.write(Buffer.concat([head(['content-encoding', 'gzip']), h2.frame(h2.DATA, h2.END_STREAM, 1, sent)]));
  },
  bomb: (socket) => {
    const sent = gzipSync(Buffer.alloc(10 << 20));
    socket.write(head(['content-encoding', 'gzip']));
    for (let at = 0; at < sent.length; at += 16_000)
      socket.write(h2.frame(h2.DATA, at + 16_000 < sent.length ? 0 : h2.END_STREAM, 1, sent.subarray(at, at + 16_000)));
  },
};

describe('a request by HTTP/2', () => {
  let own: Issued;
  let frames: OwnServer;
  let both: OwnServer;
  let old: OwnServer;
  beforeAll(async () => {
    own = await issue({ name: 'site.test', names: ['site.test', ...Object.keys(TALKS).map((name) => `${name}.test`)] });
    const pair = { key: own.key, cert: own.certificate };
    frames = await tlsServer({ ...pair, ALPNProtocols: ['h2'] }, (socket) => {
      socket.once('data', () => {
        socket.write(h2.frame(h2.SETTINGS, 0, 0));
        const name = (socket as unknown as { readonly servername: string }).servername.replace(/\.test$/, '');
        // Once it has been asked.
        setTimeout(() => TALKS[name]?.(socket), 20);
      });
      socket.on('data', () => undefined);
    });
    const server = createSecureServer({ ...pair, allowHTTP1: true }, (request, response) => {
      const { method, headers, httpVersion, rawHeaders } = request;
      const isResumed = (request.socket as TLSSocket).isSessionReused();
      let said = '';
      request.setEncoding('utf8').on('data', (piece: string) => (said += piece));
      request.on('end', () =>
        response.end(
          JSON.stringify({
            method,
            host: headers[':authority'] ?? headers.host,
            httpVersion,
            said,
            rawHeaders,
            isResumed,
          }),
        ),
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    both = {
      port: (server.address() as AddressInfo).port,
      close: () => new Promise((closed) => server.close(() => closed())),
    };
    old = await tlsServer(pair, (socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nold'));
  });
  afterAll(async () => {
    await Promise.all([frames.close(), both.close(), old.close()]);
  });
  const go = (url: string, more: Partial<FetchRequest> = {}): Promise<NetResult<Fetched>> =>
    fetchOnce(
      { url, address: '127.0.0.1', mostBytes: 1 << 16, timeout: 10_000, http: ['2', '1.1'], ...more },
      {},
      { clock, openLibc, agent: 'plumbline/1.2.3', trusted: [own.certificate] },
      never,
    );
  const goFrames = (name: string, more: Partial<FetchRequest> = {}): Promise<NetResult<Fetched>> =>
    go(`https://${name}.test:${frames.port}/`, more);
  const whole = async (going: Promise<NetResult<Fetched>>): Promise<Fetched & { readonly text: string }> => {
    const fetched = await going;
    if (!fetched.ok) throw new Error(`${fetched.reason}: ${fetched.detail}`);
    return { ...fetched, text: Buffer.from(fetched.body).toString() };
  };
  const goBoth = async (more: Partial<FetchRequest> = {}) => {
    const fetched = await whole(go(`https://site.test:${both.port}/a?b=c`, more));
    return { ...fetched, said: JSON.parse(fetched.text === '' ? '{}' : fetched.text) as Record<string, unknown> };
  };

  it('is said where the server speaks it, and HTTP/1.1 where that is liked better, or nothing else is spoken', async () => {
    expect(await goBoth()).toMatchObject({ http: '2', status: 200, said: { httpVersion: '2.0' } });
    expect(await goBoth({ http: ['1.1'] })).toMatchObject({ http: '1.1', said: { httpVersion: '1.1' } });
    expect(await goBoth({ http: ['2'] })).toMatchObject({ http: '2' });
    expect(await whole(go(`https://site.test:${old.port}/`))).toMatchObject({ http: '1.0', text: 'old' });
    expect(await go(`https://site.test:${old.port}/`, { http: ['2'] })).toEqual({
      ok: false,
      reason: 'failed',
      detail: `site.test:${old.port} does not speak HTTP/2`,
    });
  });
  it.each([['2'], ['1.1']] as const)('says host, name and wishes as told, by HTTP/%s', async (version) => {
    const more = { http: [version], host: 'other.test:8443', headers: { 'X-Own': 'yes', 'user-agent': 'me' } };
    const { said } = await goBoth(more);
    expect(said['host']).toBe('other.test:8443');
    const raw = (said['rawHeaders'] as string[]).map((text) => text.toLowerCase()).join(' ');
    expect(raw).toMatch(/x-own yes/);
    expect(raw).toMatch(/user-agent me/);
    expect(raw).toMatch(/accept-encoding gzip, deflate, br/);
    expect(raw).not.toMatch(/plumbline/);
  });
  it('posts, asks for the head alone, and for options', async () => {
    expect((await goBoth({ method: 'POST', body: 'grüße' })).said).toMatchObject({ method: 'POST', said: 'grüße' });
    expect((await goBoth({ method: 'OPTIONS' })).said).toMatchObject({ method: 'OPTIONS' });
    expect((await goBoth({ method: 'OPTIONS', http: ['1.1'] })).said).toMatchObject({ method: 'OPTIONS' });
    expect(await goBoth({ method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });
  it('says that the connection is gone as soon as it stands', async () => {
    const options = { key: own.key, cert: own.certificate, ALPNProtocols: ['h2'] };
    for (const end of ['destroy', 'end'] as const) {
      const gone = await tlsServer(options, (socket) => socket[end]());
      expect(await go(`https://site.test:${gone.port}/`)).toMatchObject({ ok: false, reason: 'reset' });
      await gone.close();
    }
  });
  it('tells of TLS what there is to tell', async () => {
    const { tls, said } = await goBoth({ trust: 'tell' });
    expect(tls).toMatchObject({ protocol: 'TLSv1.3', alpn: 'h2' });
    expect(tls?.chain.map((der) => Buffer.from(der).equals(own.der))).toEqual([true]);
    expect(said).toMatchObject({ httpVersion: '2.0' });
  });
  it('resumes TLS as well', async () => {
    const { session } = await goBoth({ trust: 'tell' });
    if (session === undefined) throw new Error('no session was given');
    expect(await goBoth({ trust: 'any', session })).toMatchObject({ http: '2', said: { isResumed: true } });
    expect(await goBoth({ trust: 'any' })).toMatchObject({ http: '2', said: { isResumed: false } });
  });
  it('keeps the header lines in their order, each by itself', async () => {
    const { headers, text } = await whole(goFrames('raw-lines'));
    expect(text).toBe('abc');
    expect(headers).toEqual([
      ['x-b', '1'],
      ['x-a', '2'],
      ['x-b', '3'],
      ['set-cookie', 'a'],
      ['set-cookie', 'b'],
      ['x-latin', 'é'],
    ]);
  });
  it('keeps each byte that a value may have as it came (RFC 9113, 8.2.1); a line with another is left out', async () => {
    const { headers } = await whole(goFrames('bytes'));
    const kept = EVERY.filter((byte) => (byte >= 0x20 && byte !== 0x7f) || byte === 0x09);
    expect(headers).toEqual(kept.map((byte) => [`x-${byte}`, `a${String.fromCharCode(byte)}b`]));
  });
  it.each(['one-hint', 'push', 'goaway-but-answers', 'trailers'])('is whole with %s', async (name) => {
    const { status, text, headers } = await whole(goFrames(name));
    expect({ status, text, headers }).toEqual({ status: 200, text: 'abc', headers: [] });
  });
  it('decodes, and reads no more than it may', async () => {
    expect((await whole(goFrames('gzip'))).text).toHaveLength(10_000);
    const { body, truncated } = await whole(goFrames('bomb', { mostBytes: 1_000 }));
    expect({ bytes: body.length, truncated }).toEqual({ bytes: 1_000, truncated: true });
  });
  it.each([
    ['silent', 'timeout', 'did not answer in full within 300 ms'],
    ['close', 'reset', ''],
    ['reset', 'reset', ''],
    ['garbage', 'timeout', 'did not answer in full within 300 ms'],
    ['informational', 'failed', 'one informational answer after the other'],
    ['many-lines', 'failed', 'more headers than are read'],
    ['long-lines', 'failed', 'more headers than are read'],
    ['continuations', 'failed', ''],
    ['empty-continuations', 'failed', ''],
    ['settings', 'failed', ''],
    ['pings', 'failed', ''],
    ['pings-in-body', 'failed', ''],
    ['empty-data', 'failed', ''],
    ['unknown-frames', 'failed', 'far more is sent'],
    ['refused', 'reset', 'REFUSED_STREAM'],
    ['rst-no-error', 'reset', 'without an answer'],
    ['needs-1.1', 'reset', 'HTTP_1_1_REQUIRED'],
    ['cancel-in-body', 'reset', 'CANCEL'],
    ['end-in-body', 'reset', ''],
    ['goaway', 'reset', 'ENHANCE_YOUR_CALM'],
    ['goaway-unasked', 'reset', ''],
    ['beyond-length', 'reset', 'PROTOCOL_ERROR'],
    ['short-of-length', 'reset', 'PROTOCOL_ERROR'],
    ['no-status', 'reset', 'PROTOCOL_ERROR'],
  ])('%s: says so and ends', async (name, reason, detail) => {
    const result = await goFrames(name, { mostBytes: 2_000, timeout: reason === 'timeout' ? 300 : 10_000 });
    expect(result.ok ? { ...result, headers: [] } : result).toEqual({
      ok: false,
      reason,
      detail: expect.stringContaining(detail),
    });
  });
});
