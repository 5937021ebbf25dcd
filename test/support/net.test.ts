import { describe, expect, it } from 'vitest';

import type { EchoEvent } from '../../src/net/net.ts';
import { HandClock } from './clock.ts';
import { FakeNet, type NetScript } from './net.ts';

const never = new AbortController().signal;
const start = (script: Omit<NetScript, 'clock'>) => {
  const clock = new HandClock();
  return { clock, net: new FakeNet({ clock, ...script }) };
};
const collect = (events: AsyncIterable<EchoEvent>): { readonly got: EchoEvent[]; readonly done: Promise<void> } => {
  const got: EchoEvent[] = [];
  return {
    got,
    done: (async () => {
      for await (const e of events) got.push(e);
    })(),
  };
};

describe('the scripted network', () => {
  it('sends by the cadence, settles each echo once, and ends after the count', async () => {
    const { clock, net } = start({
      echo: ({ seq }) => (seq === 0 ? { rtt: 1500 } : seq === 1 ? { lost: true, lateAt: 2100 } : { rtt: 5, ttl: 60 }),
    });
    const { got, done } = collect(
      net.echoes({ address: '192.0.2.1', timeout: 2000, cadence: { every: 1000, phase: 0 }, count: 3 }, never),
    );
    await clock.advance(1000);
    expect(net.asked.echoes).toHaveLength(2);
    expect(got).toEqual([]);
    await clock.advance(3000);
    await done;
    expect(got.map((e) => [e.seq, e.kind])).toEqual([
      [0, 'reply'],
      [2, 'reply'],
      [1, 'lost'],
    ]);
    expect(net.asked.streams[0]?.ended).toBe(true);
  });

  it('tells a late answer while the stream goes on', async () => {
    const { clock, net } = start({ echo: ({ seq }) => (seq === 0 ? { rtt: 2500 } : { rtt: 1 }) });
    const stop = new AbortController();
    const request = { address: '192.0.2.1', timeout: 2000, cadence: { every: 1000, phase: 0 } };
    const { got, done } = collect(net.via({ mark: 7 }).echoes(request, stop.signal));
    await clock.advance(2600);
    stop.abort();
    await done;
    expect(got.filter((e) => e.seq === 0).map((e) => e.kind)).toEqual(['lost', 'late']);
    expect(net.asked.echoes[0]?.binding).toEqual({ mark: 7 });
    await clock.advance(5000);
    expect(net.asked.echoes).toHaveLength(3);
  });

  it('connects and resolves by script, on the clock', async () => {
    const { clock, net } = start({
      connect: ({ port }) => (port === 1 ? { rtt: 20, refused: true } : { rtt: 9000 }),
      resolve: { 'a.test': ['192.0.2.1', '2001:db8::1'] },
    });
    const [refused, slow, six, none] = [
      net.connect('192.0.2.1', 1, 1000, never),
      net.connect('192.0.2.1', 2, 1000, never),
      net.resolve('a.test', 6, never),
      net.resolve('b.test', undefined, never),
    ];
    await clock.advance(1000);
    expect(await refused).toMatchObject({ ok: true, tookMicros: 20_000, outcome: 'refused' });
    expect(await slow).toMatchObject({ ok: false, reason: 'timeout' });
    expect(await six).toEqual({ ok: true, addresses: ['2001:db8::1'] });
    expect(await none).toMatchObject({ ok: false, reason: 'no-address' });
    expect(net.asked.resolves.map((r) => r.name)).toEqual(['a.test', 'b.test']);
  });

  it('shows a diagnosis what is scripted, each ask by itself, and nothing of what was cancelled', async () => {
    const { clock, net } = start({
      ask: ({ ask }) => ({ kind: 'server-ttl', ttl: ask.kind === 'server-ttl' ? ask.port : 0, after: 1000 }),
    });
    const ask = (port: number) => ({ kind: 'server-ttl', to: '192.0.2.1', port, timeout: 1000 }) as const;
    const both = net.via({ mark: 7 }).ask({ kind: 'together', asks: [ask(50), ask(60)] }, never);
    await clock.advance(1000);
    expect((await both).seen).toEqual([50, 60].map((ttl) => ({ kind: 'server-ttl', ttl })));
    expect(net.asked.path.map((p) => [p.ask, p.binding])).toEqual([50, 60].map((port) => [ask(port), { mark: 7 }]));
    expect(await net.ask(ask(1), AbortSignal.abort())).toEqual({ kind: 'server-ttl', unsupported: 'cancelled' });
  });
});
