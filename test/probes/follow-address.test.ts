import { describe, expect, it } from 'vitest';

import type { NetFailure, Resolution } from '../../src/net/net.ts';
import { followAddress } from '../../src/probes/follow-address.ts';
import type { Observation } from '../../src/probes/probe.ts';
import { HandClock } from '../support/clock.ts';
import { FakeNet } from '../support/net.ts';

const gone: NetFailure = { ok: false, reason: 'timeout', detail: 'silence' };

const follow = async (address: string, answers: readonly (Resolution | NetFailure)[], every = 1000) => {
  const clock = new HandClock();
  const start = clock.now();
  const net = new FakeNet({
    clock,
    resolve: () => answers[Math.min(net.asked.resolves.length, answers.length) - 1] ?? gone,
  });
  const stop = new AbortController();
  const probed: { readonly address: string; readonly from: number; to?: number }[] = [];
  const seconds = (): number => (clock.now() - start) / 1e6;
  const got: Observation[] = [];
  const done = (async () => {
    const aim = { subject: { vantage: 'v' }, address };
    const cadence = { every, phase: 0 };
    const ctx = { clock, net, signal: stop.signal };
    for await (const o of followAddress({ aim, family: undefined, cadence, field: 'rtt' }, ctx, run)) got.push(o);
  })();
  // A probe that says once that it is there and then waits for its end.
  async function* run(at: string, signal: AbortSignal): AsyncGenerator<Observation> {
    const turn: (typeof probed)[number] = { address: at, from: seconds() };
    probed.push(turn);
    yield { field: 'rtt', sample: { at: clock.now(), value: 1 } };
    await clock.sleep(1e9, signal);
    turn.to = seconds();
  }
  await clock.advance(0);
  return {
    clock,
    got,
    probed,
    asked: () => net.asked.resolves.map((r) => (r.at - start) / 1e6),
    notices: () => got.flatMap((o) => ('notice' in o ? [o] : [])),
    using: () => got.flatMap((o) => ('notice' in o ? [o.evidence.using] : [])),
    end: async () => {
      stop.abort();
      await done;
    },
  };
};

describe('following an address', () => {
  it('asks nothing for a numeric one', async () => {
    const f = await follow('192.0.2.1', []);
    await f.clock.advance(3_600_000);
    expect(f.asked()).toEqual([]);
    await f.end();
    expect(f.probed).toEqual([{ address: '192.0.2.1', from: 0, to: 3600 }]);
  });

  it('asks every minute where no TTL is told, and keeps an address that is still there', async () => {
    const f = await follow('a.test', [
      { addresses: ['192.0.2.1', '192.0.2.2'] },
      { addresses: ['192.0.2.2', '192.0.2.1'] },
    ]);
    await f.clock.advance(180_000);
    expect(f.asked()).toEqual([0, 60, 120, 180]);
    await f.end();
    expect(f.probed).toHaveLength(1);
    expect(f.using()).toEqual(['192.0.2.1']);
  });

  it('moves with the name, and says so', async () => {
    const f = await follow('a.test', [
      { addresses: ['192.0.2.2', '192.0.2.1'], ttl: 30 },
      { addresses: ['192.0.2.3'], ttl: 30 },
    ]);
    await f.clock.advance(40_000);
    await f.end();
    expect(f.probed).toEqual([
      { address: '192.0.2.2', from: 0, to: 30 },
      { address: '192.0.2.3', from: 30, to: 40 },
    ]);
    expect(f.notices()).toEqual([
      {
        notice: 'address-changed',
        severity: 'info',
        evidence: { from: '', to: '192.0.2.1, 192.0.2.2', using: '192.0.2.2' },
      },
      {
        notice: 'address-changed',
        severity: 'info',
        evidence: { from: '192.0.2.1, 192.0.2.2', to: '192.0.2.3', using: '192.0.2.3' },
      },
    ]);
  });

  it('follows a TTL within five seconds and ten minutes', async () => {
    const short = await follow('a.test', [{ addresses: ['192.0.2.1'], ttl: 0 }]);
    await short.clock.advance(12_000);
    expect(short.asked()).toEqual([0, 5, 10]);
    await short.end();
    const long = await follow('a.test', [{ addresses: ['192.0.2.1'], ttl: 86_400 }]);
    await long.clock.advance(1_300_000);
    expect(long.asked()).toEqual([0, 600, 1200]);
    await long.end();
  });

  it('keeps the last address while the name does not resolve', async () => {
    const f = await follow('a.test', [{ addresses: ['192.0.2.1'] }, gone, gone, { addresses: ['192.0.2.1'] }]);
    await f.clock.advance(300_000);
    await f.end();
    expect(f.probed).toEqual([{ address: '192.0.2.1', from: 0, to: 300 }]);
    expect(f.using()).toEqual(['192.0.2.1']);
  });

  it('loses every slot until the name resolves, also while the resolver is slow to answer', async () => {
    const slow = { ...gone, after: 3000 };
    const f = await follow('a.test', [gone, slow, { addresses: ['192.0.2.1'] }], 1000);
    await f.clock.advance(20_000);
    await f.end();
    expect(f.asked()).toEqual([0, 5, 13]);
    expect(f.got.filter((o) => 'sample' in o && 'lost' in o.sample)).toHaveLength(13); // slot 13 is the probe's
    expect(f.probed).toEqual([{ address: '192.0.2.1', from: 13, to: 20 }]);
    expect(f.using()).toEqual(['192.0.2.1']);
  });

  it('ends when aborted before it has an address', async () => {
    const f = await follow('a.test', [gone]);
    await f.clock.advance(1500);
    await f.end();
    expect(f.probed).toEqual([]);
    expect(f.clock.sleeping).toBe(0);
  });

  it('leaves nothing waiting behind when its reader stops', async () => {
    const clock = new HandClock();
    const net = new FakeNet({ clock, resolve: { 'a.test': ['192.0.2.1'] } });
    const following = { aim: { subject: { vantage: 'v' }, address: 'a.test' }, family: undefined, field: 'rtt' };
    const ctx = { clock, net, signal: new AbortController().signal };
    async function* one(): AsyncGenerator<Observation> {
      yield { field: 'rtt', sample: { at: 0, value: 1 } };
      await clock.sleep(1e9, ctx.signal);
    }
    for await (const _ of followAddress({ ...following, cadence: { every: 1000, phase: 0 } }, ctx, one)) break;
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });
});
