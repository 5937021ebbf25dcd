import { connect, type Socket } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { LIMITS, type ConnectionLimits } from '../../src/api/connections.ts';
import { serveApi, type Serving } from '../../src/api/serve.ts';
import { memoryStore } from '../support/memory-store.ts';
import { apiForTest, TOKEN } from './support.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
const serving = async (limits: Partial<ConnectionLimits>, api = apiForTest()): Promise<Serving> => {
  const served = await serveApi(api.app, { host: '127.0.0.1', port: 0 }, { ...LIMITS, ...limits });
  if (!served.ok) throw new Error(served.detail);
  closing.push(
    () => served.close(0),
    () => api.stop.abort(),
  );
  return served;
};

/** A client that speaks bytes and keeps what it hears. */
const dial = (port: number, from = '127.0.0.1') => {
  const socket: Socket = connect({ port, host: '127.0.0.1', localAddress: from });
  let heard = '';
  let over = false;
  const wakers: (() => void)[] = [];
  const woken = (): void => {
    for (const wake of wakers.splice(0)) wake();
  };
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.toString('latin1');
    woken();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    over = true;
    woken();
  });
  closing.push(() => socket.destroy());
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) await new Promise<void>((resolve) => wakers.push(resolve));
  };
  return {
    socket,
    heard: () => heard,
    ask: (path: string, more = '') => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`),
    hears: (text: string) => until(() => heard.includes(text) || over),
    ends: () => until(() => over),
  };
};
const opened = async (port: number, from?: string) => {
  const client = dial(port, from);
  client.ask('/healthz');
  await client.hears('"reasons":[]}');
  return client;
};

describe('connections', () => {
  it('beyond the limit are told so, and the next finds the room that idle ones make', async () => {
    const { port } = await serving({ all: 2, each: 2 });
    const busy = dial(port);
    busy.ask('/api/live');
    await busy.hears('event: hello');
    const idle = await opened(port);
    const third = dial(port);
    third.ask('/healthz');
    await third.ends();
    expect(third.heard()).toMatch(/^HTTP\/1.1 503 .*Retry-After: 2.*Too many connections/s);
    expect((await opened(port)).heard()).toContain(' 200 ');
    await idle.ends();
    expect(busy.socket.destroyed).toBe(false);
  });
  it('of one address leave room for others', async () => {
    const { port } = await serving({ all: 4, each: 2 });
    const [one, two] = [dial(port), dial(port)];
    for (const client of [one, two]) {
      client.ask('/api/live');
      await client.hears('event: hello');
    }
    const third = dial(port);
    third.ask('/healthz');
    await third.ends();
    expect(third.heard()).toContain(' 503 ');
    expect((await opened(port, '127.0.0.2')).heard()).toContain(' 200 ');
    one.socket.destroy();
    await one.ends();
    for (;;) {
      const again = dial(port);
      again.ask('/healthz', 'Connection: close\r\n');
      await again.ends();
      if (again.heard().includes(' 200 ')) break; // once the server has seen it go
    }
  });
  it('that are refused and ask nothing are cut', async () => {
    const { port } = await serving({ all: 1, told: 1, toldWithin: 20 });
    const first = dial(port);
    first.ask('/api/live');
    await first.hears('event: hello');
    const silent = dial(port);
    const beyond = dial(port);
    await Promise.all([silent.ends(), beyond.ends()]);
    expect(first.socket.destroyed).toBe(false);
  });
  it('that ask again before they are answered are cut', async () => {
    const { port } = await serving(
      {},
      apiForTest({ query: { ...memoryStore().query, gaps: () => new Promise(() => {}) } }),
    );
    const client = dial(port);
    client.ask('/api/gaps');
    client.ask('/healthz');
    await client.ends();
    expect(client.heard()).toBe('');
  });
  it('keep their place while what they asked for goes on, also when they have gone', async () => {
    const api = apiForTest({}, { token: TOKEN, protectReading: true });
    const { port } = await serving({ each: 6 }, api);
    const guess = async (i: number): Promise<void> => {
      const client = dial(port);
      client.ask('/api/overview', `Authorization: Bearer wrong${i}\r\nConnection: close\r\n`);
      await client.ends();
    };
    for (let i = 0; i < 5; i += 1) await guess(i);
    const held = Array.from({ length: 6 }, (_, i) => {
      const client = dial(port);
      client.ask('/api/overview', `Authorization: Bearer held${i}\r\n`);
      return client;
    });
    while (api.clock.sleeping < 6) await new Promise<void>((resolve) => setImmediate(resolve));
    for (const { socket } of held) socket.destroy();
    // By the time that it has answered these, the server has seen them go.
    for (let i = 0; i < 3; i += 1) expect((await opened(port, '127.0.0.2')).heard()).toContain(' 200 ');
    const late = dial(port);
    late.ask('/healthz');
    await late.ends();
    expect(late.heard()).toContain(' 503 ');
    await api.clock.advance(1_000);
    expect((await opened(port)).heard()).toContain(' 200 ');
  });
  it('of whoever leaves most of its answers lying are cut when that is too much', async () => {
    const ailments = ['x'.repeat(20_000_000)]; // more than the kernel takes off our hands
    const { port } = await serving({ untaken: 8_000_000 }, apiForTest({ ailments: () => ailments }));
    const lazy = dial(port);
    lazy.ask('/healthz');
    await lazy.hears('xxx');
    lazy.socket.pause();
    const quick = dial(port);
    quick.ask('/api/targets');
    await quick.hears('"targets":');
    lazy.socket.resume();
    await lazy.ends();
    expect(lazy.heard().length).toBeLessThan(20_000_000);
    expect(quick.socket.destroyed).toBe(false);
  });
});
