import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { openLibc, type OpenLibc } from '../../src/net/libc/libc.ts';
import type { Binding, NetResult, Standing } from '../../src/net/net.ts';
import { openStanding } from '../../src/net/standing.ts';
import { systemClock } from '../../src/net/system-clock.ts';
import { enterOwnNetwork, ip, OWN, ownNetworkMissing, type OwnNetwork } from '../support/own-network.ts';

const missing = ownNetworkMissing();
const never = new AbortController().signal;
const clock = systemClock();
const openFiles = (): number => readdirSync('/proc/self/fd').length;
const noLibc: OpenLibc = () => Promise.resolve({ ok: false, why: 'none here' });

let server: Server | undefined;
/** A server, and what it does with each connection. */
const serve = async (talk: (socket: Socket) => void, host = '127.0.0.1'): Promise<number> => {
  const listening = createServer((socket) => talk(socket.on('error', () => undefined)));
  server = listening;
  listening.listen(0, host);
  await once(listening, 'listening');
  return (listening.address() as AddressInfo).port;
};
afterEach(() => {
  server?.close();
  server = undefined;
});
/** An error comes before it, which nobody listens to. */
const closed = (stream: Duplex): Promise<void> => new Promise((resolve) => stream.once('close', () => resolve()));
const standing = (result: NetResult<Standing>): Standing => {
  if (!result.ok) throw new Error(result.detail);
  return result;
};

describe.each([
  ['libc', openLibc],
  ['Node', noLibc],
] as const)('a connection that is kept, by a socket of %s', (made, libc) => {
  const open = (port: number, signal = never, timeout = 5_000, address = '127.0.0.1') =>
    openStanding({ address, port, timeout }, {}, { clock, openLibc: libc }, signal);

  it('says and hears, until it is closed: nothing of it is left', async () => {
    const port = await serve((socket) => socket.pipe(socket));
    const before = openFiles();
    const { stream, info, close } = standing(await open(port));
    stream.write('hello');
    const [heard] = (await once(stream, 'data')) as [Buffer];
    expect(heard.toString()).toBe('hello');
    if (made === 'libc') expect(info()).toMatchObject({ bytesAcked: 5, bytesReceived: 5, retransmits: 0 });
    else expect(info()).toBeUndefined();
    close();
    await closed(stream);
    await expect.poll(openFiles).toBeLessThanOrEqual(before);
  });
  it('that is reset tells it by its close, and throws nothing at anybody', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const { stream, close } = standing(await open(port));
    stream.write('hello');
    await closed(stream);
    expect(stream.destroyed).toBe(true);
    close();
  });
  it('is refused, given up, or not even begun', async () => {
    const port = await serve(() => undefined);
    server?.close();
    expect(await open(port)).toMatchObject({ ok: false, reason: 'refused' });
    const gone = new AbortController();
    gone.abort();
    expect(await open(port, gone.signal)).toMatchObject({ ok: false, reason: 'cancelled' });
  });
});

describe.skipIf(missing !== undefined)(`a connection that is kept, on its way (${missing ?? 'root'})`, () => {
  let network: OwnNetwork | undefined;
  beforeAll(async () => {
    network = await enterOwnNetwork();
  });
  afterAll(() => network?.close());
  const open = (address: string, port: number, binding: Binding = {}, timeout = 5_000) =>
    openStanding({ address, port, timeout }, binding, { clock, openLibc }, never);

  it('survives a line that is silent for a while, and routers that say that there is none', async () => {
    // From the far host to here: the way is this machine's own to cut.
    const port = await serve((socket) => socket.pipe(socket), '0.0.0.0');
    const { stream, close } = standing(await open(OWN[4].local, port, { namespace: network?.far ?? '' }));
    network?.ipFar(`route add unreachable ${OWN[4].local}`);
    stream.write('a');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(stream.destroyed).toBe(false);
    network?.ipFar(`route del unreachable ${OWN[4].local}`);
    const [heard] = (await once(stream, 'data')) as [Buffer];
    expect(heard.toString()).toBe('a');
    close();
  });
  it('goes by what it is bound to, or says why not', async () => {
    const port = await serve((socket) => socket.pipe(socket), '0.0.0.0');
    ip('rule add fwmark 7 prohibit');
    expect(await open(OWN[4].far, port, { mark: 7 })).toMatchObject({ reason: 'not-allowed' });
    expect(await open(OWN[4].far, port, { vrf: 'v0' })).toMatchObject({ reason: 'refused' });
    expect(await open(OWN[4].far, port, { device: 'none' })).toMatchObject({ reason: 'no-route' });
    expect(await open(OWN[4].silent, port, {}, 50)).toMatchObject({ reason: 'timeout' });
    expect(await open(OWN[4].unreachable, port)).toMatchObject({ reason: 'unreachable' });
    const detail = 'ENOENT: there is no network namespace none';
    expect(await open(OWN[4].far, port, { namespace: 'none' })).toMatchObject({ detail });
  });
});
