import { createServer, type AddressInfo, type Server } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { connectTcp } from '../../src/net/connect.ts';
import { openLibc } from '../../src/net/libc/libc.ts';
import { HandClock } from '../support/clock.ts';
import { enterOwnNetwork, OWN, ownNetworkMissing } from '../support/own-network.ts';

const never = new AbortController().signal;
const clock = new HandClock();
const parts = { clock, openLibc };
const listening = (host: string, backlog?: number): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer().listen({ port: 0, host, backlog }, () => resolve(server));
  });
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

describe('a TCP connect', () => {
  let server: Server;
  const peers: string[] = [];
  beforeAll(async () => {
    server = await listening('127.0.0.1');
    server.on('connection', (socket) => {
      peers.push(socket.remoteAddress ?? '');
      socket.on('error', () => undefined);
    });
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const to = (port: number, address = '127.0.0.1', timeout = 2_000) => ({ address, port, timeout });

  it('is timed when accepted', async () => {
    const result = await connectTcp(to(portOf(server)), {}, parts, never);
    expect(result).toMatchObject({ ok: true, outcome: 'accepted', at: clock.now() });
    if (result.ok) expect(result.tookMicros).toBeGreaterThan(0);
    if (result.ok) expect(result.tookMicros).toBeLessThan(2_000_000);
  });

  it('is timed when refused: that answers as well', async () => {
    const gone = await listening('127.0.0.1');
    const port = portOf(gone);
    await new Promise((resolve) => gone.close(resolve));
    expect(await connectTcp(to(port), {}, parts, never)).toMatchObject({ ok: true, outcome: 'refused' });
  });

  it('goes out from the source address that is asked for', async () => {
    const result = await connectTcp(to(portOf(server)), { source: '127.0.0.77' }, parts, never);
    expect(result.ok).toBe(true);
    await expect.poll(() => peers.at(-1)).toBe('127.0.0.77');
  });

  it('says so when the source address is not of this machine', async () => {
    const result = await connectTcp(to(portOf(server)), { source: '192.0.2.1' }, parts, never);
    expect(result).toMatchObject({ ok: false, reason: 'no-route', detail: 'no route to 127.0.0.1 from 192.0.2.1' });
  });

  it.each([{ device: 'lo' }, { mark: 1 }])('cannot be bound by %o without libc', async (binding) => {
    const without = { clock, openLibc: () => Promise.resolve({ ok: false, why: 'this is no Linux' } as const) };
    expect(await connectTcp(to(1), binding, without, never)).toMatchObject({
      ok: false,
      reason: 'unsupported',
      detail: expect.stringContaining('this is no Linux'),
    });
  });

  it('is not begun when aborted before', async () => {
    const before = peers.length;
    expect(await connectTcp(to(portOf(server)), {}, parts, AbortSignal.abort())).toMatchObject({ reason: 'cancelled' });
    expect(peers).toHaveLength(before);
  });

  it('ends at once when aborted on the way', async () => {
    const stop = new AbortController();
    const result = connectTcp(to(portOf(server)), {}, parts, stop.signal);
    stop.abort();
    expect(await result).toMatchObject({ ok: false, reason: 'cancelled' });
  });
});

// In a network of its own: there a router throws packets away without a word.
const missing = ownNetworkMissing();
describe.skipIf(missing !== undefined)(`a TCP connect that nobody answers (${missing ?? 'root'})`, () => {
  let network: { readonly close: () => void } | undefined;
  beforeAll(async () => {
    network = await enterOwnNetwork();
  });
  afterAll(() => network?.close());

  it.each([OWN[4].silent, OWN[6].silent])('ends at its timeout: %s', async (address) => {
    const result = await connectTcp({ address, port: 9, timeout: 50 }, {}, parts, never);
    expect(result).toEqual({ ok: false, reason: 'timeout', detail: `no answer from ${address} port 9 within 50 ms` });
  });
});
