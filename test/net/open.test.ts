import { describe, expect, it } from 'vitest';

import type { Binding, EchoEngine } from '../../src/net/net.ts';
import { openNet } from '../../src/net/open.ts';
import { HandClock } from '../support/clock.ts';

const clock = new HandClock();
const never = new AbortController().signal;
const request = { address: '127.0.0.1', timeout: 1000, cadence: { every: 1000, phase: 0 } };

const engineThatTells = (bindings: Binding[]): EchoEngine => ({
  name: 'kernel',
  stamps: 'kernel-tx-rx',
  how: 'scripted',
  families: [4],
  async *echoes(_, binding) {
    bindings.push(binding);
    yield { kind: 'lost', seq: 0, sentAt: 1 };
  },
  close: () => Promise.resolve(),
});

describe('the network of this process', () => {
  it('sends echoes by the way out that it is bound to', async () => {
    const bindings: Binding[] = [];
    const net = openNet({ clock, echo: engineThatTells(bindings) });
    expect(net.engineMissing).toBeUndefined();
    const bound = net.via({ device: 'wg0' });
    expect(bound.engine).toBe(net.engine);
    for (const way of [net, bound, bound.via({ mark: 1 })]) {
      for await (const event of way.echoes(request, never)) expect(event.kind).toBe('lost');
    }
    expect(bindings).toEqual([{}, { device: 'wg0' }, { mark: 1 }]);
  });

  it('connects by that way too, and resolves', async () => {
    const net = openNet({ clock, echo: engineThatTells([]) });
    const bound = net.via({ source: '192.0.2.1' });
    expect(await bound.connect('127.0.0.1', 9, 1000, never)).toMatchObject({ ok: false, reason: 'no-route' });
    expect(await net.via({ device: 'wg0' }).resolve('::1', undefined, never)).toMatchObject({ ok: true });
    // From an address of one family nothing is sent to the other.
    expect(await bound.resolve('::1', undefined, never)).toMatchObject({ ok: false, reason: 'no-address' });
    expect(await bound.resolve('127.0.0.1', undefined, never)).toEqual({ ok: true, addresses: ['127.0.0.1'] });
  });

  it('says why there is no engine, and takes an echo asked for all the same for a bug', () => {
    const missing = { why: 'not allowed', remedy: 'sudo x' };
    const net = openNet({ clock, echo: missing });
    expect(net.engine).toBeUndefined();
    expect(net.via({ mark: 1 }).engineMissing).toEqual(missing);
    expect(() => net.echoes(request, never)).toThrow('without an echo engine');
  });
});
