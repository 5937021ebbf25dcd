import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { expect, it } from 'vitest';

import { serveApi, type Serving } from '../../src/api/serve.ts';
import { apiForTest, TOKEN } from './support.ts';

const serving = async (api: ReturnType<typeof apiForTest>): Promise<Serving> => {
  const served = await serveApi(api.app, { host: '127.0.0.1', port: 0 });
  if (!served.ok) throw new Error(served.detail);
  return served;
};

it('serves until closed, and ends live streams on the way', async () => {
  const api = apiForTest();
  const server = await serving(api);
  expect(server.url).toBe(`http://127.0.0.1:${server.port}/`);
  const health = await fetch(new URL('/healthz', server.url));
  expect(await health.json()).toMatchObject({ ok: true });
  const live = await fetch(new URL('/api/live', server.url));
  const reader = live.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toMatch(/^retry: 2000\nevent: hello\n/);
  api.stop.abort();
  await server.close(5_000);
  while ((await reader?.read())?.done === false);
  await expect(fetch(server.url)).rejects.toThrow();
});

it('cuts the connection of a client that stays after the grace', async () => {
  const api = apiForTest();
  const server = await serving(api);
  const live = await fetch(new URL('/api/live', server.url));
  await server.close(20);
  await expect(live.text()).rejects.toThrow();
});

it('a port that is taken is told with how to choose another', async () => {
  const api = apiForTest();
  const server = await serving(api);
  const second = await serveApi(api.app, { host: '127.0.0.1', port: server.port });
  expect(second).toMatchObject({ ok: false, reason: 'port-in-use' });
  expect(second.ok ? '' : second.detail).toContain(`--listen 127.0.0.1:`);
  expect(await serveApi(api.app, { host: '192.0.2.1', port: 0 })).toMatchObject({
    ok: false,
    reason: 'no-such-address',
  });
  await server.close();
});

it('forgets a client that goes away', async () => {
  const api = apiForTest();
  const server = await serving(api);
  const socket = connect(server.port, '127.0.0.1');
  socket.write('GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await new Promise<void>((resolve) => socket.once('data', () => resolve()));
  const gone = new Promise<void>((resolve) =>
    api.deps.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  socket.destroy();
  api.stop.abort();
  await gone;
  await server.close(5_000);
  expect(api.bugs).toEqual([]);
});

/** What the server answers to bytes as they are, up to the end of the connection. */
const answerTo = (port: number, request: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  return text(socket);
};
const chunked = (path: string, chunks: readonly string[], end = '0\r\n\r\n'): string =>
  [
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`,
    'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    ...chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`),
    end,
  ].join('');

it('takes a body in chunks, of a bounded length', async () => {
  const api = apiForTest({}, { token: TOKEN });
  const server = await serving(api);
  const signIn = await answerTo(server.port, chunked('/api/session', ['{"token":', `"${TOKEN}"}`]));
  expect(signIn).toMatch(/^HTTP\/1\.1 200 /);
  expect(signIn).toContain('"signedIn":true');
  const long = Array.from({ length: 70 }, () => 'x'.repeat(1024));
  expect(await answerTo(server.port, chunked('/api/session', long))).toMatch(/^HTTP\/1\.1 413 /);
  // Nothing reads the body of a request that has no use for one.
  const deleted = await answerTo(server.port, chunked('/api/session', ['{}']).replace('POST', 'DELETE'));
  expect(deleted).toMatch(/^HTTP\/1\.1 200 /);
  expect(api.bugs).toEqual([]);
  api.stop.abort();
  await server.close();
});
