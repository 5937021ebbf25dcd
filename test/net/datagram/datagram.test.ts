import { execFileSync, spawnSync } from 'node:child_process';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { readdirSync } from 'node:fs';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { askDatagram } from '../../../src/net/datagram/datagram.ts';
import { openLibc } from '../../../src/net/libc/libc.ts';
import type { Binding, Datagram, DatagramRequest, NetResult } from '../../../src/net/net.ts';
import { systemClock } from '../../../src/net/system-clock.ts';
import { enterOwnNetwork, ip, OWN, ownNetworkMissing, type OwnNetwork } from '../../support/own-network.ts';

const missing = ownNetworkMissing();
const nftMissing = spawnSync('nft', ['--version']).status !== 0;
const never = new AbortController().signal;
const clock = systemClock();
const openFiles = (): number => readdirSync('/proc/self/fd').length;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const noLibc: typeof openLibc = () => Promise.resolve({ ok: false, why: 'none here' });

let server: Socket | undefined;
/** A server on loopback, and how it answers a datagram. */
const serve = async (
  answer: (say: (bytes: string | Uint8Array) => void, bytes: Buffer, from: RemoteInfo) => void,
  address = '127.0.0.1',
): Promise<number> => {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  server = socket;
  socket.on('message', (bytes, from) => answer((said) => socket.send(said, from.port, from.address), bytes, from));
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  return socket.address().port;
};
afterEach(async () => {
  const closing = server;
  server = undefined;
  if (closing !== undefined) await new Promise<void>((resolve) => closing.close(resolve));
});

const request = (port: number, more: Partial<DatagramRequest> = {}): DatagramRequest => ({
  address: '127.0.0.1',
  port,
  payload: Buffer.from('question'),
  timeout: 5_000,
  isAnswer: (bytes) => text(bytes).startsWith('answer'),
  ...more,
});

describe.each([
  ['libc', openLibc],
  ['Node', noLibc],
] as const)('a datagram by a socket of %s', (_, libc) => {
  const ask = (to: DatagramRequest, binding: Binding = {}, signal = never): Promise<NetResult<Datagram>> =>
    askDatagram(to, binding, { clock, openLibc: libc }, signal);

  it.each(['127.0.0.1', '::1'])('brings the answer and its time: %s', async (address) => {
    const heard: string[] = [];
    const port = await serve((say, bytes, from) => {
      heard.push(`${text(bytes)} from ${from.address}`);
      say('answer');
    }, address);
    const before = clock.now();
    const seen = await ask(request(port, { address }));
    expect(seen).toMatchObject({ ok: true, source: address });
    if (!seen.ok) return;
    expect(text(seen.payload)).toBe('answer');
    expect(seen.at).toBeGreaterThanOrEqual(before);
    expect(seen.tookMicros).toBeGreaterThan(0);
    expect(heard).toEqual([`question from ${address}`]);
  });
  it('is sent from where it is bound to', async () => {
    const port = await serve((say, _, from) => say(`answer to ${from.address}`));
    const seen = await ask(request(port), { source: '127.0.0.9' });
    expect(seen).toMatchObject({ ok: true, source: '127.0.0.9' });
    expect(seen.ok && text(seen.payload)).toBe('answer to 127.0.0.9');
  });
  it.each(['127.0.0.1', '::1'])('is sent from the port that it is bound to, again and again: %s', async (address) => {
    const port = await serve((say, _, from) => say(`answer to ${from.port}`), address);
    const first = await ask(request(port, { address }));
    if (!first.ok) throw new Error(first.detail);
    const { sourcePort } = first;
    expect(text(first.payload)).toBe(`answer to ${sourcePort}`);
    for (const binding of [{}, { source: address }]) {
      const seen = await ask(request(port, { address, sourcePort }), binding);
      expect(seen).toMatchObject({ ok: true, source: address, sourcePort });
      expect(seen.ok && text(seen.payload)).toBe(`answer to ${sourcePort}`);
    }
  });
  it('cannot be sent from a port that another socket has', async () => {
    const port = await serve(() => undefined);
    for (const binding of [{}, { source: '127.0.0.1' }]) {
      const seen = await ask(request(port, { sourcePort: port }), binding);
      expect(seen).toMatchObject({ ok: false, reason: 'failed' });
      expect(!seen.ok && seen.detail).toContain('EADDRINUSE');
    }
  });
  it('passes over what is no answer, and what is too long to be one', async () => {
    const port = await serve((say) => {
      say('something else');
      say(`answer${'x'.repeat(1_495)}`);
      say(`answer${'x'.repeat(1_494)}`);
    });
    const seen = await ask(request(port));
    expect(seen.ok && seen.payload.length).toBe(1_500);
  });
  it('is given up after sixty-four that are no answer', async () => {
    const port = await serve((say) => {
      for (let i = 0; i < 64; i += 1) say('nonsense');
    });
    expect(await ask(request(port))).toEqual({
      ok: false,
      reason: 'failed',
      detail: `127.0.0.1 port ${port} sent 64 datagrams that are no answer`,
    });
  });
  it('is not answered by anybody else', async () => {
    const other = createSocket('udp4');
    const port = await serve((_say, _bytes, from) => other.send('answer', from.port, from.address));
    expect(await ask(request(port, { timeout: 100 }))).toMatchObject({ ok: false, reason: 'timeout' });
    other.close();
  });
  it('is refused where nobody listens', async () => {
    const port = await serve(() => undefined);
    await new Promise<void>((resolve) => server?.close(resolve));
    server = undefined;
    expect(await ask(request(port))).toMatchObject({ ok: false, reason: 'refused' });
    expect(await ask(request(port, { address: '::1' }))).toMatchObject({ ok: false, reason: 'refused' });
  });
  it('ends at its timeout and at an abort, and leaves nothing open', async () => {
    const port = await serve(() => undefined);
    await ask(request(port, { timeout: 5 }));
    const before = openFiles();
    expect(await ask(request(port, { timeout: 30 }))).toEqual({
      ok: false,
      reason: 'timeout',
      detail: `no answer from 127.0.0.1 port ${port} within 30 ms`,
    });
    const stop = new AbortController();
    const asked = ask(request(port), {}, stop.signal);
    setTimeout(() => stop.abort(), 20);
    expect(await asked).toMatchObject({ ok: false, reason: 'cancelled' });
    expect(await ask(request(port), {}, stop.signal)).toMatchObject({ ok: false, reason: 'cancelled' });
    expect(openFiles()).toBe(before);
  });
  it('leaves nothing open where what judges the answer throws', async () => {
    const port = await serve((say) => say('answer'));
    const before = openFiles();
    const isAnswer = (): boolean => {
      throw new Error('a mistake');
    };
    await expect(ask(request(port, { isAnswer }))).rejects.toThrow('a mistake');
    expect(openFiles()).toBe(before);
  });
  it('cannot be sent from an address that this machine does not have', async () => {
    expect(await ask(request(9), { source: '192.0.2.1' })).toMatchObject({ ok: false, reason: 'no-route' });
  });
  it('goes to a numeric address and is of a bounded size, or it is a mistake in the code', async () => {
    await expect(ask(request(9, { address: 'localhost' }))).rejects.toThrow(TypeError);
    await expect(ask(request(9, { payload: new Uint8Array(1_501) }))).rejects.toThrow(RangeError);
  });
});

it('wants libc to be bound to more than a source', async () => {
  const bindings = [
    [{ device: 'lo' }, 'a device'],
    [{ mark: 1 }, 'a mark'],
    [{ vrf: 'red' }, 'a VRF'],
    [{ namespace: 'other' }, 'a namespace'],
  ] as const;
  for (const [binding, what] of bindings) {
    const seen = await askDatagram(request(9), binding, { clock, openLibc: noLibc }, never);
    const detail = `a datagram cannot be bound to ${what} here, only to a source (none here)`;
    expect(seen).toEqual({ ok: false, reason: 'unsupported', detail });
  }
});

describe.skipIf(missing !== undefined)(`a datagram beyond this machine (${missing ?? 'root'})`, () => {
  let network: OwnNetwork | undefined;
  beforeAll(async () => {
    network = await enterOwnNetwork();
  });
  afterAll(() => network?.close());
  const ask = (address: string, binding: Binding = {}, timeout = 5_000): Promise<NetResult<Datagram>> =>
    askDatagram(request(9, { address, timeout }), binding, { clock, openLibc }, never);

  it.each([4, 6] as const)('ends by what routers and hosts say: IPv%i', async (family) => {
    const own = OWN[family];
    expect(await ask(own.far)).toMatchObject({ reason: 'refused', detail: `nobody listens at ${own.far} port 9` });
    expect(await ask(own.unreachable)).toMatchObject({
      reason: 'unreachable',
      detail: `${own.router} says that ${own.unreachable} port 9 cannot be reached`,
    });
    expect(await ask(own.silent, {}, 50)).toMatchObject({ reason: 'timeout' });
    expect(await ask(own.noRoute)).toMatchObject({ reason: 'no-route' });
  });
  it.skipIf(nftMissing)('is not refused by whoever says so in the place of another', async () => {
    const rule = `ip daddr ${OWN[4].far} udp dport 9 reject with icmp port-unreachable`;
    const rules = `table inet pl { chain out { type filter hook forward priority 0; ${rule}\n}\n}\n`;
    const nft = (args: readonly string[]) => [`--net=${network?.router ?? ''}`, 'nft', ...args];
    execFileSync('nsenter', nft(['-f', '-']), { input: rules });
    expect(await ask(OWN[4].far)).toMatchObject({
      reason: 'unreachable',
      detail: `${OWN[4].router} says that ${OWN[4].far} port 9 cannot be reached`,
    });
    execFileSync('nsenter', nft(['delete', 'table', 'inet', 'pl']));
  });
  it('goes out of the namespace that it is bound to, and nothing else does', async () => {
    const namespace = network?.far ?? '';
    expect(await ask('10.77.2.1', { namespace })).toMatchObject({ reason: 'refused' });
    expect(await ask('fd77:2::1', { namespace, device: 'r1' })).toMatchObject({ reason: 'refused' });
    expect(await ask('10.77.2.1', { device: 'r1' })).toMatchObject({ reason: 'no-route' });
    expect(await ask('10.77.2.1', { namespace: 'none' })).toEqual({
      ok: false,
      reason: 'failed',
      detail: 'ENOENT: there is no network namespace none',
    });
    expect(await ask(OWN[4].far, { device: 'v0' })).toMatchObject({ reason: 'refused' });
  });
  it('goes by the device, the VRF and the mark that it is bound to', async () => {
    expect(await ask(OWN[4].far, { device: 'v0' })).toMatchObject({ reason: 'refused' });
    expect(await ask(OWN[4].far, { vrf: 'v0' })).toMatchObject({ reason: 'refused' }); // a VRF is a device too
    expect(await ask(OWN[4].far, { device: 'lo' }, 50)).not.toMatchObject({ reason: 'refused' });
    expect(await ask(OWN[4].far, { device: 'none' })).toMatchObject({
      reason: 'no-route',
      detail: 'ENODEV: there is no such interface (device none)',
    });
    expect(await ask(OWN[4].far, { vrf: 'none' })).toMatchObject({
      reason: 'no-route',
      detail: 'ENODEV: there is no such interface (VRF none)',
    });
    ip('rule add fwmark 7 prohibit');
    expect(await ask(OWN[4].far, { mark: 7 })).toMatchObject({ reason: 'not-allowed' });
    expect(await ask(OWN[4].far, { mark: 8 })).toMatchObject({ reason: 'refused' });
  });
});
