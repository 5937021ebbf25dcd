import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { headers } from '../../../src/probes/headers/headers.ts';
import { options } from '../../../src/probes/headers/options.ts';
import { headersReport } from '../../../src/probes/headers/report.ts';
import { rawServer, type OwnServer } from '../../support/own-servers.ts';
import { realContext } from '../../support/real-net.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const HTML = `${OK}Content-Type: text/html\r\n`;
const CLOSE = 'Connection: close\r\n';
const flood = (socket: Socket, bytes: string | Buffer): void => {
  const more = (): void => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', more);
  more();
};
const compressed = (coding: string, bytes: Buffer) => (socket: Socket) =>
  socket.end(Buffer.concat([Buffer.from(`${HTML}${CLOSE}Content-Encoding: ${coding}\r\n\r\n`), bytes]));
const page = (body: string) => (socket: Socket) => socket.end(`${HTML}${CLOSE}\r\n${body}`);
const to = (location: string) => (socket: Socket) =>
  socket.end(`HTTP/1.1 302 Found\r\n${CLOSE}Content-Length: 0\r\nLocation: ${location}\r\n\r\n`);
const MIB = 1 << 20;
const ALL_BYTES = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).filter((c) => !'\0\r\n'.includes(c));

let turn = 0;
/** What a server does to whoever asks, and what comes of it. */
const TALKS: Readonly<Record<string, readonly [talk: (socket: Socket) => unknown, status: 'measured' | 'failed']>> = {
  'headers without end': [(socket) => (socket.write(OK), flood(socket, `X-More: ${'a'.repeat(1_000)}\r\n`)), 'failed'],
  '10,000 header lines': [(socket) => socket.end(`${OK}${'A:b\r\n'.repeat(10_000)}\r\n`), 'failed'],
  '900 header lines of everything': [
    (socket) =>
      socket.end(
        `${HTML}${CLOSE}${'Set-Cookie: "\\;=,\xff\r\nContent-Security-Policy: ;;,,\r\n'.repeat(450)}\r\n`,
        'latin1',
      ),
    'measured',
  ],
  'one value of 60 KB': [
    (socket) => socket.end(`${HTML}${CLOSE}Permissions-Policy: ${'a=(b '.repeat(12_000)}\r\n\r\n`),
    'measured',
  ],
  'every byte but the ends of lines in a value': [
    (socket) =>
      socket.end(
        `${HTML}${CLOSE}Content-Security-Policy: ${ALL_BYTES.filter((c) => c >= ' ' && c !== '\x7f').join('')}\r\n\r\n`,
        'latin1',
      ),
    'measured',
  ],
  'control bytes in a value': [
    (socket) => socket.end(`${HTML}${CLOSE}Server: ${ALL_BYTES.join('')}\r\n\r\n`, 'latin1'),
    'failed',
  ],
  'a bomb of gzip': [compressed('gzip', gzipSync(Buffer.alloc(200 * MIB))), 'measured'],
  'a bomb of brotli': [compressed('br', brotliCompressSync(Buffer.alloc(200 * MIB), { params: {} })), 'measured'],
  'chunks without end': [
    (socket) => (
      socket.write(`${HTML}Transfer-Encoding: chunked\r\n\r\n`),
      flood(socket, `1000\r\n${'a'.repeat(4_096)}\r\n`)
    ),
    'measured',
  ],
  'tags within tags': [page('<p><table>'.repeat(MIB / 10)), 'measured'],
  'tags that nothing opens': [page('</b>'.repeat(MIB / 4)), 'measured'],
  'attributes and nothing else': [page(`<script ${'a=b '.repeat(MIB / 4)}`), 'measured'],
  'scripts and policies': [
    page('<script src=a><meta http-equiv=content-security-policy content="a b">'.repeat(15_000)),
    'measured',
  ],
  'a circle': [to('/'), 'measured'],
  'redirects without end': [(socket) => to(`/${(turn += 1)}`)(socket), 'measured'],
  'a cookie more with every redirect': [
    (socket) =>
      socket.end(
        `HTTP/1.1 302 Found\r\n${CLOSE}Set-Cookie: ${(turn += 1)}=${'v'.repeat(4_000)}\r\nLocation: /\r\n\r\n`,
      ),
    'measured',
  ],
  'a redirect of 60 KB': [to(`/${'a'.repeat(60_000)}`), 'measured'],
  'no HTTP': [(socket) => socket.end(Buffer.from(ALL_BYTES.join(''), 'latin1')), 'failed'],
  nothing: [(socket) => socket.end(), 'failed'],
};

describe('a server that means no good', () => {
  const servers = new Map<string, OwnServer>();
  let shut = 0;
  beforeAll(async () => {
    for (const [name, [talk]] of Object.entries(TALKS))
      servers.set(name, await rawServer((socket) => void talk(socket)));
    const closed = await rawServer(() => undefined);
    shut = closed.port;
    await closed.close();
  });
  afterAll(async () => {
    for (const server of servers.values()) await server.close();
  });
  const check = (port: number, signal: AbortSignal) =>
    headers.run(
      { subject: { vantage: 'v' }, address: `http://127.0.0.1:${port}/` },
      options.parse({ list: false, port: shut }),
      realContext(signal),
    );
  it.each(Object.entries(TALKS))(
    'with %s is bounded and told',
    async (name, [, status]) => {
      const outcome = await check(servers.get(name)?.port ?? 0, new AbortController().signal);
      expect([name, outcome.status, outcome.status === 'failed' ? outcome.detail : '']).toEqual([
        name,
        status,
        outcome.status === 'failed' ? (expect.stringMatching(/127\.0\.0\.1/) as unknown) : '',
      ]);
      if (outcome.status !== 'measured') return;
      expect(headersReport.safeParse(outcome.report).error).toBeUndefined();
      expect(Buffer.byteLength(JSON.stringify(outcome.report))).toBeLessThan(256 * 1_024);
    },
    60_000,
  );
  it('is left alone when nobody wants to know any more', async () => {
    const stop = new AbortController();
    const silent = await rawServer(() => stop.abort());
    expect(await check(silent.port, stop.signal)).toMatchObject({ status: 'failed', reason: 'cancelled' });
    await silent.close();
  });
});
