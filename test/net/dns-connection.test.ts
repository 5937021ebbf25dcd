import { createServer, type AddressInfo } from 'node:net';
import { duplexPair } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { DnsConnection } from '../../src/net/dns-connection.ts';
import type { DnsSeen } from '../../src/net/dns.ts';
import { openNet } from '../../src/net/open.ts';
import { systemClock } from '../../src/net/system-clock.ts';
import { frameDns } from '../../src/wire/dns-frames.ts';
import { HandClock } from '../support/clock.ts';
import { dnsAnswer } from '../support/dns-message.ts';
import { FakeNet } from '../support/net.ts';

const never = new AbortController().signal;
const A = { name: 'home.example', type: 'A' } as const;
const RECORD = { type: 1, data: Uint8Array.of(192, 0, 2, 1) };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A connection, its other end, and what was asked there. */
const connected = async () => {
  const clock = new HandClock();
  const [ours, theirs] = duplexPair();
  const net = new FakeNet({ clock, stream: () => ({ rtt: 0, stream: ours }) });
  const opened = await DnsConnection.open({ net, clock }, { address: '192.0.2.53' }, 1_000, never);
  if (!opened.ok) throw new Error(opened.detail);
  const asked: Uint8Array[] = [];
  theirs.on('data', (bytes: Buffer) => asked.push(bytes.subarray(2)));
  theirs.on('error', () => undefined);
  const { connection } = opened;
  const ask = async (signal = never): Promise<() => DnsSeen | undefined> => {
    let seen: DnsSeen | undefined;
    void connection.ask(A, 2_000, signal).then((result) => (seen = result));
    await turn();
    return () => seen;
  };
  const say = async (bytes: Uint8Array): Promise<void> => {
    theirs.write(bytes);
    await turn();
    await turn();
  };
  return { clock, connection, net, theirs, asked, ask, say };
};
const answerTo = (query: Uint8Array | undefined, how = {}): Uint8Array =>
  frameDns(dnsAnswer(query ?? new Uint8Array(17), 'rcode' in how ? [] : [RECORD], how));

describe('a connection to a resolver', () => {
  it('is asked again and again', async () => {
    const c = await connected();
    expect(c.net.asked.standing).toMatchObject([{ address: '192.0.2.53', port: 53, timeout: 1_000 }]);
    const first = await c.ask();
    await c.clock.advance(30);
    await c.say(answerTo(c.asked[0]).slice(0, 5));
    expect(first()).toBeUndefined();
    await c.say(answerTo(c.asked[0]).slice(5));
    expect(first()).toMatchObject({ ok: true, values: ['192.0.2.1'], tookMicros: 30_000 });
    const second = await c.ask();
    await c.say(answerTo(c.asked[1], { rcode: 3 }));
    expect(second()).toMatchObject({ ok: false, reason: 'no-address', answered: { rcode: 3 } });
    expect(c.connection.ended).toBeUndefined();
    c.connection.close();
    expect(c.connection.ended).toBeUndefined();
    expect((await c.ask())()).toMatchObject({ reason: 'failed', detail: 'the connection is closed' });
  });
  it('goes on after a question that nobody answered, and is not misled by a late answer', async () => {
    const c = await connected();
    const first = await c.ask();
    await c.clock.advance(2_000);
    expect(first()).toEqual({
      ok: false,
      reason: 'timeout',
      detail: '192.0.2.53 did not answer over the connection within 2000 ms',
    });
    const second = await c.ask();
    await c.say(answerTo(c.asked[0]));
    // Unless both have the same random number.
    if (Buffer.compare(c.asked[0] ?? new Uint8Array(), c.asked[1] ?? new Uint8Array()) !== 0)
      expect(second()).toBeUndefined();
    await c.say(answerTo(c.asked[1]));
    expect(second()).toMatchObject({ ok: true });
    c.connection.close();
  });
  it('tells how others ended it: in good order, or not', async () => {
    const good = await connected();
    const asked = await good.ask();
    good.theirs.end();
    await turn();
    await turn();
    expect(good.connection.ended).toEqual({ how: 'closed', detail: '192.0.2.53 closed the connection' });
    expect(asked()).toEqual({ ok: false, reason: 'failed', detail: '192.0.2.53 closed the connection' });
    expect((await good.ask())()).toMatchObject({ reason: 'failed' });
    const clock = new HandClock();
    const [ours] = duplexPair();
    const net = new FakeNet({ clock, stream: () => ({ rtt: 0, stream: ours }) });
    const opened = await DnsConnection.open({ net, clock }, { address: '192.0.2.53' }, 1_000, never);
    ours.destroy(new Error('read ECONNRESET'));
    await turn();
    expect(opened.ok && opened.connection.ended).toEqual({ how: 'broken', detail: 'read ECONNRESET' });
  });
  it('ends after sixty-four messages that are no answer', async () => {
    const c = await connected();
    const asked = await c.ask();
    for (let i = 0; i < 64; i += 1) await c.say(frameDns(Uint8Array.of(1, 2, 3)));
    const detail = '192.0.2.53 sent 64 messages that are no answer';
    expect(c.connection.ended).toEqual({ how: 'broken', detail });
    expect(asked()).toEqual({ ok: false, reason: 'failed', detail });
  });
  it('is no longer waited for after an abort, and is asked one thing at a time', async () => {
    const c = await connected();
    const stop = new AbortController();
    const first = await c.ask(stop.signal);
    await expect(c.connection.ask(A, 1, never)).rejects.toThrow('before the first was over');
    stop.abort();
    await turn();
    expect(first()).toMatchObject({ reason: 'cancelled' });
    c.connection.close();
  });
  it('may not be had', async () => {
    const clock = new HandClock();
    const why = { ok: false, reason: 'refused', detail: 'refused' } as const;
    const net = new FakeNet({ clock, stream: () => why });
    expect(await DnsConnection.open({ net, clock }, { address: '192.0.2.53' }, 1_000, never)).toEqual(why);
  });
  it('goes over a socket', async () => {
    const server = createServer((socket) => {
      socket.on('data', (bytes: Buffer) => socket.write(answerTo(bytes.subarray(2))));
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const clock = systemClock();
    const net = openNet({ clock, echo: { why: 'none wanted', remedy: '' } });
    const opened = await DnsConnection.open({ net, clock }, { address: '127.0.0.1', port }, 2_000, never);
    if (!opened.ok) throw new Error(opened.detail);
    const { connection } = opened;
    expect(await connection.ask(A, 2_000, never)).toMatchObject({ ok: true, values: ['192.0.2.1'] });
    expect(connection.info()).toMatchObject({ retransmits: 0 });
    connection.close();
    server.close();
  });
});
