import { createSocket } from 'node:dgram';

import { describe, expect, it } from 'vitest';

import type { NetResult } from '../../src/net/net.ts';
import { openNet } from '../../src/net/open.ts';
import { askStun, type Mapped } from '../../src/net/stun.ts';
import { systemClock } from '../../src/net/system-clock.ts';
import { HandClock } from '../support/clock.ts';
import { FakeNet, type DatagramAsk, type NetScript } from '../support/net.ts';
import { stunAnswer, stunError } from '../support/stun.ts';

const never = new AbortController().signal;

describe('a STUN server', () => {
  const ask = (answer: NonNullable<NetScript['datagram']>, signal = never) => {
    const clock = new HandClock();
    const net = new FakeNet({ clock, datagram: answer }, { source: '192.168.1.2' });
    let seen: NetResult<Mapped> | undefined;
    const asked = askStun({ net, clock }, { address: '192.0.2.7' }, signal).then((result) => (seen = result));
    return { clock, asked, tries: net.asked.datagrams, seen: () => seen };
  };
  const say = ({ request }: DatagramAsk, rtt: number) => ({
    rtt,
    payload: stunAnswer(request.payload, '203.0.113.5', 4000),
  });

  it('tells from where it sees us, after one question', async () => {
    const { clock, tries, seen } = ask((d) => say(d, 20));
    await clock.advance(20);
    expect(seen()).toMatchObject({
      ok: true,
      address: '203.0.113.5',
      port: 4000,
      source: '192.168.1.2',
      tookMicros: 20_000,
    });
    await clock.advance(5_000);
    expect(tries.map((t) => [t.request.address, t.request.port])).toEqual([['192.0.2.7', 3478]]);
  });
  it('is asked three times within three seconds, each time anew', async () => {
    const { clock, tries, seen } = ask(() => ({ ok: false, reason: 'timeout', detail: 'nobody answers' }));
    const begun = clock.now();
    await clock.advance(2_999);
    expect(seen()).toBeUndefined();
    await clock.advance(1);
    expect(seen()).toEqual({
      ok: false,
      reason: 'timeout',
      detail: 'no answer from the STUN server 192.0.2.7 port 3478 to 3 tries within 3000 ms',
    });
    expect(tries.map((t) => (t.at - begun) / 1_000)).toEqual([0, 500, 1_500]);
    const texts = new Set(tries.map((t) => Buffer.from(t.request.payload).toString('hex')));
    expect(texts.size).toBe(3);
  });
  it('may answer late: its time is that of the try that it answers', async () => {
    let n = 0;
    const { clock, seen, tries } = ask((d) => {
      n += 1;
      return n === 1 ? say(d, 2_400) : { ok: false, reason: 'timeout', detail: 'lost' };
    });
    await clock.advance(2_400);
    expect(seen()).toMatchObject({ ok: true, tookMicros: 2_400_000 });
    expect(tries).toHaveLength(3);
  });
  it('is asked no more once the network says why not', async () => {
    const why = { ok: false, reason: 'no-route', detail: 'no route' } as const;
    const { clock, seen, tries } = ask(() => why);
    await clock.advance(0);
    expect(seen()).toEqual(why);
    await clock.advance(5_000);
    expect(tries).toHaveLength(1);
  });
  it('may answer with an error', async () => {
    const { clock, seen } = ask(({ request }) => ({
      rtt: 5,
      payload: stunError(request.payload, 420, 'Unknown Attribute'),
    }));
    await clock.advance(5);
    expect(seen()).toEqual({
      ok: false,
      reason: 'failed',
      detail: 'the STUN server 192.0.2.7 says 420 Unknown Attribute',
    });
  });
  it('is no longer waited for after an abort', async () => {
    const stop = new AbortController();
    const { clock, seen } = ask((d) => say(d, 400), stop.signal);
    await clock.advance(100);
    stop.abort();
    await clock.advance(0);
    expect(seen()).toMatchObject({ reason: 'cancelled' });
  });
  it('is heard over a socket, and nobody else', async () => {
    const server = createSocket('udp4', (bytes, from) => {
      server.send('nonsense', from.port, from.address);
      server.send(stunAnswer(Buffer.alloc(20), '198.51.100.1', 1), from.port, from.address); // another transaction's
      server.send(stunAnswer(bytes, from.address, from.port), from.port, from.address);
    });
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    const clock = systemClock();
    const net = openNet({ clock, echo: { why: 'none wanted', remedy: '' } });
    const { port } = server.address();
    const seen = await askStun({ net, clock }, { address: '127.0.0.1', port }, never);
    expect(seen).toMatchObject({ ok: true, address: '127.0.0.1', source: '127.0.0.1' });
    server.close();
  });
});
