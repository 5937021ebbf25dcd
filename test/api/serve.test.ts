import { connect } from 'node:net';

import { expect, it } from 'vitest';

import { serveApi, type Serving } from '../../src/api/serve.ts';
import { apiForTest } from './support.ts';

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
